/**
 * What the fake servers of a test have been asked and not yet answered. An answer that a test holds back is not under
 * way: it is from the moment when it is let go.
 */
export const underWay = { calls: 0, begun: 0 }

export async function track<Answer>(answering: () => Promise<Answer>): Promise<Answer> {
  underWay.calls += 1
  underWay.begun += 1
  try {
    return await answering()
  } finally {
    underWay.calls -= 1
  }
}

/** A point at which an answer waits until it is let go; `reach` is called by the answer, `letGo` by the test. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  let waits = false
  let open = false
  return {
    async reach(): Promise<void> {
      if (open) return
      waits = true
      underWay.calls -= 1
      await promise
    },
    letGo(): void {
      if (waits && !open) underWay.calls += 1
      open = true
      resolve()
    },
  }
}
