import { afterEach, describe, expect, test, vi } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf, writeVersion } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { answer, box, button, field, has, link, sees, seesNot, settled, submit, text, type, until, windowText } from '../../../testing/screen.ts'
// Fetched when it is first opened; here beforehand, however busy the machine is.
import '../acts/ActWindow.vue'

const taro = person('taro', '鈴木', '太郎')
const emma = person('emma', 'Brown', 'Emma')
const strict = 'Does not get in without an administrator'
const draft = { state: 'draft', announcedAt: null } as const

async function open(part: Parameters<typeof enforcementOf>[1] = {}, tab = 'rule') {
  const enforcement = enforcementOf('Administrators', part)
  const server = createFakeServer({ enforcements: { ...noEnforcements(), list: [enforcement], people: [readinessOf(taro, 'locked-out')] } })
  const opened = await openConsole(server, `/enforcements/${enforcement.id}/${tab}`)
  await until(() => expect(document.querySelector('main .tabs')).not.toBeNull())
  if (tab === 'rule') await until(() => expect(field('Name').value).toBe('Administrators'))
  return { server, enforcement, ...opened }
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))
const inWindow = (words: string) => until(() => expect(windowText()).toContain(words))
const stricter = async () => {
  answer(strict).click()
  await sees('Not saved yet')
  save()
}

afterEach(() => { vi.useRealTimers() })

describe('the window says what will happen by what will be saved', () => {
  test('what is typed while it is being found out belongs to it: it is found out again before anybody assents', async () => {
    const { server } = await open()
    const letGo = server.hold('previewEnforcement')
    await stricter()
    await until(() => expect(server.asksOf('previewEnforcement')).toHaveLength(1))
    box('Refuse accounts that are marked as shared').click()
    letGo()
    await inWindow('1 person will be locked out:')
    expect(server.asksOf('previewEnforcement').map(({ body }) => body)).toEqual([{ onUnenrolled: 'deny' }, { onUnenrolled: 'deny', refusesShared: true }])
    type(field('Why do you change it?'), 'Stricter')
    type(field('Type 1 to confirm'), '１')
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement')[0]?.body).toEqual({ onUnenrolled: 'deny', refusesShared: true, why: 'Stricter', confirmed: 1 })
  })

  test('what is given up while it is being found out opens no window', async () => {
    const { server } = await open()
    const letGo = server.hold('previewEnforcement')
    await stricter()
    await until(() => expect(server.asksOf('previewEnforcement')).toHaveLength(1))
    button('Discard').click()
    await seesNot('Not saved yet')
    letGo()
    await settled()
    expect(windowText()).toBe('')
    expect(answer(strict).checked).toBe(false)
  })

  test('it could not be found out: that is said at the form, no window opens, and it is tried again by saving again', async () => {
    const { server } = await open()
    server.refuse('previewEnforcement', 'server.unavailable')
    await stricter()
    await sees('The server cannot answer at the moment.')
    expect([windowText(), answer(strict).checked]).toEqual(['', true])
    save()
    await inWindow('1 person will be locked out:')
    expect(text().replace(windowText(), '')).not.toContain('The server cannot answer at the moment.')
  })

  test('the number is another one by now, and then the look fails: nothing loads for ever, and it is looked again on demand', async () => {
    const { server } = await open()
    await stricter()
    await inWindow('Type 1 to confirm')
    type(field('Why do you change it?'), 'Stricter')
    type(field('Type 1 to confirm'), '1')
    server.refuse('changeEnforcement', 'enforcement.other-number')
    server.refuse('previewEnforcement', 'server.unavailable')
    server.world.enforcements.people.push(readinessOf(emma, 'locked-out'))
    button('Save').click()
    await inWindow('The server cannot answer at the moment.')
    expect(windowText()).not.toContain('Loading')
    await until(() => expect(button('Save').disabled).toBe(false))
    button('Save').click()
    expect(server.asksOf('changeEnforcement')).toHaveLength(1)
    button('Look again').click()
    await inWindow('2 people will be locked out:')
    expect([field('Type 2 to confirm').value, field('Why do you change it?').value]).toEqual(['', 'Stricter'])
    type(field('Type 2 to confirm'), '2')
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement').at(-1)?.body).toMatchObject({ confirmed: 2 })
  })

  test('the network gone while it is saved: it is said in the window, nothing is lost, and saved again it is saved', async () => {
    const { server } = await open()
    await stricter()
    await inWindow('Type 1 to confirm')
    type(field('Why do you change it?'), 'Stricter')
    type(field('Type 1 to confirm'), '1')
    server.goAway()
    button('Save').click()
    await inWindow('The server cannot be reached.')
    expect([field('Why do you change it?').value, field('Type 1 to confirm').value]).toEqual(['Stricter', '1'])
    server.comeBack()
    await until(() => expect(button('Save').disabled).toBe(false))
    button('Save').click()
    await sees('Saved.')
    expect(windowText()).toBe('')
  })

  test('a rule that would meet nobody any more has to be meant so', async () => {
    const { server } = await open()
    server.world.enforcements.people = []
    await stricter()
    await inWindow('It meets nobody.')
    type(field('Why do you change it?'), 'For later')
    button('Save').click()
    expect(server.asksOf('changeEnforcement')).toEqual([])
    box('Nobody is meant today.').click()
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement')[0]?.body).toEqual({ onUnenrolled: 'deny', why: 'For later', nobodyYet: true })
  })
})

