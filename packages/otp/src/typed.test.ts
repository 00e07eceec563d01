import { describe, expect, test } from 'vitest'
import { asTyped, isEqual } from './index.ts'

describe('what was typed', () => {
  test('is nothing when it is longer than anything we ever show', () => {
    expect(asTyped('1'.repeat(128))).toHaveLength(128)
    expect(asTyped('1'.repeat(129))).toBe('')
  })
  test('keeps letters of every script', () => expect(asTyped('안녕 さくら-Ａ')).toBe('안녕さくらA'))
})

describe('comparing without telling where the difference is', () => {
  test.each([['', '', true], ['a', 'a', true], ['123456', '123456', true], ['123456', '123457', false], ['123456', '223456', false], ['12345', '123456', false], ['123456', '12345', false], ['', 'a', false], ['a', '', false], ['aa', 'a', false]])(
    '%j and %j: %s', (one, other, equal) => expect(isEqual(one, other)).toBe(equal))
})
