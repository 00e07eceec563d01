import { Temporal } from 'temporal-polyfill'

/** Whether this is a time zone that can be computed with ("Asia/Tokyo"; offsets are refused: they know no summer time). */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9+_/-]*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Inside the house an instant is epoch milliseconds; on the wire it is ISO 8601 in UTC. */
export const toWire = (instant: number): string => new Date(instant).toISOString()
export const fromWire = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

// Intl says "JST" only in Japanese and "GMT+9" elsewhere: people of these zones read their own short names.
const shortNames: Readonly<Record<string, string>> = { 'Asia/Tokyo': 'JST', 'Asia/Seoul': 'KST', UTC: 'UTC', 'Etc/UTC': 'UTC' }

/** The short name of a zone at an instant, as people write it: JST, KST, UTC, otherwise the offset ("GMT+2"). */
export function zoneName(zone: string, instant: number): string {
  const known = shortNames[zone]
  if (known !== undefined) return known
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offset
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d\d):(\d\d)/.exec(offset) ?? []
  return `GMT${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
}

/** Says an instant with weekday, date, time and zone in a language: "Tuesday, December 1, 2026 at 00:00 JST". */
export function sayInstant(instant: number, zone: string, language: string): string {
  const text = new Intl.DateTimeFormat(language, {
    timeZone: zone, weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(instant)
  return `${text} ${zoneName(zone, instant)}`
}
