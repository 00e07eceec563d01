import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { eventOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { button, choice, choose, field, has, sees, seesNot, settled, text, type, until } from '../../testing/screen.ts'
import { readFilter } from './audit-filter.ts'

const hana = person('hana', '伊藤', '花')
const jiho = person('jiho', '박', '지호')
const log = () => [
  eventOf('user.changed', { userId: jiho.id, username: 'jiho', at: '2026-11-23T16:00:00.000Z' }),
  eventOf('code.refused', { userId: hana.id, username: 'hana', outcome: 'refused', at: '2026-11-23T14:59:59.999Z' }),
  eventOf('keys.rotated', { at: at(90) }),
]
const open = async (path = '/audit-log', part: Parameters<typeof createFakeServer>[0] = {}) => {
  const server = createFakeServer({ people: [hana, jiho], events: log(), ...part })
  const opened = await openConsole(server, path)
  await sees('Everything that happened in this realm')
  return { server, ...opened }
}
const what = () => [...document.querySelectorAll('tbody .words')].map((each) => each.textContent)
const chips = () => [...document.querySelectorAll('.chips .chip')].map((each) => each.textContent?.trim())
const matches = () => [...document.querySelectorAll('.pick li')].map((each) => each.textContent?.trim())
function day(name: string, value: string): void {
  const input = field(name)
  input.value = value
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

describe('days', () => {
  test('are days of the realm: the one that is chosen is in it from its first moment to its last, and another cannot end before it', async () => {
    const { server, router } = await open()
    await until(() => expect(what()).toHaveLength(3))
    day('From', '2026-11-24')
    // 00:59 in Tokyo is in it, a millisecond before midnight is not.
    await until(() => expect(what()).toEqual(['User changed']))
    expect(field('Until').min).toBe('2026-11-24')
    day('Until', '2026-11-24')
    await until(() => expect(router.currentRoute.value.query).toEqual({ from: '2026-11-24', until: '2026-11-24' }))
    expect(server.asksOf('listEvents').at(-1)?.input).toMatchObject({ from: '2026-11-23T15:00:00.000Z', until: '2026-11-24T15:00:00.000Z' })
    expect(field('From').max).toBe('2026-11-24')
    expect(chips()).toEqual([expect.stringMatching(/^From .*24/), expect.stringMatching(/^Until .*24/)])
    day('From', '')
    await until(() => expect(router.currentRoute.value.query).toEqual({ until: '2026-11-24' }))
    await until(() => expect(what()).toHaveLength(3))
  })

  test.each(['2026-02-30', '2026-02-31', '2026-04-31', '2025-02-29', '2026-00-10', '2026-13-01', '26-1-1', '2026-11-24T00:00'])('%s in an address is no day, and narrows nothing', (from) => {
    expect(readFilter({ from }).from).toBeNull()
  })
  test.each(['2028-02-29', '2026-12-31', '2026-01-01'])('%s is one', (from) => { expect(readFilter({ from }).from).toBe(from) })
})

describe('finding the person', () => {
  test('asks once there is a pause, not with every letter, and says when nobody matches', async () => {
    const { server } = await open()
    const before = server.asksOf('listUsers').length
    for (const typed of ['n', 'no', 'nob', 'nobody']) type(field('Person'), typed)
    await until(() => expect(matches()).toEqual(['Nobody matches']))
    expect(server.asksOf('listUsers').slice(before).map(({ input }) => input['search'])).toEqual(['nobody'])
  })

  test('an older answer never stands over a newer one', async () => {
    const { server } = await open()
    const letOldGo = server.hold('listUsers')
    type(field('Person'), 'hana')
    await until(() => expect(server.asksOf('listUsers').at(-1)?.input['search']).toBe('hana'))
    type(field('Person'), 'jiho')
    await until(() => expect(matches()).toEqual(['박지호 jiho']))
    letOldGo()
    await settled()
    expect(matches()).toEqual(['박지호 jiho'])
  })

  test('a search that fails says so instead of staying silent, and works again with the next letter', async () => {
    const { server } = await open()
    server.refuse('listUsers', 'server.unavailable')
    type(field('Person'), 'han')
    await sees('The server cannot answer at the moment.')
    type(field('Person'), 'hana')
    await until(() => expect(matches()).toEqual(['伊藤 花 hana']))
    expect(text()).not.toContain('The server cannot answer at the moment.')
  })

  test('whoever is picked stands in the list by name, the field is empty again, and what they are called is text', async () => {
    const evil = person('evil', '<img src=x>', '\u202eX')
    await open('/audit-log', { people: [evil], events: [eventOf('user.changed', { userId: evil.id, username: 'evil' }), ...log()] })
    type(field('Person'), 'evil')
    await until(() => expect(matches()[0]).toContain('<img src=x>'))
    document.querySelector<HTMLButtonElement>('.pick li button')?.click()
    await until(() => expect(what()).toEqual(['User changed']))
    await until(() => expect(chips()[0]).toContain('<img src=x>'))
    expect([field('Person').value, matches(), document.querySelector('main img')]).toEqual(['', [], null])
    expect(document.activeElement?.textContent?.trim()).toBe('Filter')
  })
})

describe('the filter in the address', () => {
  test('goes back and forth with the browser’s own buttons', async () => {
    const { router } = await open()
    await until(() => expect(what()).toHaveLength(3))
    choose(choice('Outcome'), 'refused')
    await until(() => expect(what()).toEqual(['Code refused']))
    router.back()
    await until(() => expect(what()).toHaveLength(3))
    expect([choice('Outcome').value, chips()]).toEqual(['', []])
    router.forward()
    await until(() => expect(what()).toEqual(['Code refused']))
    expect([choice('Outcome').value, chips()]).toEqual(['refused', ['Refused']])
  })

  test('of whoever goes to another page is not asked once more without it on the way out', async () => {
    const { server, router } = await open('/audit-log?outcome=refused')
    await until(() => expect(what()).toEqual(['Code refused']))
    const before = server.asksOf('listEvents').length
    await router.push('/users')
    await sees('User List')
    expect(server.asksOf('listEvents')).toHaveLength(before)
  })

  test('that matches nothing says so with the way out; one filter alone needs no [Remove all]', async () => {
    await open('/audit-log?kind=emergency')
    await sees('Nothing happened that matches.')
    expect(has('button', 'Remove all')).toBe(true)
    expect(document.querySelector('.chips')?.textContent).not.toContain('Remove all')
    button('Remove all').click()
    await until(() => expect(what()).toHaveLength(3))
    await seesNot('Nothing happened that matches.')
  })
})
