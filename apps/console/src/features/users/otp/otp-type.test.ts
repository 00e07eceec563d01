import { describe, expect, test, vi } from 'vitest'
import { enrolmentCode, enrolmentKey } from '../../../testing/fake-handing.ts'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person, type Person } from '../../../testing/people.ts'
import { button, choice, choose, field, has, link, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

type Part = Parameters<typeof createFakeServer>[0]

async function open(overrides: Partial<Person>, part: Part = {}) {
  const who = person('yuna', '김', '유나', overrides)
  const server = createFakeServer({ people: [who], fresh: true, ...part })
  const around = await openConsole(server, `/users/${who.id}`)
  await sees('OTP – OTP Type')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { ...around, server, who }
}

async function register(server: ReturnType<typeof createFakeServer>) {
  button('Register').click()
  await until(() => expect(windowText()).toContain('Set up a code for 김유나'))
  button('Show the QR code').click()
  await until(() => expect(document.querySelector('dialog[open] svg[role="img"]')).not.toBeNull())
  expect(server.asksOf('beginEnrolment')).toHaveLength(1)
}

async function enter(code: string) {
  type(field('Code that the app shows'), code)
  submit(document.querySelector('form#enrol'))
}

test('a policy group with conditions: no flat “required”, which whoever is exempt would find to be wrong', async () => {
  const group = policyGroupOf('Not in the office', { ask: 'unless' })
  const otp = { required: true, registered: false, status: 'waiting' as const, next: 'set-up' as const, registeredAt: null, requiredSince: null, afterReset: 'set-up' as const, turningOnResets: false }
  await open({ policyGroup: { id: group.id, name: group.name }, otp }, { policyGroups: [group] })
  await sees('From anywhere that no exemption covers, a code is required: the policy group “Not in the office” asks.')
  await sees('Not required by this box, but a policy group requires a code from anywhere that no exemption covers. Not set up yet. It is set up at the next sign-in from there.')
  await seesNot('A code is required:')
})

describe('[OTP] – [OTP Type] → [Register] (S1-7 … S1-20)', () => {
  test('QR code, code, success; what is set up stands there afterwards, as set up by an administrator', async () => {
    const { server } = await open({ otpRequired: true })
    await register(server)
    expect(windowText()).toContain('Scan it with the authenticator app of 김유나.')
    await enter(enrolmentCode)
    await until(() => expect(windowText()).toContain('Success. OTP is now enabled.'))
    expect(windowText()).toContain('is told by mail that you set it up')
    expect(server.asksOf('confirmEnrolment')[0]?.body).toEqual({ code: enrolmentCode })
    button('Done').click()
    await sees('Authenticator app · set up by an administrator')
    expect(has('button', 'Register')).toBe(false)
    await sees('has one that works. Reset OTP first')
  })

  test('the key for typing stands under “Can’t scan?” in groups of four, with Copy (S2-11)', async () => {
    const { server } = await open({})
    await register(server)
    expect(windowText()).toContain('Can’t scan?')
    expect(windowText()).toContain(enrolmentKey.replace(/(.{4})(?=.)/g, '$1 '))
    expect(windowText()).toContain('time-based, SHA-1, 6 digits, 30 seconds')
    expect(has('button', 'Copy: Key')).toBe(true)
  })

  test('the secret is nowhere once the window is closed', async () => {
    const { server } = await open({})
    await register(server)
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    expect(document.body.innerHTML).not.toContain(enrolmentKey.slice(0, 8))
    button('Register').click()
    await until(() => expect(windowText()).toContain('Show the QR code'))
    expect(windowText()).not.toContain('JBSW')
  })

  test.each([
    [{ reason: 'wrong' }, 'That code is not right.'],
    [{ reason: 'malformed' }, 'A code has 6 digits.'],
    [{ reason: 'clock-slow', minutes: 4 }, 'about 4 minutes slow'],
    [{ reason: 'clock-fast', minutes: 7 }, 'about 7 minutes fast'],
  ] as const)('a code that is not right says what is the matter, beside the field: %o', async (details, sentence) => {
    const { server } = await open({})
    await register(server)
    server.refuse('confirmEnrolment', 'enrolment.wrong-code', details)
    await enter('111111')
    await until(() => expect(windowText()).toContain(sentence))
    await enter(enrolmentCode)
    await until(() => expect(windowText()).toContain('Success.'))
  })

  test('nothing is sent without a code', async () => {
    const { server } = await open({})
    await register(server)
    submit(document.querySelector('form#enrol'))
    await until(() => expect(windowText()).toContain('Enter the 6 digits that the app shows.'))
    expect(server.asksOf('confirmEnrolment')).toEqual([])
  })

  test.each([
    ['enrolment.changed', 'Something about this person changed since the set-up began.'], ['enrolment.not-found', 'This set-up is over.'],
    ['enrolment.too-many-codes', 'Too many wrong codes for this QR code.'],
  ] as const)('%s ends this QR code, and another one is one click away', async (code, sentence) => {
    const { server } = await open({})
    await register(server)
    server.refuse('confirmEnrolment', code)
    await enter(enrolmentCode)
    await until(() => expect(windowText()).toContain(sentence))
    expect(has('button', 'Submit')).toBe(false)
    button('Begin anew').click()
    await until(() => expect(server.asksOf('beginEnrolment')).toHaveLength(2))
    await until(() => expect(field('Code that the app shows').value).toBe(''))
  })

  test('after ten minutes the code is dimmed and begun anew', async () => {
    const { server } = await open({})
    button('Register').click()
    await until(() => expect(windowText()).toContain('Show the QR code'))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    button('Show the QR code').click()
    await vi.waitFor(() => expect(server.asksOf('beginEnrolment')).toHaveLength(1))
    await vi.advanceTimersByTimeAsync(10 * 60_000 + 1000)
    vi.useRealTimers()
    await until(() => expect(windowText()).toContain('The ten minutes are over.'))
    expect(has('button', 'Begin anew')).toBe(true)
  })

  test('the network gone while confirming: what was typed stays, and Submit tries again', async () => {
    const { server } = await open({})
    await register(server)
    server.goAway()
    await enter(enrolmentCode)
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    expect(field('Code that the app shows').value).toBe(enrolmentCode)
    server.comeBack()
    submit(document.querySelector('form#enrol'))
    await until(() => expect(windowText()).toContain('Success.'))
  })

  test('too old a factor: it is proved in the small window, and the QR code comes', async () => {
    const { confirmInPopup, server, opened } = await open({})
    server.world.fresh = false
    button('Register').click()
    await until(() => expect(windowText()).toContain('Show the QR code'))
    button('Show the QR code').click()
    await sees('Confirm that it is you')
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await until(() => expect(document.querySelector('form#enrol svg[role="img"]')).not.toBeNull())
    expect(server.asksOf('beginEnrolment').length).toBeGreaterThan(0)
  })
})

describe('where Register is not', () => {
  const has1 = { authenticators: [app()] }
  test('beside one that works the way is named; beside a suspended one it is there', async () => {
    await open(has1)
    await sees('Reset OTP first if it is lost')
    expect(has('button', 'Register')).toBe(false)
  })
  test('a suspended one does not stand in the way', async () => {
    await open({ authenticators: [app({ state: 'suspended' })] })
    expect(has('button', 'Register')).toBe(true)
  })
  test('on one’s own record it leads to the account page (S1-10)', async () => {
    const me = person('boss', 'Boss', 'Ann', { administrator: true })
    const server = createFakeServer({ people: [me], me })
    await openConsole(server, `/users/${me.id}`)
    await sees('Your own is set up on your account page')
    expect(link('Register on my account page').getAttribute('href')).toBe('/realms/demo/account')
    expect(has('button', 'Register')).toBe(false)
  })
  test('the help desk is not offered it, nor anything that would be refused', async () => {
    await open({}, { me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] })
    for (const name of ['Register', 'Rename', 'Remove']) expect(has('button', name)).toBe(false)
  })
  test('nor for a disabled account', async () => {
    await open({ enabled: false })
    expect(has('button', 'Register')).toBe(false)
  })
})

