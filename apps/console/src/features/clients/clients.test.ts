import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { clientOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, press, rows, sees, seesNot, text, type, until, windowText } from '../../testing/screen.ts'

const wiki = () => clientOf('wiki', { name: 'Wiki', firstParty: true })
type Part = NonNullable<Parameters<typeof createFakeServer>[0]>
const open = async (path: string, part: Part = {}, language: 'en' | 'ja' = 'en') => {
  const server = createFakeServer({ clients: [wiki(), clientOf('mobile', { name: 'Mobile', kind: 'native', hasSecret: false, enabled: false })], ...part })
  return { server, ...await openConsole(server, path, language) }
}
const auditor: Part = { me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }

describe('Applications', () => {
  test('stand there with id, kind and state, and are found by typing', async () => {
    const { server } = await open('/applications')
    await until(() => expect(rows()).toEqual(['Wiki', 'Mobile']))
    expect(document.querySelectorAll('tbody tr')[1]?.textContent).toContain('Off')
    type(field('Name or client ID'), 'mob')
    await until(() => expect(rows()).toEqual(['Mobile']))
    expect(server.asksOf('listClients').at(-1)?.input).toEqual({ search: 'mob' })
    type(field('Name or client ID'), 'nothing')
    await sees('None matches.')
  })

  test('whoever may only read is offered no change', async () => {
    await open('/applications', auditor)
    await sees('Wiki')
    expect(has('button', 'Add application')).toBe(false)
  })

  test('a failure is said where the list would be', async () => {
    const server = createFakeServer({ clients: [wiki()] })
    server.refuse('listClients', 'server.unavailable')
    await openConsole(server, '/applications')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await sees('Wiki')
  })
})

describe('one is added', () => {
  test('in one short form: the id comes from the name, the secret is shown this once', async () => {
    const { server, router } = await open('/applications/add')
    await sees('What is it?')
    type(field('Name'), 'Größe & Co Portal')
    await until(() => expect(field('Client ID').value).toBe('gro-e-co-portal'))
    type(field('Redirect addresses'), 'https://portal.example/cb\n\nhttps://portal.example/cb')
    button('Add application').click()
    await sees('Copy it now: it is shown this once.')
    expect(text()).toContain('secret-of-gro-e-co-portal')
    expect(server.asksOf('createClient').at(-1)?.body).toEqual({
      clientId: 'gro-e-co-portal', name: 'Größe & Co Portal', kind: 'web', firstParty: true, redirectUris: ['https://portal.example/cb'],
    })
    button('Go on to its configuration').click()
    await until(() => expect(router.currentRoute.value.params['clientId']).toBe('gro-e-co-portal'))
    await sees('Configuration')
    expect(text()).not.toContain('secret-of-gro-e-co-portal')
  })

  test('a service has no addresses, and a public one leads straight to its configuration', async () => {
    const { server } = await open('/applications/add')
    await until(() => answer('Service'))
    answer('Service').click()
    await seesNot('Redirect addresses')
    answer('Single-page application').click()
    type(field('Name'), 'Board')
    button('Add application').click()
    await sees('keycloak-js')
    expect(server.asksOf('createClient').at(-1)?.body).toMatchObject({ kind: 'single-page', redirectUris: [] })
  })

  test.each([
    ['http://portal.example/cb', 'Line 1 must use https, except on this computer.'], ['https://a.example/cb\nhttps://a.example/cb#x', 'Line 2 must not have a fragment'],
    ['javascript:alert(1)', 'has a scheme that is never safe.'], ['/callback', 'must be a complete address.'], ['https://*.example/cb', 'may have one wildcard'],
    ['https://u:p@a.example/', 'must not contain a user name.'],
  ])('%j is refused at the field before anything is asked', async (address, sentence) => {
    const { server } = await open('/applications/add')
    await sees('What is it?')
    type(field('Name'), 'X')
    type(field('Redirect addresses'), address)
    button('Add application').click()
    await sees(sentence)
    expect(server.asksOf('createClient')).toEqual([])
    expect(document.activeElement).toBe(field('Redirect addresses'))
  })

  test('an id that another one has is said, and nothing that was typed is lost', async () => {
    await open('/applications/add')
    await sees('What is it?')
    type(field('Name'), 'Wiki')
    button('Add application').click()
    await sees('Another application has this id.')
    expect(field('Name').value).toBe('Wiki')
  })
})

