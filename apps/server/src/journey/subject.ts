import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Realm, User } from '@tegata/storage'

/** SHA-256, shortened: names a counter without keeping what was typed. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/**
 * Whose counter a try belongs to. A person has one, whatever spelling or address was typed (L-3); a name that nobody
 * has is counted like a person, so that a wait says nothing about who exists.
 */
export const subjectOf = (user: Pick<User, 'id'> | undefined, login: string): string =>
  user?.id ?? `nobody-${digest(login.normalize('NFKC').trim().toLowerCase())}`

/** IPv6 by its /64: a household or a telephone has one, and may change the rest at will. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':')
    while (groups.length + after.length < 8) groups.push('0')
    groups.push(...after)
  }
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':')}::/64`
}

export const counter = (realm: Pick<Realm, 'id'>, ...parts: readonly string[]): string => `${realm.id}:${parts.join(':')}`
export const browserCounter = (cookie: string): string => digest(cookie)
