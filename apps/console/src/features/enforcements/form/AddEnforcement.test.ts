import { describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { enforcementOf, noEnforcements } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { roleId } from '../../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, sees, seesNot, submit, text, type, until } from '../../../testing/screen.ts'

async function open(part: Parameters<typeof createFakeServer>[0] = {}, language: 'en' | 'ja' = 'en') {
  const server = createFakeServer(part)
  const opened = await openConsole(server, '/enforcements/add', language)
  await until(() => expect(document.querySelector('main form')).not.toBeNull())
  return { server, ...opened }
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))

describe('S0-1 … S0-25: an enforcement is declared', () => {
  test('these roles, from Tuesday 1 December 2026 00:00 JST: the sentence stands there, and so does the deadline people read', async () => {
    const { server, router } = await open()
    type(field('Name'), 'Administrators show a code')
    await until(() => expect(has('button', 'Add all 4 administrative roles')).toBe(true))
    button('Add all 4 administrative roles').click()
    type(field('Date'), '2026-12-01')
    await sees('from Tuesday, 1 December 2026, 00:00 JST')
    await sees('The deadline people read: until Monday, 30 November 2026, 23:59 JST')
    type(field('English'), 'One leaked password must not be enough.')
    answer('Gets in with an emergency token only').click()
    await until(() => expect(has('button', 'Remove Help Desk')).toBe(true))
    save()
    await sees('Saved as a draft. Nobody has been told.')
    expect(server.asksOf('createEnforcement')[0]?.body).toMatchObject({
      name: 'Administrators show a code', enforceFrom: { date: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo' }, registerBy: null, onUnenrolled: 'codeOnly', waves: [30, 14, 7, 3, 1, 0],
      reason: { en: 'One leaked password must not be enough.' }, target: { everyone: false, roles: ['global-admin', 'read-only-admin', 'certificate-admin', 'help-desk'].map(roleId) },
    })
    expect(router.currentRoute.value.name).toBe('enforcement')
  })

  test('what is missing is said beside it, and nothing is sent', async () => {
    const { server } = await open()
    save()
    await sees('Say for whom: choose at least one.')
    await sees('Say the date.')
    expect(server.asksOf('createEnforcement')).toEqual([])
    type(field('Date'), '2026-11-01')
    await sees('That is over already.')
    answer('Everyone in this realm').click()
    await seesNot('Say for whom')
  })

  test('S0-9: a time that does not exist is said with the ones around it, and of one that comes twice it is asked which', async () => {
    const { server } = await open()
    type(field('Name'), 'Twice')
    answer('Everyone in this realm').click()
    for (const [name, value] of [['Time zone', 'Europe/Berlin'], ['Date', '2027-03-28'], ['Time', '02:30']] as const) {
      type(field(name), value)
      await nextTick()
    }
    await sees('clocks in Europe/Berlin go from 01:59 straight to 03:00')
    type(field('Date'), '2027-10-31')
    await sees('this time comes twice. Which one?')
    answer('The second time').click()
    await sees('from Sunday, 31 October 2027, 02:30 CET')
    save()
    await sees('Saved as a draft.')
    expect(server.asksOf('createEnforcement')[0]?.body['enforceFrom']).toEqual({ date: '2027-10-31', time: '02:30', zone: 'Europe/Berlin', which: 'later' })
  })

  test('S0-6: a friendly date before it is proposed for the Friday before, in the same zone', async () => {
    const { server } = await open()
    type(field('Name'), 'Early birds')
    answer('Everyone in this realm').click()
    type(field('Date'), '2026-12-01')
    box('Ask people to be ready earlier').click()
    save()
    await sees('Please be ready by Friday, 27 November 2026, 17:00 JST')
    expect(server.asksOf('createEnforcement')[0]?.body['registerBy']).toEqual({ date: '2026-11-27', time: '17:00', zone: 'Asia/Tokyo' })
  })

  test('a taken name stands beside the name, and nothing that was typed is lost', async () => {
    await open({ enforcements: { ...noEnforcements(), list: [enforcementOf('Administrators')] } })
    type(field('Name'), 'Administrators')
    answer('Everyone in this realm').click()
    type(field('Date'), '2026-12-01')
    save()
    await sees('Another enforcement')
    expect(field('Name').value).toBe('Administrators')
    expect(field('Date').value).toBe('2026-12-01')
  })

  test('roles, groups and policy groups are chosen from lists and taken off by their chips; waves by ticks', async () => {
    const { server } = await open()
    type(field('Name'), 'Engineers')
    await until(() => expect(choice('Groups').options.length).toBeGreaterThan(1))
    choose(choice('Groups'), choice('Groups').options[1]?.value ?? '')
    await sees('営業部')
    choose(choice('Roles'), roleId('wiki-editor'))
    await until(() => expect(has('button', 'Remove wiki-editor')).toBe(true))
    button('Remove wiki-editor').click()
    await until(() => expect(has('button', 'Remove wiki-editor')).toBe(false))
    box('30 days before').click()
    box('Refuse accounts that are marked as shared').click()
    type(field('Date'), '2026-12-01')
    save()
    await sees('Saved as a draft.')
    const body = server.asksOf('createEnforcement')[0]?.body
    expect(body).toMatchObject({ waves: [14, 7, 3, 1, 0], refusesShared: true, target: { roles: [], departments: [] } })
  })

  test('what was typed is there again when one comes back', async () => {
    const { router } = await open()
    type(field('Name'), 'Half typed')
    await router.push('/enforcements')
    await sees('Nothing is enforced yet')
    await router.push('/enforcements/add')
    await sees('What you had typed and not saved is here again.')
    expect(field('Name').value).toBe('Half typed')
  })

  test('only kinds that people of this realm can set up are ticked, and one that they cannot says why', async () => {
    const { server } = await open({ canMail: false })
    expect(text()).toContain('nobody here can set it up: there is no mail server')
    for (const kind of ['Push', 'Passkey']) expect(text()).not.toContain(kind)
    type(field('Name'), 'With what there is')
    answer('Everyone in this realm').click()
    type(field('Date'), '2026-12-01')
    save()
    await sees('Saved as a draft.')
    expect(server.asksOf('createEnforcement')[0]?.body['kinds']).toEqual(['totp'])
  })

  test('every step of the ladder says what it means, in Japanese, too', async () => {
    await open({}, 'ja')
    for (const words of ['確認済みのアドレスがない人には非常用OTPトークンが必要で', '他人が先に設定することを防げます', 'トークンを受け取るまでログインできません', '管理者が一緒に設定するまでログインできません']) expect(text()).toContain(words)
    expect(text()).not.toContain('ログインできなくなる人はいません')
  })

  test('Z-2: whoever may not write does not see the form', async () => {
    const server = createFakeServer({ myRoles: ['read-only-admin'] })
    await openConsole(server, '/enforcements/add')
    await sees('You can look at everything here and change nothing.')
    expect(document.querySelector('main form')).toBeNull()
  })
})
