import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Expected, isSubject, refuseIdToken } from './id-token.ts'

const now = Date.UTC(2026, 10, 22)
const seconds = now / 1000
const expected: Expected = { issuer: 'https://corp.example', clientId: 'tegata', nonce: 'n-1', accessToken: null, signedInSince: null, now, latest: now }
const good = { iss: expected.issuer, aud: 'tegata', exp: seconds + 300, iat: seconds, nonce: 'n-1', sub: 'hana', azp: 'tegata', auth_time: seconds }
const refuse = (claims: Record<string, unknown>, more: Partial<Expected> = {}, alg = 'RS256') => refuseIdToken({ alg, claims }, { ...expected, ...more })

const json = fc.jsonValue({ maxDepth: 2 })

describe('the claims of an ID token (B-2)', () => {
  test('stand as they should be', () => expect(refuse(good)).toBeNull())

  test('do not stand with anything else in place of one that must be right', () => {
    const must = fc.constantFrom('iss', 'aud', 'exp', 'iat', 'nonce', 'sub')
    fc.assert(fc.property(must, json, (name, value) => {
      const isRight = name === 'aud' ? value === 'tegata' || (Array.isArray(value) && value.includes('tegata'))
        : name === 'exp' ? typeof value === 'number' && value > seconds - 30 : name === 'iat' ? typeof value === 'number' && value <= seconds + 30
          : name === 'sub' ? isSubject(value) : value === Reflect.get(good, name)
      expect(refuse({ ...good, [name]: value }) === null).toBe(isRight)
    }), { numRuns: 2_000 })
  })

  test('of any shape are judged, never thrown at', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...Object.keys(good), 'nbf', 'at_hash'), json), (claims) => {
      expect(typeof refuse({ ...claims, nonce: undefined }, { accessToken: 'x' })).toBe('string')
    }), { numRuns: 2_000 })
  })

  /** Thirty seconds for clocks that differ, to the second on both sides. */
  test.each([
    ['exp', seconds - 29, null], ['exp', seconds - 30, 'expired'], ['nbf', seconds + 30, null], ['nbf', seconds + 31, 'not-yet'], ['iat', seconds + 30, null], ['iat', seconds + 31, 'issued-in-future'],
  ])('%s %d', (name, at, reason) => expect(refuse({ ...good, [name]: at })).toBe(reason))

  test.each([[seconds - 60, null], [seconds - 90, null], [seconds - 91, 'auth-time'], [undefined, 'auth-time'], [Number.NaN, 'auth-time'], [Infinity, 'auth-time'], ['now', 'auth-time']])(
    'a sign-in at %s, when it had to be in the last minute (Core §3.1.3.7 13)', (authTime, reason) => {
      expect(refuse({ ...good, auth_time: authTime }, { signedInSince: now - 60_000 })).toBe(reason)
    })

  test.each([[seconds + 30, null], [seconds + 31, 'auth-time'], [now, 'auth-time'], [1e15, 'auth-time'], [1e300, 'auth-time'], [-1, 'auth-time']])(
    'a sign-in at %d, which is yet to come or never was, is none (P5, P32)', (authTime, reason) => expect(refuse({ ...good, auth_time: authTime })).toBe(reason))

  // OpenID Connect Core, appendix A.3 and A.4: the access token, and its hash by RS256.
  const example = { accessToken: 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y' }
  test('at_hash is that of the example of the specification', () => {
    expect(refuse({ ...good, at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }, example)).toBeNull()
    expect(refuse({ ...good, at_hash: '77QmUPtjPfzWtF2AnpK9Rq' }, example)).toBe('at-hash')
    expect(refuse({ ...good, at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }, example, 'RS384')).toBe('at-hash')
  })
})

describe('a subject (B-1)', () => {
  test.each(['hana', ' hana', 'HANA', 'ｈａｎａ', 'e\u0301', '\u00e9', '花', '👩‍🚒', 'x'.repeat(255), '{}', '0'])('may be %j, and stays it', (subject) => expect(isSubject(subject)).toBe(true))
  test.each(['', 'x'.repeat(256), 'a\u0000', '\n', '\u007f', '\u0085', 'a\ud800', '\udc00a', 1, null, undefined, ['hana'], { sub: 'hana' }, true])('is not %j', (subject) => expect(isSubject(subject)).toBe(false))
})
