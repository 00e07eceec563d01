import { authenticatorKinds } from '@tegata/contract'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { readEntry, sentEntry, type WhenEntry } from '../enforcements/when/entry.ts'
import type { Simulated } from './queries.ts'
import { UNSAVED, type UnsavedRule } from './unsaved-rule.ts'

type Kind = (typeof authenticatorKinds)[number]

/** How long ago a provider says that the sign-in there was, in seconds; null: it does not say. */
export const agos = { now: 0, '5m': 300, '30m': 1800, '1h': 3600, '8h': 28_800, unknown: null } as const satisfies Record<string, number | null>
export type Ago = keyof typeof agos

/** One question to the simulator as it is typed. Empty texts are what is not said. */
export type SimulatorDraft = {
  who: 'person' | 'imagined'
  userId: string
  roles: string[]
  groups: string[]
  kinds: Kind[]
  otpRequired: boolean
  addressProved: boolean
  shared: boolean
  token: boolean
  /** '': as it is; `none`; or the id of an Access Policy Group. */
  group: string
  rule: string
  page: '' | 'interactive' | 'classic'
  app: string
  address: string
  way: string
  acr: string
  amr: string
  ago: Ago
  demanded: string
  /** Null: now. */
  at: WhenEntry | null
}

export const newDraft = (): SimulatorDraft => ({
  who: 'person', userId: '', roles: [], groups: [], kinds: [], otpRequired: false, addressProved: true, shared: false, token: false,
  group: '', rule: '', page: '', app: '', address: '', way: '', acr: '', amr: '', ago: 'now', demanded: '', at: null,
})

const listed = (text: string): string[] => text.split(',').map((value) => value.trim()).filter((value) => value !== '')

const isV4 = (text: string): boolean => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text)
function isV6(text: string): boolean {
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text)) return false
  try {
    return new URL(`http://[${text}]/`).hostname !== ''
  } catch {
    return false
  }
}
export const isAddress = (text: string): boolean => isV4(text) || isV6(text)

export type Missing = 'person' | 'address' | 'when' | 'rule'

/** As the API takes it, or what still has to be filled in. */
export function questionOf(draft: SimulatorDraft, now: number, unsaved: UnsavedRule | null = null): { question: Simulated } | { missing: Missing } {
  const { who, userId, group, rule, page, app, way, acr, at } = draft
  if (who === 'person' && userId === '') return { missing: 'person' }
  const address = draft.address.trim()
  if (address !== '' && !isAddress(address)) return { missing: 'address' }
  if (rule === UNSAVED && unsaved === null) return { missing: 'rule' }
  const read = at && readEntry(at, now)
  if (read && read.instant === null) return { missing: 'when' }
  const amr = listed(draft.amr)
  const demandedAcr = listed(draft.demanded)
  const ago = agos[draft.ago]
  return {
    question: {
      ...(who === 'person' ? { userId } : { person: personOf(draft) }),
      ...(group !== '' && { policyGroup: group }), ...ruleOf(rule, unsaved), ...(page !== '' && { presentation: page }),
      ...(app.trim() !== '' && { clientId: app.trim() }), ...(address !== '' && { address }),
      ...(way !== '' && { through: { alias: way, ...(acr.trim() !== '' && { acr: acr.trim() }), ...(amr.length > 0 && { amr }), ...(ago !== 0 && { authenticatedSecondsAgo: ago }) } }),
      ...(demandedAcr.length > 0 && { demandedAcr }), ...(at && read && { at: sentEntry(at, read) }),
    },
  }
}

function ruleOf(rule: string, unsaved: UnsavedRule | null): Pick<Simulated, 'enforcementId' | 'enforcement'> {
  if (rule !== UNSAVED) return rule === '' ? {} : { enforcementId: rule }
  return unsaved === null ? {} : { ...(unsaved.enforcementId !== null && { enforcementId: unsaved.enforcementId }), enforcement: { ...unsaved.fields, name: unsaved.name } }
}

const personOf = ({ roles, groups, kinds, otpRequired, addressProved, shared, token }: SimulatorDraft): NonNullable<Simulated['person']> => ({
  ...(roles.length > 0 && { roles }), ...(groups.length > 0 && { groups }), ...(kinds.length > 0 && { kinds }), ...(otpRequired && { otpRequired }),
  ...(!addressProved && { addressProved }), ...(shared && { shared }), ...(token && { emergencyTokens: 1 }),
})

type Choice = { value: string, label: string }
/** What a list offers, and what was chosen by an address that is followed, though the list has it not: nothing is asked unseen. */
export const offering = (choices: readonly Choice[], chosen: string): Choice[] =>
  (choices.some(({ value }) => value === chosen) ? [...choices] : [...choices, { value: chosen, label: chosen }])

const flags = ['otpRequired', 'shared', 'token'] as const
const texts = ['group', 'rule', 'app', 'address', 'way', 'acr', 'amr', 'demanded'] as const
const lists = ['roles', 'groups'] as const

/** The question in the address bar: whoever follows it asks the same. What is not said is left out. */
export function queryOf(draft: SimulatorDraft): LocationQueryRaw {
  const { who, userId, kinds, addressProved, page, ago, at } = draft
  const imagined = who === 'imagined'
  return {
    ...(imagined ? { who } : userId !== '' && { user: userId }),
    ...Object.fromEntries(imagined ? lists.filter((name) => draft[name].length > 0).map((name) => [name, draft[name]]) : []),
    ...(imagined && kinds.length > 0 && { kinds }), ...(imagined && !addressProved && { unproved: '1' }),
    ...Object.fromEntries(imagined ? flags.filter((name) => draft[name]).map((name) => [name, '1']) : []),
    ...Object.fromEntries(texts.filter((name) => draft[name].trim() !== '').map((name) => [name, draft[name].trim()])),
    ...(page !== '' && { page }), ...(ago !== 'now' && { ago }),
    ...(at && { day: at.day, time: at.time, zone: at.zone, ...(at.which && { which: at.which }) }),
  }
}

const isKind = (text: string): text is Kind => authenticatorKinds.some((kind) => kind === text)
const isAgo = (text: string): text is Ago => Object.hasOwn(agos, text)

/** Reads an address that was followed; what makes no sense there is as if it were not said. */
export function draftOf(query: LocationQuery): SimulatorDraft {
  const all = (name: string): string[] => [query[name] ?? []].flat().filter((value): value is string => typeof value === 'string' && value !== '')
  const one = (name: string): string => all(name)[0] ?? ''
  const [page, ago, which] = [one('page'), one('ago'), one('which')]
  return {
    ...newDraft(),
    who: one('who') === 'imagined' ? 'imagined' : 'person', userId: one('user'), kinds: all('kinds').filter(isKind), addressProved: one('unproved') === '',
    roles: all('roles'), groups: all('groups'), otpRequired: one('otpRequired') !== '', shared: one('shared') !== '', token: one('token') !== '',
    ...Object.fromEntries(texts.map((name) => [name, one(name)])),
    page: page === 'interactive' || page === 'classic' ? page : '', ago: isAgo(ago) ? ago : 'now',
    at: one('day') === '' && one('time') === '' ? null : { day: one('day'), time: one('time'), zone: one('zone'), which: which === 'earlier' || which === 'later' ? which : null },
  }
}
