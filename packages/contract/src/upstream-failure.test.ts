import { expect, test } from 'vitest'
import { failureGroupOf } from './upstream-failure.ts'

test.each([
  ['private-address', 'unavailable'], ['timeout', 'unavailable'], ['metadata-issuer', 'metadata'], ['error-answer', 'refused'], ['token-refused', 'secret'],
  ['expired', 'clock'], ['auth-time', 'clock'], ['nonce', 'answer'], ['key-unknown', 'answer'], ['userinfo-subject', 'claims'], ['too-many-names', 'claims'],
  ['a word of tomorrow', null], ['', null],
])('%s is one of %s', (reason, group) => {
  expect(failureGroupOf(reason)).toBe(group)
})
