import type { Enforcement, EnforcementVersion, Instant, Wave } from '@tegata/storage'

/** Milliseconds. */
const day = 86_400_000
/** So long after a rule began, it is no news any more that it did. */
const beganRecently = 3 * day

type News = 'moved' | 'suspended' | 'resumed' | 'ended'

/** A mail that is due now: news of an act to whoever heard before, or a reminder to whoever is not ready. */
export type Due = Pick<Wave, 'enforcementId' | 'edition' | 'wave' | 'dueAt'> & ({ kind: 'news'; news: News; before: Instant | null } | { kind: 'reminder'; began: boolean })

const newsOf: Partial<Record<EnforcementVersion['act'], News>> = { postpone: 'moved', 'bring-forward': 'moved', suspend: 'suspended', resume: 'resumed', end: 'ended' }

/** What is to be told of the last act; null where it was the announcement, which the reminders tell. */
function newsDue(rule: Enforcement, versions: readonly EnforcementVersion[]): Due | null {
  const at = versions.findIndex(({ act }) => act !== 'change')
  const last = versions[at]
  const news = last && newsOf[last.act]
  if (last === undefined || news === undefined) return null
  const before = versions.slice(at + 1).find(({ document }) => document.enforceFrom !== rule.enforceFrom)?.document.enforceFrom ?? null
  return { kind: 'news', news, before, enforcementId: rule.id, edition: last.document.version, wave: news, dueAt: last.at }
}

/** The instant of a wave. */
export const waveAt = ({ enforceFrom }: Pick<Enforcement, 'enforceFrom'>, days: number): Instant => enforceFrom - days * day

/**
 * The latest reminder whose time has come: after a late start, or an outage, one mail goes out at once and not one for each
 * that was missed. Once the rule is in force only the mail of that instant is true.
 */
function reminderDue(rule: Enforcement, now: Instant): Due | null {
  if (rule.state !== 'announced') return null
  const began = now >= rule.enforceFrom
  const past = rule.waves.filter((days) => waveAt(rule, days) <= now && (began ? days === 0 : days > 0))
  if (past.length === 0 || now >= rule.enforceFrom + beganRecently) return null
  const days = Math.min(...past)
  return { kind: 'reminder', began, enforcementId: rule.id, edition: rule.edition, wave: String(days), dueAt: waveAt(rule, days) }
}

const keyOf = ({ edition, wave }: Pick<Wave, 'edition' | 'wave'>): string => `${edition} ${wave}`

/** What is to be told now, news first; null where everybody was told. `versions`: newest first. Pure. */
export function dueNow(rule: Enforcement, versions: readonly EnforcementVersion[], waves: readonly Wave[], now: Instant): Due | null {
  const done = new Set(waves.filter(({ doneAt }) => doneAt !== null).map(keyOf))
  return [newsDue(rule, versions), reminderDue(rule, now)].find((due) => due !== null && !done.has(keyOf(due))) ?? null
}
