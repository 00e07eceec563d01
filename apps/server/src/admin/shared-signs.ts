import type { SharedSign } from '@tegata/contract'
import { normaliseLogin, type SharingFacts } from '@tegata/storage'

const hour = 3_600_000
/** Browsers count that signed in for the first time in so many milliseconds. */
export const browsersSince = 30 * 24 * hour
/** So many of each are more than one person has, as a rule: a telephone, a computer at work, one at home, and one anew. */
const many = { browsers: 6, networks: 4, atOnce: 3, authenticators: 3 }
const atOnceWithin = hour
const othersNamed = 5

/** Names of places, functions and groups, as words of their own: "info-tokyo" and "sales2", never "infosato". */
const words: ReadonlySet<string> = new Set([
  'account', 'accounting', 'accounts', 'admin', 'administration', 'all', 'backoffice', 'billing', 'common', 'contact', 'counter', 'department', 'dept', 'desk', 'everyone', 'frontdesk',
  'general', 'group', 'guest', 'hello', 'help', 'helpdesk', 'hr', 'info', 'information', 'inquiry', 'kiosk', 'lobby', 'mail', 'marketing', 'office', 'operator', 'orders', 'payroll',
  'pc', 'pos', 'reception', 'recruit', 'register', 'sales', 'secretariat', 'service', 'share', 'shared', 'shop', 'staff', 'store', 'support', 'team', 'terminal', 'warehouse',
  'daihyo', 'jimu', 'keiri', 'kyoyu', 'kyoyo', 'madoguchi', 'soumu', 'somu', 'uketsuke',
])
/** The same where words are not set apart. */
const parts = ['共有', '共用', '代表', '総務', '受付', '窓口', '事務', '経理', '人事', '営業部', '店舗', '当直', '공용', '공유', '대표', '총무', '경리', '안내', '데스크', '매장', '팀장실']

const plainOf = (name: string): string => name.normalize('NFKC').toLowerCase()
/** A running number: "staff-001" is one of many people who are counted through, "sales2" the second of a department. */
const isNumbered = (name: string): boolean => /\d{2,}$/.test(name)

/** Whether a user name, or an address, says a person’s own name besides: "it-tanaka" is somebody. */
const saysPerson = (name: string, { givenName, familyName }: Pick<SharingFacts, 'givenName' | 'familyName'>): boolean =>
  [givenName, familyName].flatMap((own) => plainOf(own).split(/[^\p{L}]+/u)).some((own) => own.length >= 3 && !words.has(own) && plainOf(name).includes(own))

/** The word for a place or a function in a name; null: none. */
export function sharedWordIn(names: readonly string[]): string | null {
  for (const name of names) {
    const plain = plainOf(name)
    if (isNumbered(plain)) continue
    const found = plain.split(/[^\p{L}]+/u).find((word) => words.has(word)) ?? parts.find((part) => plain.includes(part))
    if (found !== undefined) return found
  }
  return null
}

/** Where mail to an address is read: what stands behind a plus is a label, and no mailbox. Null: no address. */
export function mailboxOf(address: string | null): string | null {
  if (address === null) return null
  const plain = normaliseLogin(address)
  const at = plain.lastIndexOf('@')
  return at <= 0 ? null : `${plain.slice(0, at).split('+')[0] ?? ''}${plain.slice(at)}`
}

/** Every mailbox that mail of this account goes to. */
export const mailboxesOf = ({ email, authenticators }: Pick<SharingFacts, 'email' | 'authenticators'>): ReadonlySet<string> =>
  new Set([email, ...authenticators.map(({ address }) => address)].flatMap((address) => mailboxOf(address) ?? []))

/** A house has many addresses: what is counted is the network that they are in. */
const networkOf = (address: string): string => address.includes(':') ? address.split(':').slice(0, 3).join(':') : address.split('.').slice(0, 3).join('.')

/** What speaks for several people behind one account, in words that somebody can check. `others`: accounts whose mail goes to the same mailbox. */
export function sharedSigns(facts: SharingFacts, others: readonly { id: string; username: string }[], now: number): readonly SharedSign[] {
  const { username, email, givenName, familyName, newBrowsers, sessions, authenticators } = facts
  const counted = (kind: SharedSign['kind'], count: number, from: number): readonly SharedSign[] => count < from ? [] : [{ kind, count, word: null, others: [] }]
  const logins = [username, (mailboxOf(email) ?? '').split('@')[0] ?? ''].filter((login) => !saysPerson(login, facts))
  const word = sharedWordIn([...logins, `${familyName} ${givenName}`])
  const atOnce = sessions.filter(({ lastUsedAt }) => now - lastUsedAt < atOnceWithin)
  return [
    ...(word === null ? [] : [{ kind: 'name' as const, word, count: null, others: [] }]),
    ...(others.length === 0 ? [] : [{ kind: 'one-mailbox' as const, word: null, count: others.length, others: others.slice(0, othersNamed) }]),
    ...counted('browsers', newBrowsers, many.browsers),
    ...counted('networks', new Set(sessions.map(({ address }) => networkOf(address))).size, many.networks),
    ...counted('at-once', new Set(atOnce.map(({ userAgent }) => userAgent)).size, many.atOnce),
    ...counted('authenticators', new Set(authenticators.map(({ label }) => label.normalize('NFKC').toLowerCase())).size, many.authenticators),
  ]
}
