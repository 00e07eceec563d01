import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person, type Person } from '../../../testing/people.ts'
import { button, choice, choose, field, has, link, passing, rows, sees, seesNot, settled, type, until } from '../../../testing/screen.ts'

const search = 'Name, reading, user name, email or reference'

const people = () => [
  person('kenji', '佐藤', '健二', { otpRequired: true, department: '営業部' }),
  person('yuna', '김', '유나', { authenticators: [app()], lastSignInAt: null }),
  person('auditor', 'Klein', 'Laura', { administrator: true, roles: ['read-only-admin'] }),
  person('certs', '森', '拓也', { administrator: true, roles: ['certificate-admin'], enabled: false }),
]

describe('User List', () => {
  test('shows each person by name, status, department and last sign-in; family name first where it is written so', async () => {
    await openConsole(createFakeServer({ people: people() }), '/users')
    await until(() => expect(rows()).toEqual(['高橋 美咲', '佐藤 健二', '김유나', 'Laura Klein', '森 拓也']))
    await sees('Waiting for set-up')
    await sees('営業部')
    await sees('Never')
    expect(document.querySelector('td time')?.textContent).toBe('23 Nov 2026, 13:10 JST')
  })

  test('typing searches after a pause, and the search stands in the address (S0-39)', async () => {
    const server = createFakeServer({ people: people() })
    const { router } = await openConsole(server, '/users')
    await until(() => expect(rows()).toHaveLength(5))
    type(field(search), '佐')
    type(field(search), '佐藤')
    await until(() => expect(rows()).toEqual(['佐藤 健二']))
    expect(router.currentRoute.value.query).toEqual({ search: '佐藤' })
    expect(server.asksOf('listUsers').map(({ input }) => input['search'])).toEqual([undefined, '佐藤'])
  })

  test('an older answer that arrives late is never shown over a newer one', async () => {
    const server = createFakeServer({ people: people() })
    await openConsole(server, '/users')
    await until(() => expect(rows()).toHaveLength(5))
    const letOldGo = server.hold('listUsers')
    type(field(search), 'klein')
    await until(() => expect(server.asksOf('listUsers')).toHaveLength(2))
    type(field(search), 'yuna')
    await until(() => expect(rows()).toEqual(['김유나']))
    letOldGo()
    await settled()
    expect(rows()).toEqual(['김유나'])
  })

  test('administrators without OTP are two clicks away, and each filter can be taken off alone (S0-39, S0-40)', async () => {
    const { router } = await openConsole(createFakeServer({ people: people() }), '/users')
    await until(() => expect(rows()).toHaveLength(5))
    button('Filter').click()
    button('Administrators without OTP').click()
    await until(() => expect(rows()).toEqual(['高橋 美咲', 'Laura Klein', '森 拓也']))
    expect(router.currentRoute.value.query).toEqual({ administrators: 'true', otp: 'not-set-up' })
    button('Remove the filter Not set up').click()
    await until(() => expect(router.currentRoute.value.query).toEqual({ administrators: 'true' }))
  })

  test('a kept address shows what it says, also after the sign-in that was needed first', async () => {
    const { router } = await openConsole(createFakeServer({ people: people() }), '/users?role=certificate-admin&enabled=false')
    await until(() => expect(rows()).toEqual(['森 拓也']))
    expect(router.currentRoute.value.query).toEqual({ role: 'certificate-admin', enabled: 'false' })
    expect(has('button', 'Remove the filter Certificate Admin')).toBe(true)
    button('Remove all').click()
    await until(() => expect(rows()).toHaveLength(5))
  })

  test('filters combine: role, status and account in one question', async () => {
    const server = createFakeServer({ people: people() })
    await openConsole(server, '/users')
    button('Filter').click()
    await until(() => expect(choice('Role').options.length).toBeGreaterThan(2))
    choose(choice('Role'), 'read-only-admin')
    await until(() => expect(rows()).toEqual(['Laura Klein']))
    choose(choice('One-time code'), 'set-up')
    await sees('Nobody matches')
    choose(choice('Account'), 'true')
    await until(() => expect(server.asksOf('listUsers').at(-1)?.input).toEqual({ role: 'read-only-admin', otp: 'set-up', enabled: 'true', outlook: 'true', limit: '50' }))
    button('Show everybody').click()
    await until(() => expect(rows()).toHaveLength(5))
  })

  test('several roles: any of them; each value has a chip of its own', async () => {
    const server = createFakeServer({ people: people() })
    const { router } = await openConsole(server, '/users')
    await until(() => expect(choice('Role').options.length).toBeGreaterThan(2))
    choose(choice('Role'), 'read-only-admin')
    await until(() => expect(rows()).toEqual(['Laura Klein']))
    choose(choice('Role'), 'certificate-admin')
    await until(() => expect(rows()).toEqual(['Laura Klein', '森 拓也']))
    expect(router.currentRoute.value.query).toEqual({ role: ['read-only-admin', 'certificate-admin'] })
    button('Remove the filter Read Only Admin').click()
    await until(() => expect(rows()).toEqual(['森 拓也']))
  })

  test('every filter of S0-40 is asked of the API as it stands in the address, and says itself in a chip', async () => {
    const server = createFakeServer({ people: people() })
    await openConsole(server, '/users?department=営業部&waits=true&emergencyLeft=last&unusedDays=365&upstream=trusted&emailProved=false&shared=true&signedInBefore=2026-10-31T15:00:00.000Z&otpKind=unproved')
    await sees('Nobody matches')
    expect(server.asksOf('listUsers').at(-1)?.input).toEqual({
      department: '営業部', waits: 'true', emergencyLeft: 'last', unusedDays: '365', upstream: 'trusted', emailProved: 'false', shared: 'true', signedInBefore: '2026-10-31T15:00:00.000Z',
      otpKind: 'unproved', outlook: 'true', limit: '50',
    })
    for (const words of [
      '営業部', 'Has to wait now', 'One emergency token left', 'Code unused for 365 days', 'Linked to a trusted provider', 'Email not proved', 'Shared',
      'Last sign-in before Sunday, 1 November 2026', 'Email, not proved yet',
    ]) expect(has('button', `Remove the filter ${words}`), words).toBe(true)
  })

  test('the last sign-in is asked by a day in the realm’s zone, before it, since it, or between two', async () => {
    const { router } = await openConsole(createFakeServer({ people: people() }), '/users')
    await until(() => expect(rows()).toHaveLength(5))
    choose(choice('Last sign-in'), 'never')
    await until(() => expect(rows()).toEqual(['김유나']))
    choose(choice('Last sign-in'), 'before')
    await until(() => expect(Object.keys(router.currentRoute.value.query)).toEqual(['signedInBefore']))
    const say = (name: string, value: string) => {
      const day = field(name)
      type(day, value)
      day.dispatchEvent(new Event('change', { bubbles: true }))
    }
    say('Before', '2026-11-01')
    await until(() => expect(router.currentRoute.value.query).toEqual({ signedInBefore: '2026-10-31T15:00:00.000Z' }))
    choose(choice('Last sign-in'), 'between')
    await until(() => expect(router.currentRoute.value.query).toEqual({ signedInSince: expect.any(String), signedInBefore: '2026-10-31T15:00:00.000Z' }))
    say('Since', '2026-10-01')
    await until(() => expect(router.currentRoute.value.query).toEqual({ signedInSince: '2026-09-30T15:00:00.000Z', signedInBefore: '2026-10-31T15:00:00.000Z' }))
    await until(() => expect(has('button', 'Remove the filter Last sign-in since Thursday, 1 October 2026')).toBe(true))
    button('Remove the filter Last sign-in before Sunday, 1 November 2026').click()
    await until(() => expect(router.currentRoute.value.query).toEqual({ signedInSince: '2026-09-30T15:00:00.000Z' }))
    choose(choice('Last sign-in'), 'never')
    await until(() => expect(router.currentRoute.value.query).toEqual({ neverSignedIn: 'true' }))
  })

  test('S0-39: who waits and gets in by no set-up is not said to wait: locked out, or needs a token', async () => {
    const waits = (username: string, meets: Person['meets']) => person(username, 'Doe', username, { otpRequired: true, ...(meets ? { meets } : {}) })
    await openConsole(createFakeServer({ people: [waits('ordinary', 'set-up'), waits('shut', 'locked-out'), waits('token', 'token')] }), '/users')
    await until(() => expect(rows()).toHaveLength(4))
    expect([...document.querySelectorAll('tbody td.otp')].map((cell) => cell.textContent?.trim()).sort()).toEqual(['Locked out', 'Needs a token', 'Not required', 'Waiting for set-up'])
  })

  test('the next page is fetched by the cursor and stands below the first', async () => {
    const many = Array.from({ length: 119 }, (_, n) => person(`p${n}`, 'Doe', `Jane ${n}`))
    const server = createFakeServer({ people: many })
    await openConsole(server, '/users')
    await sees('The first 50 of 120')
    button('Show more').click()
    await sees('The first 100 of 120')
    button('Show more').click()
    await sees('120 people')
    expect(rows()).toHaveLength(120)
    expect(has('button', 'Show more')).toBe(false)
    expect(server.asksOf('listUsers').map(({ input }) => input['cursor'])).toEqual([undefined, '50', '100'])
  })

  test('short pages: it goes on by itself until a page is full', async () => {
    const server = createFakeServer({ people: people(), pageSize: 2 })
    await openConsole(server, '/users')
    await sees('5 people')
    expect(rows()).toHaveLength(5)
    expect(server.asksOf('listUsers').map(({ input }) => input['cursor'])).toEqual([undefined, '2', '4'])
  })

  test('short pages: it says how far it is, can be stopped, and goes on from there', async () => {
    const server = createFakeServer({ people: people(), pageSize: 2 })
    const first = server.hold('listUsers')
    const second = server.hold('listUsers')
    await openConsole(server, '/users')
    first()
    await sees('Looking through everybody… 2 found')
    button('Stop').click()
    await sees('Stopped: 2 found so far')
    second()
    await until(() => expect(rows()).toHaveLength(4))
    await settled()
    expect(server.asksOf('listUsers')).toHaveLength(2)
    button('Go on looking').click()
    await sees('5 people')
  })

  test('a failure is said where the list would be, with the way to try again', async () => {
    const server = createFakeServer({ people: people() })
    server.refuse('listUsers', 'server.unavailable')
    await openConsole(server, '/users')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await until(() => expect(rows()).toHaveLength(5))
    await seesNot('The server cannot answer')
  })

  test('the network gone is told apart from a fault of the server', async () => {
    const server = createFakeServer({ people: people() })
    await openConsole(server, '/users')
    await until(() => expect(rows()).toHaveLength(5))
    server.goAway()
    type(field(search), 'x')
    await sees('The server cannot be reached.')
  })

  test('a row says the policy group and how many emergency tokens are left', async () => {
    const group = policyGroupOf('Password only')
    const klein = person('klein', 'Klein', 'Laura', { policyGroup: { id: group.id, name: group.name }, emergencyTokensLeft: 4 })
    await openConsole(createFakeServer({ people: [klein], policyGroups: [group] }), '/users?search=klein')
    await until(() => expect(rows()).toEqual(['Laura Klein']))
    await until(() => expect([...document.querySelectorAll('tbody td')].map((cell) => cell.textContent?.trim())).toEqual(expect.arrayContaining(['Password only', '4'])))
  })

  test('the export takes the filter along', async () => {
    const { router } = await openConsole(createFakeServer({ people: people() }), '/users?role=read-only-admin&otp=not-set-up')
    await until(() => expect(rows()).toEqual(['Laura Klein']))
    button('Export').click()
    await until(() => expect(router.currentRoute.value.name).toBe('export'))
    expect(router.currentRoute.value.query).toEqual({ role: 'read-only-admin', otp: 'not-set-up' })
  })

  test('HTML in every field that a row and a chip show is text', async () => {
    const html = '<img src=x onerror=alert(1)>'
    const group = policyGroupOf(html)
    const evil = person('evil', html, html, { department: html, email: `${html}@x.example`, policyGroup: { id: group.id, name: html } })
    await openConsole(createFakeServer({ people: [evil], policyGroups: [group] }), `/users?department=${encodeURIComponent(html)}&upstream=${encodeURIComponent(html)}&policyGroup=${group.id}`)
    await sees(`Linked to ${html}`)
    await until(() => expect(rows()).toHaveLength(1))
    await sees(`${html}@x.example`)
    expect(document.querySelector('main img, main script')).toBeNull()
  })

  test('HTML in a name is a name', async () => {
    const evil = person('evil', '<img src=x onerror=alert(1)>', '</a><script>1</script>')
    await openConsole(createFakeServer({ people: [evil] }), '/users')
    await sees('<img src=x onerror=alert(1)>')
    expect(document.querySelector('tbody img, tbody script')).toBeNull()
  })

  test('whoever clicks a row before the pause after the last letter goes to the person', async () => {
    const { router } = await openConsole(createFakeServer({ people: people() }), '/users')
    await until(() => expect(rows()).toHaveLength(5))
    await passing(250, async () => {
      type(field(search), 'kenji')
      await until(() => expect(document.querySelector('table')?.getAttribute('aria-busy')).toBe('true'))
      link('佐藤 健二').click()
    })
    await sees('OTP Configured')
    expect(router.currentRoute.value.name).toBe('user')
  })

  test('a row leads to the person, and the way back leads to the list as it was', async () => {
    const server = createFakeServer({ people: people() })
    const { router } = await openConsole(server, '/users?search=kenji')
    await until(() => expect(rows()).toEqual(['佐藤 健二']))
    link('佐藤 健二').click()
    await until(() => expect(router.currentRoute.value.name).toBe('user'))
    await sees('OTP Configured')
    expect(link('User List').getAttribute('href')).toBe('/users?search=kenji')
    expect(server.asksOf('listUsers')).toHaveLength(1)
  })
})
