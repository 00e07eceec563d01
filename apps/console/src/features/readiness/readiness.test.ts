import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf, type FakeEnforcements } from '../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { box, button, choice, choose, field, has, link, rows, sees, seesNot, text, type, until, windowText } from '../../testing/screen.ts'
// Fetched when it is first opened; here beforehand, however busy the machine is.
import './RemindWindow.vue'
import '../bulk/BulkWindow.vue'

const taro = person('taro', '鈴木', '太郎', { department: '営業部' })
const hana = person('hana', '森', '花')
const jun = person('jun', '=cmd()', 'Jun')
const boss = person('boss', 'White', 'Ada', { administrator: true })

function house(part: Partial<FakeEnforcements> = {}, enforcement = enforcementOf('Administrators'), world: Parameters<typeof createFakeServer>[0] = {}) {
  const people = [
    readinessOf(hana, 'locked-out', ['classic-no-token', 'never-signed-in']), readinessOf(jun, 'set-up', ['by-mail']), readinessOf(boss, 'needs-token', ['token-to-set-up']), readinessOf(taro, 'ready'),
  ]
  const server = createFakeServer({ people: [taro, hana, jun, boss], enforcements: { ...noEnforcements(), list: [enforcement], people, ...part }, ...world })
  return { server, enforcement, at: `/enforcements/${enforcement.id}` }
}
const tile = (name: string) => button(name)
const pressed = (name: string) => tile(name).getAttribute('aria-pressed')

