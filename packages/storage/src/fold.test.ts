import { describe, expect, test } from 'vitest'
import { fold } from './fold.ts'
import { searchForm } from './normalise.ts'

describe('S0-39: names are searched', () => {
  test.each([
    ['Chloé', 'chloe'], ['Müller', 'muller'], ['Łukasz Ångström', 'lukasz angstrom'], ['Nguyễn Đức', 'nguyen duc'], ['Straße', 'strasse'], ['Søren Æbelø', 'soren aebelo'], ['İstanbul', 'istanbul'],
    ['Ζωή', 'ζωη'], ['Ανδρέας', 'ανδρεασ'], ['Семён', 'семен'], ['O’Brien', 'o\'brien'], ['é́x', 'ex'],
  ])('without the marks on Latin, Greek and Cyrillic letters: %s as %s', (name, searched) => {
    expect(searchForm(name)).toBe(searched)
  })

  test.each([
    ['髙橋', '高橋'], ['山﨑', '山崎'], ['渡邉', '渡辺'], ['渡邊', '渡辺'], ['齋藤', '斎藤'], ['齊藤', '斎藤'], ['斉藤', '斎藤'], ['濵田', '浜田'], ['濱田', '浜田'], ['𠮷野', '吉野'], ['葛\u{e0100}城', '葛城'],
  ])('in the common form of a character: %s as %s', (name, searched) => {
    expect(searchForm(name)).toBe(searched)
  })

  test.each([
    ['がぎぐ', 'がぎぐ'], ['か', 'か'], ['ガ', 'が'], ['ﾊﾟ', 'ぱ'], ['は\u309a', 'ぱ'], ['김철수', '김철수'], ['\u1100\u1161', '가'], ['नमस्ते', 'नमस्ते'], ['كُتُب', 'كُتُب'], ['שָׁלוֹם', 'שָׁלוֹם'],
  ])('with every mark that is a letter of its own: %s as %s', (name, searched) => {
    expect(searchForm(name)).toBe(searched)
  })

  test('folding twice changes nothing, and one word is folded as it is among others', () => {
    const letters = [...'aéßøŁ髙高邉がかﾊﾟ가ώй́\u0301\u0323\u3099\u{e0100}𠮷’-1 ']
    for (let at = 0; at < 400; at++) {
      const text = searchForm(Array.from({ length: 6 }, (_, place) => letters[(at * 7 + place * place * 11 + at * place) % letters.length]).join(''))
      expect(fold(text)).toBe(text)
      expect(text.split(' ').map(fold).join(' ')).toBe(text)
    }
  })
})
