import { createHash } from 'node:crypto'
import { administrativeRoles, defaultWaves } from '@tegata/contract'
import type { Client, Enforcement, PolicyGroup, Realm, RealmSettings } from '@tegata/storage'
import { blankClient } from '../../realms/built-in-clients.ts'
import { defaultRealmSettings } from '../../realms/default-settings.ts'
import { idOf } from './deterministic.ts'

const days = 86_400_000
const zone = 'Asia/Tokyo'
/** Japan keeps UTC+9 all year. */
const zoneOffsetMs = 9 * 3_600_000

export const demoRealmName = 'demo'

/** Whom people call, in every realm of the company. */
export const demoContact = {
  contact: {
    en: 'IT Help Desk, ext. 4357, helpdesk@demo.example',
    ja: 'ITヘルプデスク(内線 4357、helpdesk@demo.example)',
    ko: 'IT 헬프데스크(내선 4357, helpdesk@demo.example)',
  },
  helpDeskMail: 'helpdesk@demo.example',
} satisfies Partial<RealmSettings>

export const demoSettings = (demoUrl: string): RealmSettings => ({
  ...defaultRealmSettings({ en: 'Demo Company', ja: 'デモ株式会社', ko: '데모 주식회사' }, zone),
  ...demoContact,
  startPage: { name: { en: 'Sample application', ja: 'サンプルアプリケーション', ko: '샘플 애플리케이션' }, url: `${demoUrl}/` },
  // Mail there is read by whoever signed in here.
  mailDomains: ['inside.demo.example'],
  // Nothing leaves this computer, so nobody needs to wait for a pace.
  mailsPerMinute: 100_000,
})

/** Known to everybody who reads this file; a service account of demo mode only. */
const nightlyReportSecret = 'demo-only-secret-of-the-nightly-report'

/** The applications of the demo, at the address where the sample application is reached now. */
export function demoClients(realm: Pick<Realm, 'id'>, demoUrl: string, now: number): readonly Client[] {
  const sample = (clientId: string, path: string, name: Client['name']): Client => ({
    ...blankClient(realm, clientId, now), id: idOf(`client ${clientId}`), name, firstParty: true, homeUrl: `${demoUrl}${path || '/'}`,
    redirectUris: [`${demoUrl}${path}/callback`], postLogoutRedirectUris: [`${demoUrl}${path || '/'}`], webOrigins: [demoUrl],
    backchannelLogoutUri: `${demoUrl}/backchannel-logout/${clientId}`,
  })
  const anywhereHere = ['http://localhost/*', 'http://127.0.0.1/*']
  return [
    sample('wiki', '', { en: 'Wiki', ja: 'Wiki', ko: '위키' }),
    sample('calendar', '/calendar', { en: 'Calendar', ja: 'カレンダー', ko: '캘린더' }),
    { ...sample('payroll', '/payroll', { en: 'Payroll', ja: '給与', ko: '급여' }), minimumAcr: 'urn:tegata:acr:code' },
    {
      ...blankClient(realm, 'your-app', now), id: idOf('client your-app'), kind: 'native', pathWildcard: true,
      name: { en: 'Your application', ja: 'あなたのアプリケーション', ko: '내 애플리케이션' }, redirectUris: anywhereHere, postLogoutRedirectUris: anywhereHere,
    },
    {
      ...blankClient(realm, 'nightly-report', now), id: idOf('client nightly-report'), kind: 'service', firstParty: true,
      name: { en: 'Nightly report', ja: '夜間レポート', ko: '야간 보고서' }, secretHash: createHash('sha256').update(nightlyReportSecret).digest('hex'),
    },
  ]
}

/** Groups that stand beside "none": what each does is its name. */
export function demoPolicyGroups(realm: Pick<Realm, 'id'>): readonly PolicyGroup[] {
  const group = (name: string, rest: Partial<PolicyGroup>): PolicyGroup => ({
    id: idOf(`policy group ${name}`), realmId: realm.id, name, ask: 'always', exemptions: [], acceptedKinds: ['totp', 'emailed-code', 'push', 'passkey'],
    acceptedRecoveries: ['emergency-token', 'backup-code', 'mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut', ...rest,
  })
  return [
    group('Always ask', {}),
    group('Not in the office', { ask: 'unless', exemptions: [{ networks: ['127.0.0.0/8', '::1/128'] }] }),
    group('Code field only', { onUnenrolled: 'codeOnly' }),
    group('Password only', { ask: 'never' }),
  ]
}

/** Midnight in Tokyo that many days after the day of `start`. */
export const midnight = (start: number, inDays: number): number =>
  Math.floor((start + zoneOffsetMs) / days) * days - zoneOffsetMs + inDays * days

type Rule = Partial<Enforcement> & Pick<Enforcement, 'enforceFrom' | 'target' | 'state' | 'reason'>

/** A rule with a date; `key` names it for good, and is its name where `rest` gives no other. */
export const demoEnforcement = (realm: Pick<Realm, 'id'>, key: string, rest: Rule): Enforcement => ({
  id: idOf(`enforcement ${key}`), realmId: realm.id, name: key, registerBy: null, zone, helpLink: {}, acceptedKinds: ['totp', 'emailed-code', 'push', 'passkey'],
  acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
  waves: [...defaultWaves], announcedAt: null, edition: 1, version: 1, ...rest,
})

export function demoEnforcements(realm: Pick<Realm, 'id'>, start: number): readonly Enforcement[] {
  return [
    demoEnforcement(realm, 'Administrators use a one-time code', {
      state: 'announced', announcedAt: start, enforceFrom: midnight(start, 10), target: { roleNames: [...administrativeRoles] },
      reason: {
        en: 'Administrators can reach everybody’s data. One stolen password must not be enough for that.',
        ja: '管理者は全員の情報を扱えます。パスワードが一つ盗まれただけで被害が及ばないようにするためです。',
        ko: '관리자는 모든 사람의 정보를 다룰 수 있습니다. 비밀번호 하나가 도난당해도 피해가 없도록 하기 위해서입니다.',
      },
    }),
    demoEnforcement(realm, 'Everybody', {
      state: 'draft', enforceFrom: midnight(start, 40), target: { everyone: true }, acceptedRecoveries: ['emergency-token', 'backup-code', 'mail'],
      reason: {
        en: 'Passwords alone no longer keep attackers out.',
        ja: 'パスワードだけでは、もはや攻撃を防げないためです。',
        ko: '이제 비밀번호만으로는 공격을 막을 수 없기 때문입니다.',
      },
    }),
  ]
}
