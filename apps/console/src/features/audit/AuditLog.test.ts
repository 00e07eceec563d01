import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { upstreamOf } from '../../testing/fake-upstreams.ts'
import { eventOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, link, press, sees, seesNot, text, type, until, windowText } from '../../testing/screen.ts'

const hana = person('hana', '伊藤', '花')
const about = { userId: hana.id, username: 'hana' }
const self = { kind: 'user', id: hana.id, name: 'hana' } as const
const admin = { kind: 'administrator', id: '00000000-0000-4000-8000-00000000ffff', name: 'misaki' } as const

const log = () => [
  eventOf('realm.changed', { actor: admin, details: { before: { zone: 'UTC', askRegistered: true }, after: { zone: 'Asia/Tokyo', askRegistered: true } } }),
  eventOf('code.refused', { ...about, actor: self, outcome: 'refused', reason: 'wrong', address: '203.0.113.24', clientId: 'wiki', at: at(2) }),
  eventOf('user.otp-reset', { ...about, actor: admin, reason: 'called back on the number in the directory', at: at(30) }),
  eventOf('brand.new-event', { actor: { kind: 'operator', id: null, name: 'root@host' }, at: at(50) }),
]
const open = async (path = '/audit-log', part: Parameters<typeof createFakeServer>[0] = {}, language: 'en' | 'ja' | 'ko' = 'en') => {
  const server = createFakeServer({ people: [hana], events: log(), ...part })
  return { server, ...await openConsole(server, path, language) }
}
const what = () => [...document.querySelectorAll('tbody .words')].map((each) => each.textContent)

describe('the audit log', () => {
  test('says what, whom, by whom and why in words, and shows an event that it has no words for', async () => {
    await open()
    await until(() => expect(what()).toEqual(['Realm settings changed', 'Code refused', 'OTP reset', 'brand.new-event']))
    const [changed, refused, reset, foreign] = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent ?? '')
    expect(changed).toContain('misaki')
    expect(refused).toContain('Wrong code')
    expect(refused).toContain('the person')
    expect(reset).toContain('called back on the number in the directory')
    expect(foreign).toContain('root@host')
  })

  test('unfolds the rest: of a change only what differs, and the permanent name', async () => {
    await open()
    await sees('Realm settings changed')
    const details = document.querySelector('tbody dl')?.textContent ?? ''
    expect(details).toContain('UTC')
    expect(details).toContain('Asia/Tokyo')
    expect(details).toContain('realm.changed')
    expect(details).not.toContain('askRegistered')
  })

  test.each([['en', 'Came through Corp ID'], ['ja', 'コープ ID からログイン'], ['ko', '외부 계정으로 로그인: Corp ID']] as const)('in %s a sign-in names the provider that it came through, without being opened', async (language, words) => {
    await open('/audit-log', {
      upstreams: [upstreamOf('corp')],
      events: [
        eventOf('upstream.accepted', { ...about, actor: self, details: { upstream: 'corp', acr: '1' } }),
        eventOf('sign-in.succeeded', { ...about, actor: self, reason: 'line3.trusted', details: { upstream: 'gone', line: 3 } }),
        eventOf('identity.linked', { ...about, actor: admin, details: { upstream: 'corp' } }),
      ],
    }, language)
    await sees(words)
    const rows = [...document.querySelectorAll('tbody tr')].map((row) => row.querySelector('.what')?.textContent ?? '')
    expect(rows.map((row) => row.includes(words))).toEqual([true, false, false])
    expect(rows[1]).toContain(words.replace(/Corp ID|コープ ID/, 'gone'))
  })

  test.each([['ja', 'レルムの設定を変更', '監査ログ'], ['ko', '렐름 설정 변경', '감사 로그']] as const)('in %s', async (language, event, title) => {
    await open('/audit-log', {}, language)
    await sees(event)
    expect(text()).toContain(title)
  })

  test('the filter stands in the address and is asked of the server', async () => {
    const { server, router } = await open('/audit-log?kind=codes&outcome=refused&from=2026-11-20&until=2026-11-24')
    await until(() => expect(what()).toEqual(['Code refused']))
    // The realm is in Tokyo: its day begins at 15:00 UTC of the day before, and the last day is included.
    expect(server.asksOf('listEvents').at(-1)?.input).toMatchObject({ outcome: 'refused', from: '2026-11-19T15:00:00.000Z', until: '2026-11-24T15:00:00.000Z' })
    expect(server.asksOf('listEvents').at(-1)?.input['type']?.split(',')).toContain('code.refused')
    button('Remove the filter Refused').click()
    await until(() => expect(router.currentRoute.value.query['outcome']).toBeUndefined())
    button('Remove all').click()
    await until(() => expect(what()).toHaveLength(4))
  })

  test('kind and outcome are chosen in the panel', async () => {
    const { router } = await open()
    await sees('Code refused')
    choose(choice('Kind'), 'settings')
    await until(() => expect(what()).toEqual(['Realm settings changed']))
    choose(choice('Outcome'), 'refused')
    await sees('Nothing happened that matches.')
    expect(router.currentRoute.value.query).toEqual({ kind: 'settings', outcome: 'refused' })
  })

  test('a person is found by name, or taken from a row, and the way leads to them and back', async () => {
    const { router } = await open()
    await sees('Code refused')
    type(field('Person'), 'hana')
    await press('hana')
    await until(() => expect(what()).toEqual(['Code refused', 'OTP reset']))
    expect(router.currentRoute.value.query).toEqual({ user: hana.id })
    await sees('伊藤 花')
    link('Open this person').click()
    await sees('All events in the audit log')
    link('All events in the audit log').click()
    await until(() => expect(what()).toEqual(['Code refused', 'OTP reset']))
  })

  test('walks on by page', async () => {
    await open('/audit-log', { pageSize: 2 })
    await until(() => expect(what()).toHaveLength(2))
    button('Show more').click()
    await until(() => expect(what()).toHaveLength(4))
    expect(has('button', 'Show more')).toBe(false)
  })

  test('names and markup that somebody chose are shown as text', async () => {
    await open('/audit-log', { events: [eventOf('sign-in.refused', { reason: '<img src=x onerror=alert(1)>', outcome: 'refused', details: { username: '<b>x</b>' } })] })
    await sees('<img src=x onerror=alert(1)>')
    expect(document.querySelector('tbody img, tbody b')).toBeNull()
  })

  test('a failure is said where the list would be, and tried again', async () => {
    const server = createFakeServer({ events: log() })
    server.refuse('listEvents', 'server.unavailable')
    await openConsole(server, '/audit-log')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await sees('Code refused')
  })

  test('whoever may not read it sees no way to it', async () => {
    await openConsole(createFakeServer({ me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] }), '/users')
    await sees('User List')
    expect(has('a', 'Audit log')).toBe(false)
  })
})

