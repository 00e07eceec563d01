import { readNumber } from './number-fields.ts'
import type { RealmChange, RealmSettings } from './queries.ts'

/** What can be typed about the mail server. The password is only ever sent: empty keeps the one that is stored. */
export type MailDraft = { use: 'installation' | 'own', host: string, port: string, security: 'starttls' | 'tls', username: string, from: string, password: string }
export type MailField = keyof MailDraft

export const mailDraftOf = ({ mailServer }: RealmSettings): MailDraft => ({
  use: mailServer ? 'own' : 'installation', host: mailServer?.host ?? '', port: String(mailServer?.port ?? 587), security: mailServer?.security ?? 'starttls',
  username: mailServer?.username ?? '', from: mailServer?.from ?? '', password: '',
})

export const mailChange = ({ use, host, port, security, username, from, password }: MailDraft): RealmChange['mailServer'] => (use === 'installation' ? null : {
  host: host.trim(), port: readNumber(port, [1, 65_535], true) ?? 587, security, username: username.trim() || null, from: from.trim(), ...(password === '' ? {} : { password }),
})

export function mailFaults({ use, host, port, from }: MailDraft): ReadonlyMap<MailField, 'missing' | 'not-an-address' | 'number'> {
  const found = new Map<MailField, 'missing' | 'not-an-address' | 'number'>()
  if (use === 'installation') return found
  if (host.trim() === '') found.set('host', 'missing')
  if (readNumber(port, [1, 65_535], true) === null) found.set('port', 'number')
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(from.trim())) found.set('from', from.trim() === '' ? 'missing' : 'not-an-address')
  return found
}
