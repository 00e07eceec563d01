import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { clientOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { answer, button, field, has, rows, sees, seesNot, settled, submit, text, type, until } from '../../testing/screen.ts'

type Part = NonNullable<Parameters<typeof createFakeServer>[0]>
const open = async (part: Part = {}, language: 'en' | 'ja' | 'ko' = 'en') => {
  const server = createFakeServer({ clients: [clientOf('wiki', { name: 'Wiki' })], ...part })
  const opened = await openConsole(server, '/applications/add', language)
  await until(() => expect(document.querySelector('main form')).not.toBeNull())
  return { server, ...opened }
}
const form = () => document.querySelector<HTMLFormElement>('main form')

describe('an application is added, whatever comes between', () => {
  test('an address typed before it was said to be a service does not stand in its way', async () => {
    const { server } = await open()
    type(field('Name'), 'Nightly')
    type(field('Redirect addresses'), 'http://nowhere')
    answer('Service').click()
    await seesNot('Redirect addresses')
    button('Add application').click()
    await sees('Copy it now: it is shown this once.')
    expect(server.asksOf('createClient').map(({ body }) => body)).toEqual([{ clientId: 'nightly', name: 'Nightly', kind: 'service', firstParty: true }])
  })

  test('the network gone: it is said there, everything typed stays, and pressed again it is added once', async () => {
    const { server } = await open()
    type(field('Name'), 'Portal')
    type(field('Redirect addresses'), 'https://portal.example/cb')
    server.goAway()
    button('Add application').click()
    await sees('The server cannot be reached.')
    expect([field('Name').value, field('Client ID').value, field('Redirect addresses').value]).toEqual(['Portal', 'portal', 'https://portal.example/cb'])
    server.comeBack()
    await until(() => expect(button('Add application').disabled).toBe(false))
    button('Add application').click()
    await sees('secret-of-portal')
    expect(server.world.clients.map(({ clientId }) => clientId)).toEqual(['wiki', 'portal'])
    await seesNot('The server cannot be reached.')
  })

  test('pressed twice while it is under way, it is asked for once', async () => {
    const { server } = await open()
    type(field('Name'), 'Portal')
    const letGo = server.hold('createClient')
    submit(form())
    await until(() => expect(server.asksOf('createClient')).toHaveLength(1))
    submit(form())
    letGo()
    await sees('secret-of-portal')
    expect(server.asksOf('createClient')).toHaveLength(1)
  })

  test('what the server refuses stands at its field; what has no field here is said as a sentence', async () => {
    const { server } = await open()
    type(field('Name'), 'Portal')
    server.refuse('createClient', 'request.invalid', { errors: [{ path: 'clientId', rule: 'invalid-format', message: '' }] })
    button('Add application').click()
    await until(() => expect(field('Client ID').getAttribute('aria-invalid')).toBe('true'))
    expect(document.querySelector('main form [role=alert]')).toBeNull()
    server.refuse('createClient', 'request.invalid', { errors: [{ path: 'kind', rule: 'invalid-value', message: '' }] })
    button('Add application').click()
    await until(() => expect(document.querySelector('main form [role=alert]')?.textContent).toContain('Some fields'))
    expect(field('Name').value).toBe('Portal')
  })

  test('the client ID follows the name until somebody types one; a name in other letters needs one typed', async () => {
    const { server } = await open({}, 'ja')
    type(field('名前'), '社内ポータル')
    button('アプリケーションを追加').click()
    await until(() => expect(document.activeElement).toBe(field('クライアント ID')))
    expect(server.asksOf('createClient')).toEqual([])
    type(field('クライアント ID'), 'portal-jp')
    type(field('名前'), 'Renamed later')
    await until(() => expect(field('名前').value).toBe('Renamed later'))
    expect(field('クライアント ID').value).toBe('portal-jp')
  })

  test('the secret takes the place of the form, and whoever works without a mouse stands before it', async () => {
    await open()
    type(field('Name'), 'Portal')
    button('Add application').click()
    await sees('Portal is added')
    await until(() => expect(document.activeElement?.textContent).toContain('Copy it now: it is shown this once.'))
    expect(document.activeElement).not.toBe(document.body)
  })

  test('the right to it withdrawn meanwhile: nothing is added, and it is said why the page is another', async () => {
    const { server } = await open()
    type(field('Name'), 'Portal')
    server.world.myRoles = ['read-only-admin']
    button('Add application').click()
    await sees('Your rights here were changed just now.')
    expect(server.world.clients).toHaveLength(1)
    await until(() => expect(has('button', 'Add application')).toBe(false))
  })
})

describe('the list of applications', () => {
  const list = async (part: Part = {}) => {
    const server = createFakeServer({ clients: [clientOf('wiki', { name: 'Wiki' }), clientOf('mobile', { name: 'Mobile' })], ...part })
    await openConsole(server, '/applications')
    await until(() => expect(rows().length).toBeGreaterThan(0))
    return server
  }

  test('an older answer never stands over a newer one', async () => {
    const server = await list()
    const letGo = server.hold('listClients')
    type(field('Name or client ID'), 'mob')
    await until(() => expect(server.asksOf('listClients').at(-1)?.input).toEqual({ search: 'mob' }))
    type(field('Name or client ID'), 'wik')
    await until(() => expect(rows()).toEqual(['Wiki']))
    letGo()
    await settled()
    expect(rows()).toEqual(['Wiki'])
  })

  test('the network gone while looking: it is said, and looked again on demand', async () => {
    const server = await list()
    server.goAway()
    type(field('Name or client ID'), 'mob')
    await sees('The server cannot be reached.')
    expect(text()).not.toContain('None matches.')
    server.comeBack()
    button('Try again').click()
    await until(() => expect(rows()).toEqual(['Mobile']))
    await seesNot('The server cannot be reached.')
  })

  test('names of any kind are text, and what is off or has two secrets says so in words', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202etxt'
    await list({ clients: [clientOf('evil', { name: hostile, enabled: false, oldSecretUntil: '2026-11-25T00:00:00.000Z' })] })
    expect(rows()).toEqual([hostile])
    expect(document.querySelector('main img')).toBeNull()
    for (const words of ['Off', 'Two secrets']) expect(document.querySelector('tbody')?.textContent).toContain(words)
  })
})
