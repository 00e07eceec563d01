import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at } from '../../../testing/people.ts'
import { button, has, link, rows, sees, seesNot, text, until } from '../../../testing/screen.ts'

const house = (list = [enforcementOf('Administrators')], part: Parameters<typeof createFakeServer>[0] = {}) => createFakeServer({ enforcements: { ...noEnforcements(), list }, ...part })

describe('the enforcements of a realm', () => {
  test('S0-2: say from when with weekday, date, time and zone, for whom, and how many days are left', async () => {
    await openConsole(house(), '/enforcements')
    await until(() => expect(rows()).toEqual(['Administrators']))
    expect(text()).toContain('Tuesday, 1 December 2026, 00:00 JST')
    expect(text()).toContain('Global Admin, Read Only Admin')
    expect(text()).toContain('6 days left')
  })

  test('say what each of them is: by word, not by colour alone', async () => {
    await openConsole(house([
      enforcementOf('a', { inForce: true, enforceFrom: at(5) }), enforcementOf('b', { state: 'draft', announcedAt: null }), enforcementOf('c', { state: 'suspended' }), enforcementOf('d', { state: 'ended' }),
      enforcementOf('e', { target: { everyone: true, roles: [], groups: [], departments: [], policyGroups: [] } }), enforcementOf('f', { target: { everyone: false, roles: [{ id: null, name: 'gone' }], groups: [], departments: ['営業部'], policyGroups: [] } }),
    ]), '/enforcements')
    await until(() => expect(rows()).toHaveLength(6))
    for (const words of ['In force', 'Draft', 'Suspended', 'Ended', 'Everyone in this realm', 'gone (deleted), 営業部']) expect(text()).toContain(words)
  })

  test('there being none, it is said what they are good for', async () => {
    const { router } = await openConsole(house([]), '/enforcements')
    await sees('Nothing is enforced yet')
    await sees('Before anybody is told you see for every single person what will happen')
    expect(has('button', 'Declare an enforcement')).toBe(true)
    expect(router.currentRoute.value.name).toBe('enforcements')
  })

  test('Z-2: whoever may only read sees all of them and is offered nothing', async () => {
    const server = house(undefined, { myRoles: ['read-only-admin'] })
    await openConsole(server, '/enforcements')
    await until(() => expect(rows()).toEqual(['Administrators']))
    expect(has('button', 'Declare an enforcement')).toBe(false)
    link('Administrators').click()
    await sees('Who is ready')
    for (const name of ['Postpone…', 'Suspend…', 'End…']) expect(has('button', name)).toBe(false)
    expect(server.forbidden).toEqual([])
  })

  test('stand in Japanese words, too', async () => {
    await openConsole(house(), '/enforcements', 'ja')
    await sees('2026年12月1日(火) 0:00(JST)')
    await sees('あと6日')
  })

  test('could not be had: it is said, nobody is told that there are none, and they are had on demand', async () => {
    const server = house()
    server.refuse('listEnforcements', 'server.unavailable')
    await openConsole(server, '/enforcements')
    await sees('The server cannot answer at the moment.')
    expect([text().includes('Nothing is enforced yet'), has('button', 'Declare an enforcement')]).toEqual([false, false])
    button('Try again').click()
    await until(() => expect(rows()).toEqual(['Administrators']))
    await seesNot('The server cannot answer at the moment.')
  })

  test('names of any kind are text, of a rule and of whom it is for', async () => {
    const named = (name: string) => ({ id: '00000000-0000-4000-8000-00000000beef', name })
    await openConsole(house([enforcementOf('<b>Bold</b>\u202e', { target: { everyone: false, roles: [], groups: [named('<i>Crew</i>')], departments: ['"><img src=x>'], policyGroups: [named('a & b')] } })]), '/enforcements')
    await until(() => expect(rows()).toEqual(['<b>Bold</b>\u202e']))
    expect(text()).toContain('<i>Crew</i>, a & b, "><img src=x>')
    expect(document.querySelector('main b, main i, main tbody img')).toBeNull()
  })

  test('there being none, whoever may only read is told what will stand here', async () => {
    await openConsole(house([], { myRoles: ['read-only-admin'] }), '/enforcements')
    await sees('it stands here with everybody who is not ready for it.')
    expect(has('button', 'Declare an enforcement')).toBe(false)
  })
})