describe('S0-33, S0-38: who is ready, who is not, and why', () => {
  test('is counted by state; who is not ready is listed with the reason in words', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await sees('1 of 4 people are ready.')
    await sees('1 person would not get in at all.')
    await until(() => expect(rows().filter(Boolean)).toEqual(['森 花', 'Ada White', 'Jun =cmd()']))
    expect(text()).toContain('Classic sign-in page, and no emergency token, Has never signed in')
    expect(text()).toContain('Judged for the sign-in at Tuesday, 1 December 2026, 00:00 JST')
  })

  test('a state and a reason narrow the list, which stands in the address', async () => {
    const { server, at: place } = house()
    const { router } = await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    tile('Will be locked out').click()
    await until(() => expect(rows().filter(Boolean)).toEqual(['森 花']))
    expect(pressed('Will be locked out')).toBe('true')
    expect(router.currentRoute.value.query).toEqual({ state: 'locked-out' })
    choose(choice('State'), 'open')
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    button('The code comes by mail').click()
    await until(() => expect(rows().filter(Boolean)).toEqual(['Jun =cmd()']))
    expect(router.currentRoute.value.query).toEqual({ state: 'all', reason: 'by-mail' })
    button('The code comes by mail').click()
    await until(() => expect(rows().filter(Boolean)).toHaveLength(4))
    type(field('Find somebody'), 'nobody at all')
    await sees('Nobody here.')
  })

  test('"look again" says what has become of it', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await sees('1 of 4 people are ready.')
    server.world.enforcements.people = server.world.enforcements.people.map((each) => ({ ...each, state: 'ready', reasons: [] }))
    button('Look again').click()
    await sees('All 4 people are ready.')
    await sees('The list is empty: everybody is ready.')
  })

  test('"look again" that could not look says so, keeps what was seen, and looks when it is pressed again', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await sees('1 of 4 people are ready.')
    server.world.enforcements.people = server.world.enforcements.people.map((each) => ({ ...each, state: 'ready', reasons: [] }))
    server.refuse('getReadiness', 'server.unavailable')
    button('Look again').click()
    await sees('The server cannot answer at the moment.')
    await sees('1 of 4 people are ready.')
    button('Look again').click()
    await sees('All 4 people are ready.')
    expect(document.body.textContent).not.toContain('The server cannot answer at the moment.')
  })

  test('the burn-down stands there as a sentence and as a table, too', async () => {
    const { server, at: place } = house({ days: [{ day: '2026-11-01', states: { 'set-up': 30, 'locked-out': 10 } }, { day: '2026-11-20', states: { 'set-up': 4, 'needs-token': 1 } }] })
    await openConsole(server, place)
    await sees('On Sunday, 1 November 2026 40 people were not ready. Now it is 3; 2 of them would not get in.')
    expect(document.querySelector('svg[role=img] .edge')?.getAttribute('d')).toMatch(/^M44 /)
    expect(text()).toContain('Friday, 20 November 202651')
  })

  test('on the first day it is a point, with the numbers of today and the way to zero', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await sees('Not ready today: 3, of whom 2 would not get in. From tomorrow on a line shows how it goes down.')
    expect(document.querySelector('svg[role=img] .today')?.getAttribute('cx')).toBe('44')
    expect(document.querySelector('svg[role=img] .pace')?.getAttribute('d')).toMatch(/^M44 /)
  })

  test('the work list is worked down: set-up mails and emergency tokens for those who are selected', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    box('Select 森 花').click()
    box('Select Jun =cmd()').click()
    await sees('2 selected')
    button('Send set-up mail').click()
    await until(() => expect(server.asksOf('previewBulkSetupMail')[0]?.body).toEqual({ userIds: [hana.id, jun.id] }))
    await until(() => expect(windowText()).not.toBe(''))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    button('Select none').click()
    await seesNot('2 selected')
    box('Select all that are shown').click()
    await sees('3 selected')
    button('Emergency tokens').click()
    await until(() => expect(server.asksOf('previewBulkTopUp')[0]?.body).toEqual({ userIds: [hana.id, boss.id, jun.id] }))
  })

  test('whoever was deleted meanwhile is still named as one for whom it was not done, and the list shows them no more', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toEqual(['森 花', 'Ada White', 'Jun =cmd()']))
    box('Select Jun =cmd()').click()
    await sees('1 selected')
    button('Send set-up mail').click()
    await until(() => expect(server.asksOf('previewBulkSetupMail')).toHaveLength(1))
    await until(() => expect(button('Send').disabled).toBe(false))
    server.world.people = server.world.people.filter(({ id }) => id !== jun.id)
    server.world.enforcements.people = server.world.enforcements.people.filter(({ id }) => id !== jun.id)
    button('Send').click()
    await until(() => expect(rows().filter(Boolean)).toEqual(['森 花', 'Ada White']))
    expect(windowText()).toContain('Jun =cmd()')
  })

  test('S0-5: those who are selected are reminded now, and it is said who was not', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    box('Select all that are shown').click()
    await sees('3 selected')
    button('Remind').click()
    await until(() => expect(windowText()).toContain('3 people are chosen.'))
    expect(windowText()).toContain('Jun =cmd()')
    button('Send').click()
    await until(() => expect(windowText()).toContain('2 mails are on their way.'))
    expect(windowText()).toContain('1 person has heard today already.')
    expect(server.asksOf('remindPeople')[0]?.body).toEqual({ userIds: [hana.id, boss.id, jun.id] })
  })

  test('S0-5: everybody whom the list shows is reminded, in as many calls as it takes', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    button('Remind everybody shown').click()
    await until(() => expect(windowText()).toContain('3 people are chosen.'))
    button('Send').click()
    await until(() => expect(windowText()).toContain('One mail is on its way.'))
    expect(windowText()).toContain('2 people have heard today already.')
    const state = ['locked-out', 'needs-token', 'set-up']
    expect(server.asksOf('remindPeople').map(({ body }) => body)).toEqual([{ state }, { state, cursor: 'further' }])
  })

  test('S0-5: reminding stops between two calls, goes on where it stopped, and after a failure makes the same call again', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    const letGo = server.hold('remindPeople')
    button('Remind everybody shown').click()
    await until(() => expect(windowText()).toContain('3 people are chosen.'))
    button('Send').click()
    await until(() => expect(windowText()).toContain('0 of 3'))
    button('Stop').click()
    await until(() => expect(windowText()).toContain('Stopping after this step…'))
    letGo()
    await until(() => expect(windowText()).toContain('Stopped. Whoever was told stays told'))
    expect(windowText()).toContain('2 of 3')
    server.refuse('remindPeople', 'server.unavailable')
    button('Go on').click()
    await until(() => expect(windowText()).toContain('It stands still. Nothing is lost'))
    button('Go on').click()
    await until(() => expect(windowText()).toContain('One mail is on its way.'))
    expect(server.asksOf('remindPeople').map(({ body }) => body['cursor'])).toEqual([undefined, 'further', 'further'])
  })

  test('everybody whom a word, a state or a reason finds is helped at once: set-up mails, emergency tokens, with a way to try again', async () => {
    const { server, at: place } = house({}, undefined, { bulkStep: 1 })
    await openConsole(server, `${place}?state=all`)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(4))
    server.world.bulkRefuses.set(jun.id, 'user.no-email')
    button('Set-up mail to everybody shown').click()
    await until(() => expect(windowText()).toContain('Set-up mails go to 3 people.'))
    const readiness = { enforcementId: server.world.enforcements.list[0]?.id }
    button('Send').click()
    await until(() => expect(windowText()).toContain('Done: 3 people changed.'))
    expect(server.asksOf('bulkSetupMail').map(({ body }) => body['readiness'])).toEqual([readiness, readiness, readiness, readiness])
    server.world.bulkRefuses.clear()
    button('Try these again').click()
    await until(() => expect(windowText()).toContain('Done: one person changed.'))
    expect(server.asksOf('bulkSetupMail').at(-1)?.body).toEqual({ userIds: [jun.id] })
    button('Close').click()
    await until(() => expect(windowText()).toBe(''))
    tile('Needs an emergency token').click()
    await until(() => expect(rows().filter(Boolean)).toEqual(['Ada White']))
    button('Tokens for everybody shown').click()
    await until(() => expect(server.asksOf('previewBulkTopUp').at(-1)?.body).toEqual({ readiness: { ...readiness, state: ['needs-token'] } }))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    type(field('Find somebody'), 'boss')
    await until(() => expect(server.asksOf('listReadinessPeople').at(-1)?.input).toMatchObject({ search: 'boss' }))
    button('Remind everybody shown').click()
    await until(() => expect(windowText()).toContain('Everybody whom the list shows is reminded.'))
    button('Send').click()
    await until(() => expect(server.asksOf('remindPeople')[0]?.body).toEqual({ state: ['needs-token'], search: 'boss' }))
  })

  test('how many they are stands there where not all of them are shown', async () => {
    const many = Array.from({ length: 60 }, (_, n) => readinessOf(person(`p${n}`, 'P', String(n)), 'locked-out', ['no-address']))
    const { server, at: place } = house({ people: many })
    await openConsole(server, place)
    await sees('The first 50 people')
    await sees('60 people in all')
    button('Show more').click()
    await until(() => expect(rows().filter(Boolean)).toHaveLength(60))
    expect(text()).not.toContain('60 people in all')
  })

  test('of a draft nobody is reminded: nobody has been told', async () => {
    const { server, at: place } = house({}, enforcementOf('Draft', { state: 'draft' }))
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    box('Select all that are shown').click()
    await sees('3 selected')
    for (const name of ['Remind', 'Remind everybody shown']) expect(has('button', name)).toBe(false)
    expect(has('button', 'Set-up mail to everybody shown')).toBe(true)
  })

  test('whoever has nothing is set up together on their own page', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await until(() => expect(has('a', 'Set up together with 森 花')).toBe(true))
    expect(link('Set up together with 森 花').getAttribute('href')).toContain(`/users/${hana.id}`)
  })

  test('the list goes into a file that no spreadsheet takes for formulas', async () => {
    const { server, at: place } = house()
    const { saved } = await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    button('Export (CSV)').click()
    await until(() => expect(saved).toHaveLength(1))
    const lines = (await saved[0]?.file.text() ?? '').trim().split('\r\n')
    expect(saved[0]?.name).toBe('readiness-demo-2026-11-24.csv')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain('Will be locked out,"Classic sign-in page, and no emergency token; Has never signed in"')
    expect(lines[3]).toContain("'=cmd()")
  })

  test('a failure is said where the list is, with a way to try again', async () => {
    const { server, at: place } = house()
    server.refuse('getReadiness', 'server.unavailable')
    await openConsole(server, place)
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await sees('1 of 4 people are ready.')
  })

  test('Z-2: who may only read sees everything and is offered nothing', async () => {
    const { server, at: place } = house({}, undefined, { myRoles: ['read-only-admin'] })
    await openConsole(server, place)
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    expect([...document.querySelectorAll('input[type=checkbox]')]).toEqual([])
    expect(has('a', 'Set up together with 森 花')).toBe(false)
    expect(has('button', 'Export (CSV)')).toBe(true)
    expect(server.forbidden).toEqual([])
  })

  test('a wrong clock on the desk tells nobody another number of days', async () => {
    const { server, at: place } = house({}, undefined, { time: '2026-11-29T15:00:00.000Z' })
    const { state } = await openConsole(server, place)
    await sees('1 day left')
    expect(new Date(state.now).toISOString()).toBe('2026-11-24T00:10:00.000Z')
  })

  test('speaks Japanese', async () => {
    const { server, at: place } = house()
    await openConsole(server, place, 'ja')
    await sees('対象4人のうち1人の準備ができています。')
    await sees('クラシック表示のログイン画面で、非常用OTPトークンがない、ログインしたことがない')
  })
})

