import type { Clock } from './types.ts'

const refreshMs = 10_000

export type HouseClock = Clock & {
  /** The database's time without what demo mode added: what oidc-provider's own expiries are compared with. */
  realNow(): number
  refresh(): Promise<void>
}

/** One clock for every node: the database's time, kept as an offset. Demo mode moves it, for this process alone. */
export function createClock(databaseNow: () => Promise<number>, demo: boolean): HouseClock {
  let offsetMs = 0
  let shiftMs = 0
  const realNow = () => Date.now() + offsetMs
  return {
    realNow,
    now: () => realNow() + shiftMs,
    set(now) {
      if (!demo) throw new Error('Only demo mode can set the clock')
      shiftMs = now - realNow()
    },
    skewMs: () => Math.abs(offsetMs),
    async refresh() {
      const asked = Date.now()
      const answer = await databaseNow()
      // Half of the way there and back: the best guess of when the database looked at its clock.
      offsetMs = Math.round(answer - (asked + Date.now()) / 2)
    },
  }
}

/** Runs `task` every 10 s without keeping the process alive; a failure waits for the next turn. */
export function everyTenSeconds(task: () => Promise<void>): () => void {
  const timer = setInterval(() => { task().catch(() => undefined) }, refreshMs)
  timer.unref()
  return () => clearInterval(timer)
}
