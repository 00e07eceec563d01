import { describe, expect, test } from 'vitest'
import type { SharedSign } from '@tegata/contract'
import { createFakeServer } from '../../testing/fake-server.ts'
import { nameSign } from '../../testing/fake-shared.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person, type Person } from '../../testing/people.ts'
import { answer, box, button, field, has, link, press, sees, seesNot, settled, submit, text, type, until, windowText } from '../../testing/screen.ts'

type Part = Parameters<typeof createFakeServer>[0]
const desk = (overrides: Partial<Person> = {}) => person('reception', '受付', '本社', { department: 'Front', signs: [nameSign('reception')], ...overrides })
const likely = (count: number) => Array.from({ length: count }, (_, n) => person(`desk${n}`, 'Desk', `No ${n}`, { signs: [nameSign('desk')] }))
const listed = () => [...document.querySelectorAll('main .sheet > li a')].map((each) => each.textContent)

describe('the list of likely ones', () => {
  test('is stopped and gone on with where it stopped: whoever was found stays, and nobody stands there twice', async () => {
    const server = createFakeServer({ people: likely(5) })
    const letGo = server.hold('listLikelyShared')
    await openConsole(server, '/users/likely-shared')
    await press('Stop')
    letGo()
    await sees('found 1 so far.')
    await settled()
    expect([server.asksOf('listLikelyShared').length, listed()]).toEqual([1, ['No 0 Desk']])
    button('Go on').click()
    await sees('Everybody was looked at: 5 accounts.')
    expect([listed().length, new Set(listed()).size, has('button', 'Stop')]).toEqual([5, 5, false])
  })

  test('keeps whoever was found when the network goes, and tries again where it was', async () => {
    const server = createFakeServer({ people: likely(5) })
    const letFirstGo = server.hold('listLikelyShared')
    await openConsole(server, '/users/likely-shared')
    const letSecondGo = server.hold('listLikelyShared')
    letFirstGo()
    await until(() => expect(server.asksOf('listLikelyShared')).toHaveLength(2))
    server.refuse('listLikelyShared', 'server.unavailable')
    letSecondGo()
    await sees('The server cannot answer at the moment.')
    expect(listed()).toEqual(['No 0 Desk'])
    button('Try again').click()
    await sees('Everybody was looked at: 5 accounts.')
    expect(text()).not.toContain('The server cannot answer at the moment.')
    expect(server.asksOf('listLikelyShared').map(({ input }) => input['cursor'])).toEqual([undefined, '2', '2', '4'])
  })

  test('asks no further when one goes elsewhere', async () => {
    const server = createFakeServer({ people: likely(9) })
    const letGo = server.hold('listLikelyShared')
    const { router } = await openConsole(server, '/users/likely-shared')
    await until(() => expect(server.asksOf('listLikelyShared')).toHaveLength(1))
    await router.push('/audit-log')
    letGo()
    await settled()
    expect(server.asksOf('listLikelyShared')).toHaveLength(1)
  })

  test('says every reason as something that can be looked up, with what people are called as text; without a name the user name leads there', async () => {
    const sign = (kind: SharedSign['kind'], part: Partial<SharedSign> = {}): SharedSign => ({ kind, word: null, count: null, others: [], ...part })
    const signs = [
      sign('name', { word: '<b>info</b>' }), sign('one-mailbox', { others: [{ id: '00000000-0000-4000-8000-0000000000ba', username: 'kim' }, { id: '00000000-0000-4000-8000-0000000000bb', username: 'lee' }] }), sign('browsers', { count: 1_200 }),
      sign('networks', { count: 3 }), sign('at-once', { count: 4 }), sign('authenticators', { count: 2 }),
    ]
    await openConsole(createFakeServer({ people: [person('nameless', '', '', { signs })] }), '/users/likely-shared')
    await sees('Everybody was looked at: one account.')
    expect([...document.querySelectorAll('.signs li')].map((each) => each.textContent)).toEqual([
      'The name says “<b>info</b>”', 'Its mail goes to the same mailbox as that of kim, lee', '1,200 new browsers within 30 days', 'Signed in from 3 networks at the same time', '4 browsers in use within one hour', '2 authenticators with different names',
    ])
    expect([link('nameless').getAttribute('href')?.startsWith('/users/'), document.querySelector('main b')]).toEqual([true, null])
  })
})

