import { Socket } from 'node:net'
import type pg from 'pg'

/** Reads that one connection carries at a time, before the next ones take another. */
const maxTogether = 16

type Lease = { readonly client: Promise<pg.PoolClient>; readers: number; broken: Error | undefined }

/**
 * Lets reads that are under way at the same time share a connection: they are sent without waiting for each other's
 * answers. `isOurs` tells what the database said from a connection that broke.
 */
export function createTogether(pool: pg.Pool, isAnswer: (error: unknown) => boolean) {
  let current: Lease | undefined
  return async <Value>(read: (client: pg.PoolClient) => Promise<Value>): Promise<Value> => {
    const lease = current ?? { client: pool.connect(), readers: 0, broken: undefined }
    lease.readers += 1
    current = lease.readers < maxTogether ? lease : undefined
    try {
      return await read(await lease.client)
    } catch (error) {
      if (!isAnswer(error) && error instanceof Error) {
        lease.broken = error
        if (current === lease) current = undefined
      }
      throw error
    } finally {
      lease.readers -= 1
      if (lease.readers === 0) {
        if (current === lease) current = undefined
        lease.client.then((client) => client.release(lease.broken), () => undefined)
      }
    }
  }
}

/**
 * Sends what one turn of the event loop writes as one packet: a third of what a query costs us is the call that sends it.
 * The driver corks the stream for every query; here that holds until everything of the turn is written.
 */
export class TurnSocket extends Socket {
  #isHeld = false

  override cork(): void {
    super.cork()
    if (this.#isHeld) return
    this.#isHeld = true
    super.cork()
    process.nextTick(() => {
      this.#isHeld = false
      super.uncork()
    })
  }
}
