import { expect, test } from 'vitest'
import { pickLanguage } from './languages.ts'

test.each([
  [null, ['ja-JP', 'en'], 'ja'],
  [null, ['de-DE', 'ko'], 'ko'],
  [null, ['fr'], 'en'],
  ['ko', ['ja'], 'ko'],
  ['klingon', ['ja'], 'ja'],
] as const)('chosen %j, the browser asks for %j: %s', (chosen, wishes, expected) => {
  expect(pickLanguage(chosen, wishes)).toBe(expected)
})
