import type { Client, Enforcement, Realm, RealmSettings } from '@tegata/storage'
import { blankClient } from '../../realms/built-in-clients.ts'
import { defaultRealmSettings } from '../../realms/default-settings.ts'
import { idOf } from './deterministic.ts'
import type { DemoPerson } from './people.ts'
import { demoContact, demoEnforcement, midnight } from './realm-demo.ts'
import { corpUpstreamId } from './upstream-corp.ts'

/** Stands in front of Corp ID, which checks the passwords; here the code is asked (place 2 of the product). */
export const frontRealmName = 'front'

const days = 86_400_000

export const frontSettings = (demoUrl: string): RealmSettings => ({
  ...defaultRealmSettings({ en: 'In front of Corp ID', ja: 'Corp ID の手前', ko: 'Corp ID 앞' }, 'Asia/Tokyo'),
  ...demoContact,
  startPage: { name: { en: 'Expenses', ja: '経費', ko: '경비' }, url: `${demoUrl}/front` },
  mailsPerMinute: 100_000,
  // Whoever comes for the first time in the third week of a demo sets up like everybody before, without a mail.
  enrolWithinMs: 365 * days,
  onlyUpstreamId: corpUpstreamId(frontRealmName),
})

/** Nobody here has a password but the administrator who comes when Corp ID is away; the others were imported before they ever came. */
export const frontPeople: readonly DemoPerson[] = [
  { username: 'hana', familyName: '伊藤', givenName: '花', sortName: 'いとう はな', department: 'Finance', comesAs: 'hana', otpRequired: true, standing: { kind: 'app', days: 20, used: false, onPhone: true } },
  { username: 'taro', familyName: '鈴木', givenName: '太郎', sortName: 'すずき たろう', department: 'Logistics', comesAs: 'taro', otpRequired: true, standing: { kind: 'nothing' } },
  { username: 'front-admin', familyName: '岡本', givenName: '翼', sortName: 'おかもと つばさ', department: 'Information Systems', role: 'global-admin', standing: { kind: 'app', days: 100, used: true, onPhone: true } },
]

export function frontClients(realm: Pick<Realm, 'id'>, demoUrl: string, now: number): readonly Client[] {
  return [{
    ...blankClient(realm, 'wiki-front', now), id: idOf('client front/wiki-front'), name: { en: 'Expenses', ja: '経費', ko: '경비' }, firstParty: true, homeUrl: `${demoUrl}/front`,
    redirectUris: [`${demoUrl}/front/callback`], postLogoutRedirectUris: [`${demoUrl}/front`], webOrigins: [demoUrl],
    backchannelLogoutUri: `${demoUrl}/backchannel-logout/wiki-front`,
  }]
}

/** In force from the first moment: the provider behind us demands nothing. */
export const frontEnforcements = (realm: Pick<Realm, 'id'>, start: number): readonly Enforcement[] => [
  demoEnforcement(realm, 'front/Everybody', {
    name: 'Everybody', state: 'announced', announcedAt: start, enforceFrom: midnight(start, 0), target: { everyone: true },
    reason: {
      en: 'Corp ID asks for a password only. One stolen password must not be enough.',
      ja: 'Corp ID ではパスワードしか確認しません。パスワードが一つ盗まれただけで被害が及ばないようにするためです。',
      ko: 'Corp ID는 비밀번호만 확인합니다. 비밀번호 하나가 도난당해도 피해가 없도록 하기 위해서입니다.',
    },
  }),
]
