import { describe, expect, test } from 'vitest'
import { inLanguage, languages, pickLanguage } from './languages.ts'

describe('pickLanguage', () => {
  test('the request asks first, then the person, then the browser, then the realm', () => {
    expect(pickLanguage('ko', 'ja', 'en', languages)).toBe('ko')
    expect(pickLanguage(null, 'ja', 'ko', languages)).toBe('ja')
    expect(pickLanguage(null, null, 'ko', languages)).toBe('ko')
    expect(pickLanguage(null, null, null, ['ja', 'en'])).toBe('ja')
  })
  test('takes the first tag of ui_locales that the realm offers (OpenID Connect Core 3.1.2.1)', () => {
    expect(pickLanguage('fr-CA ja-JP en', null, null, languages)).toBe('ja')
    expect(pickLanguage('fr', null, 'ko-KR', languages)).toBe('ko')
  })
  test('weighs Accept-Language by quality, and leaves out what is refused (RFC 9110 12.5.4)', () => {
    expect(pickLanguage(null, null, 'en;q=0.5, ko;q=0.9, ja;q=0.7', languages)).toBe('ko')
    expect(pickLanguage(null, null, 'en;q=0, ja;q=0.1', languages)).toBe('ja')
  })
  test('never a language that the realm does not offer', () => {
    expect(pickLanguage('ko', 'ko', 'ko', ['en', 'ja'])).toBe('en')
  })
  test.each(['', ';;;,,,q=', 'x'.repeat(10_000), '*', 'en;q=abc'])('survives %j', (header) => {
    expect(languages).toContain(pickLanguage(header, header, header, languages))
  })
})

test('the same page in another language keeps its query and its origin', () => {
  expect(inLanguage('/a/b?x=1&ui_locales=en', 'ko')).toBe('/a/b?x=1&ui_locales=ko')
  expect(inLanguage('//evil.example/x', 'ja')).toBe('/x?ui_locales=ja')
})
