import { describe, expect, test } from 'vitest'
import { newest } from './heaps.ts'
import { createMarks } from './marks.ts'

describe('the newest of a heap', () => {
  const table: readonly [string, readonly number[], number, number | undefined, readonly number[]][] = [
    ['in order', [1, 2, 3, 4, 5], 3, undefined, [5, 4, 3]],
    ['against it', [5, 4, 3, 2, 1], 3, undefined, [5, 4, 3]],
    ['in runs', [7, 8, 9, 1, 2, 3, 4, 5, 6], 4, undefined, [9, 8, 7, 6]],
    ['before one', [7, 8, 9, 1, 2, 3], 2, 8, [7, 3]],
    ['fewer than are wanted', [2, 1], 5, undefined, [2, 1]],
    ['nobody', [], 5, 3, []],
  ]
  test.each(table)('%s', (_, numbers, most, before, found) => { expect(newest(numbers, most, before)).toEqual(found) })
})

test('marks add up, in whatever order they are put, and nobody has one by another', () => {
  const marks = createMarks()
  marks.mark([1, 5000, 9_000_000], 'a')
  marks.mark([5000, 2], 'b')
  marks.mark([3], 'b')
  marks.mark([3, 3], 'a')
  const names = (n: number) => marks.namesOf(marks.of(n))
  expect([1, 2, 3, 4, 5000, 9_000_000].map(names)).toEqual([['a'], ['b'], ['a', 'b'], [], ['a', 'b'], ['a']])
  expect(marks.of(3)).toBe(marks.of(5000))
})
