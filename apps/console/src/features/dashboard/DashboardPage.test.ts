import { describe, expect, test } from 'vitest'
import { createFakeServer, type World } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, person, requestOf } from '../../testing/people.ts'
import { button, has, link, sees, seesNot, text, until } from '../../testing/screen.ts'
import { listOf } from './list-of.ts'

const people = () => [
  person('kenji', '佐藤', '健二', { otpRequired: true }),
  person('yuna', '김', '유나', { authenticators: [app()], otpRequired: true }),
  person('emma', 'Berg', 'Emma'),
  person('auditor', 'Klein', 'Laura', { administrator: true, roles: ['read-only-admin'], otpRequired: true }),
  person('gone', 'Old', 'Otto', { enabled: false }),
]
const open = async (part: Partial<World> = {}, path = '/') => {
  const server = createFakeServer({ people: people(), ...part })
  return { server, ...await openConsole(server, path) }
}
const hrefOf = (name: string) => link(name).getAttribute('href')
const figures = () => [...document.querySelectorAll('.figure')].map((each) => (each.textContent ?? '').replaceAll(/\s+/g, ' ').trim())
const line = (name: string) => [...document.querySelectorAll('tbody tr')].find((row) => row.textContent?.includes(name))?.textContent?.replaceAll(/\s+/g, ' ')

