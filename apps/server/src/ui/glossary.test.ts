import { describe, expect, test } from 'vitest'
import { ja as jaMails } from '../mail/templates/messages/ja.ts'
import { ko as koMails } from '../mail/templates/messages/ko.ts'
import { ja } from './messages/ja.ts'
import { ko } from './messages/ko.ts'

const where = (words: Readonly<Record<string, string>>, pattern: RegExp): string[] => Object.entries(words).filter(([, text]) => pattern.test(text)).map(([key, text]) => `${key}: ${text}`)

describe('pages and mails have one word for one thing, the same as the console', () => {
  test.each([
    ['ログイン', /サインイン|サインアウト/], ['ワンタイムコード', /ワンタイムパスワード/], ['非常用OTPトークン', /緊急トークン|非常用トークン/],
    ['ID プロバイダー', /(?<![A-Z])IDプロバイダー/], ['強制ルール', /必須ルール/], ['設定メール', /設定案内/], ['ロール', /役割/], ['ブラウザー', /ブラウザ(?!ー)/],
    ['連携', /アカウントの接続|接続してログイン/], ['除外条件', /ポリシーグループの例外/],
  ] as const)('in Japanese %s', (_word, other) => {
    expect([...where(ja, other), ...where(jaMails, other)]).toEqual([])
  })

  test.each([
    ['헬프데스크', /헬프 데스크/], ['ID 공급자', /제공자/], ['휴대폰', /휴대전화/], ['전체 관리자', /글로벌 관리자/], ['강제 규칙', /필수 규칙/], ['OTP 앱', /인증 앱|인증앱/],
    ['비활성', /사용 중지/], ['설정 메일', /설정 안내 메일/], ['OTP 코드', /일회용 코드/],
  ] as const)('in Korean %s', (_word, other) => {
    expect([...where(ko, other), ...where(koMails, other)]).toEqual([])
  })

  test('a colon in Japanese has its blank behind it', () => {
    const tight = /[ぁ-んァ-ヶー一-龠」}]:(?=[ぁ-んァ-ヶ一-龠「{])/
    expect([...where(ja, tight), ...where(jaMails, tight)]).toEqual([])
  })
})
