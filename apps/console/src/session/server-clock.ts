import { customRef, inject, onScopeDispose, type InjectionKey, type Ref } from 'vue'

export const timeHeader = 'tegata-time'

/**
 * What time it is at the server, as its last answer said: dates are compared with it, so that a wrong clock on the desk
 * tells nobody that a rule is in force which is not. `desk`: the browser's own clock, which still measures what has gone
 * by since. Before the first answer it is all there is.
 */
export function createServerClock(desk: () => number) {
  let ahead = 0
  return {
    /** Told of every answer; what is no date is passed over. */
    hear(time: string | null): void {
      const at = Date.parse(time ?? '')
      if (!Number.isNaN(at)) ahead = at - desk()
    },
    now: (): number => desk() + ahead,
  }
}
export type ServerClock = ReturnType<typeof createServerClock>

export const nowKey: InjectionKey<() => number> = Symbol('now')

/** What time it is, for everything that is compared with dates of the server. */
export function useNow(): () => number {
  const now = inject(nowKey)
  if (!now) throw new Error('The console was started without a clock: provide(nowKey, …) is missing')
  return now
}

/**
 * The same, told again every `everyMs` and when somebody comes back to the page: what is computed from it changes by itself
 * when its time has come.
 */
export function useTickingNow(everyMs = 60_000): Readonly<Ref<number>> {
  const now = useNow()
  return customRef((track, tick) => {
    const timer = setInterval(tick, everyMs)
    document.addEventListener('visibilitychange', tick)
    onScopeDispose(() => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    })
    const get = () => {
      track()
      return now()
    }
    return { get, set: () => undefined }
  })
}
