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

/** The day and the time that clocks of a zone show at an instant. */
export function clockOf(iso: string, zone: string): { day: string, time: string } {
  const at = Date.parse(iso)
  const shown = new Date(at + ahead(zone, at)).toISOString()
  return { day: shown.slice(0, 10), time: shown.slice(11, 16) }
}
