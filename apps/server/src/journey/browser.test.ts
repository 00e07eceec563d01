import { describe, expect, test } from 'vitest'
import { type BrowserContext, createCookies, csrfOf, ensureBrowser, readBrowser, refuseForm } from './browser.ts'

function request(cookies: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const set: string[] = []
  const ctx: BrowserContext = {
    cookies: { get: (name) => cookies[name] },
    append: (_field, value) => { set.push(value) },
    get: (field) => headers[field] ?? '',
  }
  return { ctx, set }
}

const http = createCookies(new URL('http://localhost:8080'))
const https = createCookies(new URL('https://id.example.org'))
const origin = 'http://localhost:8080'

describe('the cookie that binds a journey to a browser (S-2)', () => {
  test('is __Host-, Secure, HttpOnly, Lax and without Domain on https', () => {
    const { ctx, set } = request()
    const { token } = ensureBrowser(https, ctx, 'demo')
    expect(set).toEqual([`__Host-tegata.demo.browser=${token}; Path=/; HttpOnly; SameSite=Lax; Secure`])
  })

  test('has neither prefix nor Secure on plain http, which Safari would drop', () => {
    const { ctx, set } = request()
    ensureBrowser(http, ctx, 'demo')
    expect(set[0]).toMatch(/^tegata\.demo\.browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  test('is kept when present, and never taken from another realm', () => {
    const { ctx, set } = request({ 'tegata.demo.browser': 'a'.repeat(43) })
    expect(ensureBrowser(http, ctx, 'demo').token).toBe('a'.repeat(43))
    expect(set).toEqual([])
    expect(readBrowser(http, ctx, 'corp').token).toBeUndefined()
  })

  test('a value that we cannot have made counts as none', () => {
    for (const value of ['', 'x', 'a'.repeat(44), `${'a'.repeat(42)}%`]) {
      expect(readBrowser(http, request({ 'tegata.demo.browser': value }).ctx, 'demo').token).toBeUndefined()
    }
  })
})

describe('forms (S-6)', () => {
  const token = 'b'.repeat(43)
  const browser = { token, hash: 'h' }
  const csrf = csrfOf(token, 'journey 1')
  const judge = (headers: Record<string, string>, over: Partial<Parameters<typeof refuseForm>[1]> = {}) =>
    refuseForm(request({}, headers).ctx, { browser, about: 'journey 1', csrf, origin, ...over })

  test('ours are accepted, with or without the headers that old browsers leave out', () => {
    const accepted: Record<string, string>[] = [{}, { Origin: origin }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' }]
    for (const headers of accepted) expect(judge(headers)).toBe(null)
  })

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }], [{ 'Sec-Fetch-Site': 'same-site' }], [{ 'Sec-Fetch-Site': 'none' }],
    [{ Origin: 'https://evil.example' }], [{ Origin: 'http://localhost:8081' }],
  ])('one from elsewhere is refused even with the right token: %o', (headers) => expect(judge(headers)).toBe('cross-site'))

  test('without our cookie, with another form’s token or with none nothing is accepted', () => {
    expect(judge({}, { browser: { token: undefined, hash: undefined } })).toBe('no-cookie')
    expect(judge({}, { about: 'journey 2' })).toBe('csrf')
    expect(judge({}, { csrf: undefined })).toBe('csrf')
    expect(judge({}, { csrf: '' })).toBe('csrf')
    expect(judge({}, { csrf: csrfOf('c'.repeat(43), 'journey 1') })).toBe('csrf')
  })
})
