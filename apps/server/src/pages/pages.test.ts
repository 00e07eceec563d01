import { describe, expect, test } from 'vitest'
import { errorPage } from '../ui/pages/error.ts'
import { leavingPage } from '../ui/pages/leaving.ts'
import { pagePromises } from '../ui/page-promises.ts'
import { enrolment, form, instants, ordinary } from '../ui/samples.ts'
import { codePage } from '../ui/pages/code.ts'
import { enrolPage } from './enrol.ts'
import { loginPage } from './login.ts'
import { noticePage } from './notice.ts'
import { journeySamples } from './samples.ts'
import { waitingPage } from './waiting.ts'

pagePromises('pages of a journey', journeySamples)

const { frame } = ordinary('en')
const view = { ...frame, ...form }

describe('sign-in', () => {
  test('keeps the accessible names that Keycloak’s clients look for', () => {
    const { source } = loginPage({ ...view, application: 'Wiki' })
    expect(source).toContain('<label for="username">Username or email</label>')
    expect(source).toContain('<label for="password">Password</label>')
    expect(source).toMatch(/<button [^>]*>Sign In<\/button>/)
  })
  test('carries the proof against cross-site posts in every form (S-6)', () => {
    for (const { source } of Object.values(journeySamples(ordinary('en')))) {
      const forms = source.match(/<form /g)?.length ?? 0
      const proofs = source.match(/name="(csrf|xsrf)"/g)?.length ?? 0
      expect(proofs).toBe(forms)
    }
  })
  test('offers this page in the other languages, and nothing where it has no address', () => {
    const page = loginPage({ ...view, application: null, self: '/realms/demo/journey/1?a=%22' })
    expect(page.source).toContain('href="/realms/demo/journey/1?a=%22&amp;ui_locales=ja" lang="ja"')
    expect(loginPage({ ...view, application: null, self: undefined }).source).not.toContain('ui_locales')
  })
})

describe('code', () => {
  test('takes full-width digits and blanks: no pattern, no short maxlength', () => {
    const { source } = codePage({ ...view, method: { kind: 'totp', label: 'Demo' }, username: 'emma' })
    const input = /<input id="code"[^>]*>/.exec(source)?.[0] ?? ''
    expect(input).not.toContain('pattern')
    expect(Number(/maxlength="(\d+)"/.exec(input)?.[1])).toBeGreaterThanOrEqual(32)
    expect(input).toContain('autocomplete="one-time-code"')
    expect(input).toContain('inputmode="numeric"')
  })
  test('shows no field while a wait lasts, but the way out', () => {
    const { source } = codePage({
      ...view, method: { kind: 'totp', label: 'Demo' }, username: 'emma', open: false, cannotHref: '/cannot',
      problem: { code: 'code-wait', until: instants.soon, contact: 'x' },
    })
    expect(source).not.toContain('id="code"')
    expect(source).toContain('You can try again at 12:15 JST.')
    expect(source).toContain('Can&#39;t use your code?')
  })
})

describe('set-up', () => {
  const page = enrolPage({ ...view, enrolment: enrolment('Demo Company (emma)'), username: 'emma' })
  test('shows the key in groups of four on the same page, inside <details> (S2-11)', () => {
    expect(page.source).toMatch(/<details>[\s\S]*<code id="otp-key" translate="no">JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP<\/code>[\s\S]*<\/details>/)
  })
  test('opens the app on the same phone', () => {
    expect(page.source).toContain('<a class="button" href="otpauth://totp/Demo%20Company:emma?secret=')
    expect(page.source).toContain('Open in my authenticator app')
  })
  test('keeps "Can\'t scan?" and "Submit" (S2-11, S2-12)', () => {
    expect(page.source).toContain('Can&#39;t scan?')
    expect(page.source).toMatch(/<button [^>]*>Submit<\/button>/)
  })
})

describe('the date', () => {
  test('is shown with weekday, time and zone; the last minute before it is the deadline (S0-2, S0-6)', () => {
    const { source } = noticePage({ ...view, coming: { enforceFrom: instants.from, zone: 'Asia/Tokyo', consequence: 'locked-out' } })
    const said = source.replace(/<[^>]*>/g, '')
    expect(said).toContain('From Tuesday, 1 December 2026, 00:00 JST you need a one-time code')
    expect(said).toContain('Until Monday, 30 November 2026, 23:59 JST you can sign in as before. After that you cannot sign in without it.')
  })
  test('stands in the zone of its rule, not of the realm', () => {
    const { source } = noticePage({ ...view, coming: { enforceFrom: instants.from, zone: 'Europe/Berlin', consequence: 'ready' } })
    expect(source).toContain('Monday, 30 November 2026, 16:00 CET')
  })
})

describe('pages that go on by themselves', () => {
  test('leave at once, with a plain link', () => {
    const page = leavingPage({ ...frame, href: 'https://wiki.example/cb?code=1&state=2', application: 'Wiki' })
    expect(page.refresh).toBe('0; url=https://wiki.example/cb?code=1&state=2')
    expect(page.source).toContain('<meta http-equiv="refresh" content="0; url=https://wiki.example/cb?code=1&amp;state=2">')
    expect(page.source).toContain('href="https://wiki.example/cb?code=1&amp;state=2"')
  })
  test('never leave for an address that runs something', () => {
    const page = leavingPage({ ...frame, href: 'javascript:alert(1)', application: 'Wiki' })
    expect(page.refresh).toBeUndefined()
    expect(page.source).not.toContain('javascript:')
  })
  test('look again every 15 seconds, and can be told not to (WCAG 2.2.1)', () => {
    const waiting = { ...frame, sentAt: instants.noon, reference: '4271-08', checkHref: '/x' }
    expect(waitingPage({ ...waiting, still: { href: '/x?still', on: false } }).refresh).toBe('15')
    expect(waitingPage({ ...waiting, still: { href: '/x', on: true } }).refresh).toBeUndefined()
  })
})

test('an error quotes its reference and shows nothing but text', () => {
  const { source } = errorPage({ ...frame, kind: 'client', reference: 'b7f3', at: instants.noon, detail: '<b>invalid_request</b>' })
  expect(source).toContain('Reference b7f3')
  expect(source).toContain('&lt;b&gt;invalid_request&lt;/b&gt;')
})
