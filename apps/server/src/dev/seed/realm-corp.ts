import { createHash } from 'node:crypto'
import type { Client, Realm, RealmSettings } from '@tegata/storage'
import { blankClient } from '../../realms/built-in-clients.ts'
import { defaultRealmSettings } from '../../realms/default-settings.ts'
import { idOf } from './deterministic.ts'
import type { DemoPerson, Standing } from './people.ts'

/** Plays the provider that an organisation has already: it knows nothing of a second factor. */
export const corpRealmName = 'corp'

export const corpSettings: RealmSettings = {
  ...defaultRealmSettings({ en: 'Corp ID', ja: 'Corp ID', ko: 'Corp ID' }, 'Asia/Tokyo'),
  contact: { en: 'Corp ID desk, ext. 1000', ja: 'Corp ID 窓口(内線 1000)', ko: 'Corp ID 담당(내선 1000)' },
  mailsPerMinute: 100_000,
}

const nothing: Standing = { kind: 'nothing' }

/** Its people, by the names that they also have elsewhere; those whom nobody else knows come last. */
export const corpPeople: readonly DemoPerson[] = [
  { username: 'corp-admin', familyName: '渡辺', givenName: '健', sortName: 'わたなべ けん', department: 'Information Systems', role: 'global-admin', standing: { kind: 'app', days: 100, used: true, onPhone: true } },
  { username: 'hana', familyName: '伊藤', givenName: '花', sortName: 'いとう はな', department: 'Finance', roles: ['approver', 'reader'], groups: ['Finance'], standing: nothing },
  { username: 'taro', familyName: '鈴木', givenName: '太郎', sortName: 'すずき たろう', department: 'Logistics', roles: ['reader'], groups: ['Logistics'], standing: nothing },
  { username: 'emma', familyName: 'Brown', givenName: 'Emma', department: 'Marketing', roles: ['reader'], groups: ['Marketing'], standing: nothing },
  { username: 'jisoo', familyName: '한', givenName: '지수', sortName: '한지수', department: 'Finance', roles: ['accountant', 'reader'], groups: ['Finance'], standing: nothing },
]

const descriptions: Record<string, string> = { accountant: 'Enters expenses', approver: 'Approves expenses', reader: 'Reads what is there' }

const namesIn = (of: (person: DemoPerson) => readonly string[] | undefined): readonly string[] =>
  [...new Set(corpPeople.flatMap((person) => of(person) ?? []))].toSorted()

export const corpRoles = (realm: Pick<Realm, 'id'>) => namesIn(({ roles }) => roles).map((name) => (
  { id: idOf(`role corp/${name}`), realmId: realm.id, name, description: descriptions[name] ?? null, clientId: null, administrative: false }))

export const corpGroups = (realm: Pick<Realm, 'id'>) => namesIn(({ groups }) => groups).map((name) => ({ id: idOf(`group corp/${name}`), realmId: realm.id, name }))

/** Known to everybody who reads this file; between two realms of demo mode only. */
export const secretAtCorp = (realmName: string): string => `demo-only-secret-of-${realmName}-at-corp`

/** The client by which another realm of ours signs people in here. */
export const clientIdAtCorp = (realmName: string): string => `tegata-${realmName}`

/** What Corp ID knows of those who rely on it: the addresses at which they are reached now. */
export function corpClients(realm: Pick<Realm, 'id'>, publicUrl: URL, now: number): readonly Client[] {
  const relying = (name: string, title: Client['name']): Client => {
    const at = (path: string) => new URL(`/realms/${name}${path}`, publicUrl).href
    return {
      ...blankClient(realm, clientIdAtCorp(name), now), id: idOf(`client corp/${clientIdAtCorp(name)}`), kind: 'web', firstParty: true, name: title,
      secretHash: createHash('sha256').update(secretAtCorp(name)).digest('hex'),
      redirectUris: [at('/broker/corp/endpoint')], postLogoutRedirectUris: [at('/broker/corp/endpoint/logout_response')],
      backchannelLogoutUri: at('/protocol/openid-connect/logout/backchannel-logout'), homeUrl: at('/account'),
    }
  }
  return [
    relying('demo', { en: 'Demo Company', ja: 'デモ株式会社', ko: '데모 주식회사' }),
    relying('front', { en: 'Expenses', ja: '経費', ko: '경비' }),
  ]
}
