import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { linkOf, upstreamOf } from '../../../testing/fake-upstreams.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { button, has, link, rows, sees, seesNot, text, until } from '../../../testing/screen.ts'

const corp = () => upstreamOf('corp')
const google = () => upstreamOf('google', { name: { en: 'Google' }, issuer: 'https://accounts.google.com', trust: 'evidence', enabled: false, hidden: true, people: { count: 1000, more: true } })

describe('Identity providers', () => {
  test('each stands there with alias, issuer, what follows a sign-in there, people and state', async () => {
    const hana = person('hana', '伊藤', '花')
    const upstreams = [corp(), google()]
    const server = createFakeServer({ people: [hana], upstreams, links: [linkOf(hana, upstreams[0] ?? corp(), 'sub-1')] })
    await openConsole(server, '/identity-providers')
    await until(() => expect(rows()).toEqual(['Corp ID', 'Google']))
    const [first, second] = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent ?? '')
    for (const words of ['corp', 'https://sso.example/realms/corp', 'Our code is not asked', '1 person', 'On']) expect(first).toContain(words)
    for (const words of ['Our code is asked, unless it proved one', 'at least 1000 people', 'Off', 'No button']) expect(second).toContain(words)
    expect(text()).not.toContain('Only first step')
  })

  test('the only first step of the realm is marked', async () => {
    await openConsole(createFakeServer({ upstreams: [corp(), google()], onlyUpstream: 'corp' }), '/identity-providers')
    await sees('Only first step')
    expect(document.querySelectorAll('.only')).toHaveLength(1)
  })

  test('the name is the one of the language', async () => {
    await openConsole(createFakeServer({ upstreams: [corp()] }), '/identity-providers', 'ja')
    await until(() => expect(rows()).toEqual(['コープ ID']))
    await sees('ここではコードを求めません')
  })

  test('where there is none, it says what this is for and how to begin', async () => {
    const { router } = await openConsole(createFakeServer(), '/identity-providers')
    await sees('No identity providers yet')
    await sees('To begin you need the address of the provider')
    button('Add identity provider').click()
    await until(() => expect(router.currentRoute.value.name).toBe('add-upstream'))
  })

  test('whoever may only read is offered nothing, also where there is none', async () => {
    const part = { me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }
    await openConsole(createFakeServer(part), '/identity-providers')
    await sees('A global administrator can add a provider.')
    expect(has('button', 'Add identity provider')).toBe(false)
  })

  test('a role without the permission does not see the page in the menu', async () => {
    await openConsole(createFakeServer({ me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] }), '/users')
    await sees('User List')
    expect(has('a', 'Identity providers')).toBe(false)
  })

  test('a failure is said where the list would be, with the way to try again', async () => {
    const server = createFakeServer({ upstreams: [corp()] })
    server.refuse('listUpstreams', 'server.unavailable')
    await openConsole(server, '/identity-providers')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await until(() => expect(rows()).toEqual(['Corp ID']))
    await seesNot('The server cannot answer')
  })

  test('a row leads to the provider, and the way back leads to the list', async () => {
    const { router } = await openConsole(createFakeServer({ upstreams: [corp()] }), '/identity-providers')
    await until(() => expect(rows()).toEqual(['Corp ID']))
    link('Corp ID').click()
    await sees('After signing in at Corp ID, ask for our code?')
    expect(router.currentRoute.value.fullPath).toBe('/identity-providers/corp')
    expect(document.title).toBe('Corp ID · Tegata')
    link('Identity providers').click()
    await until(() => expect(rows()).toEqual(['Corp ID']))
  })

  test('HTML in a name is a name (XSS)', async () => {
    await openConsole(createFakeServer({ upstreams: [upstreamOf('evil', { name: { en: '<img src=x onerror=alert(1)>' } })] }), '/identity-providers')
    await sees('<img src=x onerror=alert(1)>')
    expect(document.querySelector('main img')).toBeNull()
  })
})
