import { deadlineOf, type LocalInstant, Problem, resolveLocalTime, toWire } from '@tegata/contract'
import type { Enforcement } from '@tegata/storage'

const day = 24 * 60 * 60_000
/** A year mistyped is no plan. */
const farthest = 5 * 366 * day

/** The instant that somebody wrote, in the zone that they named or in this one. */
function instantOf({ date, time, which, zone: named }: LocalInstant, zone: string, path: string, now: number): number {
  const resolved = resolveLocalTime({ date, time, which, zone: named ?? zone })
  if (!resolved.ok) {
    throw resolved.reason === 'twice'
      ? new Problem('enforcement.time-twice', { times: [resolved.earlier, resolved.later].map(toWire) })
      : new Problem('enforcement.no-such-time', { times: resolved.nearest })
  }
  if (resolved.instant > now + farthest) throw new Problem('request.invalid', { errors: [{ path, rule: 'too-late', message: 'is more than five years away' }] })
  return resolved.instant
}

/** What an act says about instants. Undefined: as it was. */
export type Moves = { enforceFrom?: LocalInstant | undefined; now?: true | undefined; registerBy?: LocalInstant | null | undefined }
type Instants = Pick<Enforcement, 'enforceFrom' | 'registerBy' | 'zone'>

/** The instants after it, none of them over. Advice from before that does not fit any more falls away. */
export function moved(before: Instants, { enforceFrom: start, now: atOnce, registerBy: advice }: Moves, now: number): Instants {
  if (start && atOnce) throw new Problem('request.invalid', { errors: [{ path: 'now', rule: 'either', message: 'stands instead of enforceFrom' }] })
  const zone = start?.zone ?? before.zone
  const enforceFrom = atOnce ? now : start ? instantOf(start, zone, 'enforceFrom', now) : before.enforceFrom
  if (enforceFrom < now) throw new Problem('enforcement.in-the-past')
  if (advice) {
    const registerBy = instantOf(advice, zone, 'registerBy', now)
    if (registerBy > enforceFrom || registerBy < now) throw new Problem('enforcement.register-by-late')
    return { enforceFrom, zone, registerBy }
  }
  const kept = advice === null || before.registerBy === null || before.registerBy > enforceFrom || before.registerBy < now ? null : before.registerBy
  return { enforceFrom, zone, registerBy: kept }
}

const readBy = ({ registerBy, enforceFrom }: Instants): number => registerBy ?? deadlineOf(enforceFrom)

/** Refuses what does not move to later, or to earlier, at least one of the two dates that people read, and neither the other way. */
export function refuseOtherDirection(before: Instants, after: Instants, to: 'later' | 'earlier'): void {
  const sign = to === 'later' ? 1 : -1
  const steps = [after.enforceFrom - before.enforceFrom, readBy(after) - readBy(before)].map((step) => Math.sign(step) * sign)
  if (steps.includes(-1) || !steps.includes(1)) throw new Problem('enforcement.other-direction')
}

/** The waves before the start whose day is over. */
export const lateWaves = ({ waves, enforceFrom }: Pick<Enforcement, 'waves' | 'enforceFrom'>, now: number): number[] =>
  waves.filter((days) => days > 0 && enforceFrom - days * day < now)

/** Whether there were to be reminders, and none can come any more before the start. */
export const isWithoutReminders = (rule: Pick<Enforcement, 'waves' | 'enforceFrom'>, now: number): boolean =>
  rule.waves.some((days) => days > 0) && rule.waves.filter((days) => days > 0).length === lateWaves(rule, now).length
