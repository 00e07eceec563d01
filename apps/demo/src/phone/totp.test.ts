import { describe, expect, test } from 'vitest'
import { decodeBase32, showCode, type TotpKey } from './totp.ts'

// RFC 6238 appendix B. The seeds are the ASCII digits 1234567890 repeated to 20, 32 and 64 bytes.
const seeds = {
  SHA1: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  SHA256: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA',
  SHA512: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA',
} as const

const vectors = [
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
] as const

const keyOf = (algorithm: TotpKey['algorithm'], digits = 8): TotpKey => ({ secret: seeds[algorithm], algorithm, digits, periodSeconds: 30 })

describe('the demo phone', () => {
  test.each(vectors)('shows the RFC 6238 appendix B codes of second %i', (second, sha1, sha256, sha512) => {
    expect(showCode(keyOf('SHA1'), second * 1000).code).toBe(sha1)
    expect(showCode(keyOf('SHA256'), second * 1000).code).toBe(sha256)
    expect(showCode(keyOf('SHA512'), second * 1000).code).toBe(sha512)
  })

  test('shows the last six digits when six are asked for', () => {
    expect(showCode(keyOf('SHA1', 6), 59_000).code).toBe('287082')
  })

  test('counts down to the instant at which the next code becomes the code', () => {
    const key = keyOf('SHA1', 6)
    const { next, secondsLeft } = showCode(key, 59_999)
    expect(secondsLeft).toBe(1)
    expect(showCode(key, 60_000)).toMatchObject({ code: next, secondsLeft: 30 })
  })

  test('keeps leading zeros', () => {
    expect(showCode(keyOf('SHA1'), 1111111109_000).code).toBe('07081804')
  })
})

// RFC 4648 §10, without padding.
test.each([['', ''], ['MY', 'f'], ['MZXQ', 'fo'], ['MZXW6', 'foo'], ['MZXW6YQ', 'foob'], ['MZXW6YTB', 'fooba'], ['MZXW6YTBOI', 'foobar']])(
  'decodes the RFC 4648 vector %j', (encoded, plain) => {
    expect(decodeBase32(encoded)?.toString('latin1')).toBe(plain)
  })

test('a sign outside the base32 alphabet is no key', () => {
  expect(decodeBase32('MZXW1')).toBeNull()
})
