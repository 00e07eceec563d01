import { administrativeRoles, type AdministrativeRole, permitted } from '@tegata/contract'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf } from '../testing/fake-enforcements.ts'
import { createFakeServer } from '../testing/fake-server.ts'
import { policyGroupOf } from '../testing/fake-policies.ts'
import { clientOf, eventOf, keyOf } from '../testing/fake-settings.ts'
import { linkOf, upstreamOf } from '../testing/fake-upstreams.ts'
import { openConsole } from '../testing/open-console.ts'
import { app, at, person, requestOf, roleId } from '../testing/people.ts'
import { field, has, passing, sees, settled, text, type, until } from '../testing/screen.ts'

// S0-13 … S0-17: what a person may not do is not offered, on any page of the console, to any of the six roles. A page that
// comes later is walked from the day on which it has a route; what is offered there is found by its buttons.

// Every button is pressed, the one that prints a page among them.
beforeEach(() => { vi.stubGlobal('print', () => undefined) })

const titleOf: Readonly<Record<AdministrativeRole, string>> = {
  'global-admin': '', 'read-only-admin': 'You can look at everything here and change nothing.', 'help-desk': 'Help Desk: you help people to get in again.',
  'certificate-admin': 'Certificate Admin: you can look at everything here, and will manage client certificates',
  'secure-browser-admin': 'Secure Browser Admin: you can look at everything here, and will manage browsers',
  'certificate-and-secure-browser-admin': 'Certificate and Secure Browser Admin: you can look at everything here, and will manage client certificates and browsers',
}

function worldOf(role: AdministrativeRole) {
  const me = person('me', '박', '지훈', { administrator: true, roles: [role], roleIds: [roleId(role)] })
  const boss = person('admin', '高橋', '美咲', { administrator: true, roles: ['global-admin'], roleIds: [roleId('global-admin')], authenticators: [app()] })
  const yuna = person('yuna', '김', '유나', { otpRequired: true, authenticators: [app()], waitsUntil: at(-1), groupIds: [], roleIds: [] })
  const upstream = upstreamOf('corp')
  const group = policyGroupOf('Office')
  const enforcement = enforcementOf('Administrators')
  yuna.policyGroup = { id: group.id, name: group.name }
  const server = createFakeServer({
    me, myRoles: [role], people: [boss, yuna], requests: [requestOf(yuna, '4271-08'), requestOf(boss, '5555-01')], upstreams: [upstream], links: [linkOf(yuna, upstream, 'yuna')],
    enforcements: { ...noEnforcements(), list: [enforcement], people: [readinessOf(yuna, 'set-up'), readinessOf(boss, 'locked-out')] },
    policyGroups: [group], clients: [clientOf('wiki')], keys: [keyOf('k1', 'RS256', 'active')], events: [eventOf('user.otp-reset', { userId: yuna.id, username: 'yuna' })],
  })
  return { server, me, boss, yuna, group, enforcement }
}

type Fixture = ReturnType<typeof worldOf>

/** Every page, the ones about somebody for an ordinary person and for an administrator. */
async function pagesOf(fixture: Fixture) {
  const opened = await openConsole(fixture.server, '/users')
  await settled()
  const ids = { alias: 'corp', clientId: 'wiki', policyGroupId: fixture.group.id, enforcementId: fixture.enforcement.id }
  const pages = opened.router.getRoutes().filter(({ name, meta, path, redirect }) => name !== undefined && !meta.bare && redirect === undefined && !path.includes('(.*)')).flatMap(({ name, path }) =>
    path.includes(':userId') ? [fixture.yuna, fixture.boss].map((who) => ({ name: `${String(name)} of ${who.username}`, to: { name, params: { ...ids, userId: who.id } } }))
      : [{ name: String(name), to: { name, params: Object.fromEntries(Object.entries(ids).filter(([key]) => path.includes(`:${key}`))) } }])
  const ofPerson = (who: { id: string, username: string }) => ({ name: `help-desk of ${who.username}`, to: { name: 'help-desk', query: { person: who.id } } })
  return { ...opened, pages: [...pages, ofPerson(fixture.yuna), ofPerson(fixture.boss)] }
}

