import { expect, test } from 'vitest'
import { maxAttempts, waitAfter } from './backoff.ts'

const waits = Array.from({ length: maxAttempts }, (_, index) => waitAfter(index + 1))

test('waits grow and never pass half an hour', () => {
  expect(waits).toEqual([...waits].sort((one, other) => one - other))
  expect(Math.max(...waits)).toBe(30 * 60_000)
})

test('a greylisting server that asks for five minutes has the mail within ten', () => {
  const instants = waits.map((_, index) => waits.slice(0, index + 1).reduce((sum, wait) => sum + wait, 0))
  expect(instants.find((at) => at >= 5 * 60_000)).toBeLessThanOrEqual(10 * 60_000)
})

test('a mail is tried for about two days', () => {
  const days = waits.reduce((sum, wait) => sum + wait, 0) / 86_400_000
  expect(days).toBeGreaterThan(1.9)
  expect(days).toBeLessThan(2.1)
})
