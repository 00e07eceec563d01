import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person, type Person } from '../../../testing/people.ts'
import { box, button, choice, choose, field, has, sees, seesNot, settled, text, type, until } from '../../../testing/screen.ts'

const yuna = (overrides: Partial<Person> = {}) => person('yuna', '김', '유나', { otpRequired: true, department: 'Sales', authenticators: [app()], ...overrides })
async function open(who: Person, part: Parameters<typeof createFakeServer>[0] = {}, language: 'en' | 'ja' | 'ko' = 'en') {
  const server = createFakeServer({ people: [who], ...part })
  const opened = await openConsole(server, `/users/${who.id}`, language)
  await until(() => expect(server.asksOf('getUser').length).toBeGreaterThan(0))
  await until(() => expect(document.querySelector('form.form')).not.toBeNull())
  return { server, ...opened }
}
const department = () => field('Department (optional)')
const network = 'The server cannot be reached.'

describe('a change that does not get through', () => {
  test('the network gone: said, everything typed stays, and the second try saves all of it on the version that was read', async () => {
    const { server } = await open(yuna())
    type(department(), 'Marketing')
    type(field('Given name'), '윤아')
    choose(choice('Language'), 'ko')
    await sees('Not saved yet')
    server.goAway()
    button('Save').click()
    await sees(network)
    expect([department().value, field('Given name').value, choice('Language').value]).toEqual(['Marketing', '윤아', 'ko'])
    server.comeBack()
    button('Save').click()
    await sees('Saved.')
    await seesNot(network)
    expect(server.asksOf('changeUser').map(({ body, ifMatch }) => ({ body, ifMatch }))).toEqual([{ body: { givenName: '윤아', language: 'ko', department: 'Marketing' }, ifMatch: 1 }])
  })

  test('a second click while it is being saved saves nothing twice', async () => {
    const { server } = await open(yuna())
    type(department(), 'Marketing')
    await sees('Not saved yet')
    const letGo = server.hold('changeUser')
    button('Save').click()
    await until(() => expect(server.asksOf('changeUser')).toHaveLength(1))
    document.querySelector<HTMLFormElement>('form.form')?.requestSubmit()
    letGo()
    await sees('Saved.')
    expect(server.asksOf('changeUser')).toHaveLength(1)
  })

  test('permission withdrawn meanwhile: refused with a sentence, nothing typed is lost, and the fields cannot be changed any more', async () => {
    const { server } = await open(yuna())
    type(department(), 'Marketing')
    await sees('Not saved yet')
    server.world.myRoles = ['read-only-admin']
    button('Save').click()
    await sees('Your roles do not permit this.')
    await until(() => expect(department().disabled).toBe(true))
    expect(department().value).toBe('Marketing')
    expect(server.world.people.find(({ username }) => username === 'yuna')?.department).toBe('Sales')
  })

  test('discarding takes the refusal away with what was typed', async () => {
    const { server } = await open(yuna())
    server.refuse('changeUser', 'server.unavailable')
    type(department(), 'Marketing')
    await sees('Not saved yet')
    button('Save').click()
    await sees('The server cannot answer at the moment.')
    button('Discard').click()
    await seesNot('The server cannot answer at the moment.')
    expect(department().value).toBe('Sales')
  })

  test('off without a fresh second factor: it is proved in the small window, and the box and what was typed are saved together', async () => {
    const { server, opened, confirmInPopup } = await open(yuna())
    type(department(), 'Marketing')
    box('OTP Configured').click()
    await sees('Not saved yet')
    server.world.fresh = false
    button('Save').click()
    await sees('Confirm that it is you')
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await sees('Saved.')
    expect(server.asksOf('changeUser').at(-1)?.body).toEqual({ department: 'Marketing', otpRequired: false })
  })
})

describe('what is wrong is said where it is', () => {
  test('several fields at once: each has its sentence, nothing is sent, and the first of them has the focus', async () => {
    const { server } = await open(yuna())
    type(field('Family name'), ' ')
    type(field('Email (optional)'), 'no address')
    await sees('Not saved yet')
    button('Save').click()
    await sees('Please fill this in.')
    await sees('This does not look like an email address.')
    expect(server.asksOf('changeUser')).toEqual([])
    await until(() => expect(document.activeElement).toBe(field('Family name')))
    for (const name of ['Family name', 'Email (optional)']) {
      const said = document.getElementById(field(name).getAttribute('aria-describedby')?.split(' ')[0] ?? '')
      expect([name, field(name).getAttribute('aria-invalid'), said?.textContent?.trim()]).toEqual([name, 'true', expect.stringMatching(/Please fill|not look like/)])
    }
  })

  test('a user name that somebody took meanwhile is said at its field alone', async () => {
    const { server } = await open(yuna())
    server.refuse('changeUser', 'user.username-taken')
    type(field('User name'), 'taro')
    await sees('Not saved yet')
    button('Save').click()
    await until(() => expect(field('User name').getAttribute('aria-invalid')).toBe('true'))
    expect(document.querySelectorAll('[role=alert]')).toHaveLength(0)
    expect(field('User name').value).toBe('taro')
  })

  test('a field that the page does not have is said as a problem of the whole, not lost', async () => {
    const { server } = await open(yuna())
    server.refuse('changeUser', 'request.invalid', { errors: [{ path: 'colour', rule: 'unrecognized-keys', message: 'unknown' }] })
    type(department(), 'Marketing')
    await sees('Not saved yet')
    button('Save').click()
    await sees('Some fields are not right.')
  })
})

describe('whoever is shown', () => {
  test('HTML, right-to-left marks and very long words of a profile stand in the fields as they are', async () => {
    const html = '<img src=x onerror=alert(1)>'
    const long = '長'.repeat(10_000)
    await open(yuna({ familyName: html, givenName: `\u202e${html}`, department: long }))
    await until(() => expect(field('Family name').value).toBe(html))
    expect(department().value).toBe(long)
    expect(document.querySelector('main img')).toBeNull()
    expect(document.querySelector('h1')?.textContent).toContain(html)
  })

  test('the family name is asked first in Japanese and Korean, and last in English', async () => {
    const order = () => [...document.querySelectorAll<HTMLInputElement>('.fields input')].slice(0, 2).map(({ value }) => value)
    const first = await open(yuna())
    await until(() => expect(order()).toEqual(['유나', '김']))
    first.app.unmount()
    document.body.replaceChildren()
    const second = await open(yuna(), {}, 'ja')
    await until(() => expect(order()).toEqual(['김', '유나']))
    second.app.unmount()
    document.body.replaceChildren()
    await open(yuna(), {}, 'ko')
    await until(() => expect(order()).toEqual(['김', '유나']))
  })

  test('a person whose profile is on its way is not shown as one without a name; the older answer of another person never is', async () => {
    const [one, two] = [yuna(), person('kenji', '佐藤', '健二', { department: 'Legal' })]
    const server = createFakeServer({ people: [one, two] })
    const { router } = await openConsole(server, '/users')
    await sees('佐藤 健二')
    const letOldGo = server.hold('getUser')
    await router.push(`/users/${one.id}`)
    await until(() => expect(server.asksOf('getUser')).toHaveLength(1))
    expect(has('button', 'Save')).toBe(false)
    await router.push(`/users/${two.id}`)
    await until(() => expect(department().value).toBe('Legal'))
    letOldGo()
    await settled()
    expect(department().value).toBe('Legal')
    expect(text()).toContain('佐藤 健二')
  })
})
