import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf, writeVersion } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at, person } from '../../../testing/people.ts'
import { answer, box, button, field, has, link, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

const taro = person('taro', '鈴木', '太郎')

function house(part: Parameters<typeof enforcementOf>[1] = {}, world: Parameters<typeof createFakeServer>[0] = {}) {
  const enforcement = enforcementOf('Administrators', part)
  const server = createFakeServer({ enforcements: { ...noEnforcements(), list: [enforcement], people: [readinessOf(taro, 'locked-out')] }, ...world })
  return { server, enforcement, at: `/enforcements/${enforcement.id}` }
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))
const loaded = () => until(() => expect(field('Name').value).toBe('Administrators'))

describe('one enforcement', () => {
  test('S0-2, S0-6: says what it is, for whom, from when, and the two dates that people read', async () => {
    const { server, at: place } = house({ registerBy: '2026-11-27T08:00:00.000Z' })
    await openConsole(server, place)
    for (const words of ['Announced', '6 days left', 'from Tuesday, 1 December 2026, 00:00 JST', 'until Monday, 30 November 2026, 23:59 JST', 'Please be ready by Friday, 27 November 2026, 17:00 JST']) await sees(words)
    expect(has('a', 'Proof')).toBe(false)
    expect(document.title).toBe('Administrators · Tegata')
  })

  test('in force it has a proof, and its parts are links of their own', async () => {
    const { server, at: place } = house({ inForce: true, enforceFrom: at(30) })
    const { router } = await openConsole(server, place)
    await sees('In force since Monday, 23 November 2026, 03:10 JST')
    expect(text()).not.toContain('The deadline people read')
    link('Proof').click()
    await sees('Proof for auditors')
    expect(router.currentRoute.value.name).toBe('enforcement-proof')
    expect(link('Proof').getAttribute('aria-current')).toBe('page')
    for (const name of ['Suspend…', 'Postpone…', 'End…']) expect(has('button', name)).toBe(true)
  })

  test('that is over offers nothing but its history', async () => {
    const { server, at: place } = house({ state: 'ended' })
    await openConsole(server, `${place}/rule`)
    await loaded()
    expect(field('Name').disabled).toBe(true)
    for (const name of ['Announce…', 'Suspend…', 'End…']) expect(has('button', name)).toBe(false)
  })

  test('a draft leads to the simulator, which counts it as announced', async () => {
    const { server, enforcement, at: place } = house({ state: 'draft', announcedAt: null })
    await openConsole(server, place)
    await until(() => expect(has('a', 'Simulate a sign-in as if this were announced')).toBe(true))
    expect(link('Simulate a sign-in as if this were announced').getAttribute('href')).toContain(`/simulator?rule=${enforcement.id}`)
  })

  test('that is gone says so', async () => {
    const { server } = house()
    await openConsole(server, '/enforcements/00000000-0000-4000-8000-999999999999')
    await until(() => expect(document.querySelector('main [role=alert]')).not.toBeNull())
  })
})

describe('changing the rule', () => {
  test('of a draft is saved at once: nobody has been told', async () => {
    const { server, at: place } = house({ state: 'draft', announcedAt: null })
    await openConsole(server, `${place}/rule`)
    await loaded()
    type(field('Date'), '2026-12-15')
    answer('Sets up a code after the password and a mail').click()
    await sees('Not saved yet')
    save()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement')[0]).toMatchObject({ body: { enforceFrom: { date: '2026-12-15' }, onUnenrolled: 'mailLink' }, ifMatch: 3 })
    expect(server.asksOf('previewEnforcement')).toEqual([])
  })

  test('of an announced one shows first what it will do, and asks why and for the number', async () => {
    const { server, at: place } = house()
    await openConsole(server, `${place}/rule`)
    await loaded()
    // Its dates are moved by acts of their own.
    expect([...document.querySelectorAll('input[type=date]')]).toEqual([])
    await sees('“Postpone” or “Bring forward”')
    answer('Does not get in without an administrator').click()
    await sees('Not saved yet')
    save()
    await until(() => expect(windowText()).toContain('1 person will be locked out:'))
    expect(server.asksOf('previewEnforcement')[0]?.body).toEqual({ onUnenrolled: 'deny' })
    button('Save').click()
    await until(() => expect(windowText()).toContain('Say why.'))
    type(field('Why do you change it?'), 'Stricter')
    type(field('Type 1 to confirm'), '1')
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement')[0]).toMatchObject({ body: { onUnenrolled: 'deny', why: 'Stricter', confirmed: 1 }, ifMatch: 3 })
  })

  test('two administrators: the second sees who changed what, and keeps what was typed', async () => {
    const { server, at: place, enforcement } = house()
    await openConsole(server, `${place}/rule`)
    await loaded()
    answer('Does not get in without an administrator').click()
    await sees('Not saved yet')
    enforcement.refusesShared = true
    writeVersion(server.world, enforcement, 'change', 'No shared ones', [{ field: 'refusesShared', before: false, after: true }], '佐藤 健')
    save()
    await until(() => expect(windowText()).toContain('1 person will be locked out:'))
    type(field('Why do you change it?'), 'Stricter')
    type(field('Type 1 to confirm'), '1')
    button('Save').click()
    await sees('Somebody else changed this enforcement meanwhile.')
    await sees('Shared accounts: allowed → refused')
    expect(windowText()).toBe('')
    expect(answer('Does not get in without an administrator').checked).toBe(true)
    save()
    await until(() => expect(windowText()).toContain('1 person will be locked out:'))
    type(field('Why do you change it?'), 'Stricter all the same')
    type(field('Type 1 to confirm'), '1')
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement').at(-1)?.ifMatch).toBe(4)
  })

  test('what leaves no kind is refused beside the kinds', async () => {
    const { server, at: place } = house({ state: 'draft', announcedAt: null, kinds: ['totp'] })
    await openConsole(server, `${place}/rule`)
    await loaded()
    box('Authenticator app').click()
    await sees('Not saved yet')
    save()
    await sees('Choose at least one: otherwise nobody could use a code.')
    button('Discard').click()
    await seesNot('Not saved yet')
  })

  test('Z-2: who may only read sees all of it and can change nothing', async () => {
    const { server, at: place } = house({}, { myRoles: ['read-only-admin'] })
    await openConsole(server, `${place}/rule`)
    await loaded()
    expect(field('Name').disabled).toBe(true)
    expect(has('button', 'Remove Global Admin')).toBe(false)
    expect(text()).toContain('Global Admin')
    link('History').click()
    await sees('What was done, when and why')
    expect(server.forbidden).toEqual([])
  })
})
