import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf, writeVersion } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at, person } from '../../../testing/people.ts'
import { answer, box, button, field, has, link, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'
// Fetched when it is first opened; here beforehand, however busy the machine is.
import './ActWindow.vue'

const taro = person('taro', '鈴木', '太郎')
const hana = person('hana', '<b>森</b>', '花')
const noTokens = ['classic-no-token'] as const

function house(part: Parameters<typeof enforcementOf>[1] = {}, people = [readinessOf(taro, 'ready'), readinessOf(hana, 'locked-out', [...noTokens])]) {
  const enforcement = enforcementOf('Administrators', part)
  const server = createFakeServer({ people: [taro, hana], enforcements: { ...noEnforcements(), list: [enforcement], people } })
  return { server, enforcement, at: `/enforcements/${enforcement.id}` }
}
const draft = { state: 'draft', announcedAt: null, version: 1 } as const
const inWindow = (words: string) => until(() => expect(windowText()).toContain(words))
const go = () => submit(document.querySelector<HTMLFormElement>('dialog[open] form'))
async function begin(name: string): Promise<void> {
  await until(() => expect(has('button', name)).toBe(true))
  button(name).click()
  await until(() => expect(windowText()).not.toBe(''))
}

describe('S0-4: announcing says first what will happen to every single person', () => {
  test('with names, and asks for the number of those who would be locked out', async () => {
    const { server, at: place, enforcement } = house(draft)
    await openConsole(server, place)
    await begin('Announce…')
    await inWindow('It meets 2 people.')
    await inWindow('1 person will be locked out:')
    expect(windowText()).toContain('<b>森</b> 花 hana')
    expect(document.querySelector('dialog b')).toBeNull()
    expect(link('Open the list of these people').getAttribute('href')).toContain(`/enforcements/${enforcement.id}?state=locked-out`)
    expect(windowText()).toContain('for Tuesday, 1 December 2026, 00:00 JST')
    go()
    await inWindow('Say why.')
    await inWindow('That is not the number.')
    expect(server.asksOf('announceEnforcement')).toEqual([])
    type(field('Why?'), 'The audit asks for it')
    type(field('Type 1 to confirm'), '1')
    go()
    await sees('Announced. The people it is for read it when they sign in.')
    expect(server.asksOf('announceEnforcement')[0]).toMatchObject({ body: { reason: 'The audit asks for it', confirmed: 1 }, ifMatch: 1 })
    expect(enforcement.state).toBe('announced')
    expect(windowText()).toBe('')
  })

  test('a number that is another one by now is looked at again before it is typed again', async () => {
    const { server, at: place } = house(draft)
    await openConsole(server, place)
    await begin('Announce…')
    await inWindow('1 person will be locked out:')
    const emma = person('emma', 'Brown', 'Emma')
    server.world.enforcements.people.push(readinessOf(emma, 'locked-out'))
    type(field('Why?'), 'Now')
    type(field('Type 1 to confirm'), '1')
    go()
    await inWindow('2 people will be locked out:')
    await inWindow('Type 2 to confirm')
    expect(field('Type 2 to confirm').value).toBe('')
    expect(field('Why?').value).toBe('Now')
  })

  test('at once, it says so and sends no date', async () => {
    const { server, at: place } = house(draft, [readinessOf(taro, 'ready')])
    await openConsole(server, place)
    await begin('Announce…')
    answer('At once').click()
    await until(() => expect(server.asksOf('previewEnforcement').at(-1)?.body).toEqual({ now: true }))
    type(field('Why?'), 'A leak')
    await until(() => expect(button('Announce').disabled).toBe(false))
    go()
    await sees('In force')
    expect(server.asksOf('announceEnforcement')[0]?.body).toEqual({ reason: 'A leak', now: true })
  })

  test('a draft whose date is over needs a new one, or begins at once', async () => {
    const { server, at: place } = house({ ...draft, enforceFrom: at(24) }, [readinessOf(taro, 'ready')])
    await openConsole(server, place)
    await begin('Announce…')
    await inWindow('Its date is over.')
    type(field('Date'), '2026-12-08')
    await inWindow('from Tuesday, 8 December 2026')
    type(field('Why?'), 'Later then')
    await until(() => expect(button('Announce').disabled).toBe(false))
    go()
    await sees('Announced.')
    expect(server.asksOf('announceEnforcement')[0]?.body['enforceFrom']).toMatchObject({ date: '2026-12-08', zone: 'Asia/Tokyo' })
  })

  test('a rule that meets nobody today has to be meant so', async () => {
    const { server, at: place } = house(draft, [])
    await openConsole(server, place)
    await begin('Announce…')
    await inWindow('It meets nobody.')
    type(field('Why?'), 'For those to come')
    go()
    expect(server.asksOf('announceEnforcement')).toEqual([])
    box('Nobody is meant today.').click()
    go()
    await sees('Announced.')
    expect(server.asksOf('announceEnforcement')[0]?.body).toEqual({ reason: 'For those to come', nobodyYet: true })
  })

  test('so near that no reminder is left, it is asked whether that is meant', async () => {
    const { server, at: place } = house({ ...draft, lateWaves: [30, 14] }, [readinessOf(taro, 'ready')])
    server.refuse('announceEnforcement', 'enforcement.no-time-for-reminders')
    await openConsole(server, place)
    await begin('Announce…')
    await inWindow('too late for the reminders planned this many days before the start: 30, 14')
    await inWindow('It meets 1 person.')
    type(field('Why?'), 'Tomorrow')
    go()
    await inWindow('Begin without reminders')
    box('Begin without reminders').click()
    go()
    await sees('Announced.')
    expect(server.asksOf('announceEnforcement')[1]?.body).toMatchObject({ withoutReminders: true })
  })

  test('whoever is not ready themselves reads so, where they acted', async () => {
    const { server, at: place } = house(draft, [readinessOf(taro, 'ready')])
    server.refuse('announceEnforcement', 'enforcement.not-ready-yourself')
    await openConsole(server, place)
    await begin('Announce…')
    await inWindow('It meets 1 person.')
    type(field('Why?'), 'x')
    go()
    await until(() => expect(document.querySelector('dialog [role=alert]')).not.toBeNull())
    expect(field('Why?').value).toBe('x')
  })
})

describe('S0-8, S0-11, S0-42: a date is moved by an act of its own, with a reason', () => {
  test('postponing shows the new sentence and what will happen then, and goes only to later', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await begin('Postpone…')
    type(field('Date'), '2026-11-30')
    await inWindow('This is not later than the present date.')
    type(field('Date'), '2026-12-08')
    await inWindow('from Tuesday, 8 December 2026, 00:00 JST')
    await inWindow('It meets 2 people.')
    // Nobody comes to harm by it: no number is asked for.
    expect(windowText()).not.toContain('to confirm')
    type(field('Why?'), 'The phones come late')
    go()
    await sees('Postponed. Whoever was told is told the new date.')
    expect(server.asksOf('postponeEnforcement')[0]).toMatchObject({ body: { reason: 'The phones come late', enforceFrom: { date: '2026-12-08', time: '00:00', zone: 'Asia/Tokyo' } }, ifMatch: 3 })
    await sees('The deadline people read: until Monday, 7 December 2026, 23:59 JST')
  })

  test('S0-6: the date to be ready by is moved alone', async () => {
    const { server, at: place } = house({ registerBy: '2026-11-27T08:00:00.000Z' })
    await openConsole(server, place)
    await begin('Postpone…')
    await inWindow('Ask people to be ready earlier')
    box('Ask people to be ready earlier').click()
    type(field('Why?'), 'No need')
    await until(() => expect(windowText()).not.toContain('Say the new date.'))
    await until(() => expect(button('Postpone').disabled).toBe(false))
    go()
    await sees('Postponed.')
    expect(server.asksOf('postponeEnforcement')[0]?.body).toEqual({ reason: 'No need', registerBy: null })
  })

  test('bringing forward goes only to earlier, and asks for the number', async () => {
    const { server, at: place } = house()
    await openConsole(server, place)
    await begin('Bring forward…')
    type(field('Date'), '2026-12-02')
    await inWindow('This is not earlier than the present date.')
    type(field('Date'), '2026-11-27')
    await inWindow('Type 1 to confirm')
    type(field('Why?'), 'An attack')
    type(field('Type 1 to confirm'), '1')
    go()
    await sees('Brought forward.')
    expect(server.asksOf('bringForwardEnforcement')[0]?.body).toMatchObject({ confirmed: 1, enforceFrom: { date: '2026-11-27' } })
  })

  test('suspending, resuming and ending each say what they do, ask why, and stand in the history', async () => {
    const { server, at: place } = house({}, [readinessOf(taro, 'ready')])
    await openConsole(server, place)
    await begin('Suspend…')
    expect(windowText()).toContain('What people have set up stays.')
    type(field('Why?'), 'Mail is down')
    go()
    await sees('Suspended.')
    await begin('Resume…')
    type(field('Why?'), 'Mail is back')
    await inWindow('It meets 1 person.')
    go()
    await sees('Resumed.')
    await begin('End…')
    type(field('Why?'), 'Replaced')
    go()
    await until(() => expect(has('button', 'End…')).toBe(false))
    link('History').click()
    await sees('Replaced')
    for (const words of ['Mail is down', 'Mail is back', 'State: Announced → Suspended', 'by admin']) expect(text()).toContain(words)
  })
})

