import { describe, expect, test } from 'vitest'
import { drawing, seeded } from '../test/chance.ts'
import { readReference, referenceNumber } from './index.ts'

describe('a reference to read out', () => {
  test('is six digits in two groups', () => {
    expect(referenceNumber(drawing(0, 0x06, 0x84, 0x64))).toBe('4271-08')
    for (let seed = 0; seed < 100; seed++) expect(referenceNumber(seeded(seed))).toMatch(/^\d{4}-\d{2}$/)
  })
  test('keeps its zeros', () => expect(referenceNumber(drawing(0, 0, 0, 8))).toBe('0000-08'))
  test('is found however the help desk types it', () => {
    for (const typed of ['4271-08', '427108', '4271 08', ' 42 71 08 ', '４２７１－０８', '4271ー08']) expect(readReference(typed)).toBe('4271-08')
  })
  test.each(['', '42710', '4271089', '4271-0a', 'reference', '4'.repeat(1000)])('%j is none', (typed) => expect(readReference(typed)).toBeNull())
})
