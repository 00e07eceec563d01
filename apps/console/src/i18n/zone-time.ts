/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function ahead(zone: string, at: number): number {
  const parts = new Map(new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(at / 1000) * 1000
}

/** The instant at which clocks of a zone show so many milliseconds since 1970, as if they stood in Greenwich. */
export function instantAt(shown: number, zone: string): string {
  // Twice: on the day of a change to or from summer time the first guess may lie on its other side.
  const guess = shown - ahead(zone, shown)
  return new Date(shown - ahead(zone, guess)).toISOString()
}

/** The instant of a day (`2026-11-24`) and a time (`15:00`) in a zone; null when one of them is none. */
export function instantOf(day: string, time: string, zone: string): string | null {
  const shown = /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d:\d\d$/.test(time) ? Date.parse(`${day}T${time}:00Z`) : Number.NaN
  return Number.isNaN(shown) ? null : instantAt(shown, zone)
}

const day24 = 24 * 60 * 60_000

/**
 * Every instant at which clocks of a zone show a day and a time: one as a rule; none where they leap over it, two where
 * they are put back, the earlier first; none where it is no day or no time.
 */
export function instantsOf(day: string, time: string, zone: string): readonly string[] {
  if (instantOf(day, time, zone) === null) return []
  const shown = Date.parse(`${day}T${time}:00Z`)
  const found = [shown - ahead(zone, shown - day24), shown - ahead(zone, shown + day24)].filter((at) => at + ahead(zone, at) === shown)
  return [...new Set(found)].sort((one, other) => one - other).map((at) => new Date(at).toISOString())
}

/** What clocks of a zone show right before and right after they leap over this day and time. */
export function leapAround(day: string, time: string, zone: string): { before: string, after: string } {
  const shown = Date.parse(`${day}T${time}:00Z`)
  const before = ahead(zone, shown - day24)
  let [low, high] = [shown - day24, shown + day24]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (ahead(zone, middle) === before) low = middle
    else high = middle
  }
  return { before: clockOf(new Date(high - 60_000).toISOString(), zone).time, after: clockOf(new Date(high).toISOString(), zone).time }
}

/** The day and the time that clocks of a zone show at an instant. */
export function clockOf(iso: string, zone: string): { day: string, time: string } {
  const at = Date.parse(iso)
  const shown = new Date(at + ahead(zone, at)).toISOString()
  return { day: shown.slice(0, 10), time: shown.slice(11, 16) }
}