describe('of two administrators at once the second sees what changed', () => {
  test('and decides again, on what it is now, with everything typed still there', async () => {
    const { server, at: place, enforcement } = house({}, [readinessOf(taro, 'ready')])
    await openConsole(server, place)
    await begin('Postpone…')
    type(field('Date'), '2026-12-08')
    type(field('Why?'), 'The phones come late')
    await inWindow('from Tuesday, 8 December 2026')
    await until(() => expect(button('Postpone').disabled).toBe(false))
    enforcement.waves = [7, 0]
    writeVersion(server.world, enforcement, 'change', 'Fewer mails', [{ field: 'waves', before: [30, 14, 7], after: [7, 0] }], '佐藤 健')
    go()
    await inWindow('Somebody else changed this enforcement meanwhile.')
    await inWindow('Changed by 佐藤 健')
    await inWindow('Fewer mails')
    await inWindow('Reminders: 30 days before, 14 days before, 7 days before → 7 days before, When it begins')
    expect(field('Why?').value).toBe('The phones come late')
    await until(() => expect(button('Postpone').disabled).toBe(false))
    go()
    await sees('Postponed.')
    expect(server.asksOf('postponeEnforcement').map(({ ifMatch }) => ifMatch)).toEqual([3, 4])
  })

  test('or sees that it cannot be done any more', async () => {
    const { server, at: place, enforcement } = house({}, [readinessOf(taro, 'ready')])
    await openConsole(server, place)
    await begin('Suspend…')
    enforcement.state = 'ended'
    writeVersion(server.world, enforcement, 'end', 'Not needed', [{ field: 'state', before: 'announced', after: 'ended' }], '佐藤 健')
    type(field('Why?'), 'Wait')
    go()
    await inWindow('As it is now, this cannot be done any more.')
    expect(has('button', 'Suspend')).toBe(false)
    await seesNot('Suspended.')
  })
})

describe('a draft', () => {
  test('is deleted without a trace, after a question', async () => {
    const { server, at: place } = house(draft)
    const { router } = await openConsole(server, `${place}/rule`)
    await begin('Delete draft…')
    expect(windowText()).toContain('Delete this draft?')
    button('Delete draft').click()
    await until(() => expect(router.currentRoute.value.name).toBe('enforcements'))
    expect(server.asksOf('deleteEnforcement')[0]?.ifMatch).toBe(1)
  })
})
