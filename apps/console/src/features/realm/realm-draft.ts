import { domainPattern, sentencePlaces, type Accent, type SentencePlace } from '@tegata/contract'
import { isNumberName, type LanguageName } from './realm-names.ts'
import { boundsOf, isWhole, numberFields, readNumber, tryFields, type NumberField, type TryField } from './number-fields.ts'
import type { RealmChange, RealmSettings } from './queries.ts'

type Tries = { max: string, minutes: string }
type Spoken = Record<LanguageName, string>

/** What can be typed about a realm; numbers as they stand in their fields, lists one a line. */
export type RealmDraft = {
  displayName: Spoken
  zone: string
  languages: LanguageName[]
  contact: Spoken
  helpLink: string
  helpDeskMail: string
  startPageUrl: string
  startPageName: Spoken
  recommendedApps: string
  ownNetworks: string
  stepOrder: RealmSettings['stepOrder']
  presentation: RealmSettings['presentation']
  emailedCodes: RealmSettings['emailedCodes']
  emergencyMode: RealmSettings['emergencyMode']
  askRegistered: boolean
  waitMinutes: string
  accent: Accent
  sentences: Record<SentencePlace, Spoken>
  mailDomains: string
  /** Its id; 'none': none. */
  newUserPolicyGroup: string
} & Record<NumberField, string> & Record<TryField, Tries>
export type RealmField = keyof RealmDraft

const spoken = (texts: Partial<Record<LanguageName, string | undefined>> | undefined): Spoken => ({ en: texts?.en ?? '', ja: texts?.ja ?? '', ko: texts?.ko ?? '' })
const sentencesOf = (sentences: RealmSettings['sentences']): Record<SentencePlace, Spoken> => ({
  login: spoken(sentences.login), code: spoken(sentences.code), setUp: spoken(sentences.setUp), emergency: spoken(sentences.emergency),
  lostCode: spoken(sentences.lostCode), newPassword: spoken(sentences.newPassword),
})
const numberOf = (settings: RealmSettings, field: NumberField): number =>
  (isNumberName(field) ? settings.limits[field] : settings[field])

export const draftOf = (settings: RealmSettings): RealmDraft => ({
  displayName: spoken(settings.displayName), zone: settings.zone, languages: [...settings.languages], contact: spoken(settings.contact),
  helpLink: settings.helpLink ?? '', helpDeskMail: settings.helpDeskMail ?? '', startPageUrl: settings.startPage?.url ?? '', startPageName: spoken(settings.startPage?.name),
  recommendedApps: settings.recommendedApps.map(({ name, url }) => (url ? `${name} ${url}` : name)).join('\n'), ownNetworks: settings.ownNetworks.join('\n'),
  stepOrder: settings.stepOrder, presentation: settings.presentation, emailedCodes: settings.emailedCodes, emergencyMode: settings.emergencyMode, askRegistered: settings.askRegistered,
  waitMinutes: settings.limits.secondFactorShort.waitMinutes.join(', '),
  accent: settings.accent, sentences: sentencesOf(settings.sentences), mailDomains: settings.mailDomains.join('\n'), newUserPolicyGroup: settings.newUserPolicyGroup ?? 'none',
  ...Object.fromEntries(numberFields.map((field) => [field, String(numberOf(settings, field))])) as Record<NumberField, string>,
  ...Object.fromEntries(tryFields.map((field) => [field, { max: String(settings.limits[field].max), minutes: String(settings.limits[field].minutes) }])) as Record<TryField, Tries>,
})

const linesOf = (text: string): string[] => text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== '')

/** "Name https://where": the address is what stands last, if anything does. */
function appOf(line: string): { name: string, url?: string } {
  const [, name, url] = /^(.*?)\s+(https?:\/\/\S+)$/.exec(line) ?? []
  return name && url ? { name, url } : { name: line }
}

/** What is said nowhere is not sent. */
const saidOf = (sentences: RealmDraft['sentences']) => Object.fromEntries(sentencePlaces.flatMap((place) => {
  const said = Object.entries(sentences[place]).flatMap(([language, text]) => (text.trim() ? [[language, text.trim()]] : []))
  return said.length > 0 ? [[place, Object.fromEntries(said)]] : []
}))
const domainsOf = (text: string): string[] => linesOf(text).map((line) => line.toLowerCase().replace(/^@/, ''))

const textsOf = ({ en, ja, ko }: Spoken) => ({ en: en.trim(), ...(ja.trim() ? { ja: ja.trim() } : {}), ...(ko.trim() ? { ko: ko.trim() } : {}) })
const most: readonly [number, number] = [1, 525_600]
const triesOf = ({ max, minutes }: Tries) => ({ max: readNumber(max, [1, 10_000], true), minutes: readNumber(minutes, most, true) })
const waitsOf = (text: string) => text.split(/[,、，\s]+/).filter(Boolean).map((each) => readNumber(each, [1, 1440], true))

