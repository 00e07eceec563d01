import { describe, expect, test } from 'vitest'
import { pagePromises } from '../ui/page-promises.ts'
import { form, instants, ordinary } from '../ui/samples.ts'
import { removePage } from './authenticator-view.ts'
import { overviewPage } from './overview-view.ts'
import { accountSamples } from './samples.ts'

pagePromises('pages of the account', accountSamples)

const { frame } = ordinary('en')
const account = { ...frame, username: 'emma', signOut: form }

describe('account', () => {
  test('names what each action is about, for people who hear one link at a time', () => {
    const { source } = overviewPage({
      ...account, demanded: false, addHref: '/add', password: null, languageChoice: { ...form, current: null }, sessions: [], activity: [],
      authenticators: [{
        id: '1', kind: 'totp', label: 'Work phone', state: 'active', enrolledAt: instants.noon, byAdministrator: false, lastUsedAt: null, removeHref: '/remove',
      }],
    })
    expect(source).toContain('<a href="/remove" aria-label="Delete OTP: Work phone">Delete OTP</a>')
    expect(source).toContain('Add OTP Authentication')
    // Nothing that they cannot do: there is no password here.
    expect(source).not.toContain('Change your password')
  })
  test('the last authenticator of somebody who must have one is replaced, never deleted (P19)', () => {
    const { source } = removePage({ ...account, ...form, backHref: '/account', label: 'Phone', last: 'needed', replaceHref: '/replace' })
    expect(source).toContain('href="/replace"')
    expect(source).not.toMatch(/<button[^>]*class="danger"/)
  })
})
