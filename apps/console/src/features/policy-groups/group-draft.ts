import { isSame } from '../../merge-drafts.ts'
import type { GroupChange, PolicyGroup } from './queries.ts'

/** What can be typed about a group. */
export type GroupDraft = Pick<PolicyGroup, 'name' | 'ask' | 'kinds' | 'onUnenrolled' | 'afterEmergency' | 'sessionsBefore'>
export const draftFields = ['name', 'ask', 'kinds', 'onUnenrolled', 'afterEmergency', 'sessionsBefore'] as const satisfies readonly (keyof GroupDraft)[]
export type DraftField = (typeof draftFields)[number]

/** Those that people can have set up, or will have; a group keeps others that it has. */
const shownKinds = ['totp', 'emailed-code'] as const
export const kindsOf = (group: Pick<GroupDraft, 'kinds'>): readonly GroupDraft['kinds'][number][] => [...new Set([...shownKinds, ...group.kinds])]

export const draftOf = ({ name, ask, kinds, onUnenrolled, afterEmergency, sessionsBefore }: GroupDraft): GroupDraft =>
  ({ name, ask, kinds: [...kinds], onUnenrolled, afterEmergency, sessionsBefore })

export const newDraft = (): GroupDraft =>
  ({ name: '', ask: 'always', kinds: ['totp', 'emailed-code', 'push', 'passkey'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut' })

/** Only what differs is sent. */
export const changesBetween = (base: GroupDraft, draft: GroupDraft): GroupChange =>
  Object.fromEntries(draftFields.flatMap((field) => {
    const value = field === 'name' ? draft.name.trim() : draft[field]
    return isSame(base[field], value) ? [] : [[field, value]]
  }))

/** What is wrong with it as far as can be seen from here: permanent words, by field. */
export function lookOver(draft: GroupDraft): ReadonlyMap<DraftField, 'missing' | 'no-kind'> {
  const found = new Map<DraftField, 'missing' | 'no-kind'>()
  if (draft.name.trim() === '') found.set('name', 'missing')
  if (draft.kinds.length === 0) found.set('kinds', 'no-kind')
  return found
}