describe('renaming', () => {
  test('an authenticator gets another name', async () => {
    const { server } = await open({ authenticators: [app({ name: 'Galaxy' })] })
    button('Rename Galaxy').click()
    await until(() => expect(field('Name').value).toBe('Galaxy'))
    type(field('Name'), '')
    submit(document.querySelector('form#rename-authenticator'))
    await until(() => expect(windowText()).toContain('Please fill this in.'))
    type(field('Name'), 'Pixel')
    submit(document.querySelector('form#rename-authenticator'))
    await sees('Pixel')
    await seesNot('Galaxy')
    expect(server.asksOf('renameAuthenticator')[0]?.body).toEqual({ name: 'Pixel' })
  })
})

describe('why a code is asked, or not', () => {
  test.each([
    [{ otpRequired: true }, 'A code is required: OTP Configured is on for this user'],
    [{ authenticators: [app()] }, 'Asked at a sign-in with the password: the realm asks users who have registered, and the user has one'],
    [{}, 'No code is required: nothing asks'],
    [{ enabled: false }, 'Refused: the user is disabled'],
  ] as const)('one sentence beside the box: %o', async (overrides, sentence) => {
    await open(overrides as Partial<Person>)
    await sees(sentence)
  })

  test('Why? opens the whole table: the one that decided is marked, names and dates stand in it', async () => {
    await open({ otpRequired: true })
    button('Why?').click()
    await until(() => expect(windowText()).toContain('The lines are read in this order'))
    await until(() => expect(document.querySelectorAll('dialog[open] ol li')).toHaveLength(10))
    expect(windowText()).toContain('the enforcement “Everybody” will be in force from Tue 1 Dec 2026, 00:00 JST')
    const decided = document.querySelector('dialog[open] li[aria-current="true"]')
    expect(decided?.textContent).toContain('OTP Configured is on for this user')
    expect(decided?.textContent).toContain('decides')
  })

  test('by the identity provider that the person comes by it may be otherwise', async () => {
    await open({ otpRequired: true, ways: [{ alias: 'corp', name: { en: 'Corp ID' } }] })
    button('Why?').click()
    await until(() => expect(windowText()).toContain('Signs in with'))
    choose(choice('Signs in with'), 'corp')
    await until(() => expect(document.querySelector('dialog[open] li[aria-current="true"]')?.textContent).toContain('the identity provider “Corp ID” is always trusted'))
  })

})

describe('somebody else was faster', () => {
  test('the person is deleted while the page is open: it says so, and leads back to the list', async () => {
    const { server, who } = await open({})
    button('Register').click()
    await until(() => expect(windowText()).toContain('Show the QR code'))
    server.world.people.splice(server.world.people.indexOf(who), 1)
    button('Show the QR code').click()
    await sees('This person is not here any more')
    expect(link('Go to the users').getAttribute('href')).toBe('/users')
  })

  test('set up meanwhile: the sentence says so, and nothing is shown to scan', async () => {
    const { server } = await open({})
    button('Register').click()
    await until(() => expect(windowText()).toContain('Show the QR code'))
    server.refuse('beginEnrolment', 'authenticator.works-already')
    button('Show the QR code').click()
    await until(() => expect(windowText()).toContain('This person has an authenticator that works.'))
    expect(document.querySelector('form#enrol')).toBeNull()
  })

  test('the permission withdrawn during the session: refused with a sentence', async () => {
    const { server } = await open({})
    button('Register').click()
    await until(() => expect(windowText()).toContain('Show the QR code'))
    server.refuse('beginEnrolment', 'permission.missing')
    button('Show the QR code').click()
    await until(() => expect(windowText()).toContain('Your roles do not permit this.'))
  })
})
