import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { answer, button, field, has, sees, seesNot, settled, submit, text, type, until, windowText } from '../../../testing/screen.ts'
// Fetched when it is first opened; here beforehand, however busy the machine is.
import './ActWindow.vue'

const taro = person('taro', '鈴木', '太郎')
const hana = person('hana', '森', '花')
async function open(part: Parameters<typeof enforcementOf>[1] = {}, people = [readinessOf(taro, 'ready')], language: 'en' | 'ja' = 'en') {
  const enforcement = enforcementOf('Administrators', part)
  const server = createFakeServer({ people: [taro, hana], enforcements: { ...noEnforcements(), list: [enforcement], people } })
  const opened = await openConsole(server, `/enforcements/${enforcement.id}/history`, language)
  return { server, enforcement, ...opened }
}
const inWindow = (words: string) => until(() => expect(windowText()).toContain(words))
const go = () => submit(document.querySelector<HTMLFormElement>('dialog[open] form'))
async function begin(name: string): Promise<void> {
  await until(() => expect(has('button', name)).toBe(true))
  button(name).click()
  await until(() => expect(windowText()).not.toBe(''))
}

describe('an act on a rule when something is in the way', () => {
  test('what will happen could not be found out: nothing is done before it is, and it is looked again on demand', async () => {
    const { server } = await open({ state: 'draft', announcedAt: null })
    server.refuse('previewEnforcement', 'server.unavailable')
    await begin('Announce…')
    await inWindow('The server cannot answer at the moment.')
    expect(button('Announce').disabled).toBe(true)
    type(field('Why?'), 'Now')
    go()
    await settled()
    expect(server.asksOf('announceEnforcement')).toEqual([])
    button('Look again').click()
    await inWindow('It meets 1 person.')
    expect(windowText()).not.toContain('The server cannot answer at the moment.')
    await until(() => expect(button('Announce').disabled).toBe(false))
    go()
    await sees('Announced. The people it is for')
  })

  test('an older forecast never stands over a newer one, nor is its number asked for', async () => {
    const { server } = await open({}, [readinessOf(hana, 'locked-out')])
    await begin('Bring forward…')
    const letGo = server.hold('previewEnforcement')
    type(field('Date'), '2026-11-28')
    await until(() => expect(server.asksOf('previewEnforcement').at(-1)?.body).toMatchObject({ enforceFrom: { date: '2026-11-28' } }))
    server.world.enforcements.people = [readinessOf(hana, 'locked-out'), readinessOf(taro, 'locked-out')]
    type(field('Date'), '2026-11-27')
    await inWindow('2 people will be locked out:')
    await inWindow('for Friday, 27 November 2026')
    server.world.enforcements.people = [readinessOf(hana, 'locked-out')]
    letGo()
    await settled()
    expect(windowText()).toContain('Type 2 to confirm')
    expect(windowText()).not.toContain('for Saturday, 28 November 2026')
  })

  test('the network gone while it is done: it is said in the window, everything typed stays, and pressed again it is done', async () => {
    const { server, enforcement } = await open()
    await begin('Suspend…')
    type(field('Why?'), 'Mail is down')
    server.goAway()
    go()
    await inWindow('The server cannot be reached.')
    expect([field('Why?').value, enforcement.state]).toEqual(['Mail is down', 'announced'])
    server.comeBack()
    await until(() => expect(button('Suspend').disabled).toBe(false))
    go()
    await sees('Suspended.')
    expect(windowText()).toBe('')
  })

  test('pressed twice while it is under way, it is done once', async () => {
    const { server } = await open()
    await begin('Suspend…')
    type(field('Why?'), 'Mail is down')
    const letGo = server.hold('suspendEnforcement')
    go()
    await until(() => expect(server.asksOf('suspendEnforcement')).toHaveLength(1))
    go()
    letGo()
    await sees('Suspended.')
    expect(server.asksOf('suspendEnforcement')).toHaveLength(1)
  })

  test('the right to it withdrawn: nothing is done, the window goes, and it is said why', async () => {
    const { server, enforcement } = await open()
    await begin('End…')
    type(field('Why?'), 'Over')
    server.world.myRoles = ['read-only-admin']
    go()
    await sees('Your rights here were changed just now.')
    await until(() => expect(has('button', 'End…')).toBe(false))
    expect(enforcement.state).toBe('announced')
  })

  test('a second factor that is too old is asked for in a window of its own, and what was typed is done afterwards', async () => {
    const { server, confirmInPopup, opened } = await open()
    await begin('Suspend…')
    type(field('Why?'), 'Mail is down')
    server.refuse('suspendEnforcement', 'token.insufficient-authentication')
    go()
    await until(() => expect(server.asksOf('suspendEnforcement')).toHaveLength(1))
    await inWindow('Confirm that it is you')
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await sees('Suspended.')
    expect(server.asksOf('suspendEnforcement').map(({ body }) => body)).toEqual([{ reason: 'Mail is down' }, { reason: 'Mail is down' }])
  })

  test('closed and opened again it begins anew: nothing of before is typed, ticked or said', async () => {
    const { server } = await open()
    await begin('Suspend…')
    type(field('Why?'), 'A mistake')
    server.refuse('suspendEnforcement', 'server.unavailable')
    go()
    await inWindow('The server cannot answer at the moment.')
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    await begin('Suspend…')
    expect([field('Why?').value, windowText().includes('The server cannot answer')]).toEqual(['', false])
    button('Cancel').click()
    await begin('Postpone…')
    await inWindow('Postpone “Administrators”')
    expect(field('Date').value).toBe('2026-12-01')
  })

  test('the friendly date has to lie before the start: that is said, and nothing can be done until it does', async () => {
    const { server } = await open({ registerBy: '2026-11-27T08:00:00.000Z' })
    await begin('Bring forward…')
    type(field('Date'), '2026-11-26')
    await inWindow('The earlier date to be ready by has to lie before the start.')
    type(field('Why?'), 'Sooner')
    go()
    await until(() => expect(document.querySelector('dialog[open] .problem')?.textContent).toContain('has to lie before the start'))
    expect([button('Bring forward').disabled, server.asksOf('bringForwardEnforcement')]).toEqual([true, []])
    answer('At once').click()
    await until(() => expect(windowText()).not.toContain('has to lie before the start'))
    await until(() => expect(button('Bring forward').disabled).toBe(false))
  })

  test('a number in full width, with separators, is the number', async () => {
    const { server } = await open({ state: 'draft', announcedAt: null }, [readinessOf(hana, 'locked-out')])
    await begin('Announce…')
    await inWindow('Type 1 to confirm')
    type(field('Why?'), 'Now')
    type(field('Type 1 to confirm'), ' １ ')
    go()
    await sees('Announced.')
    expect(server.asksOf('announceEnforcement')[0]?.body).toEqual({ reason: 'Now', confirmed: 1 })
  })

  test('who is not ready themselves reads what to do first, in Japanese, too', async () => {
    const { server } = await open({ state: 'draft', announcedAt: null }, [readinessOf(taro, 'ready')], 'ja')
    server.refuse('announceEnforcement', 'enforcement.not-ready-yourself')
    await begin('告知…')
    const reason = document.querySelector<HTMLTextAreaElement>('dialog[open] textarea')
    if (!reason) throw new Error('there is no field for the reason')
    type(reason, '監査')
    await until(() => expect(button('告知').disabled).toBe(false))
    go()
    await until(() => expect(document.querySelector('dialog[open] [role=alert]')?.textContent).toMatch(/アカウント/))
    expect(reason.value).toBe('監査')
  })

  test('what was done is said until one looks elsewhere', async () => {
    const { router, enforcement } = await open()
    await begin('Suspend…')
    type(field('Why?'), 'Mail is down')
    go()
    await sees('Suspended.')
    expect(document.querySelector('main [role=status]')?.textContent).toContain('Suspended.')
    await router.push(`/enforcements/${enforcement.id}/reminders`)
    await sees('What is told by mail')
    await seesNot('Suspended.')
    expect(text()).toContain('Suspended')
  })
})
