import { describe, expect, test } from 'vitest'
import { drawing, seeded } from '../test/chance.ts'
import { groupsOfFour, newTotpSecret, toBase32 } from './index.ts'

describe('a new secret (T-3)', () => {
  test('is 160 bit in base32, without padding', () => {
    expect(newTotpSecret(drawing(...Array<number>(20).fill(0)))).toBe('A'.repeat(32))
    expect(newTotpSecret(drawing(...Array<number>(20).fill(255)))).toBe('7'.repeat(32))
  })
  test('is every bit of what was drawn: twenty bytes in, no two alike', () => {
    const secrets = Array.from({ length: 500 }, (_, index) => newTotpSecret(seeded(index)))
    expect(new Set(secrets).size).toBe(500)
    expect(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret))).toBe(true)
  })
  test('is refused when chance gives less than was asked for', () => {
    expect(() => newTotpSecret(() => new Uint8Array(19))).toThrow('20 random bytes, and 19 came')
  })
})

test('base32 is that of RFC 4648 §10, without padding', () => {
  const of = (text: string) => toBase32(new TextEncoder().encode(text))
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(of)).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
})

test.each([
  [
    '',
    ''], ['ABC',
    'ABC'], ['ABCD',
    'ABCD'], ['ABCDE',
    'ABCD E'], ['GEZDGNBVGY3TQOJQ',
    'GEZD GNBV GY3T QOJQ'], ['12345678',
    '1234 5678',
  ],
])('groups of four: %j is shown as %j', (text, shown) => expect(groupsOfFour(text)).toBe(shown))
