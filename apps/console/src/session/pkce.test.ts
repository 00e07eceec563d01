import { describe, expect, test } from 'vitest'
import { base64url, challengeOf, randomToken } from './pkce.ts'

describe('PKCE', () => {
  test('the challenge of RFC 7636 appendix B is reproduced', async () => {
    const challenge = await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
    expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  })

  test('base64url has no padding and no characters that a URL would change (RFC 4648 §5)', () => {
    expect(base64url(new Uint8Array([251, 255, 254, 0]))).toBe('-__-AA')
  })

  test('a verifier has 43 characters of the unreserved set and is never the same twice (RFC 7636 §4.1)', () => {
    const [one, other] = [randomToken(), randomToken()]
    expect(one).toMatch(/^[\w-]{43}$/)
    expect(other).not.toBe(one)
  })
})
