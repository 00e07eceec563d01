import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { eventOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { button, until } from '../../testing/screen.ts'
import { linesOf } from './walks.ts'

const hana = person('hana', '伊藤', '花')
const of = (type: string, walk: string | null, userId: string | null = hana.id) => eventOf(type, { userId, username: userId === null ? null : 'hana', walk })

describe('lines of the log', () => {
  test('the events of one walk are one, which stands where its last one does; what is of none stands alone', () => {
    const lines = linesOf([of('sign-in.succeeded', 'a'), of('realm.changed', null), of('code.accepted', 'a'), of('realm.changed', null), of('password.accepted', 'b'), of('password.accepted', 'a')])
    expect(lines.map(({ event, before }) => [event.type, before.map(({ type }) => type)])).toEqual([
      ['sign-in.succeeded', ['code.accepted', 'password.accepted']], ['realm.changed', []], ['realm.changed', []], ['password.accepted', []],
    ])
  })

  test('whoever was not known yet, or is somebody else, is not folded into another’s', () => {
    expect(linesOf([of('sign-in.succeeded', 'a'), of('sign-in.refused', 'a', null)])).toHaveLength(2)
  })

  test('one opens, and shows what led to it; the key can do it, too', async () => {
    await openConsole(createFakeServer({ people: [hana], events: [of('sign-in.succeeded', 'a'), of('code.accepted', 'a'), of('password.accepted', 'a'), of('realm.changed', null)] }), '/audit-log')
    const what = () => [...document.querySelectorAll('tbody .words')].map((each) => each.textContent)
    await until(() => expect(what()).toEqual(['Signed in', 'Realm settings changed']))
    expect(button('and the 2 steps before it').getAttribute('aria-expanded')).toBe('false')
    button('and the 2 steps before it').click()
    await until(() => expect(what()).toEqual(['Signed in', 'Code accepted', 'Password accepted', 'Realm settings changed']))
    button('Fold these steps').click()
    await until(() => expect(what()).toHaveLength(2))
  })
})
