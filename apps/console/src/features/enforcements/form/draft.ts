import type { Enforcement } from '@tegata/contract'
import { isSame } from '../../../merge-drafts.ts'
import type { Supposed } from '../../readiness/queries.ts'
import { clockOf } from '../../../i18n/zone-time.ts'
import type { Change, NewEnforcement } from '../queries.ts'
import { readEntry, sentEntry, type WhenEntry, type WhenFault } from '../when/entry.ts'

type Texts = Record<'en' | 'ja' | 'ko', string>
export type RuleDraft = Pick<Enforcement, 'kinds' | 'recoveries' | 'onUnenrolled' | 'afterEmergency' | 'sessionsBefore' | 'refusesShared'>
/** Ids; departments have none but their name. */
export type TargetDraft = { everyone: boolean, roles: string[], groups: string[], departments: string[], policyGroups: string[] }

/** What can be typed about an enforcement. `registerBy` null: people read the minute before the start. */
export type EnforcementDraft = {
  name: string
  when: WhenEntry
  registerBy: WhenEntry | null
  target: TargetDraft
  reason: Texts
  helpLink: Texts
  rule: RuleDraft
  waves: number[]
}
export type DraftField = keyof EnforcementDraft
export type DraftFault = 'missing' | 'no-target' | 'no-kind' | 'not-an-address' | 'late' | WhenFault

const spoken = (texts: Partial<Texts>): Texts => ({ en: texts.en ?? '', ja: texts.ja ?? '', ko: texts.ko ?? '' })
const said = (texts: Texts): Partial<Texts> => Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, text.trim()]).filter(([, text]) => text !== ''))

/** An instant as it is entered: of a time that comes twice, the one that it is. */
export function entryOf(instant: string, zone: string): WhenEntry {
  const { day, time } = clockOf(instant, zone)
  const { two } = readEntry({ day, time, zone, which: null }, Number.NEGATIVE_INFINITY)
  return { day, time, zone, which: two.length === 0 ? null : two[0] === instant ? 'earlier' : 'later' }
}

const idsOf = (named: readonly { id: string | null }[]): string[] => named.flatMap(({ id }) => id ?? [])

export const draftOf = (enforcement: Enforcement): EnforcementDraft => {
  const { name, enforceFrom, zone, registerBy, target, kinds, recoveries, onUnenrolled, afterEmergency, sessionsBefore, refusesShared } = enforcement
  return {
    name, when: entryOf(enforceFrom, zone), registerBy: registerBy === null ? null : entryOf(registerBy, zone),
    target: { everyone: target.everyone, roles: idsOf(target.roles), groups: idsOf(target.groups), departments: [...target.departments], policyGroups: idsOf(target.policyGroups) },
    reason: spoken(enforcement.reason), helpLink: spoken(enforcement.helpLink),
    rule: { kinds: [...kinds], recoveries: [...recoveries], onUnenrolled, afterEmergency, sessionsBefore, refusesShared }, waves: [...enforcement.waves],
  }
}