describe('an application', () => {
  test('only what was changed is sent, on the version that was read', async () => {
    const { server } = await open('/application/wiki')
    await sees('Configuration')
    type(field('Redirect addresses'), 'https://wiki.example/callback\nhttps://wiki.example/*')
    answer('At every sign-in, of any kind').click()
    box('May use the API').click()
    await sees('Not saved yet')
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeClient').at(-1)).toMatchObject({
      ifMatch: 1, body: { redirectUris: ['https://wiki.example/callback', 'https://wiki.example/*'], minimumAcr: 'urn:tegata:acr:code', apiAccess: true },
    })
    expect(Object.keys(server.asksOf('changeClient').at(-1)?.body ?? {})).toHaveLength(3)
  })

  test('what is wrong is said at its field, what the server refuses, too', async () => {
    const { server } = await open('/application/wiki')
    await sees('Configuration')
    type(field('Name'), ' ')
    type(field('Address for back-channel logout'), 'ftp://x')
    await sees('Not saved yet')
    button('Save').click()
    await sees('Please fill this in.')
    expect(text()).toContain('This is not a web address')
    expect(server.asksOf('changeClient')).toEqual([])
    type(field('Name'), 'Wiki 2')
    type(field('Address for back-channel logout'), '')
    server.refuse('changeClient', 'request.invalid', { errors: [{ path: 'name', rule: 'too-big', message: '' }] })
    button('Save').click()
    await sees('This is too long.')
  })

  test('somebody else saved meanwhile: what they changed is named, what is typed stays', async () => {
    const { server } = await open('/application/wiki')
    await sees('Configuration')
    type(field('Name'), 'Mine')
    Object.assign(server.world.clients[0] ?? {}, { name: 'Theirs', apiAccess: true, version: '2' })
    await sees('Not saved yet')
    button('Save').click()
    await sees('Somebody else saved this application meanwhile.')
    expect(text()).toContain('Name: Wiki → Theirs')
    expect(text()).toContain('May use the API: No → Yes')
    expect(field('Name').value).toBe('Mine')
    button('Save').click()
    await sees('Saved.')
    expect(server.world.clients[0]).toMatchObject({ name: 'Mine', apiAccess: true })
  })

  test('a draft is there again after a look elsewhere', async () => {
    const { router } = await open('/application/wiki')
    await sees('Configuration')
    type(field('Name'), 'Half done')
    await router.push('/applications')
    await sees('What people sign in to')
    await router.push('/application/wiki')
    await sees('What you had typed and not saved is here again.')
    expect(field('Name').value).toBe('Half done')
    button('Discard').click()
    await until(() => expect(field('Name').value).toBe('Wiki'))
  })

  test('its configuration has the true values of this realm, for every usual library', async () => {
    await open('/application/wiki')
    await sees('Configuration')
    const shown = () => document.querySelector('pre')?.textContent ?? ''
    for (const [library, words] of [
      ['openid-client (Node.js)', ["new URL('https://id.example/realms/demo')", "redirect_uri: 'https://wiki.example/callback'"]],
      ['Spring Security', ['issuer-uri: https://id.example/realms/demo', 'client-id: "wiki"', 'withPkce']],
      ['oauth2-proxy', ['oidc_issuer_url = "https://id.example/realms/demo"', 'code_challenge_method = "S256"']],
      ['mod_auth_openidc (Apache)', ['OIDCProviderMetadataURL https://id.example/realms/demo/.well-known/openid-configuration', 'OIDCRedirectURI https://wiki.example/callback']],
      ['Grafana', ['auth_url = https://id.example/realms/demo/protocol/openid-connect/auth', 'use_pkce = true']],
    ] as const) {
      choose(choice('Library'), library)
      for (const each of words) await until(() => expect(shown()).toContain(each))
      expect(shown()).not.toMatch(/undefined|null|\[object/)
    }
    choose(choice('Library'), '')
    await sees('https://id.example/realms/demo/protocol/openid-connect/logout')
  })

  test('a built-in one is shown and not changed; whoever may only read changes none', async () => {
    await open('/application/tegata-console', { clients: [clientOf('tegata-console', { builtIn: true, hasSecret: false })] })
    await sees('belongs to Tegata itself')
    expect(field('Name').disabled).toBe(true)
    expect(has('button', 'Delete application')).toBe(false)
    await open('/application/wiki', auditor)
    await sees('Only a fingerprint of it is kept here')
    expect([has('button', 'New secret'), has('button', 'Delete application')]).toEqual([false, false])
  })

  test('in Japanese', async () => {
    await open('/application/wiki', {}, 'ja')
    await sees('アプリケーションがコードを要求')
    await sees('毎回のログインで要求(種類は問わない)')
  })
})

describe('its secret', () => {
  test('is rotated with overlap: the new one once, the end of the old one in sight, and ended early', async () => {
    const { server } = await open('/application/wiki')
    await press('New secret')
    await until(() => answer('One week'))
    answer('One week').click()
    button('Make a new secret').click()
    await until(() => expect(windowText()).toContain('new-secret-of-wiki'))
    expect(server.asksOf('newClientSecret').at(-1)?.body).toEqual({ overlapHours: 168 })
    button('I have copied it').click()
    await sees('Two secrets are accepted.')
    expect(text()).not.toContain('new-secret-of-wiki')
    button('End the old one now').click()
    await until(() => expect(windowText()).toContain('stops working at once'))
    button('End the old one now').click()
    await seesNot('Two secrets are accepted.')
    expect(server.asksOf('endOldClientSecret')).toHaveLength(1)
  })

  test('without overlap the consequence is said; a third secret is warned of', async () => {
    const { server } = await open('/application/wiki', { clients: [clientOf('wiki', { oldSecretUntil: at(-5) })] })
    await press('New secret')
    await until(() => expect(windowText()).toContain('There is an old secret still: it ends now'))
    answer('Not at all').click()
    server.refuse('newClientSecret', 'server.unavailable')
    button('Make a new secret').click()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Make a new secret').click()
    await until(() => expect(windowText()).toContain('new-secret-of-wiki'))
    expect(server.asksOf('newClientSecret').at(-1)?.body).toEqual({ overlapHours: 0 })
  })
})

describe('it is deleted', () => {
  test('only after its consequences were read and its id was typed', async () => {
    const { server, router } = await open('/application/wiki')
    await press('Delete application')
    await until(() => expect(windowText()).toContain('Its tokens, its roles and what people allowed it go with it'))
    button('Delete application').click()
    await until(() => expect(windowText()).toContain('This is not its client ID.'))
    expect(server.asksOf('deleteClient')).toEqual([])
    type(field('Type wiki to go on'), 'wiki')
    button('Delete application').click()
    await until(() => expect(router.currentRoute.value.name).toBe('clients'))
    await until(() => expect(rows()).toEqual(['Mobile']))
  })
})
