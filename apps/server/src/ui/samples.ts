import type { Language } from './languages.ts'
import type { Frame } from './layout.ts'

/** What pages are tried with: everything in it may be hostile. */
export type Sample = {
  frame: Frame
  /** A person's name, and every other text that somebody typed. */
  name: string
  username: string
  application: string
  label: string
  address: string
  reason: string
}

const noon = Date.UTC(2026, 10, 20, 3, 0)
export const instants = { noon, soon: noon + 15 * 60_000, tomorrow: noon + 86_400_000, from: Date.UTC(2026, 10, 30, 15, 0) }

const realm = { en: 'Demo Company', ja: 'デモ株式会社', ko: '데모 주식회사' }
const contact = {
  en: 'IT Help Desk, ext. 4357, helpdesk@demo.example',
  ja: 'ITヘルプデスク(内線 4357、helpdesk@demo.example)',
  ko: 'IT 헬프데스크(내선 4357, helpdesk@demo.example)',
}
const reason = {
  en: 'One stolen password of an administrator can endanger the whole company.',
  ja: '管理者のパスワードが一つ漏れるだけで、会社全体が危険にさらされるおそれがあります。',
  ko: '관리자 비밀번호 하나만 유출되어도 회사 전체가 위험해질 수 있습니다.',
}

/** A page as the demo shows it. */
export const ordinary = (language: Language): Sample => ({
  frame: {
    language, zone: 'Asia/Tokyo', self: '/realms/demo/journey/one?x=1',
    realm: { title: realm[language], languages: ['en', 'ja', 'ko'], contact: contact[language], helpHref: '/realms/demo/help' },
  },
  name: { en: 'Emma Brown', ja: '山田 葵', ko: '김민호' }[language],
  username: { en: 'emma', ja: 'aoi', ko: 'minho' }[language],
  application: { en: 'Sample application', ja: 'サンプルアプリケーション', ko: '샘플 애플리케이션' }[language],
  label: { en: 'Demo Company (emma)', ja: 'デモ株式会社 (aoi)', ko: '데모 주식회사 (minho)' }[language],
  address: 'a•••@demo.example',
  reason: reason[language],
})

/** The same page when whoever could type something meant harm, or had a very long name. */
export const hostile = (language: Language, text: string): Sample => {
  const { frame } = ordinary(language)
  return {
    frame: { ...frame, self: `/realms/demo?x=${encodeURIComponent(text)}`, realm: { ...frame.realm, title: text, contact: text } },
    name: text, username: text, application: text, label: text, address: text, reason: text,
  }
}

export const form = { action: '/realms/demo/journey/one/step', csrf: 'csrf-proof' }

export const enrolment = (label: string) => ({
  otpauthUri: 'otpauth://totp/Demo%20Company:emma?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Demo%20Company&algorithm=SHA1&digits=6&period=30',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  account: label, algorithm: 'SHA1', digits: 6, periodSeconds: 30,
  apps: [
    { name: 'Google Authenticator', url: 'https://example.org/a' }, { name: 'Microsoft Authenticator', url: 'https://example.org/b' },
    { name: 'FreeOTP' },
  ],
})
