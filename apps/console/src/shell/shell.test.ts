import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../testing/fake-server.ts'
import { openConsole, startConsole } from '../testing/open-console.ts'
import { app, person, requestOf } from '../testing/people.ts'
import { box, button, choice, choose, field, has, rows, sees, seesNot, submit, text, type, until, windowText } from '../testing/screen.ts'

describe('signing in', () => {
  test('nothing is shown and nothing is asked of the API before somebody has signed in', async () => {
    const server = createFakeServer()
    const { left } = await startConsole(server, '/users')
    await until(() => expect(left).toHaveLength(1))
    expect(text()).toBe('')
    expect(server.asked).toHaveLength(0)
  })

  test('a sign-in that came back wrong is a page with a way on, not a circle; the code leaves the address', async () => {
    const { router, left } = await startConsole(createFakeServer(), '/callback?code=x&state=y')
    await sees('The sign-in did not work out')
    expect(router.currentRoute.value.fullPath).toBe('/callback?reason=unknown-state')
    expect(left).toHaveLength(0)
    button('Sign in again').click()
    await until(() => expect(left).toHaveLength(1))
  })

  test.each([
    ['access_denied', 'It was cancelled before it was finished.'],
    ['something_else', 'The server answered: something_else'],
  ])('%s is said as %j', async (reason, sentence) => {
    await startConsole(createFakeServer(), `/callback?reason=${reason}`)
    await sees(sentence)
  })

  test('signed out is a page of its own, also for whoever is not signed in', async () => {
    const { left } = await startConsole(createFakeServer(), '/signed-out')
    await sees('You are signed out')
    expect(left).toHaveLength(0)
  })

  test('signing out leaves for the end of the session', async () => {
    const { left } = await openConsole(createFakeServer(), '/users')
    await until(() => expect(rows()).toHaveLength(1))
    button('Sign out').click()
    expect(left.at(-1)?.pathname).toBe('/realms/demo/protocol/openid-connect/logout')
  })
})

describe('the frame', () => {
  test('names the realm in the language of the console and the person as the name is written', async () => {
    await openConsole(createFakeServer(), '/users', 'ja')
    await sees('デモ株式会社')
    await sees('高橋 美咲')
    await sees('ユーザー一覧')
    expect(document.documentElement.lang).toBe('ja')
    expect(document.title).toBe('ユーザー一覧 · Tegata')
  })

  test('changes its language at once and remembers it in this browser', async () => {
    await openConsole(createFakeServer(), '/users')
    await until(() => expect(rows()).toHaveLength(1))
    choose(choice('Language'), 'ko')
    await sees('사용자 목록')
    expect(localStorage.getItem('tegata.language')).toBe('ko')
  })

  test('changes between light and dark', async () => {
    await openConsole(createFakeServer(), '/users')
    await until(() => expect(rows()).toHaveLength(1))
    choose(choice('Appearance'), 'dark')
    await until(() => expect(document.documentElement.dataset['theme']).toBe('dark'))
  })

  test('offers only the pages that one may read', async () => {
    await openConsole(createFakeServer(), '/users')
    await until(() => expect(rows()).toHaveLength(1))
    expect([...document.querySelectorAll('nav a')].map((each) => each.textContent?.trim())).toEqual([
      'Dashboard', 'Help Desk', 'Users', 'Reset requests', 'Access Policy Groups', 'Enforcement', 'Simulator', 'Identity providers', 'Applications', 'Client certificates', 'Secure browsers', 'Realm settings',
      'Signing keys', 'Audit log',
    ])
  })

  test('the help desk is offered people and their requests', async () => {
    await openConsole(createFakeServer({ myRoles: ['help-desk'] }), '/users')
    await until(() => expect(rows()).toHaveLength(1))
    const offered = [...document.querySelectorAll('nav a')].map((each) => each.textContent?.trim())
    expect(offered.filter((name) => ['Identity providers', 'Applications', 'Realm settings', 'Signing keys', 'Audit log'].includes(name ?? ''))).toEqual([])
    expect(offered).toContain('Reset requests')
  })

  test('whoever has no administrative role is told so, as whom, and how to go on', async () => {
    const me = person('emma', 'Brown', 'Emma')
    const { left } = await openConsole(createFakeServer({ me, myRoles: [] }), '/users')
    await sees('This console is for administrators')
    await sees('You are signed in as Emma Brown')
    expect(document.querySelectorAll('nav a')).toHaveLength(0)
    button('Sign in as somebody else').click()
    expect(left.at(-1)?.pathname).toContain('/logout')
  })

  test('an address that is none says so', async () => {
    await openConsole(createFakeServer(), '/nowhere')
    await sees('There is no such page')
  })

  test('a server in trouble at the start can be asked again', async () => {
    const server = createFakeServer()
    server.refuse('whoAmI', 'server.unavailable')
    await openConsole(server, '/users')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await until(() => expect(rows()).toHaveLength(1))
  })
})

