import type { AdministrativeRole } from '@tegata/contract'
import type { Language, Localised } from '@tegata/storage'
import { idOf } from './deterministic.ts'

/** How somebody stands when the demo begins. */
export type Standing =
  /** An authenticator app. `days` ago it was set up; `used`: at a sign-in since. */
  | { kind: 'app'; days: number; used: boolean; onPhone: boolean }
  /** Codes go by mail to that address: set up by the person so many days ago, or entered by an administrator and not proved yet. */
  | { kind: 'mail'; days: number; address: string; byAdministrator: boolean }
  /** A set-up mail of so many hours ago is the only way in. */
  | { kind: 'invited'; hoursAgo: number }
  | { kind: 'nothing' }

export type DemoPerson = {
  username: string
  familyName: string
  givenName: string
  sortName?: string
  language?: Language
  department: string
  role?: AdministrativeRole
  policyGroup?: string
  /** Application roles and groups of their realm. */
  roles?: readonly string[]
  groups?: readonly string[]
  /** The user name at Corp ID of whom this is the same person. */
  comesAs?: string
  otpRequired?: boolean
  shared?: boolean
  /** Too many wrong codes a moment ago. */
  waits?: boolean
  /** Was made here, and has the emergency tokens that everybody has then; the others came before there were any. */
  hasTokens?: boolean
  standing: Standing
  /** What to try with this person; those with a story are named where the demo starts. */
  story?: Localised
}

const onPhone = (days: number): Standing => ({ kind: 'app', days, used: true, onPhone: true })
const nothing: Standing = { kind: 'nothing' }

/** The people of the demo (realm `demo`), in the order in which they are told about. */
export const people: readonly DemoPerson[] = [
  {
    username: 'admin', familyName: '高橋', givenName: '美咲', sortName: 'たかはし みさき', department: 'Information Systems', role: 'global-admin', standing: onPhone(120),
    story: {
      en: 'administers this realm: the console, with a code from the demo phone',
      ja: 'このレルムの管理者です。管理コンソールへは、デモ用スマートフォンのコードでログインします',
      ko: '이 realm의 관리자입니다. 데모 휴대폰의 코드로 관리 콘솔에 로그인합니다',
    },
  },
  { username: 'help', familyName: '박', givenName: '지훈', sortName: '박지훈', department: 'IT Help Desk', role: 'help-desk', standing: onPhone(90) },
  { username: 'auditor', familyName: 'Klein', givenName: 'Laura', department: 'Internal Audit', role: 'read-only-admin', standing: nothing },
  {
    username: 'certs', familyName: '森', givenName: '拓也', sortName: 'もり たくや', department: 'Information Systems', role: 'certificate-admin', policyGroup: 'Code field only', standing: nothing,
    story: {
      en: 'is locked out until you hand him a token',
      ja: '非常用OTPトークンを渡すまでログインできません',
      ko: '비상용 OTP 토큰을 받을 때까지 로그인할 수 없습니다',
    },
  },
  { username: 'browsers', familyName: '이', givenName: '서연', sortName: '이서연', department: 'Information Systems', role: 'secure-browser-admin',
    standing: { kind: 'mail', days: 3, address: 'browsers@demo.example', byAdministrator: true } },
  {
    username: 'both', familyName: 'Weiss', givenName: 'Daniel', department: 'Information Systems', role: 'certificate-and-secure-browser-admin',
    standing: { kind: 'app', days: 400, used: false, onPhone: false },
  },
  {
    username: 'aoi', familyName: '山田', givenName: '葵', sortName: 'やまだ あおい', language: 'ja', department: 'Sales', otpRequired: true, standing: { kind: 'invited', hoursAgo: 0 },
    story: {
      en: 'is new: her set-up mail is waiting',
      ja: '新入社員です。設定メールが届いています',
      ko: '신입 사원입니다. 설정 메일이 와 있습니다',
    },
  },
  { username: 'minho', familyName: '김', givenName: '민호', sortName: '김민호', language: 'ko', department: 'Sales', otpRequired: true, standing: { kind: 'invited', hoursAgo: 100 } },
  {
    username: 'kenji', familyName: '佐藤', givenName: '健二', sortName: 'さとう けんじ', department: 'Engineering', otpRequired: true, standing: nothing,
    story: {
      en: 'must set up a code at the next sign-in',
      ja: '次回のログインでコードの設定が必要です',
      ko: '다음 로그인 때 코드를 설정해야 합니다',
    },
  },
  {
    username: 'yuna', familyName: '김', givenName: '유나', sortName: '김유나', department: 'Engineering', otpRequired: true, standing: { kind: 'app', days: 60, used: true, onPhone: false },
    story: {
      en: 'has a code, on a phone she lost',
      ja: 'コードは、紛失したスマートフォンに入っています',
      ko: '코드가 잃어버린 휴대폰에 있습니다',
    },
  },
  {
    username: 'emma', familyName: 'Brown', givenName: 'Emma', department: 'Marketing', standing: nothing,
    story: { en: 'needs only a password', ja: 'パスワードだけでログインできます', ko: '비밀번호만 있으면 됩니다' },
  },
  {
    username: 'hana', familyName: '伊藤', givenName: '花', sortName: 'いとう はな', department: 'Finance', comesAs: 'hana', standing: onPhone(45), hasTokens: true,
    story: {
      en: 'comes through Corp ID: is not asked',
      ja: 'Corp ID でログインするので、コードは求められません',
      ko: 'Corp ID로 로그인하므로 코드를 묻지 않습니다',
    },
  },
  { username: 'taro', familyName: '鈴木', givenName: '太郎', sortName: 'すずき たろう', department: 'Logistics', policyGroup: 'Not in the office', standing: onPhone(30) },
  {
    username: 'reika', familyName: '中村', givenName: '玲香', sortName: 'なかむら れいか', department: 'Legal', standing: { kind: 'mail', days: 25, address: 'reika@inside.demo.example', byAdministrator: false },
    story: {
      en: 'gets her code by email (look under all mail)',
      ja: 'コードをメールで受け取ります(送信メール一覧で確認できます)',
      ko: '이메일로 코드를 받습니다(보낸 메일 목록에서 확인)',
    },
  },
  { username: 'frontdesk', familyName: '受付', givenName: '', sortName: 'うけつけ', department: 'General Affairs', shared: true, standing: nothing },
  { username: 'wait', familyName: 'Novak', givenName: 'Peter', department: 'Logistics', otpRequired: true, waits: true, standing: { kind: 'app', days: 80, used: true, onPhone: false } },
]

/** What ids and keys of somebody are made from: a name alone in the realm `demo`, elsewhere with the realm before it. */
export const nameInDemo = ({ name }: { name: string }, username: string): string => (name === 'demo' ? username : `${name}/${username}`)

export const userIdOf = (realm: { name: string }, username: string): string => idOf(`user ${nameInDemo(realm, username)}`)

export const addressOf = (username: string): string => `${username}@demo.example`
