import { describe, expect, test } from 'vitest'
import { type TotpParameters, codeOf, toBase32 } from './index.ts'

const ascii = (text: string) => toBase32(new TextEncoder().encode(text))
const sha1: TotpParameters = { algorithm: 'sha1', digits: 6, periodSeconds: 30 }

describe('HOTP (RFC 4226 appendix D)', () => {
  const secret = ascii('12345678901234567890')
  test.each([
    [0, '755224'], [1, '287082'], [2, '359152'], [3, '969429'], [4, '338314'], [5, '254676'], [6, '287922'], [7, '162583'], [8, '399871'], [9, '520489'],
  ])('counter %i is %s', (counter, code) => expect(codeOf(secret, sha1, counter)).toBe(code))
})

describe('TOTP (RFC 6238 appendix B)', () => {
  const secrets = {
    sha1: ascii('12345678901234567890'),
    sha256: ascii('12345678901234567890123456789012'),
    sha512: ascii('1234567890123456789012345678901234567890123456789012345678901234'),
  }
  test.each([
    [59, 'sha1', '94287082'], [59, 'sha256', '46119246'], [59, 'sha512', '90693936'],
    [1111111109, 'sha1', '07081804'], [1111111109, 'sha256', '68084774'], [1111111109, 'sha512', '25091201'],
    [1111111111, 'sha1', '14050471'], [1111111111, 'sha256', '67062674'], [1111111111, 'sha512', '99943326'],
    [1234567890, 'sha1', '89005924'], [1234567890, 'sha256', '91819424'], [1234567890, 'sha512', '93441116'],
    [2000000000, 'sha1', '69279037'], [2000000000, 'sha256', '90698825'], [2000000000, 'sha512', '38618901'],
    [20000000000, 'sha1', '65353130'], [20000000000, 'sha256', '77737706'], [20000000000, 'sha512', '47863826'],
  ] as const)('at %i s with %s is %s', (seconds, algorithm, code) => {
    expect(codeOf(secrets[algorithm], { algorithm, digits: 8 }, Math.floor(seconds / 30))).toBe(code)
  })
})

describe('an authenticator that comes from Keycloak', () => {
  const secret = 'IRFG2ULGIM3TGVSHIZUHON2EGRIUUOCB'

  test('its secret is the text itself, as bytes, unless it says BASE32', () => expect(ascii('DJmQfC73VGFhw7D4QJ8A')).toBe(secret))
  test.each([[59, '105125'], [1111111109, '913005'], [1234567890, '989406'], [2000000000, '119728']])('at %i s its code is %s', (seconds, code) => {
    expect(codeOf(secret, sha1, Math.floor(seconds / 30))).toBe(code)
  })
})

describe('secrets of other places', () => {
  test('a short one (80 bit) works: it was accepted where it comes from', () => expect(codeOf(ascii('1234567890'), sha1, 1)).toMatch(/^\d{6}$/))
  test('a long one works', () => expect(codeOf(ascii('x'.repeat(200)), sha1, 1)).toMatch(/^\d{6}$/))
  test('leading zeros of a code stay', () => {
    const codes = Array.from({ length: 200 }, (_, counter) => codeOf(ascii('12345678901234567890'), sha1, counter))
    expect(codes.filter((code) => code.startsWith('0')).every((code) => code.length === 6)).toBe(true)
    expect(codes.some((code) => code.startsWith('0'))).toBe(true)
  })
})