describe('a rule speaks of its people in the tense that it is in', () => {
  test('in force: as they fare now, and nothing is announced for tomorrow', async () => {
    const { server, at: place } = house({}, enforcementOf('Administrators', { inForce: true, enforceFrom: at(3) }))
    await openConsole(server, place)
    await sees('1 person does not get in at all.')
    await until(() => expect(rows().filter(Boolean)).toHaveLength(3))
    for (const words of ['Is locked out', 'Is asked to set up']) expect(text()).toContain(words)
    for (const words of ['Will be locked out', 'Will be asked', 'From tomorrow on']) expect(text()).not.toContain(words)
  })

  test('suspended: as it would be if it were resumed', async () => {
    const { server, at: place } = house({}, enforcementOf('Administrators', { state: 'suspended' }))
    await openConsole(server, place)
    await sees('What stands here is what would happen if it were resumed.')
    await sees('1 person would not get in at all.')
  })

  test('ended: that it is over, with the way to its proof, and no work list', async () => {
    const { server, at: place } = house({}, enforcementOf('Administrators', { state: 'ended' }))
    await openConsole(server, place)
    await sees('This rule is over: nobody is asked because of it any more.')
    expect(text()).not.toContain('Work list')
    expect(server.asksOf('getReadiness')).toEqual([])
    expect(link('Proof').getAttribute('href')).toContain('/proof')
  })
})

