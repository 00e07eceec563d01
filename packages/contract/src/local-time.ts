import { Temporal } from 'temporal-polyfill'

/** A point on the calendar and clock of a zone, as people write it. Without a time it is the first moment of the day. */
export type LocalTime = { date: string; time?: string | undefined; zone: string; which?: 'earlier' | 'later' | undefined }

export type LocalTimeOutcome =
  | { ok: true; instant: number }
  /** Clocks go forward over it. `nearest`: the last minute before and the first one after, local and without zone. */
  | { ok: false; reason: 'no-such-time'; nearest: readonly [before: string, after: string] }
  /** Clocks go back over it: two instants, both in epoch milliseconds. */
  | { ok: false; reason: 'twice'; earlier: number; later: number }

const minute = 60_000

/**
 * The one instant that a local date and time mean in a zone (S0-2), in epoch milliseconds; date, time and zone are well
 * formed. A time that exists twice is one instant only with `which`; a day always begins once (S4-3).
 */
export function resolveLocalTime({ date, time, zone, which }: LocalTime): LocalTimeOutcome {
  const day = Temporal.PlainDate.from(date)
  if (time === undefined) {
    const first = day.toZonedDateTime(zone)
    // A whole day that a zone skipped begins on the next one.
    if (first.toPlainDate().equals(day)) return { ok: true, instant: first.epochMilliseconds }
  }
  const local = day.toPlainDateTime(Temporal.PlainTime.from(time ?? '00:00'))
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) => local.toZonedDateTime(zone, { disambiguation }))
  if (!earlier || !later) throw new Error('Two readings were asked for')
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { ok: true, instant: earlier.epochMilliseconds }
  if (!earlier.toPlainDateTime().equals(local)) return { ok: false, reason: 'no-such-time', nearest: around(earlier, later) }
  if (which !== undefined) return { ok: true, instant: (which === 'earlier' ? earlier : later).epochMilliseconds }
  return { ok: false, reason: 'twice', earlier: earlier.epochMilliseconds, later: later.epochMilliseconds }
}

/** The minutes on either side of a gap, which lies between these two instants. */
function around(before: Temporal.ZonedDateTime, after: Temporal.ZonedDateTime): [string, string] {
  const gap = before.getTimeZoneTransition('next')
  const first = gap && gap.epochMilliseconds <= after.epochMilliseconds ? gap : after
  return [write(first.subtract({ minutes: 1 })), write(first)]
}

const write = (at: Temporal.ZonedDateTime): string => at.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')

/** What people read as the deadline of something that begins then: the minute before (S0-6). */
export const deadlineOf = (instant: number): number => instant - minute