describe('the export', () => {
  test('has everything that the filter shows, page after page, formulas as text, after a byte order mark', async () => {
    const { saved } = await open('/audit-log', { pageSize: 3, events: [...log(), eventOf('user.created', { username: '=cmd|calc', details: { note: 'a "quoted", line' } })] })
    await sees('Code refused')
    button('Export').click()
    await until(() => expect(windowText()).toContain('at most 50,000 events'))
    button('Make the file').click()
    await until(() => expect(windowText()).toContain('5 events are in the file.'))
    expect(saved[0]?.name).toBe('audit-log-demo-2026-11-24.csv')
    const bytes = new Uint8Array(await saved[0]?.file.arrayBuffer() ?? new ArrayBuffer(0))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
    expect(lines).toHaveLength(6)
    expect(lines[0]).toBe('at,type,what,outcome,reason,userId,username,actorKind,actorId,actorName,clientId,address,details')
    expect(lines[5]).toContain("'=cmd|calc")
    expect(lines[5]).toContain('"{""note"":""a \\""quoted\\"", line""}"')
  })

  test('as JSON lines is what the API says', async () => {
    const { saved } = await open('/audit-log?kind=codes')
    await until(() => expect(what()).toHaveLength(2))
    button('Export').click()
    await until(() => answer('JSON lines'))
    answer('JSON lines').click()
    await seesNot('With a byte order mark')
    button('Make the file').click()
    await until(() => expect(windowText()).toContain('2 events are in the file.'))
    const lines = (await saved[0]?.file.text() ?? '').trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['code.refused', 'user.otp-reset'])
  })

  test('is stopped without a file, and a refusal on the way is said', async () => {
    const { server, saved } = await open()
    await sees('Code refused')
    button('Export').click()
    await until(() => box('With a byte order mark'))
    box('With a byte order mark').click()
    const letGo = server.hold('listEvents')
    button('Make the file').click()
    await press('Stop')
    letGo()
    await until(() => expect(has('button', 'Stop')).toBe(false))
    expect(saved).toEqual([])
    server.refuse('listEvents', 'permission.missing')
    button('Make the file').click()
    await until(() => expect(windowText()).toContain('Your roles do not permit this.'))
    expect(saved).toEqual([])
  })
})