describe('the form of a rule when something is in the way', () => {
  test('what the server refuses stands at its field, and of a draft the network gone is said at the form', async () => {
    const { server } = await open(draft)
    type(field('Name'), 'Taken')
    await sees('Not saved yet')
    server.refuse('changeEnforcement', 'enforcement.name-taken')
    save()
    await until(() => expect(field('Name').getAttribute('aria-invalid')).toBe('true'))
    await sees('Another enforcement has this name.')
    expect(document.querySelector('main form [role=alert]')).toBeNull()
    server.goAway()
    save()
    await sees('The server cannot be reached.')
    expect(field('Name').value).toBe('Taken')
    server.comeBack()
    await until(() => expect(button('Save').disabled).toBe(false))
    save()
    await sees('Saved.')
  })

  test('the right to it withdrawn: nothing is saved, what was typed stays in sight, and nothing more is offered', async () => {
    const { server } = await open(draft)
    type(field('Name'), 'Mine')
    await sees('Not saved yet')
    server.world.myRoles = ['read-only-admin']
    save()
    await sees('Your rights here were changed just now.')
    await until(() => expect(field('Name').disabled).toBe(true))
    expect([field('Name').value, server.world.enforcements.list[0]?.name]).toEqual(['Mine', 'Administrators'])
    for (const name of ['Save', 'Announce…', 'Delete draft…']) expect([name, has('button', name)]).toEqual([name, false])
  })

  test('what it names and no list has any more stays in sight, as text, and can be taken off', async () => {
    const gone = { id: '00000000-0000-4000-8000-00000000dead', name: '<b>Gone</b>' }
    const { server } = await open({ ...draft, target: { everyone: false, roles: [], groups: [gone], departments: ['営業部'], policyGroups: [] } })
    await until(() => expect(has('button', 'Remove <b>Gone</b>')).toBe(true))
    expect(document.querySelector('main b')).toBeNull()
    button('Remove <b>Gone</b>').click()
    await sees('Not saved yet')
    save()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement')[0]?.body).toMatchObject({ target: { groups: [], departments: ['営業部'] } })
  })

  test('a reminder on a day of its own stays in sight when its tick is taken away, so that it can be put back', async () => {
    const { server } = await open({ ...draft, waves: [45, 0] })
    box('45 days before').click()
    await sees('Not saved yet')
    expect(box('45 days before').checked).toBe(false)
    box('45 days before').click()
    await seesNot('Not saved yet')
    box('60 days before').click()
    await sees('Not saved yet')
    save()
    await sees('Saved.')
    expect(server.asksOf('changeEnforcement')[0]?.body).toEqual({ waves: [60, 45, 0] })
  })

  test('a link that is none, a zone that is none, a date to be ready by after the start: each is said where it stands', async () => {
    const { server } = await open({ ...draft, registerBy: '2026-11-27T08:00:00.000Z' })
    const help = [...document.querySelectorAll('fieldset')].find((each) => each.textContent?.includes('Where help is'))?.querySelector('input')
    if (!help) throw new Error('there is no field for the link')
    type(help, 'javascript:alert(1)')
    const by = document.querySelector('[aria-label="Ask people to be ready earlier"] input[type=date]')
    if (!(by instanceof HTMLInputElement)) throw new Error('there is no such date')
    type(by, '2026-12-24')
    await sees('Not saved yet')
    save()
    await sees('This has to begin with https:// or http://.')
    await sees('This has to be before the start.')
    type(field('Time zone'), 'Mars/Olympus')
    await sees('No such time zone. It is written like Asia/Tokyo or Europe/Berlin.')
    save()
    expect(field('Time zone').getAttribute('aria-invalid')).toBe('true')
    expect(server.asksOf('changeEnforcement')).toEqual([])
  })
})

