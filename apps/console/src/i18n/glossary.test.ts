import { describe, expect, test } from 'vitest'
import ja from './messages/ja.ts'
import ko from './messages/ko.ts'

type Tree = { readonly [key: string]: string | Tree }
const flat = (tree: Tree, path = ''): (readonly [key: string, text: string])[] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as const] : flat(value, `${path}${key}.`)))

/** Where a word stands that we have another one for. */
const where = (words: Tree, pattern: RegExp): string[] => flat(words).filter(([, text]) => pattern.test(text)).map(([key, text]) => `${key}: ${text}`)

describe('one thing has one word in Japanese', () => {
  test.each([
    ['ログイン', /サインイン|サインアウト/],
    ['ワンタイムコード', /ワンタイムパスワード|使い捨て/],
    ['認証アプリ', /認証アプリケーション|オーセンティケータ/],
    ['非常用OTPトークン', /緊急トークン|非常用トークン|非常用 ?OTP ?コード/],
    ['ID プロバイダー', /(?<![A-Z])IDプロバイダー|アイデンティティプロバイダ|ID プロバイダ(?!ー)/],
    ['ID プロバイダー, with a blank before it inside of a sentence', /[ぁ-んァ-ヶ一-龠]ID プロバイダー/],
    ['強制ルール', /必須ルール|必須化ルール|強制規則/],
    ['ログイン画面', /ログインページ/],
    ['別名', /エイリアス/],
    ['除外条件', /ポリシーグループの例外/],
    ['レルムの設定', /レルム設定/],
    ['設定メール', /設定案内|セットアップメール/],
    ['ロール', /役割/],
    ['フィルター', /フィルタ(?!ー)/],
    ['ユーザー', /ユーザ(?!ー)/],
    ['ブラウザー', /ブラウザ(?!ー)(?!管理者|」|'|$|は|によ|の管理)/],
  ] as const)('%s', (_word, other) => {
    expect(where(ja, other).filter((line) => !line.includes('セキュアブラウザ'))).toEqual([])
  })

  test('numbers stand close to what they count, and a colon has its blank behind it', () => {
    expect(where(ja, /[}\d] (?:人|件|個|通|回|分|日|時間|文字|桁)/)).toEqual([])
    expect(where(ja, /[ぁ-んァ-ヶー一-龠」}]:(?=[ぁ-んァ-ヶ一-龠「{])/)).toEqual([])
  })

  test('whole sentences are polite', () => {
    expect(where(ja, /(?:(?<!と)する|される|できる|である|(?<!で)ない|(?<![まで])した|(?<!た)った)。(?!監査ログ)/)).toEqual([])
  })
})

describe('one thing has one word in Korean', () => {
  test.each([
    ['전체 관리자', /글로벌 관리자/],
    ['헬프데스크', /헬프 데스크/],
    ['렐름', /영역(?!의 사람)|\brealm(?:에서| 설정)/],
    ['ID 공급자', /ID 제공자|(?<!\w)제공자/],
    ['휴대폰', /휴대전화/],
    ['OTP 코드', /일회용 코드|일회용 비밀번호/],
    ['OTP 앱', /인증 앱|인증앱/],
    ['강제 규칙', /필수 규칙|의무화/],
    ['공유 계정', /공용 계정/],
    ['로그인 화면', /로그인 페이지/],
    ['설정 메일', /등록 메일|설정 안내 메일/],
    ['비활성 계정', /사용 중지/],
  ] as const)('%s', (_word, other) => {
    expect(where(ko, other)).toEqual([])
  })

  test('whole sentences are polite', () => {
    expect(where(ko, /(?:한다|된다|있다|없다|이다|않는다)\./)).toEqual([])
  })

  test('no particle is left to the reader', () => {
    expect(where(ko, /을\(를\)|를\(을\)|이\(가\)|은\(는\)/)).toEqual([])
  })
})