describe('Dashboard', () => {
  test('is what the console opens with: required, set up, waiting, not required, each a way to exactly these people', async () => {
    const { router } = await open()
    await sees('Of the 3 people who must have a second factor, 33% have set it up.')
    expect(router.currentRoute.value.name).toBe('dashboard')
    expect(figures()).toEqual(['3Required', '1 Set up', '2 Waiting for set-up', '2 Not required'])
    expect(hrefOf('Waiting for set-up')).toBe('/users?enabled=true&otp=waiting')
    expect(hrefOf('3Required')).toBe('/users?enabled=true&otp=required')
    expect(text()).toContain('Nothing is required of the 2 others; 0 of them have set it up all the same.')
    expect(text()).toContain('5 enabled accounts.')
    expect(hrefOf('1 is disabled.')).toBe('/users?enabled=false')
  })

  test('shows them by role, built-in ones in the reader’s words; who waits is a link with a name of its own', async () => {
    await open()
    await until(() => expect(line('Read Only Admin')).toContain('11001'))
    expect(hrefOf('Read Only Admin')).toBe('/users?role=read-only-admin&enabled=true')
    expect(hrefOf('1 waiting: Read Only Admin')).toBe('/users?role=read-only-admin&enabled=true&otp=waiting')
  })

  test('shows policy groups only where there are some, and those who are in none', async () => {
    const bare = await open()
    await sees('By role')
    expect(text()).not.toContain('By Access Policy Group')
    bare.app.unmount()
    const group = {
      id: '00000000-0000-4000-8000-00000000aaaa', name: '<b>Branches</b>', ask: 'always' as const, kinds: ['totp' as const], onUnenrolled: 'enrol' as const, afterEmergency: 'nextSignIn' as const,
      sessionsBefore: 'letRunOut' as const, conditions: [], people: { count: 1, more: false }, version: '1',
    }
    await open({ policyGroups: [group], people: [person('kenji', '佐藤', '健二', { policyGroup: { id: group.id, name: group.name } })] })
    await sees('By Access Policy Group')
    expect(line('<b>Branches</b>')).toContain('<b>Branches</b>1')
    expect(hrefOf('<b>Branches</b>')).toBe(`/users?policyGroup=${group.id}&enabled=true`)
    expect(hrefOf('In no policy group')).toBe('/users?policyGroup=none&enabled=true')
  })

  test('S2-20: open reset requests are on top, with since when and the way to answer', async () => {
    const [kenji] = people()
    if (!kenji) throw new Error('he is there')
    await open({ people: [kenji], requests: [requestOf(kenji, '4711-0815')] })
    await sees('1 person waits for an answer to a reset request')
    expect(hrefOf('Answer them')).toBe('/reset-requests')
    expect(text().indexOf('waits for an answer')).toBeLessThan(text().indexOf('One-time codes'))
  })

  test('whoever may not answer them is offered a look', async () => {
    const [kenji] = people()
    if (!kenji) throw new Error('he is there')
    await open({ people: [kenji], requests: [requestOf(kenji, '4711-0815')], myRoles: ['read-only-admin'] })
    await sees('Look at them')
    expect(has('a', 'Answer them')).toBe(false)
  })

  test('what needs attention stands there with what to do, and leads to its people; when there is nothing it says so', async () => {
    const quiet = await open()
    await sees('Nothing. Everything here is as it should be.')
    quiet.app.unmount()
    const notSetUp = { administrators: true, enabled: true, otp: 'not-set-up' } as const
    await open({
      attention: [
        { kind: 'sole-administrator', count: 1, more: false, filter: null }, { kind: 'administrators-not-set-up', count: 2, more: false, filter: notSetUp },
        { kind: 'no-mail', count: 1, more: false, filter: null }, { kind: 'mail-refused', count: 1000, more: true, filter: null },
        { kind: 'unused', count: 1000, more: true, filter: { enabled: true, unusedDays: 365 } },
      ],
    })
    await sees('Only one global administrator can sign in')
    expect(hrefOf('2 administrators have not set up OTP')).toBe('/users?administrators=true&otp=not-set-up&enabled=true')
    expect(hrefOf('Only one global administrator can sign in')).toBe('/users?role=global-admin&enabled=true')
    expect(hrefOf('There is no mail server')).toBe('/realm')
    expect(hrefOf('1,000+ mails were refused in the last seven days')).toBe('/audit-log?kind=accounts&outcome=error')
    expect(hrefOf('1,000+ people have not used their authenticators for a year')).toBe('/users?enabled=true&unusedDays=365')
  })

  test('a help desk sees it all, and no way to pages it may not read', async () => {
    await open({ myRoles: ['help-desk'], attention: [{ kind: 'no-mail', count: 1, more: false, filter: null }, { kind: 'mail-refused', count: 3, more: false, filter: null }] }, '/dashboard')
    await sees('There is no mail server')
    expect(has('a', 'There is no mail server')).toBe(false)
    expect(has('a', '3 mails were refused')).toBe(false)
  })

  test('an empty realm, and a server that cannot answer, are said plainly', async () => {
    const empty = await open({ people: [] })
    await sees('Nobody has to have a second factor yet.')
    empty.app.unmount()
    const server = createFakeServer({ people: people() })
    server.refuse('getDashboard', 'server.unavailable')
    await openConsole(server, '/')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await sees('Of the 3 people who must')
    await seesNot('The server cannot answer')
  })

  test.each([['ja', 'ダッシュボード', '3人のうち 33%'], ['ko', '대시보드', '3명 중 33%']] as const)('speaks %s', async (language, title, words) => {
    const server = createFakeServer({ people: people() })
    await openConsole(server, '/', language)
    await sees(title)
    await sees(words)
  })
})

describe('a part of one line', () => {
  const widths = () => [...document.querySelectorAll('.bar rect')].map((rect) => Number(rect.getAttribute('width')))

  test('one person among very many is not rounded away, and the parts fill the line', async () => {
    await open({ people: [person('kenji', '佐藤', '健二', { otpRequired: true }), ...Array.from({ length: 400 }, (_, n) => person(`p${n}`, 'P', String(n), { authenticators: [app()] }))] })
    await sees('One-time codes')
    await until(() => expect(document.querySelector('.bar .waiting')).not.toBeNull())
    const line = widths().slice(0, document.querySelectorAll('.page svg.bar')[0]?.children.length)
    expect(Math.min(...line)).toBeGreaterThan(2)
    expect(line.reduce((sum, width) => sum + width, 0) + 4 * (line.length - 1)).toBeCloseTo(1000)
  })
})

test('a filter becomes the address of the list field by field, lists as repeated parameters', () => {
  expect(listOf({ role: ['a,b', 'c'], enabled: true, unusedDays: 365 })).toEqual({ name: 'users', query: { role: ['a,b', 'c'], enabled: 'true', unusedDays: '365' } })
})
