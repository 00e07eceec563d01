import { expect, test } from 'vitest'
import { readKey } from './read-key.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

test.each([secret, secret.toLowerCase(), 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp', 'JBSW-Y3DP-EHPK-3PXP-JBSW-Y3DP-EHPK-3PXP', `${secret}====`, ` ${secret}\n`])(
  'a key may be pasted as %j', (pasted) => {
    expect(readKey(pasted)).toMatchObject({ ok: true, key: { secret, algorithm: 'SHA1', digits: 6, periodSeconds: 30 } })
  })

test('an otpauth link brings its names and parameters', () => {
  const link = `otpauth://totp/Demo%20Company:aoi?secret=${secret}&issuer=Demo%20Company&algorithm=SHA256&digits=8&period=60`
  expect(readKey(link)).toEqual({
    ok: true, key: { secret, algorithm: 'SHA256', digits: 8, periodSeconds: 60, user: 'aoi', label: 'Demo Company' },
  })
})

test('an otpauth link may leave everything out but the key', () => {
  expect(readKey(`otpauth://totp/%E8%91%B5?secret=${secret}`)).toMatchObject({ ok: true, key: { user: '葵', label: '', digits: 6, periodSeconds: 30 } })
})

test.each([
  ['', 'empty'],
  ['hello, world', 'not-a-key'],
  ['JBSWY3DP', 'too-short'],
  ['otpauth://totp/x?secret=', 'too-short'],
  ['otpauth://nonsense', 'not-a-key'],
  [`otpauth://hotp/x?secret=${secret}&counter=1`, 'not-totp'],
  [`otpauth://totp/x?secret=${secret}&digits=12`, 'unsupported'],
  [`otpauth://totp/x?secret=${secret}&period=0`, 'unsupported'],
  [`otpauth://totp/x?secret=${secret}&algorithm=MD5`, 'unsupported'],
  [`otpauth://totp/%E0%A4%A?secret=${secret}&algorithm=constructor`, 'unsupported'],
])('%j is refused as %s', (pasted, reason) => {
  expect(readKey(pasted)).toEqual({ ok: false, reason })
})
