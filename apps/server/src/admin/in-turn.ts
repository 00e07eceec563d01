import { Problem } from '@tegata/contract'

export type InTurn = <Value>(look: () => Promise<Value>) => Promise<Value>

/** Seconds. */
const comeBackAfter = 2

/**
 * One look at everybody at a time on this node: a look takes a processor for as long as it lasts, and whoever may read
 * could otherwise keep everybody else waiting by asking for many. While `most` wait, the next one is told to come back.
 */
export function createInTurn(most: number): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (look) => {
    if (waiting >= most) throw new Problem('request.too-many', { retryAfterSeconds: comeBackAfter })
    waiting += 1
    const mine = last.then(look)
    last = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      waiting -= 1
    }
  }
}
