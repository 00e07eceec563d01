import { describe, expect, test } from 'vitest'
import { html } from './html.ts'
import { languages } from './languages.ts'
import { catalogues, problemText, words } from './words.ts'

const places = (text: string) => [...text.matchAll(/\{(\w+)(?::[^}]*)?\}/g)].map(([, name]) => name).sort()
const en = { language: 'en', zone: 'Asia/Tokyo' } as const
const ja = { language: 'ja', zone: 'Asia/Tokyo' } as const

describe.each(languages)('the %s catalogue', (language) => {
  const catalogue = catalogues[language]
  test('has exactly the keys of the English one', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(catalogues.en))
  })
  test.each(Object.entries(catalogue))('%s: says something, with the places of the English one', (key, text) => {
    expect(text.trim()).toBe(text)
    expect(text).not.toBe('')
    expect(places(text)).toEqual(places(Object.entries(catalogues.en).find(([name]) => name === key)?.[1] ?? ''))
  })
})

test('kept labels stand as people know them', () => {
  expect(catalogues.en).toMatchObject({
    'link.continue': 'Click here to continue', 'enrol.cannot-scan': "Can't scan?", 'action.submit': 'Submit', 'account.add': 'Add OTP Authentication',
    'account.test': 'Verify Code', 'account.remove': 'Delete OTP', 'account.saved.authenticator-added': 'Success. OTP is now enabled.',
  })
  expect(catalogues.ja).toMatchObject({
    'link.continue': '続行するにはここをクリックしてください', 'enrol.cannot-scan': 'スキャンできませんか?', 'action.submit': '送信',
    'code.field.emergency': '非常用OTPトークン',
  })
})

describe('words', () => {
  test('counts', () => {
    const { t } = words(en)
    expect(t('problem.code-used', { n: 1 })).toContain('about 1 second.')
    expect(t('problem.code-used', { n: 20 })).toContain('about 20 seconds.')
  })
  test('a value is never read as a place', () => {
    expect(words(en).t('login.title', { application: '{username}' })).toBe('Sign in to {username}')
  })
  test('rich text escapes values, keeps html, and marks instants', () => {
    const { rich } = words(en)
    expect(rich('code.totp', { label: '<i>' }).source).toContain('shown for &lt;i&gt;.')
    expect(rich('code.totp', { label: html`<b>x</b>` }).source).toContain('shown for <b>x</b>.')
    expect(rich('link.until', { until: 0 }).source).toContain('<time datetime="1970-01-01T00:00:00.000Z">Thursday, 1 January 1970, 09:00 JST</time>')
  })
  test('Japanese puts no blank between its own words, and keeps the one before 様', () => {
    const { t } = words(ja)
    expect(t('login.title', { application: 'サンプル' })).toBe('サンプルにログイン')
    expect(t('login.title', { application: 'Wiki' })).toBe('Wiki にログイン')
    expect(t('link.title', { name: '山田 葵' })).toBe('山田 葵 様、ようこそ')
  })
  test('a problem finds its sentence', () => {
    expect(problemText(en, { code: 'clock-slow', n: 4 })).toContain('about 4 minutes slow')
  })
})
