import { conditionLimits, type Me } from '@tegata/contract'
import { isSame } from '../../merge-drafts.ts'
import { conditionDraftOf, conditionOf, isWrong, type ConditionDraft } from './conditions/condition-draft.ts'
import type { GroupChange, PolicyGroup } from './queries.ts'

type Rule = Pick<PolicyGroup, 'name' | 'ask' | 'kinds' | 'onUnenrolled' | 'afterEmergency' | 'sessionsBefore'>

/** What can be typed about a group. */
export type GroupDraft = Rule & { conditions: ConditionDraft[] }
export const draftFields = ['name', 'ask', 'conditions', 'kinds', 'onUnenrolled', 'afterEmergency', 'sessionsBefore'] as const satisfies readonly (keyof GroupDraft)[]
export type DraftField = (typeof draftFields)[number]

/** Those that people can have set up, or will have; a group keeps others that it has. */
const shownKinds = ['totp', 'emailed-code'] as const
/** Why nobody of this realm can set it up; null: they can. */
export function missingFor(kind: GroupDraft['kinds'][number], { kinds, canMail }: Pick<Me['realm'], 'kinds' | 'canMail'>): 'release' | 'mail' | 'off' | null {
  if (kinds.includes(kind)) return null
  return kind === 'emailed-code' ? (canMail ? 'off' : 'mail') : 'release'
}

export const kindsOf = (group: Pick<GroupDraft, 'kinds'>): readonly GroupDraft['kinds'][number][] => [...new Set([...shownKinds, ...group.kinds])]

export const draftOf = ({ name, ask, conditions, kinds, onUnenrolled, afterEmergency, sessionsBefore }: Rule & Pick<PolicyGroup, 'conditions'>): GroupDraft =>
  ({ name, ask, conditions: conditions.map(conditionDraftOf), kinds: [...kinds], onUnenrolled, afterEmergency, sessionsBefore })

export const newDraft = (): GroupDraft => ({
  name: '', ask: 'always', conditions: [], kinds: ['totp', 'emailed-code', 'push', 'passkey'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
})

/** As it is sent. Conditions that are not in use, and half typed, stay as they were. */
export const groupOf = ({ conditions, ...draft }: GroupDraft) => ({
  ...draft, name: draft.name.trim(), ...(draft.ask === 'unless' || !conditions.some(isWrong) ? { conditions: conditions.map(conditionOf) } : {}),
})

/** Only what differs is sent. */
export function changesBetween(base: GroupDraft, draft: GroupDraft): GroupChange {
  const [before, after] = [groupOf(base), groupOf(draft)]
  return Object.fromEntries(draftFields.flatMap((field) => (after[field] === undefined || isSame(before[field], after[field]) ? [] : [[field, after[field]]])))
}

/** What of a change concerns people: everything but the name. */
export const ruleOf = (changes: GroupChange): Omit<GroupChange, 'name' | 'reason'> =>
  Object.fromEntries(Object.entries(changes).filter(([field]) => field !== 'name' && field !== 'reason'))

export type Fault = 'missing' | 'no-kind' | 'no-conditions' | 'wrong-conditions' | 'too-many-conditions'

/** What is wrong with it as far as can be seen from here: permanent words, by field. */
export function lookOver({ name, ask, conditions, kinds }: GroupDraft): ReadonlyMap<DraftField, Fault> {
  const found = new Map<DraftField, Fault>()
  if (name.trim() === '') found.set('name', 'missing')
  if (ask === 'unless') {
    if (conditions.length === 0) found.set('conditions', 'no-conditions')
    else if (conditions.length > conditionLimits.conditions) found.set('conditions', 'too-many-conditions')
    else if (conditions.some(isWrong)) found.set('conditions', 'wrong-conditions')
  }
  if (kinds.length === 0) found.set('kinds', 'no-kind')
  return found
}