describe('deleting a draft', () => {
  const begin = async () => {
    button('Delete draft…').click()
    await inWindow('Delete this draft?')
  }

  test('changed by somebody else meanwhile: it is said, and deleted as it is now only when it is pressed again', async () => {
    const { server, enforcement, router } = await open(draft)
    await begin()
    enforcement.name = 'Everybody'
    writeVersion(server.world, enforcement, 'change', '', [], '佐藤 健')
    button('Delete draft').click()
    await inWindow('Somebody changed this in the meantime.')
    await inWindow('Everybody')
    button('Delete draft').click()
    await until(() => expect(router.currentRoute.value.name).toBe('enforcements'))
    expect(server.asksOf('deleteEnforcement').map(({ ifMatch }) => ifMatch)).toEqual([3, 4])
  })

  test('announced by somebody else meanwhile: it is not deleted, it is said, and deleting is no longer offered', async () => {
    const { server, enforcement } = await open(draft)
    await begin()
    enforcement.state = 'announced'
    writeVersion(server.world, enforcement, 'announce', 'Now', [], '佐藤 健')
    button('Delete draft').click()
    await until(() => expect(has('button', 'Delete draft…')).toBe(false))
    await sees('Somebody changed this in the meantime.')
    expect([windowText(), server.world.enforcements.list.length]).toEqual(['', 1])
  })

  test('the network gone: it is said in the window, and it is there still', async () => {
    const { server } = await open(draft)
    await begin()
    server.goAway()
    button('Delete draft').click()
    await inWindow('The server cannot be reached.')
    expect(server.world.enforcements.list).toHaveLength(1)
    server.comeBack()
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    await begin()
    expect(windowText()).not.toContain('The server cannot be reached.')
  })
})

describe('the page of one rule', () => {
  test('could not be had: it is said, and had on demand', async () => {
    const enforcement = enforcementOf('Administrators')
    const server = createFakeServer({ enforcements: { ...noEnforcements(), list: [enforcement] } })
    server.refuse('getEnforcement', 'server.unavailable')
    await openConsole(server, `/enforcements/${enforcement.id}/history`)
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await sees('What was done, when and why')
    await seesNot('The server cannot answer at the moment.')
  })

  test('what somebody else has deleted is not shown as if it were there when one comes back to it', async () => {
    const { server } = await open(draft)
    server.world.enforcements.list = []
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 60_000)
    document.dispatchEvent(new Event('visibilitychange'))
    await sees('There is no such enforcement. It may have been a draft that was deleted.')
  })

  test('an act that was begun on one rule is not done to another, where one gets to by going back', async () => {
    const { server, enforcement, router } = await open({}, 'history')
    const other = enforcementOf('Everybody')
    server.world.enforcements.list.push(other)
    // Seen before, it is there at once.
    for (const { id, name } of [other, enforcement]) {
      await router.push(`/enforcements/${id}/history`)
      await until(() => expect(document.querySelector('h1')?.textContent).toContain(name))
    }
    await until(() => expect(has('button', 'Suspend…')).toBe(true))
    button('Suspend…').click()
    await inWindow('Suspend “Administrators”?')
    type(field('Why?'), 'Mail is down')
    await router.push(`/enforcements/${other.id}/history`)
    await until(() => expect(document.querySelector('h1')?.textContent).toContain('Everybody'))
    expect(windowText()).toBe('')
    button('Suspend…').click()
    await inWindow('Suspend “Everybody”?')
    expect(field('Why?').value).toBe('')
  })

  test('its history could not be had: it is said there; had, what was written is text', async () => {
    const { server, enforcement } = await open({}, 'reminders')
    writeVersion(server.world, enforcement, 'change', '<img src=x onerror=alert(1)>', [{ field: 'name', before: 'Old', after: '<b>New</b>' }], '<i>Ken</i>')
    server.refuse('listEnforcementVersions', 'server.unavailable')
    link('History').click()
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await sees('<img src=x onerror=alert(1)>')
    for (const words of ['by <i>Ken</i>', 'Name: Old → <b>New</b>']) expect(text()).toContain(words)
    expect(document.querySelector('main img, main i, main b')).toBeNull()
  })
})