const nameOf = (element: Element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
const lively = <Kind extends HTMLElement>(inside: ParentNode, selector: string) => [...inside.querySelectorAll<Kind>(selector)].filter((each) => !each.closest('[hidden]') && !each.matches(':disabled'))
const topWindow = () => [...document.querySelectorAll('dialog[open]')].at(-1)

function fillIn(inside: ParentNode): void {
  for (const input of lively<HTMLInputElement>(inside, 'input[type=text], input:not([type]), textarea')) {
    if (input.value !== '') continue
    input.value = 'x'
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Does whatever a page offers: types into its fields, presses every button, and those of the windows that open. */
async function tryEverything(): Promise<void> {
  const page = document.querySelector('main')
  if (!page) return
  // What is typed is looked for after a pause.
  await passing(1_000, () => fillIn(page))
  await settled()
  const names = new Set(lively(page, 'button').map(nameOf))
  for (const name of names) {
    const button = lively<HTMLButtonElement>(document.querySelector('main') ?? page, 'button').find((each) => nameOf(each) === name)
    if (!button) continue
    button.click()
    await settled()
    for (let window = topWindow(); window !== undefined; window = topWindow()) {
      const open = window
      await passing(1_000, () => fillIn(open))
      await settled()
      lively<HTMLButtonElement>(window, 'button').at(-1)?.click()
      await settled()
      const close = lively<HTMLButtonElement>(window, 'button').find((each) => ['Cancel', 'Close'].includes(nameOf(each)))
      if (!window.hasAttribute('open')) break
      close?.click()
      await settled()
      if (window.hasAttribute('open')) window.removeAttribute('open')
    }
  }
}

// Nothing is forbidden to a global administrator.
test.each(administrativeRoles.filter((role) => role !== 'global-admin'))('%s is offered only what it may do: everything that can be pressed is permitted', async (role) => {
  const fixture = worldOf(role)
  const { pages, router } = await pagesOf(fixture)
  for (const { name, to } of pages) {
    await router.push(to)
    await settled()
    await tryEverything()
    expect([name, fixture.server.forbidden]).toEqual([name, []])
  }
}, 120_000)

describe.each(administrativeRoles)('%s', (role) => {
  test('opens every page without asking for anything that it may not read, and is told who can where a page is not for it', async () => {
    const fixture = worldOf(role)
    const { pages, router } = await pagesOf(fixture)
    expect(pages.length).toBeGreaterThan(15)
    for (const { name, to } of pages) {
      await router.push(to)
      await settled()
      const { permission } = router.currentRoute.value.meta
      expect([name, fixture.server.forbidden]).toEqual([name, []])
      const mayOpen = permission === undefined || permitted[role].includes(permission)
      expect([name, text().includes('This page is not for your role')]).toEqual([name, !mayOpen])
      if (!mayOpen) await sees('Ask 高橋 美咲.')
      expect([name, text().includes('Your roles do not permit this.')]).toEqual([name, false])
    }
  })

  test('reads in the frame what its role means', async () => {
    const { server } = worldOf(role)
    await openConsole(server, '/users')
    await sees('User List')
    if (role === 'global-admin') expect(document.querySelector('.badge')).toBeNull()
    else await sees(titleOf[role])
  })

  test('sees the pages of features that are yet to come only where it will hold them, and there they say so', async () => {
    const { server } = worldOf(role)
    const { router } = await openConsole(server, '/users')
    await sees('User List')
    for (const [label, permission, path] of [
      ['Client certificates', 'certificates.write', '/client-certificates'], ['Secure browsers', 'managed-browsers.write', '/secure-browsers'],
    ] as const) {
      const held = permitted[role].includes(permission)
      expect([label, has('a', label)]).toEqual([label, held])
      await router.push(path)
      await sees(held ? 'not part of this version yet, so there is nothing to manage here' : 'This page is not for your role')
    }
  })
})

describe('several roles', () => {
  test('one that another one holds wholly says nothing new', async () => {
    const { server } = worldOf('read-only-admin')
    server.world.myRoles = ['read-only-admin', 'certificate-admin', 'certificate-and-secure-browser-admin', 'help-desk']
    await openConsole(server, '/users')
    await until(() => expect([...document.querySelectorAll('main .badge')].map((each) => each.textContent?.split(':')[0])).toEqual(['Certificate and Secure Browser Admin', 'Help Desk']))
  })
  test('with Global Admin there is nothing to say', async () => {
    const { server } = worldOf('read-only-admin')
    server.world.myRoles = ['read-only-admin', 'global-admin']
    await openConsole(server, '/users')
    await sees('User List')
    expect(document.querySelector('main .badge')).toBeNull()
  })
})

describe('rights that change during a session (Z-3)', () => {
  test('are felt with the next answer, whatever was asked, and a sentence says so', async () => {
    const { server, yuna } = worldOf('global-admin')
    const { router } = await openConsole(server, '/users')
    await until(() => expect(has('a', 'Applications')).toBe(true))
    server.world.myRoles = ['help-desk']
    // Something that both roles may ask: no refusal is needed to notice.
    await router.push(`/users/${yuna.id}`)
    await sees('Your rights here were changed just now. What you may no longer do is not offered any more.')
    await until(() => expect(has('a', 'Applications')).toBe(false))
    expect(has('button', 'Save')).toBe(false)
    ;[...document.querySelectorAll('button')].find((each) => each.textContent?.trim() === 'OK')?.click()
    await until(() => expect(text()).not.toContain('Your rights here were changed'))
  })

  test('the page that was open and is no longer permitted goes, and says whom to ask', async () => {
    const { server } = worldOf('global-admin')
    await openConsole(server, '/applications')
    await sees('wiki')
    server.world.myRoles = ['help-desk']
    type(field('Name or client ID'), 'wik')
    await sees('This page is not for your role')
    await sees('Ask 高橋 美咲.')
  })

  test('more rights are said, too', async () => {
    const { server } = worldOf('read-only-admin')
    const { router } = await openConsole(server, '/users')
    await sees('User List')
    server.world.myRoles = ['read-only-admin', 'help-desk']
    await router.push('/reset-requests')
    await sees('Your rights here were changed just now: you may do more than before.')
  })
})