/** The fields that were changed, as the API takes them. Only for a draft that `lookOver` finds nothing wrong with. */
export function changesOf(draft: RealmDraft, changed: ReadonlySet<RealmField>): RealmChange {
  const has = (...fields: RealmField[]) => fields.some((field) => changed.has(field))
  const number = (field: NumberField) => readNumber(draft[field], boundsOf(field), isWhole(field)) ?? 0
  const plain = numberFields.filter((field) => changed.has(field) && !isNumberName(field))
  const tries = (field: TryField) => {
    const { max, minutes } = triesOf(draft[field])
    return { max: max ?? 1, minutes: minutes ?? 1 }
  }
  const limits = {
    ...Object.fromEntries(numberFields.filter((field) => changed.has(field) && isNumberName(field)).map((field) => [field, number(field)])),
    ...Object.fromEntries(tryFields.filter((field) => field !== 'secondFactorShort' && changed.has(field)).map((field) => [field, tries(field)])),
    ...(has('secondFactorShort', 'waitMinutes') ? { secondFactorShort: { ...tries('secondFactorShort'), waitMinutes: waitsOf(draft.waitMinutes).filter((wait) => wait !== null) } } : {}),
  }
  return {
    ...(has('displayName') ? { displayName: textsOf(draft.displayName) } : {}),
    ...(has('zone') ? { zone: draft.zone.trim() } : {}),
    ...(has('languages') ? { languages: draft.languages } : {}),
    ...(has('contact') ? { contact: textsOf(draft.contact) } : {}),
    ...(has('helpLink') ? { helpLink: draft.helpLink.trim() || null } : {}),
    ...(has('helpDeskMail') ? { helpDeskMail: draft.helpDeskMail.trim() || null } : {}),
    ...(has('startPageUrl', 'startPageName') ? { startPage: draft.startPageUrl.trim() ? { url: draft.startPageUrl.trim(), name: textsOf(draft.startPageName) } : null } : {}),
    ...(has('recommendedApps') ? { recommendedApps: linesOf(draft.recommendedApps).map(appOf) } : {}),
    ...(has('ownNetworks') ? { ownNetworks: linesOf(draft.ownNetworks) } : {}),
    ...(has('stepOrder') ? { stepOrder: draft.stepOrder } : {}),
    ...(has('emailedCodes') ? { emailedCodes: draft.emailedCodes } : {}),
    ...(has('presentation') ? { presentation: draft.presentation } : {}),
    ...(has('emergencyMode') ? { emergencyMode: draft.emergencyMode } : {}),
    ...(has('accent') ? { accent: draft.accent } : {}),
    ...(has('sentences') ? { sentences: saidOf(draft.sentences) } : {}),
    ...(has('mailDomains') ? { mailDomains: domainsOf(draft.mailDomains) } : {}),
    ...(has('newUserPolicyGroup') ? { newUserPolicyGroup: draft.newUserPolicyGroup === 'none' ? null : draft.newUserPolicyGroup } : {}),
    ...(has('askRegistered') ? { askRegistered: draft.askRegistered } : {}),
    ...Object.fromEntries(plain.map((field) => [field, number(field)])),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  }
}

export type Fault = { rule: 'missing' | 'url' | 'email' | 'languages' | 'waits' | 'apps' | 'name' | 'domains' } | { rule: 'number', least: number, most: number }

const isHttp = (text: string): boolean => text.trim() === '' || ['http:', 'https:'].includes(URL.parse(text.trim())?.protocol ?? '')

/** What can be seen to be wrong before the server is asked. */
export function lookOver(draft: RealmDraft): ReadonlyMap<RealmField, Fault> {
  const found = new Map<RealmField, Fault>()
  if (draft.displayName.en.trim() === '') found.set('displayName', { rule: 'missing' })
  if (draft.languages.length === 0) found.set('languages', { rule: 'languages' })
  for (const field of ['helpLink', 'startPageUrl'] as const) if (!isHttp(draft[field])) found.set(field, { rule: 'url' })
  if (draft.startPageUrl.trim() !== '' && draft.startPageName.en.trim() === '') found.set('startPageName', { rule: 'name' })
  if (draft.helpDeskMail.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(draft.helpDeskMail.trim())) found.set('helpDeskMail', { rule: 'email' })
  if (linesOf(draft.recommendedApps).length > 20) found.set('recommendedApps', { rule: 'apps' })
  if (domainsOf(draft.mailDomains).some((domain) => !domainPattern.test(domain))) found.set('mailDomains', { rule: 'domains' })
  const waits = waitsOf(draft.waitMinutes)
  if (waits.includes(null) || waits.length > 10) found.set('waitMinutes', { rule: 'waits' })
  for (const field of numberFields) {
    const [least, greatest] = boundsOf(field)
    if (readNumber(draft[field], [least, greatest], isWhole(field)) === null) found.set(field, { rule: 'number', least, most: greatest })
  }
  for (const field of tryFields) {
    const { max, minutes } = triesOf(draft[field])
    if (max === null || minutes === null) found.set(field, max === null ? { rule: 'number', least: 1, most: 10_000 } : { rule: 'number', least: most[0], most: most[1] })
  }
  return found
}

/** The field on this page that a path of the API's body stands for. */
export function fieldOfPath(path: string): RealmField | null {
  const [first = '', second = ''] = path.split('.')
  if (first === 'limits') return path.includes('waitMinutes') ? 'waitMinutes' : [...numberFields, ...tryFields].find((field) => field === second) ?? null
  if (first === 'startPage') return second === 'url' ? 'startPageUrl' : 'startPageName'
  const known: readonly RealmField[] = [
    'displayName', 'zone', 'languages', 'contact', 'helpLink', 'helpDeskMail', 'recommendedApps', 'ownNetworks', 'stepOrder', 'presentation', 'emailedCodes', 'emergencyMode', 'askRegistered', 'accent', 'sentences', 'mailDomains', 'newUserPolicyGroup', ...numberFields,
  ]
  return known.find((field) => field === first) ?? null
}