describe('on the day', () => {
  const inForce = enforcementOf('Administrators', { inForce: true, enforceFrom: at(3) })
  test('the tally says who came and how they got in, by name', async () => {
    const { server, at: place } = house({
      tally: { withCode: { people: 12, last: [{ id: taro.id, username: 'taro', givenName: '太郎', familyName: '鈴木', at: at(1), reason: null }] }, refused: { people: 1, last: [{ id: hana.id, username: 'hana', givenName: '花', familyName: '森', at: at(2), reason: 'not-set-up' }] }, notSeen: 7 },
    }, inForce)
    await openConsole(server, place)
    await sees('Since it began')
    const region = (name: string) => document.querySelector(`section[aria-label="${name}"]`)?.textContent ?? ''
    await until(() => expect(region('Let in with a code')).toContain('12'))
    expect(region('Let in with a code')).toContain('鈴木 太郎')
    expect(region('Refused')).toContain('Nothing is set up')
    expect(region('Not seen yet')).toContain('7')
  })
})

describe('afterwards: the auditor’s proof', () => {
  const inForce = enforcementOf('Administrators', { inForce: true, enforceFrom: at(100) })
  const signIns: FakeEnforcements['signIns'] = [
    { at: at(5), user: taro, userId: taro.id, client: 'wiki', answer: 'code', exception: false, why: null },
    { at: at(6), user: hana, userId: hana.id, client: null, answer: 'emergency-token', exception: false, why: 'Phone forgotten, called back' },
  ]
  test('all sign-ins were with a second factor, tokens stand there with their reasons', async () => {
    const { server, at: place } = house({ signIns }, inForce)
    await openConsole(server, `${place}/proof`)
    await sees('All 2 sign-ins were with a second factor.')
    await sees('Phone forgotten, called back')
    expect(text()).not.toContain('Sign-ins without a code')
    expect(server.asksOf('getEnforcementProof')[0]?.input).toMatchObject({ from: '2026-11-19T15:00:00.000Z', to: '2026-11-24T15:00:00.000Z' })
  })

  test('whom it met is said in the language of the page', async () => {
    const { server, at: place } = house({ signIns }, inForce)
    await openConsole(server, `${place}/proof`, 'ja')
    await until(() => expect(document.querySelector('.proof .list')?.textContent).toContain('グローバル管理者'))
    expect(document.querySelector('.proof .list')?.textContent).not.toContain('global-admin')
  })

  test('an exception stands there by name; a span is whole days, and at most 92 of them', async () => {
    const { server, at: place } = house({ signIns: [...signIns, { at: at(7), user: null, userId: jun.id, client: 'wiki', answer: 'none', exception: true, why: 'line0.disabled' }] }, inForce)
    await openConsole(server, `${place}/proof`)
    await sees('1 of 3 sign-ins has no second factor on record.')
    await sees('Deleted since')
    type(field('To'), '2027-11-24')
    await sees('at most 92 days apart')
    expect(button('Show').disabled).toBe(true)
    type(field('To'), '2026-11-22')
    await until(() => expect(button('Show').disabled).toBe(false))
    button('Show').click()
    await until(() => expect(server.asksOf('getEnforcementProof').at(-1)?.input).toMatchObject({ to: '2026-11-22T15:00:00.000Z' }))
  })

  test('goes into a file with every sign-in', async () => {
    const { server, at: place } = house({ signIns }, inForce)
    const { saved } = await openConsole(server, `${place}/proof`)
    await until(() => expect(has('button', 'All sign-ins (CSV)')).toBe(true))
    button('All sign-ins (CSV)').click()
    await until(() => expect(saved).toHaveLength(1))
    expect((await saved[0]?.file.text() ?? '').trim().split('\r\n')).toHaveLength(3)
  })
})
