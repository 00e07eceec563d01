import { describe, expect, test } from 'vitest'
import { otpauthUri } from './index.ts'

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const uri = (issuer: string, account: string) => otpauthUri({ issuer, account, secret })
/** As an app reads it: the label's two parts, and the parameters. */
function read(text: string) {
  const { protocol, host, pathname, searchParams } = new URL(text)
  const [issuer, account] = pathname.slice(1).split(':').map(decodeURIComponent)
  return { protocol, host, issuer, account, parameters: Object.fromEntries(searchParams) }
}

describe('the otpauth URI', () => {
  test('is what Google’s key URI format shows, with every parameter said, a period of 30 seconds (S3-3, S3-9)', () => {
    expect(uri('Demo Company', 'aoi')).toBe(`otpauth://totp/Demo%20Company:aoi?secret=${secret}&issuer=Demo%20Company&algorithm=SHA1&digits=6&period=30`)
  })
  test('says what is different of an imported one', () => {
    expect(otpauthUri({ issuer: 'Demo', account: 'aoi', secret, algorithm: 'sha512', digits: 8, periodSeconds: 60 })).toContain('&algorithm=SHA512&digits=8&period=60')
  })

  const names: readonly [what: string, issuer: string, account: string, shownIssuer: string, shownAccount: string][] = [
    ['blanks: never a plus, which FreeOTP shows', 'Demo Company', 'Emma Brown', 'Demo Company', 'Emma Brown'],
    ['Japanese', 'デモ株式会社', '山田 葵', 'デモ株式会社', '山田 葵'],
    ['Korean', '데모 주식회사', '김민호', '데모 주식회사', '김민호'],
    ['an address', 'Demo', 'aoi+work@demo.example', 'Demo', 'aoi+work@demo.example'],
    ['a colon in the issuer, which would end it (keycloak #32833)', 'Demo: Tokyo', 'aoi', 'Demo Tokyo', 'aoi'],
    ['a colon in the account', 'Demo', 'corp:aoi', 'Demo', 'corp aoi'],
    ['query and fragment characters', 'A&B=C?D#E', 'x/y%z', 'A&B=C?D#E', 'x/y%z'],
    ['quotes and brackets', 'O\'Hara "&" <Sons> (Ltd)!*', 'a', 'O\'Hara "&" <Sons> (Ltd)!*', 'a'],
    ['control characters and line breaks', 'De\nmo\u0000', '\taoi\r', 'De mo', 'aoi'],
    ['an emoji', 'Demo 🔐', 'aoi', 'Demo 🔐', 'aoi'],
  ]
  test.each(names)('%s', (_, issuer, account, shownIssuer, shownAccount) => {
    const text = uri(issuer, account)
    expect(read(text)).toEqual({
      protocol: 'otpauth:', host: 'totp', issuer: shownIssuer, account: shownAccount,
      parameters: { secret, issuer: shownIssuer, algorithm: 'SHA1', digits: '6', period: '30' },
    })
    expect(text).toMatch(/^otpauth:\/\/totp\/[\w%.~-]+:[\w%.~-]+\?secret=[A-Z2-7]+&issuer=[\w%.~-]+&algorithm=SHA1&digits=6&period=30$/)
  })

  test('half an emoji does not break it', () => expect(() => uri('Demo \ud83d', 'aoi')).not.toThrow())
  test('an issuer of which nothing is left is left out, not shown empty', () => {
    expect(uri('::', 'aoi')).toBe(`otpauth://totp/aoi?secret=${secret}&algorithm=SHA1&digits=6&period=30`)
  })
})
