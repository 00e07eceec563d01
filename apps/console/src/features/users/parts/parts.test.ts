import { describe, expect, test } from 'vitest'
import { setupMail } from '../../../testing/fake-handing.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, at, groups, person, roleId, type Person } from '../../../testing/people.ts'
import { button, choice, choose, has, sees, seesNot, text, until, windowText } from '../../../testing/screen.ts'

async function open(overrides: Partial<Person>, part: Parameters<typeof createFakeServer>[0] = {}) {
  const who = person('yuna', '김', '유나', overrides)
  const server = createFakeServer({ people: [who], ...part })
  await openConsole(server, `/users/${who.id}`)
  await sees('OTP Configured')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who }
}

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const session = (id: string) => ({
  id, startedAt: at(9), lastUsedAt: at(1), expiresAt: null, address: '203.0.113.24', userAgent: chrome, proven: [], clients: [],
})

describe('Authenticators', () => {
  test('are shown with kind, origin and last use', async () => {
    await open({ authenticators: [app({ name: 'Galaxy', boundBy: 'administrator', lastUsedAt: null }), app({ name: 'Old', state: 'suspended' })] })
    await sees('Authenticator app · set up by an administrator')
    await sees('Not used yet')
    await sees('Suspended: it does not work')
  })

  test('one is removed after it was asked', async () => {
    const { server } = await open({ authenticators: [app({ name: 'Galaxy' }), app({ name: 'iPad' })] })
    button('Remove Galaxy').click()
    await until(() => expect(windowText()).toContain('the person is told by mail'))
    button('Remove').click()
    await seesNot('Galaxy')
    expect(server.asksOf('removeAuthenticator')).toHaveLength(1)
    expect(text()).toContain('iPad')
  })

  test('the last one of somebody who must have one stays, and the way is named', async () => {
    await open({ otpRequired: true, authenticators: [app({ name: 'Galaxy' })] })
    button('Remove Galaxy').click()
    await until(() => expect(windowText()).toContain('Remove'))
    button('Remove').click()
    await until(() => expect(windowText()).toContain('Use Reset OTP: it removes it and asks for a new one.'))
  })
})

describe('Sessions', () => {
  test('are named by browser and place; one is ended', async () => {
    const { server } = await open({ sessions: [session('one'), session('two')] })
    await sees('Chrome, Windows')
    await sees('203.0.113.24')
    button('End').click()
    await until(() => expect(server.asksOf('endSession')[0]?.input['sessionId']).toBe('one'))
  })

  test('say the provider that they came through, and nothing where they began here', async () => {
    const upstream = { alias: 'corp', name: { en: 'Corp ID', ja: 'コープ ID' }, acr: 'gold', amr: ['pwd'], authTime: at(9) }
    await open({ sessions: [{ ...session('one'), proven: [{ kind: 'upstream', at: at(9), upstream }, { kind: 'totp', at: at(8) }] }, session('two')] })
    await sees('Came through Corp ID')
    expect(text().match(/Came through/g)).toHaveLength(1)
  })

  test('all are ended after it was asked', async () => {
    const { server } = await open({ sessions: [session('one')] })
    button('End all').click()
    await until(() => expect(windowText()).toContain('Sign 김유나 out everywhere?'))
    button('End all').click()
    await sees('Signed in nowhere.')
    expect(server.asksOf('endSessions')).toHaveLength(1)
  })

  test('who may only read is offered nothing', async () => {
    await open({ sessions: [session('one')] }, { me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] })
    await sees('Chrome, Windows')
    expect(has('button', 'End')).toBe(false)
  })
})

describe('Set-up mail', () => {
  test.each([
    ['waiting', 'Waiting to be sent to yuna@demo.example'], ['sent', 'The link works until'], ['refused', 'The mail server refused it for yuna@demo.example'],
    ['used', 'has been used'], ['expired', 'expired on'], ['void', 'something newer or an administrative role ended it'],
  ] as const)('its state is a sentence: %s', async (state, sentence) => {
    await open({ setupMail: setupMail({ state, sentAt: state === 'waiting' ? null : at(3) }) })
    await sees(sentence)
  })

  test('is sent again, and says that older links are dead', async () => {
    const { server } = await open({ hasPassword: false, setupMail: setupMail({ state: 'expired' }) })
    button('Send a new one').click()
    await sees('Older links no longer work.')
    await sees('Waiting to be sent to yuna@demo.example')
    expect(server.asksOf('sendSetupMail')).toHaveLength(1)
  })

  test('S2-8, P12: whoever has a password and no code is asked to set one up; a link for a new password is another button, and says what it means for an administrator', async () => {
    const { server } = await open({ administrator: true })
    await sees('the mail asks 김유나 to sign in and set up a code')
    await sees('an administrator sets up a code with an emergency token only, for 24 hours')
    button('Send set-up mail').click()
    await sees('Waiting to be sent to yuna@demo.example')
    button('Send a link for a new password').click()
    await sees('That link leads to a new password.')
    expect(server.asksOf('sendSetupMail').map(({ body }) => body['newPassword'])).toEqual([undefined, true])
  })

  test('whoever has a password and a code gets a link for a new password, and that is what the button says', async () => {
    const { server } = await open({ authenticators: [app()] })
    await sees('the mail leads to a new password. The code stays.')
    expect(has('button', 'Send set-up mail')).toBe(false)
    button('Send a link for a new password').click()
    await sees('That link leads to a new password.')
    expect(server.asksOf('sendSetupMail')).toHaveLength(1)
  })

  test('a suspended authenticator is one: the mail leads to a new password, does not bring the authenticator back, and says what that means for an administrator', async () => {
    const { server } = await open({ authenticators: [app({ state: 'suspended' })], administrator: true })
    await sees('the mail leads to a new password, and the authenticator stays suspended')
    await sees('an administrator sets up a code with an emergency token only, for 24 hours')
    expect(has('button', 'Send set-up mail')).toBe(false)
    button('Send a link for a new password').click()
    await sees('That link leads to a new password.')
    expect(server.asksOf('sendSetupMail')).toHaveLength(1)
  })

  test.each([
    ['locked-out', '김유나 cannot sign in just now, and this mail does not change that.'], ['token', '김유나 needs an emergency token to get in: this mail does not replace one.'],
  ] as const)('whom it does not lead in, it says: %s', async (meets, sentence) => {
    await open({ otpRequired: true, meets })
    await sees(sentence)
  })

  test('where it leads in, nothing is said against it', async () => {
    await open({ otpRequired: true, meets: 'set-up' })
    await sees('the mail asks 김유나 to sign in and set up a code')
    expect(document.body.textContent).not.toContain('does not change that')
  })

  test('an address that was changed since is called the former one', async () => {
    await open({ setupMail: setupMail({ to: null }) })
    await sees('Sent to the former address on')
  })

  test.each([['sent', 'Asked to set up a code, by mail to yuna@demo.example on'], ['used', 'Was asked to set up a code, on']] as const)('being asked for a code has no link that could run out: %s', async (state, sentence) => {
    await open({ setupMail: setupMail({ state, purpose: 'set-up-code', expiresAt: null }) })
    await sees(sentence)
    expect(document.body.textContent).not.toContain('The link works until')
  })

  test('too many mails: when to try again', async () => {
    const { server } = await open({})
    server.refuse('sendSetupMail', 'mail.too-many', { retryAfterSeconds: 120 })
    button('Send set-up mail').click()
    await sees('This person has been sent too many mails. Try again in 2 minutes.')
  })

  test('without an address there is nothing to press', async () => {
    await open({ email: null })
    await sees('There is no email address to send it to.')
    expect(has('button', 'Send set-up mail')).toBe(false)
  })
})

