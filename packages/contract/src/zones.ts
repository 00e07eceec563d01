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
