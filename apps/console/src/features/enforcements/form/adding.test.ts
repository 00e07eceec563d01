import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { roleId } from '../../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, sees, seesNot, submit, text, type, until } from '../../../testing/screen.ts'

async function open(part: Parameters<typeof createFakeServer>[0] = {}) {
  const server = createFakeServer(part)
  const opened = await openConsole(server, '/enforcements/add')
  await until(() => expect(document.querySelector('main form')).not.toBeNull())
  return { server, ...opened }
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))
const fill = () => {
  type(field('Name'), 'Everybody')
  answer('Everyone in this realm').click()
  type(field('Date'), '2026-12-01')
}

describe('an enforcement is declared, whatever comes between', () => {
  test('the network gone: it is said at the form, everything typed stays, and saved again it is there once', async () => {
    const { server } = await open()
    fill()
    server.goAway()
    save()
    await sees('The server cannot be reached.')
    expect([field('Name').value, field('Date').value, answer('Everyone in this realm').checked]).toEqual(['Everybody', '2026-12-01', true])
    server.comeBack()
    await until(() => expect(button('Save as a draft').disabled).toBe(false))
    save()
    await sees('Saved as a draft. Nobody has been told.')
    expect(server.world.enforcements.list.map(({ name }) => name)).toEqual(['Everybody'])
  })

  test('pressed twice while it is under way, it is saved once', async () => {
    const { server } = await open()
    fill()
    const letGo = server.hold('createEnforcement')
    save()
    await until(() => expect(server.asksOf('createEnforcement')).toHaveLength(1))
    save()
    letGo()
    await sees('Saved as a draft. Nobody has been told.')
    expect(server.asksOf('createEnforcement')).toHaveLength(1)
  })

  test('what is missing is led to from the top, one after the other', async () => {
    const { server } = await open()
    save()
    await until(() => expect(document.activeElement).toBe(field('Name')))
    type(field('Name'), 'Everybody')
    save()
    await until(() => expect(document.activeElement).toBe(choice('Roles')))
    await sees('Say for whom: choose at least one.')
    answer('Everyone in this realm').click()
    await seesNot('Say for whom')
    save()
    await until(() => expect(document.activeElement).toBe(field('Date')))
    expect(server.asksOf('createEnforcement')).toEqual([])
  })

  test('what the server alone knows to be wrong stands beside what it is about, and at most there', async () => {
    const { server } = await open()
    fill()
    for (const [code, words] of [
      ['enforcement.mail-only', 'Codes that are mailed would be all that counts'], ['enforcement.in-the-past', 'This start is over already.'], ['enforcement.name-taken', 'Another enforcement has this name.'],
    ] as const) {
      server.refuse('createEnforcement', code)
      await until(() => expect(button('Save as a draft').disabled).toBe(false))
      save()
      await sees(words)
      expect(text().split(words)).toHaveLength(2)
    }
    server.refuse('createEnforcement', 'request.invalid', { errors: [{ path: 'name', rule: 'too-big', message: '' }] })
    await until(() => expect(button('Save as a draft').disabled).toBe(false))
    save()
    await sees('This is too long.')
    expect(field('Name').getAttribute('aria-invalid')).toBe('true')
  })

  test('a name of 10,000 letters, or with signs that turn the line, is refused at the name and stays to be corrected; any other is text', async () => {
    const { server } = await open()
    fill()
    type(field('Name'), 'x'.repeat(10_000))
    save()
    await sees('This is too long.')
    expect([field('Name').value.length, server.world.enforcements.list]).toEqual([10_000, []])
    for (const [name, words] of [['abc\u202edef', 'This contains characters'], ['髙橋班 <b>', 'Saved as a draft. Nobody has been told.']] as const) {
      await until(() => expect(button('Save as a draft').disabled).toBe(false))
      type(field('Name'), name)
      save()
      await sees(words)
    }
    expect(document.querySelector('main h1')?.textContent).toContain('髙橋班 <b>')
    expect(document.querySelector('main b')).toBeNull()
  })

  test('a list that could not be had does not stand in the way: what there is can be chosen', async () => {
    const server = createFakeServer()
    server.refuse('listGroups', 'server.unavailable')
    await openConsole(server, '/enforcements/add')
    await until(() => expect(choice('Roles').options.length).toBeGreaterThan(1))
    choose(choice('Roles'), roleId('wiki-editor'))
    await until(() => expect(has('button', 'Remove wiki-editor')).toBe(true))
    expect(has('select', 'Groups')).toBe(false)
    type(field('Name'), 'Editors')
    type(field('Date'), '2026-12-01')
    save()
    await sees('Saved as a draft.')
    expect(server.asksOf('createEnforcement')[0]?.body).toMatchObject({ target: { roles: [roleId('wiki-editor')] } })
  })

  test('the friendly date goes with the start from zone to zone, and is taken back with its tick', async () => {
    const { server } = await open()
    fill()
    box('Ask people to be ready earlier').click()
    await until(() => expect(document.querySelectorAll('input[type=date]')).toHaveLength(2))
    type(field('Time zone'), 'Europe/Berlin')
    save()
    await sees('Saved as a draft.')
    expect(server.asksOf('createEnforcement')[0]?.body['registerBy']).toEqual({ date: '2026-11-27', time: '17:00', zone: 'Europe/Berlin' })
  })

  test('the right to it withdrawn meanwhile: nothing is saved, and it is said why', async () => {
    const { server } = await open()
    fill()
    server.world.myRoles = ['read-only-admin']
    save()
    await sees('Your rights here were changed just now.')
    expect(server.world.enforcements.list).toEqual([])
  })

  test('what is typed is kept from a closed tab, until it is saved', async () => {
    await open()
    const leaves = () => {
      const event = new Event('beforeunload', { cancelable: true })
      dispatchEvent(event)
      return !event.defaultPrevented
    }
    expect(leaves()).toBe(true)
    fill()
    expect(leaves()).toBe(false)
    save()
    await sees('Saved as a draft.')
    expect(leaves()).toBe(true)
  })
})