describe('Roles and groups', () => {
  test('a role is given and taken away', async () => {
    const { server, who } = await open({})
    await until(() => expect(choice('Choose a role').options.length).toBeGreaterThan(1))
    choose(choice('Choose a role'), roleId('help-desk'))
    await until(() => expect(button('Give').disabled).toBe(false))
    button('Give').click()
    await until(() => expect(has('button', 'Take away the role Help Desk')).toBe(true))
    button('Take away the role Help Desk').click()
    await sees('No roles.')
    expect(server.asksOf('withdrawRole')[0]?.input).toEqual({ userId: who.id, roleId: roleId('help-desk') })
  })

  test('nobody grants what they do not hold: the refusal is said at the roles (Z-2)', async () => {
    const { server } = await open({})
    server.refuse('grantRole', 'permission.grants-more-than-held')
    await until(() => expect(choice('Choose a role').options.length).toBeGreaterThan(1))
    choose(choice('Choose a role'), roleId('global-admin'))
    await until(() => expect(button('Give').disabled).toBe(false))
    button('Give').click()
    await sees('This would hand out rights that you do not hold yourself.')
  })

  test('a group is joined and left', async () => {
    const { server } = await open({})
    await until(() => expect(choice('Choose a group').options.length).toBeGreaterThan(1))
    choose(choice('Choose a group'), groups[0]?.id ?? '')
    await until(() => expect(button('Add').disabled).toBe(false))
    button('Add').click()
    await until(() => expect(has('button', 'Remove from the group 営業部')).toBe(true))
    button('Remove from the group 営業部').click()
    await sees('In no group.')
    expect(server.asksOf('addGroupMember')).toHaveLength(1)
  })
})

describe('Recent activity', () => {
  const attempt = { clientId: 'wiki', address: '203.0.113.24', by: null }
  test('says what happened and why it was refused', async () => {
    await open({
      attempts: [
        { at: at(1), type: 'code.refused', outcome: 'refused', reason: 'replayed', ...attempt },
        { at: at(2), type: 'sign-in.refused', outcome: 'refused', reason: 'wait:short', ...attempt },
        { at: at(2.5), type: 'sign-in.succeeded', outcome: 'success', reason: 'line8.has-one', ...attempt },
        { at: at(3), type: 'something.new', outcome: 'refused', reason: 'never-heard:of', ...attempt },
        { at: at(4), type: 'upstream.refused', outcome: 'refused', reason: 'person-disabled', ...attempt },
        { at: at(5), type: 'identity.linked', outcome: 'success', reason: 'Seen in person', ...attempt },
      ],
    })
    await sees('Code already used')
    await sees('Too many tries: has to wait')
    await sees('A code was asked: one is set up')
    await sees('something.new')
    await sees('The account is disabled')
    await sees('Seen in person')
    expect(text(), 'a name for machines is left to the audit log').not.toContain('never-heard')
  })

  test('what others did to the person stands there with who and why, also right after it was done on this page', async () => {
    const by = { outcome: 'success' as const, clientId: null, address: '203.0.113.9', reason: null }
    const { who } = await open({ authenticators: [app({ name: 'Galaxy' })], attempts: [{ at: at(1), type: 'user.otp-turned-on', ...by, by: 'misaki' }] })
    await sees('OTP Configured turned on')
    await sees('by misaki')
    who.attempts.unshift({ at: at(0), type: 'authenticator.removed', ...by, reason: 'Known by voice, from Osaka', by: 'help' })
    button('Remove Galaxy').click()
    await until(() => expect(windowText()).toContain('the person is told by mail'))
    button('Remove').click()
    await sees('Authenticator removed')
    expect(text()).toContain('Known by voice, from Osaka')
    expect(text()).toContain('by help')
  })
})
