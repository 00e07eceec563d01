import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person, realmSettings } from '../../testing/people.ts'
import { box, field, sees, text, type, until, windowText } from '../../testing/screen.ts'

const settings = { ...realmSettings(null), mailDomains: ['corp.example'] }

describe('S1-22: a mailbox that is opened by signing in here', () => {
  test('is warned of on the page of somebody who has no way in, by name, also to the help desk', async () => {
    const hana = person('hana', '田中', '花', { email: 'hana@mail.corp.example', hasPassword: false })
    const server = createFakeServer({ people: [hana], settings, me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] })
    await openConsole(server, `/users/${hana.id}`)
    await sees('The mailbox of hana@mail.corp.example is opened by signing in here. 田中 花 has no password yet and cannot read this mail.')
  })

  test('of somebody who can sign in it is said what it means; of another domain nothing', async () => {
    const [taro, jiro] = [person('taro', '鈴木', '太郎', { email: 'taro@corp.example', hasPassword: true }), person('jiro', '鈴木', '次郎', { email: 'jiro@home.example', hasPassword: false })]
    const server = createFakeServer({ people: [taro, jiro], settings })
    const { router } = await openConsole(server, `/users/${taro.id}`)
    await sees('A mail helps 鈴木 太郎 only while the sign-in works')
    await router.push(`/users/${jiro.id}`)
    await until(() => expect([...document.querySelectorAll('input')].some(({ value }) => value === 'jiro@home.example')).toBe(true))
    expect(text()).not.toContain('is opened by signing in here')
  })

  test('at Add User, as soon as the set-up mail would go there', async () => {
    const server = createFakeServer({ settings })
    await openConsole(server, '/users/new')
    await until(() => expect(windowText()).toContain('Send the set-up mail now'))
    type(field('Email'), 'new@CORP.example')
    await until(() => expect(box('Send the set-up mail now').disabled).toBe(false))
    await until(() => expect(windowText()).toContain('The mailbox of new@CORP.example is opened by signing in here. The set-up mail cannot be read before the first sign-in.'))
    box('Send the set-up mail now').click()
    await until(() => expect(windowText()).not.toContain('is opened by signing in here'))
  })
})
