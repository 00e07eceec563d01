import { describe, expect, test } from 'vitest'
import { drawing, seeded } from '../test/chance.ts'
import { isGuessable, isLongEnough, maskedToken, newEmergencyToken, normaliseEmergencyToken, writtenToken } from './index.ts'

describe('a new emergency token (K-5)', () => {
  test('is 16 Crockford characters in groups of four', () => {
    for (let seed = 0; seed < 200; seed++) expect(newEmergencyToken(seeded(seed))).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
  })
  test('has 80 bit: every character is five of its own', () => {
    expect(newEmergencyToken(drawing(...Array.from({ length: 16 }, (_, index) => index)))).toBe('0123-4567-89AB-CDEF')
    expect(newEmergencyToken(drawing(...Array.from({ length: 16 }, (_, index) => 16 + index)))).toBe('GHJK-MNPQ-RSTV-WXYZ')
    expect(newEmergencyToken(drawing(...Array.from({ length: 16 }, (_, index) => 240 + index)))).toBe('GHJK-MNPQ-RSTV-WXYZ')
  })
  test('does not come twice', () => {
    const randomBytes = seeded(5)
    expect(new Set(Array.from({ length: 2000 }, () => newEmergencyToken(randomBytes))).size).toBe(2000)
  })
})

describe('two ways to write one token (S3-24)', () => {
  test.each([
    [
      'as it is shown',
      '0123-4567-89AB-CDEF'], ['without dashes',
      '0123456789ABCDEF'], ['in small letters',
      '0123-4567-89ab-cdef'], ['with blanks',
      ' 0123 4567 89AB CDEF ',
    ],
    [
      'in full width',
      '０１２３－４５６７－８９ＡＢ－ＣＤＥＦ'], ['with long dashes',
      '0123–4567—89AB−CDEF'], ['with the dash of a Japanese keyboard',
      '0123ー4567ー89abーcdef'], ['with O for 0 and I or l for 1',
      'OI23-4567-89AB-CDEF',
    ],
  ])('%s', (_, typed) => expect(normaliseEmergencyToken(typed)).toBe('0123456789ABCDEF'))

  test('a token read back in any of them is the same token', () => {
    for (let seed = 0; seed < 100; seed++) {
      const token = newEmergencyToken(seeded(seed))
      expect(normaliseEmergencyToken(token.toLowerCase().replaceAll('-', ' '))).toBe(normaliseEmergencyToken(token))
    }
  })
  test('normalising again changes nothing', () => expect(normaliseEmergencyToken(normaliseEmergencyToken('oi l-ｏ'))).toBe(normaliseEmergencyToken('oi l-ｏ')))
  test('different tokens stay different', () => expect(normaliseEmergencyToken('0123-4567-89AB-CDEF')).not.toBe(normaliseEmergencyToken('0123-4567-89AB-CDEG')))
})

describe('a value that an administrator chooses (S3-23)', () => {
  test.each(['12345678', 'sakura-2026', '안녕하세요반갑습니다', '１２３４５６７８', 'A1B2 C3D4'])('%j is long enough', (value) => expect(isLongEnough(value)).toBe(true))
  test.each(['', '1234567', '1 2 3 4 5 6 7', '-------------', '        ', '１２３４５６７', '🔐🔐🔐🔐'])('%j is not', (value) => expect(isLongEnough(value)).toBe(false))
  test.each([
    '12345678', '１２３４５６７８', '8765-4321', 'abcdefgh', 'ZYXW VUTS', 'hijklmnop', 'I2345678', '가각갂갃간갅갆갇',
    '1234567890', '0987654321', '78901234', '2109-8765', 'wxyzabcd', 'CBAZYXWV',
    '12341234', 'abcdabcd', '2026-2026', '123412341', 'LOVE-10ve',
    '11223344', 'aabb-ccdd', '111222333444', '5577 9933',
    'aaaaaaaa', 'ABAB-ABAB', '1212 3131', 'O0o0-Il1L', 'oO0-1iIl-7',
  ])('%j is among the first that anybody tries', (value) => expect(isGuessable(value)).toBe(true))
  test.each(['sakura-2026', '12345679', '1234567809', '90123456-8', 'A1B2 C3D4', '안녕하세요반갑습니다', '20261122', '1234-4321', '12344321', 'abcd-abce', '1122-3345'])('%j is not', (value) => expect(isGuessable(value)).toBe(false))
  test('one of 64 characters that is nearly all pairs is judged at once: nobody else waits for it', () => expect(isGuessable(`AABBCC${'D'.repeat(57)}E`)).toBe(false))
  test('a long value is judged in as many steps as it has characters, whatever it repeats', () => {
    expect(isGuessable(`${'aa'.repeat(58)}bbccdde`)).toBe(false)
    expect(isGuessable(`${'aa'.repeat(58)}bbccddee`)).toBe(true)
  })
  test('one that is made here never is', () => {
    const randomBytes = seeded(9)
    expect(Array.from({ length: 5000 }, () => newEmergencyToken(randomBytes)).filter(isGuessable)).toEqual([])
  })
})

test('a list shows the last two characters and nothing else (K-6)', () => {
  expect(maskedToken('0123-4567-89AB-CDEF')).toBe('••••EF')
  expect(maskedToken('0123-4567-89AB-CDE F')).toBe('••••EF')
})

describe('a value that somebody typed is read back as the one that works', () => {
  test.each([
    ['ＡＢＣＤ\u3000efgh-12', 'ABCD-EFGH-12'], [' Sakura-2026-Haru ', 'SAKU-RA20-26HA-RU'], ['0123-4567-89AB-CDEF', '0123-4567-89AB-CDEF'], ['ﾊﾙ2026の花見', 'ハル20-26の花-見'],
  ])('%s is %s', (typed, written) => {
    expect(writtenToken(typed)).toBe(written)
    expect(writtenToken(written)).toBe(written)
    expect(normaliseEmergencyToken(written)).toBe(normaliseEmergencyToken(typed))
  })
  test('a value made here is written so already', () => {
    const token = newEmergencyToken(seeded(1))
    expect(writtenToken(token)).toBe(token)
  })
})