describe('the mark', () => {
  const open = async (who: Person, part: Part = {}) => {
    const server = createFakeServer({ people: [who], ...part })
    await openConsole(server, `/users/${who.id}`)
    return server
  }

  test('is not set over what somebody else changed meanwhile: it is said, and the next press is on what is there now', async () => {
    const who = desk()
    const server = await open(who)
    await until(() => button('Mark as shared'))
    const seen = who.version
    who.version += 1
    who.department = 'Moved'
    button('Mark as shared').click()
    await sees('Somebody changed this in the meantime.')
    await until(() => expect(field('Department (optional)').value).toBe('Moved'))
    button('Mark as shared').click()
    await sees('This account is marked as shared.')
    expect(server.asksOf('changeUser').map(({ ifMatch }) => ifMatch)).toEqual([seen, seen + 1])
    await seesNot('Somebody changed this in the meantime.')
  })

  test('the network gone: it is said in the card, and nothing looks as if it were marked', async () => {
    const server = await open(desk())
    await until(() => button('Mark as shared'))
    server.goAway()
    button('Mark as shared').click()
    await sees('The server cannot be reached.')
    expect([has('button', 'Mark as shared'), text().includes('This account is marked')]).toEqual([true, false])
  })

  test('what speaks for it could not be had: it is said, and trying again brings it', async () => {
    const who = desk()
    const server = createFakeServer({ people: [who] })
    server.refuse('getSharedSigns', 'server.unavailable')
    await openConsole(server, `/users/${who.id}`)
    await sees('Several people?')
    button('Try again').click()
    await sees('The name says “reception”')
  })

  test('is not offered for one’s own account', async () => {
    const me = person('admin', '高橋', '美咲', { administrator: true, roles: ['global-admin'], signs: [nameSign('admin')] })
    await open(me, { me })
    await sees('The name says “admin”')
    expect([has('button', 'Mark as shared'), has('button', 'Split into persons…')]).toEqual([false, false])
  })
})

