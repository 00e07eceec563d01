import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { eventOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { button, choice, choose, has, press, sees, seesNot, settled, text, until, windowText } from '../../testing/screen.ts'

const hana = person('hana', '伊藤', '花')
const self = { kind: 'user', id: hana.id, name: 'hana' } as const
const log = () => [
  eventOf('realm.changed', { actor: { kind: 'administrator', id: '00000000-0000-4000-8000-00000000ffff', name: 'misaki' } }),
  eventOf('code.refused', { userId: hana.id, username: 'hana', actor: self, outcome: 'refused', reason: 'wrong', at: at(2) }),
  eventOf('client.created', { at: at(3) }), eventOf('keys.rotated', { at: at(4) }),
]
const open = async (path = '/audit-log', part: Parameters<typeof createFakeServer>[0] = {}) => {
  const server = createFakeServer({ people: [hana], events: log(), ...part })
  return { server, ...await openConsole(server, path) }
}
const what = () => [...document.querySelectorAll('tbody .words')].map((each) => each.textContent)
const sheet = () => document.querySelector('main table')
const rowOf = (words: string) => [...document.querySelectorAll<HTMLElement>('tbody tr')].find((row) => row.textContent?.includes(words))

describe('the log, when something goes wrong', () => {
  test('the next page does not come: what is there stays, the reason is said, and going on makes no line twice', async () => {
    const { server } = await open('/audit-log', { pageSize: 2 })
    await until(() => expect(what()).toEqual(['Realm settings changed', 'Code refused']))
    server.refuse('listEvents', 'server.unavailable')
    button('Show more').click()
    await sees('The server cannot answer at the moment.')
    expect(what()).toEqual(['Realm settings changed', 'Code refused'])
    button('Show more').click()
    await until(() => expect(what()).toEqual(['Realm settings changed', 'Code refused', 'Application added', 'Signing keys rotated']))
    await seesNot('The server cannot answer at the moment.')
  })

  test('the network gone: nothing of the old filter stands under the new one, and trying again asks for the new one', async () => {
    const { server } = await open()
    await until(() => expect(what()).toHaveLength(4))
    server.goAway()
    choose(choice('Kind'), 'codes')
    await sees('The server cannot be reached.')
    expect(sheet()).toBeNull()
    expect(has('button', 'Remove the filter Codes and authenticators')).toBe(true)
    server.comeBack()
    button('Try again').click()
    await until(() => expect(what()).toEqual(['Code refused']))
    expect(text()).not.toContain('The server cannot be reached.')
  })

  test('an older answer never stands over a newer one', async () => {
    const { server } = await open()
    await until(() => expect(what()).toHaveLength(4))
    const letOldGo = server.hold('listEvents')
    choose(choice('Kind'), 'codes')
    await until(() => expect(server.asksOf('listEvents').at(-1)?.input['type']).toContain('code.refused'))
    // Until there is an answer the lines from before stand there, and say that they are old.
    expect([what().length, sheet()?.getAttribute('aria-busy')]).toEqual([4, 'true'])
    choose(choice('Kind'), 'settings')
    await until(() => expect(what()).toEqual(['Realm settings changed', 'Application added', 'Signing keys rotated']))
    letOldGo()
    await settled()
    expect(what()).toEqual(['Realm settings changed', 'Application added', 'Signing keys rotated'])
    expect(sheet()?.getAttribute('aria-busy')).toBe('false')
  })

  test('the right is withdrawn meanwhile: the next look says so and whom to ask, and shows nothing of the log any more', async () => {
    const { server } = await open()
    await until(() => expect(what()).toHaveLength(4))
    server.world.myRoles = ['help-desk']
    button('Refresh').click()
    await until(() => expect(sheet()).toBeNull())
    expect(text()).not.toContain('Realm settings changed')
    await until(() => expect(document.querySelector('h1')?.textContent).not.toBe('Audit log'))
  })

  test('a session that ended overnight is begun again in the small window, and the look that was asked for is had', async () => {
    const { server, confirmInPopup, opened } = await open()
    await until(() => expect(what()).toHaveLength(4))
    server.world.events.unshift(eventOf('user.created', { username: 'new', at: at(0) }))
    server.world.sessionAlive = false
    button('Refresh').click()
    await press('Continue')
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await until(() => expect(what()).toHaveLength(5))
    expect(what()[0]).toBe('User added')
    expect(windowText()).toBe('')
  })
})

describe('what somebody wrote into an event', () => {
  test('HTML, marks that turn the writing round and ten thousand letters are text, to the letter', async () => {
    const nasty = `<script>alert(1)</script>\u202e${'長'.repeat(10_000)}`
    await open('/audit-log', {
      events: [eventOf('user.changed', { userId: hana.id, username: '<b>hana</b>', reason: nasty, clientId: '<i>wiki</i>', details: { before: { note: '<u>old</u>' }, after: { note: nasty }, '<s>x</s>': 'y' } })],
    })
    await sees('<b>hana</b>')
    expect(document.querySelector('tbody')?.querySelector('script, b, i, u, s')).toBeNull()
    expect(document.querySelector('tbody .reason')?.textContent).toBe(nasty)
    expect([document.querySelector('tbody del')?.textContent, document.querySelector('tbody ins')?.textContent]).toEqual(['<u>old</u>', nasty])
    expect(button('Show only events of <b>hana</b>').textContent).toBe('<b>hana</b>')
  })

  test('somebody deleted stays in the log under those words, and their events can still be picked out', async () => {
    const gone = '00000000-0000-4000-8000-0000000000aa'
    const { server, router } = await open('/audit-log', { events: [...log(), eventOf('user.deleted', { userId: gone, username: null, actor: { kind: 'user', id: '00000000-0000-4000-8000-0000000000ab', name: null } })] })
    await until(() => expect(rowOf('User deleted')?.textContent).toMatch(/somebody deleted.*somebody deleted/))
    button(`Show only events of ${gone}`).click()
    await until(() => expect(what()).toEqual(['User deleted']))
    expect(router.currentRoute.value.query).toEqual({ user: gone })
    // The name is not to be had any more: the chip says what kind of filter it is, and takes it away.
    await until(() => expect(server.asksOf('getUser').map(({ input }) => input['userId'])).toContain(gone))
    button('Remove the filter Person').click()
    await until(() => expect(what()).toHaveLength(5))
  })
})

describe('who did it', () => {
  test.each([
    ['the system by itself', { kind: 'system', id: null, name: null }, hana.id, 'Nobody signed in'],
    ['the person', self, hana.id, 'the person'],
    ['somebody else', { kind: 'user', id: '00000000-0000-4000-8000-0000000000ac', name: 'jiho' }, hana.id, 'jiho'],
    ['an operator on the host', { kind: 'operator', id: null, name: 'root@host' }, null, 'root@host'],
    ['an administrator about nobody', { kind: 'administrator', id: hana.id, name: 'hana' }, null, 'hana'],
  ] as const)('%s is said', async (_, actor, userId, words) => {
    await open('/audit-log', { events: [eventOf('mail.tested', { actor, userId, username: userId === null ? null : 'hana', details: { to: 'me@example.test' } })] })
    await sees('Test mail sent')
    expect(document.querySelector('tbody .by')?.textContent).toBe(words)
    // An event about no person says what it is about instead, and is no way to anybody.
    expect(document.querySelector('tbody .whom')?.textContent).toBe(userId === null ? 'me@example.test' : 'hana')
    expect(document.querySelectorAll('tbody .whom button')).toHaveLength(userId === null ? 0 : 1)
  })
})