describe('a fresh second factor for risky actions (RFC 9470, Z-4)', () => {
  const world = () => {
    const yuna = person('yuna', '김', '유나', { otpRequired: true, authenticators: [app()], department: 'Sales' })
    return { yuna, server: createFakeServer({ people: [yuna], fresh: false, requests: [requestOf(yuna, '4271-08')] }) }
  }

  test('is asked for in a small window, and then the same request goes through with what was typed', async () => {
    const { yuna, server } = world()
    const { opened, confirmInPopup } = await openConsole(server, `/users/${yuna.id}`)
    await sees('OTP Configured')
    server.world.fresh = false
    type(field('Department (optional)'), 'Marketing')
    box('OTP Configured').click()
    await sees('Not saved yet')
    button('Save').click()
    await until(() => expect(windowText()).toContain('Confirm that it is you'))
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await sees('Saved.')
    expect(server.asksOf('changeUser').map(({ body }) => body)).toEqual([
      { department: 'Marketing', otpRequired: false }, { department: 'Marketing', otpRequired: false },
    ])
    expect(document.querySelector('dialog[open]')).toBeNull()
  })

  test('not given: nothing has been changed, that is said where one acted, and what was typed stays', async () => {
    const { yuna, server } = world()
    await openConsole(server, `/users/${yuna.id}`)
    await sees('OTP Configured')
    server.world.fresh = false
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await until(() => expect(windowText()).toContain('Confirm that it is you'))
    button('Cancel').click()
    await until(() => expect(windowText()).toContain('This needs a code shown just now.'))
    expect(field('How did you make sure it is 김유나?').value).toBe('called back')
    expect(yuna.authenticators).toHaveLength(1)
  })

  test('the window blocked: goes there in this one, and the unsaved change is there again afterwards', async () => {
    const { yuna, server } = world()
    const { state, comeBack, left, router } = await openConsole(server, `/users/${yuna.id}`)
    await sees('OTP Configured')
    server.world.fresh = false
    state.blocksWindows = true
    type(field('Department (optional)'), 'Marketing')
    box('OTP Configured').click()
    await sees('Not saved yet')
    button('Save').click()
    await until(() => expect(windowText()).toContain('Confirm that it is you'))
    button('Continue').click()
    await until(() => expect(windowText()).toContain('Your browser blocked the small window.'))
    button('Continue in this window').click()
    await until(() => expect(left).toHaveLength(2))
    await comeBack()
    expect(router.currentRoute.value.path).toBe(`/users/${yuna.id}`)
  })

  test('a session that ended overnight is taken up again where one was', async () => {
    const { server } = world()
    const { confirmInPopup, opened } = await openConsole(server, '/users')
    await until(() => expect(rows()).toHaveLength(2))
    server.world.sessionAlive = false
    type(field('Name, reading, user name, email or reference'), 'yuna')
    await until(() => expect(windowText()).toContain('Your session has ended'))
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await until(() => expect(rows()).toEqual(['김유나']))
    await seesNot('Your session has ended')
    expect(has('button', 'Continue')).toBe(false)
  })

  test('permissions withdrawn during the session are felt at the next call', async () => {
    const { server, yuna } = world()
    const { router } = await openConsole(server, '/users')
    await until(() => expect(rows()).toHaveLength(2))
    server.world.myRoles = ['read-only-admin']
    await router.push(`/users/${yuna.id}`)
    await sees('OTP Configured')
    server.world.myRoles = []
    await router.push('/reset-requests')
    await sees('Your roles do not permit this.')
  })
})