describe('the window of a split', () => {
  const begin = async (part: Part = {}, before: (server: ReturnType<typeof createFakeServer>) => void = () => undefined) => {
    const account = desk({ sessions: [] })
    const server = createFakeServer({ people: [account], ...part })
    const opened = await openConsole(server, `/users/${account.id}`)
    await until(() => button('Split into persons…'))
    before(server)
    button('Split into persons…').click()
    return { server, account, ...opened }
  }
  const ready = () => until(() => expect(windowText()).toContain('Each person takes over'))
  const inputs = () => [...document.querySelectorAll<HTMLInputElement>('dialog[open] fieldset.part input')]
  const fill = (values: readonly string[]) => { values.forEach((value, index) => { const into = inputs()[index]; if (into) type(into, value) }) }
  const kim = ['Kim', 'Jun', 'kim', 'kim@demo.example']
  const send = () => submit(document.querySelector<HTMLFormElement>('form#split-account'))

  test('could not find out what there is to take over: it says so, and trying again goes on in the same window', async () => {
    await begin({}, (server) => server.refuse('previewSplit', 'server.unavailable'))
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect(button('See what will happen').disabled).toBe(true)
    button('Try again').click()
    await ready()
    expect([windowText().includes('The server cannot answer'), button('See what will happen').disabled]).toEqual([false, false])
  })

  test('loses nothing that was typed to a network that goes, before or after what will happen was said', async () => {
    const { server } = await begin()
    await ready()
    fill(kim)
    server.goAway()
    send()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    expect(inputs().map(({ value }) => value).slice(0, 4)).toEqual(kim)
    server.comeBack()
    send()
    await until(() => expect(windowText()).toContain('kim gets an account'))
    server.goAway()
    send()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    server.comeBack()
    button('Change something').click()
    await until(() => expect(inputs().map(({ value }) => value).slice(0, 4)).toEqual(kim))
    expect([windowText().includes('The server cannot be reached.'), server.world.people.some(({ username }) => username === 'kim')]).toEqual([false, false])
  })

  test('somebody else took the user name meanwhile: it is said, nobody is made, and one goes back to change it', async () => {
    const { server } = await begin()
    await ready()
    fill(kim)
    send()
    await until(() => expect(windowText()).toContain('kim gets an account'))
    server.world.people.push(person('kim', 'Kim', 'Min'))
    send()
    await until(() => expect(windowText()).toMatch(/user name/i))
    expect(server.world.people.filter(({ splitFrom }) => splitFrom !== undefined)).toEqual([])
    button('Change something').click()
    await until(() => expect(field('User name').value).toBe('kim'))
  })

  test('pressed twice it is done once; a fresh second factor that is asked for in between loses nothing', async () => {
    const { server, confirmInPopup, opened } = await begin()
    await ready()
    fill(kim)
    send()
    await until(() => expect(windowText()).toContain('kim gets an account'))
    server.world.fresh = false
    send()
    send()
    await sees('Confirm that it is you')
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await sees('One person has an account of their own now.')
    expect(server.world.people.filter(({ username }) => username === 'kim')).toHaveLength(1)
  })

  test('by keyboard: who is added is typed at once, who is removed leaves the one who follows; one stays, and twenty are the most', async () => {
    await begin()
    await ready()
    button('Another person').click()
    await until(() => expect(document.activeElement).toBe(inputs()[8]))
    fill(['', '', 'first', '', '', '', 'second', '', '', '', 'third'])
    button('Remove person 2').click()
    await until(() => expect(inputs().map(({ value }) => value).filter(Boolean)).toEqual(['first', 'third']))
    expect(document.activeElement).toBe(inputs()[4])
    button('Remove person 2').click()
    await until(() => expect(inputs()).toHaveLength(4))
    expect([document.activeElement === inputs()[0], has('button', 'Remove person 1')]).toEqual([true, false])
    for (let more = 1; more < 20; more += 1) {
      button('Another person').click()
      await until(() => expect(inputs()).toHaveLength(4 * (more + 1)))
    }
    expect(has('button', 'Another person')).toBe(false)
  })

  test('what is wrong stands beside its field, and the first of them has the focus', async () => {
    await begin()
    await ready()
    fill([...kim, 'Kim', 'Min', 'ＫＩＭ', 'other@demo.example'])
    send()
    await until(() => expect(windowText()).toContain('Somebody here has this already.'))
    const wrong = document.querySelector('dialog[open] [aria-invalid="true"]')
    expect(document.activeElement).toBe(wrong)
    expect(wrong).toBe(inputs()[6])
    expect(document.getElementById(wrong?.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Somebody here has this already.')
  })

  test('whoever an earlier try made already is told from the new ones, and what an application calls its role is not taken for ours', async () => {
    const { server, account } = await begin()
    await ready()
    server.world.people.push(person('sato', '佐藤', '花', { splitFrom: account.id }))
    fill(['佐藤', '花', 'sato', 'sato@demo.example', ...kim])
    box('The role shop: global-admin').click()
    box('The department Front').click()
    answer('Mark it as shared').click()
    send()
    await until(() => expect(windowText()).toMatch(/sato was made by this split before; nothing happens to them.*kim gets an account and the set-up mail/))
    expect(windowText()).toContain('Each new person takes over: shop: global-admin.')
    expect(windowText()).toContain('The account is marked as shared and goes on working.')
    send()
    await sees('One person has an account of their own now.')
    expect([account.shared, account.enabled]).toEqual([true, true])
  })
})
