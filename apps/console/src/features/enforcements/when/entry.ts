import { instantsOf, leapAround } from '../../../i18n/zone-time.ts'

/** An instant as people enter it: what the clocks of a zone show, and which of two where they are put back (S0-2). */
export type WhenEntry = { day: string, time: string, zone: string, which: 'earlier' | 'later' | null }

/** What an entry means. `two`: both instants of a time that comes twice; `leap`: what clocks show around a time that does not come. */
export type ReadEntry = { instant: string | null, fault: WhenFault | null, two: readonly string[], leap: { before: string, after: string } | null }
export type WhenFault = 'missing' | 'zone' | 'no-such-time' | 'twice' | 'past'

/** A date without a time means 00:00. */
export const timeOf = ({ time }: Pick<WhenEntry, 'time'>): string => time || '00:00'

function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9+_/-]*$/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Reads an entry; `now` refuses what is over already. */
export function readEntry(entry: WhenEntry, now: number): ReadEntry {
  const said = (part: Partial<ReadEntry>): ReadEntry => ({ instant: null, fault: null, two: [], leap: null, ...part })
  const zone = entry.zone.trim()
  if (!isZone(zone)) return said({ fault: 'zone' })
  if (!/^\d{4}-\d\d-\d\d$/.test(entry.day) || Number.isNaN(Date.parse(entry.day))) return said({ fault: 'missing' })
  const time = timeOf(entry)
  const found = instantsOf(entry.day, time, zone)
  if (found.length === 0) return said({ fault: 'no-such-time', leap: leapAround(entry.day, time, zone) })
  const [first = '', second] = found
  const two = second === undefined ? [] : found
  if (second !== undefined && entry.which === null) return said({ fault: 'twice', two })
  const instant = second !== undefined && entry.which === 'later' ? second : first
  return Date.parse(instant) <= now ? said({ fault: 'past', two }) : said({ instant, two })
}

/** The deadline that people read: the minute before (S0-6). */
export const deadlineOf = (instant: string): string => new Date(Date.parse(instant) - 60_000).toISOString()

/** As the API takes it. */
export const sentEntry = (entry: WhenEntry, { two }: Pick<ReadEntry, 'two'>) =>
  ({ date: entry.day, time: timeOf(entry), zone: entry.zone.trim(), ...(two.length > 0 && entry.which !== null ? { which: entry.which } : {}) })
