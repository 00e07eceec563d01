import type { BulkPreview, PolicyImpact } from '@tegata/contract'
import type { Look } from './bulk-actions.ts'

/** Numbers of a preview that say something by themselves, in the order in which they are said. */
export const lineKeys = [
  'asked', 'setUp', 'notAsked', 'resets', 'keeping', 'authenticators', 'emergencyTokensRevoked', 'emergencyTokensIssued', 'signedOut', 'administrators', 'mails', 'newPasswords', 'withoutAddress',
  'unchanged',
] as const
type LineKey = (typeof lineKeys)[number]
type Named = PolicyImpact['lockedOutPeople'][number]

/** What the action would do, of everybody who was looked at so far. */
export type Foreseen = {
  people: number
  changed: number
  confirm: boolean
  /** Whether everybody was looked at. */
  whole: boolean
  numbers: Readonly<Record<LineKey | 'sessions' | 'mailMinutes' | 'needToken' | 'lockedOut', number>>
  refused: readonly { code: BulkPreview['refused'][number]['code'], people: number }[]
  lockedOutPeople: readonly Named[]
}

const shownByName = 20
const none = {
  asked: 0, setUp: 0, notAsked: 0, resets: 0, keeping: 0, authenticators: 0, emergencyTokensRevoked: 0, emergencyTokensIssued: 0, signedOut: 0, administrators: 0, mails: 0, newPasswords: 0,
  withoutAddress: 0, unchanged: 0, sessions: 0, mailMinutes: 0, needToken: 0, lockedOut: 0,
}
export const nothingSeen: Foreseen = { people: 0, changed: 0, confirm: false, whole: false, numbers: none, refused: [], lockedOutPeople: [] }

/** One more call's numbers, added to those of the calls before. */
export function addLook(sum: Foreseen, { people, changed, confirm, bulk, policy }: Look): Foreseen {
  const said: Partial<Record<string, unknown>> = { ...policy, ...bulk }
  const numbers = Object.fromEntries(Object.entries(sum.numbers).map(([key, before]) => [key, before + Number(said[key] ?? 0)])) as Foreseen['numbers']
  const refused = new Map(sum.refused.map(({ code, people: before }) => [code, before]))
  for (const one of bulk?.refused ?? []) refused.set(one.code, (refused.get(one.code) ?? 0) + one.people)
  const named = bulk?.lockedOutPeople ?? policy?.lockedOutPeople ?? []
  return {
    people: sum.people + people, changed: sum.changed + changed, confirm: sum.confirm || confirm, whole: false, numbers,
    refused: [...refused].map(([code, count]) => ({ code, people: count })),
    lockedOutPeople: [...sum.lockedOutPeople, ...named].slice(0, shownByName),
  }
}