/** A new one begins with the defaults of the policy, the kinds that people of this realm can set up, and no date: that is what its author has to decide. */
export const newDraft = (zone: string, kinds: readonly RuleDraft['kinds'][number][] = ['totp']): EnforcementDraft => ({
  name: '', when: { day: '', time: '00:00', zone, which: null }, registerBy: null,
  target: { everyone: false, roles: [], groups: [], departments: [], policyGroups: [] }, reason: spoken({}), helpLink: spoken({}),
  rule: { kinds: [...kinds], recoveries: ['emergency-token', 'backup-code', 'mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false },
  waves: [30, 14, 7, 3, 1, 0],
})

/** The advisory date speaks in the zone of the start. */
const registerByEntry = ({ registerBy, when }: Pick<EnforcementDraft, 'registerBy' | 'when'>): WhenEntry | null => registerBy && { ...registerBy, zone: when.zone }

/** What is wrong with it as far as can be seen from here, by field. `moves`: whether its instants are sent at all. */
export function lookOver(draft: EnforcementDraft, now: number, moves = true): ReadonlyMap<DraftField, DraftFault> {
  const found = new Map<DraftField, DraftFault>()
  if (draft.name.trim() === '') found.set('name', 'missing')
  const { everyone, roles, groups, departments, policyGroups } = draft.target
  if (!everyone && roles.length + groups.length + departments.length + policyGroups.length === 0) found.set('target', 'no-target')
  if (moves) {
    const { instant, fault } = readEntry(draft.when, now)
    if (fault) found.set('when', fault)
    const entry = registerByEntry(draft)
    const by = entry && readEntry(entry, now)
    if (by?.fault) found.set('registerBy', by.fault)
    else if (by?.instant && instant && Date.parse(by.instant) > Date.parse(instant)) found.set('registerBy', 'late')
  }
  if (Object.values(draft.helpLink).some((link) => link.trim() !== '' && !/^https?:\/\/\S+$/i.test(link.trim()))) found.set('helpLink', 'not-an-address')
  if (draft.rule.kinds.length === 0) found.set('rule', 'no-kind')
  return found
}

const registerBySent = (draft: EnforcementDraft, now: number) => {
  const entry = registerByEntry(draft)
  return entry && sentEntry(entry, readEntry(entry, now))
}

export const newOf = (draft: EnforcementDraft, now: number): NewEnforcement => ({
  name: draft.name.trim(), enforceFrom: sentEntry(draft.when, readEntry(draft.when, now)), registerBy: registerBySent(draft, now),
  target: draft.target, reason: said(draft.reason), helpLink: said(draft.helpLink), ...draft.rule, waves: draft.waves,
})

/** What a forecast of it still lacks: the rest may be unfinished. */
type Missing = 'target' | 'kinds' | 'when'

/**
 * What decides whom it meets and what they meet, as a forecast asks about it. A date that is not typed yet is now; one that
 * is as it was saved (`base`) is not sent, and neither are texts, mails and the name, which decide nothing.
 */
export function supposedOf(draft: EnforcementDraft, base: EnforcementDraft | null, now: number): { supposed: Supposed } | { missing: Missing } {
  const { everyone, ...parts } = draft.target
  if (!everyone && Object.values(parts).every((ids) => ids.length === 0)) return { missing: 'target' }
  if (draft.rule.kinds.length === 0) return { missing: 'kinds' }
  const rule = { target: draft.target, ...draft.rule }
  if (base && isSame(base.when, draft.when)) return { supposed: rule }
  const read = readEntry(draft.when, now)
  if (read.fault === 'missing') return { supposed: { ...rule, now: true } }
  return read.fault ? { missing: 'when' } : { supposed: { ...rule, enforceFrom: sentEntry(draft.when, read) } }
}

/** Only what differs is sent. */
export function changesBetween(base: EnforcementDraft, draft: EnforcementDraft, now: number): Change {
  const whole = newOf(draft, now)
  const differs = (field: DraftField) => !isSame(base[field], draft[field])
  const rule = Object.fromEntries(Object.entries(draft.rule).filter(([field, value]) => !isSame(base.rule[field as keyof RuleDraft], value)))
  return {
    ...(base.name !== whole.name ? { name: whole.name } : {}), ...(differs('when') ? { enforceFrom: whole.enforceFrom } : {}),
    ...(differs('registerBy') || (draft.registerBy !== null && base.when.zone !== draft.when.zone) ? { registerBy: whole.registerBy } : {}),
    ...(differs('target') ? { target: draft.target } : {}), ...(differs('reason') ? { reason: said(draft.reason) } : {}), ...(differs('helpLink') ? { helpLink: said(draft.helpLink) } : {}),
    ...rule, ...(differs('waves') ? { waves: draft.waves } : {}),
  }
}

