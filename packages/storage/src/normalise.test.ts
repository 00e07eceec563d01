import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from './fold.ts'
import { normaliseLogin, searchForm, startsOf } from './normalise.ts'

// What is usual has ways of its own, which the rules below know nothing of.
const login = (text: string) => text.normalize('NFKC').toLowerCase().normalize('NFKC').trim()
const search = (text: string) => fold(login(text).replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60)).replace(/\s+/g, ' '))
const starts = (text: string) => [...new Set(search(text).split(/[\s.,_@\-・=]+/).filter((part) => part !== '').map((part) => [...part].slice(0, 2).join('')))].map((part) => `  ${part}`).join('')

describe('the form in which names are compared and searched', () => {
  const unit = fc.oneof(
    fc.constantFrom('a', 'Z', '7', ' ', '  ', '\t', '.', ',', '_', '@', '-', '・', '=', 'ー', 'サ', 'ヶ', 'ヺ', 'ﾀ', 'ﾞ', 'が', 'か\u3099', 'ゖ', '佐', '髙', '﨑', '철', '\u1100\u1161', 'é', 'E\u0301', 'Ｓ', '\u3000', 'ß', 'İ', '🦊', '𠮷', '\u00a0'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
  )
  test('is one form, however usual a text is', () => {
    fc.assert(fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      expect(normaliseLogin(text)).toBe(login(text))
      expect(searchForm(text)).toBe(search(text))
      expect(startsOf(text)).toBe(starts(text))
    }), { numRuns: 2_000 })
  })
})
