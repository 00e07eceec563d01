import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { box, button, field, has, sees, submit, type, until, windowText } from '../../../testing/screen.ts'

async function open(part: Parameters<typeof createFakeServer>[0] = {}) {
  const server = createFakeServer({ people: [person('aoi', '山田', '葵')], ...part })
  const opened = await openConsole(server, '/users/new')
  await until(() => expect(windowText()).toContain('OTP Configured'))
  await until(() => expect(windowText()).not.toContain('no mail server'))
  return { server, ...opened }
}
const send = () => submit(document.querySelector<HTMLFormElement>('#add-user'))

function fill(username: string): void {
  type(field('Given name'), 'Hana')
  type(field('Family name'), ' 伊藤 ')
  type(field('User name'), username)
}

describe('Add User', () => {
  test('the box OTP Configured stands there with its help text, and is on (S2-6)', async () => {
    await open()
    expect(windowText()).toContain('This person must use a one-time code.')
    expect(box('OTP Configured').checked).toBe(true)
  })

  test('adds the person with a set-up mail and opens the person (S2-6, S2-8)', async () => {
    const { server, router } = await open()
    fill('hana')
    type(field('Email (optional)'), 'hana@demo.example')
    await until(() => expect(box('Send the set-up mail now').disabled).toBe(false))
    expect(box('Send the set-up mail now').checked).toBe(true)
    send()
    await sees('伊藤 Hana')
    expect(server.asksOf('createUser')[0]?.body).toEqual({
      username: 'hana', givenName: 'Hana', familyName: '伊藤', email: 'hana@demo.example', sortName: null, language: null, department: null,
      enabled: true, otpRequired: true, sendSetupMail: true,
    })
    await until(() => expect(router.currentRoute.value.name).toBe('user'))
  })

  test('without an address no mail is promised', async () => {
    const { server } = await open()
    expect(windowText()).toContain('Needs an email address.')
    expect(box('Send the set-up mail now').disabled).toBe(true)
    fill('hana')
    box('OTP Configured').click()
    send()
    await until(() => expect(server.asksOf('createUser')[0]?.body).toMatchObject({ email: null, otpRequired: false, sendSetupMail: false }))
  })

  test('without a mail server it says so', async () => {
    const server = createFakeServer({ canMail: false })
    await openConsole(server, '/users/new')
    await until(() => expect(windowText()).toContain('This realm has no mail server yet.'))
  })

  test('what is missing is said at each field, nothing is sent, and the first one has the focus', async () => {
    const { server } = await open()
    type(field('Email (optional)'), 'nonsense')
    send()
    await until(() => expect(windowText()).toContain('Please fill this in.'))
    expect(windowText()).toContain('This does not look like an email address.')
    expect(windowText()).toContain('Some fields need another look.')
    await until(() => expect(document.activeElement).toBe(field('Given name')))
    expect(server.asksOf('createUser')).toHaveLength(0)
  })

  test('a taken user name is said at its field and everything typed stays', async () => {
    const { server } = await open()
    fill('aoi')
    send()
    await until(() => expect(windowText()).toContain('Another user has this user name. Choose another one.'))
    expect(field('Given name').value).toBe('Hana')
    type(field('User name'), 'hana')
    send()
    await until(() => expect(server.asksOf('createUser').at(-1)?.body['username']).toBe('hana'))
    await sees('伊藤 Hana')
  })

  test('the network gone while saving loses nothing', async () => {
    const { server } = await open()
    fill('hana')
    server.goAway()
    send()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    server.comeBack()
    send()
    await sees('伊藤 Hana')
  })

  test('Escape closes the window, and what was typed is there when it is opened again; Cancel forgets it', async () => {
    const { router } = await open()
    fill('hana')
    document.querySelector('dialog')?.close()
    await until(() => expect(router.currentRoute.value.name).toBe('users'))
    button('Add user').click()
    await until(() => expect(windowText()).toContain('OTP Configured'))
    expect(field('Given name').value).toBe('Hana')
    button('Cancel').click()
    await until(() => expect(router.currentRoute.value.name).toBe('users'))
    button('Add user').click()
    await until(() => expect(windowText()).toContain('OTP Configured'))
    expect(field('Given name').value).toBe('')
    button('Cancel').click()
    await until(() => expect(router.currentRoute.value.name).toBe('users'))
  })

  test('is not offered to whoever may not add', async () => {
    await openConsole(createFakeServer({ myRoles: ['help-desk'] }), '/users')
    await sees('User List')
    await until(() => expect(document.querySelector('table')).not.toBeNull())
    expect(has('button', 'Add user')).toBe(false)
  })

  test('asks the family name first in Japanese', async () => {
    await openConsole(createFakeServer(), '/users/new', 'ja')
    await until(() => expect(windowText()).toContain('OTP設定'))
    expect([...document.querySelectorAll('dialog label')].slice(0, 2).map((label) => label.textContent?.trim())).toEqual(['姓', '名'])
    button('キャンセル').click()
  })
})
