import { afterEach, describe, expect, test, vi } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { foundKeycloak, upstreamOf } from '../../../testing/fake-upstreams.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { answer, button, choice, choose, field, has, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

async function open(part: Parameters<typeof createFakeServer>[0] = {}) {
  const server = createFakeServer(part)
  const opened = await openConsole(server, '/add-identity-provider')
  await sees('Address of the provider')
  return { server, ...opened }
}
const send = () => submit(document.querySelector('form'))

async function look(address = 'https://sso.example/realms/staff') {
  type(field('Address of the provider'), address)
  button('Look it up').click()
  send()
  await sees('This is Keycloak')
}

function fill(): void {
  type(field('Client ID'), 'tegata')
  type(field('Client secret'), ' s3cret ')
}

afterEach(() => { vi.restoreAllMocks() })

describe('adding a provider by its address (S2-19)', () => {
  test('the steps that follow wait until the address was looked up', async () => {
    await open()
    for (const step of ['Its address', 'Register us there', 'What it gave us', 'The second factor']) expect(text()).toContain(step)
    expect(text()).not.toContain('Redirect URI (callback)')
    expect(has('button', 'Save, switched off')).toBe(false)
  })

  test('the address of a realm of Keycloak suffices; issuer and endpoints are shown, roles prefilled', async () => {
    const { server } = await open()
    await look()
    expect(server.asksOf('discoverUpstream')[0]?.body).toEqual({ url: 'https://sso.example/realms/staff' })
    expect(text()).toContain(foundKeycloak.issuer)
    expect(text()).toContain(foundKeycloak.tokenEndpoint)
    expect(text()).toContain('not said')
    expect(text()).toContain('Valid redirect URIs')
    expect(field('Name').value).toBe('Keycloak')
    expect(field('Alias').value).toBe('staff')
  })

  test('an address without its beginning gets one', async () => {
    const { server } = await open()
    await look('sso.example/realms/staff')
    expect(server.asksOf('discoverUpstream')[0]?.body).toEqual({ url: 'https://sso.example/realms/staff' })
  })

  test('the addresses to register follow the alias, and each can be copied', async () => {
    const written: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (value) => void written.push(value))
    await open()
    await look()
    await sees('https://id.example/realms/demo/broker/staff/endpoint')
    type(field('Alias'), 'corp')
    await sees('https://id.example/realms/demo/broker/corp/endpoint/logout_response')
    await seesNot('broker/staff')
    for (const what of ['Redirect URI (callback)', 'Post-logout redirect URI', 'Back-channel logout URL']) button(`Copy: ${what}`).click()
    await until(() => expect(written).toEqual([
      'https://id.example/realms/demo/broker/corp/endpoint', 'https://id.example/realms/demo/broker/corp/endpoint/logout_response',
      'https://id.example/realms/demo/protocol/openid-connect/logout/backchannel-logout',
    ]))
    await sees('Copied.')
  })

  test('is saved switched off with everything that was found, and leads to the test of the connection', async () => {
    const { server, router } = await open()
    await look()
    fill()
    await sees('After signing in at Keycloak, ask for our code?')
    answer('Unless it proved one').click()
    await sees('It says that it knows these acr values: 1, 2.')
    button('Add a value').click()
    await until(() => expect(field('Value')).toBeTruthy())
    type(field('Value'), '2')
    send()
    await sees('Saved and switched off.')
    expect(server.asksOf('createUpstream')[0]?.body).toEqual({
      alias: 'staff', issuer: foundKeycloak.issuer, enabled: false, name: { en: 'Keycloak' }, clientId: 'tegata', clientSecret: 's3cret', clientAuth: 'client_secret_basic',
      scopes: ['openid', 'profile', 'email'], acrValues: [], trust: 'evidence', evidence: [{ claim: 'acr', value: '2', level: 2 }], evidenceMaxAgeMinutes: 15,
      newPeople: 'connect', profile: 'local', hidden: false, signOut: true, mapping: foundKeycloak.suggested.mapping,
    })
    expect(router.currentRoute.value.fullPath).toBe('/identity-providers/staff?new=true')
    expect(has('button', 'Test the connection')).toBe(true)
    expect(text()).toContain('Nobody can sign in through it.')
  })

  test('in front of it, our code is the second factor, and people and their rights are the provider’s', async () => {
    const { server } = await open()
    await look()
    fill()
    answer('In front of it').click()
    await until(() => expect(answer('Yes, by our rules').checked).toBe(true))
    send()
    await sees('Saved and switched off.')
    expect(server.asksOf('createUpstream')[0]?.body).toMatchObject({ trust: 'never', newPeople: 'create', profile: 'upstream', mapping: { passOn: true, roles: 'realm_access.roles' } })
  })

  test('what is missing is said at each field, nothing is sent, and the first one has the focus', async () => {
    const { server } = await open()
    await look()
    type(field('Alias'), 'Corp ID')
    send()
    await sees('Small letters, digits, - and _ only')
    expect(text()).toContain('Please fill this in.')
    expect(text()).toContain('Please enter the secret.')
    expect(text()).toContain('Some fields need another look.')
    await until(() => expect(document.activeElement).toBe(field('Alias')))
    expect(server.asksOf('createUpstream')).toHaveLength(0)
  })

  test('a public client has no secret to type', async () => {
    const { server } = await open()
    await look()
    type(field('Client ID'), 'tegata')
    choose(choice('How the secret is sent'), 'none')
    await until(() => expect(text()).not.toContain('Client secret'))
    send()
    await until(() => expect(server.asksOf('createUpstream')[0]?.body).toMatchObject({ clientAuth: 'none' }))
    expect(server.asksOf('createUpstream')[0]?.body).not.toHaveProperty('clientSecret')
  })

  test('a taken alias is said at its field, and everything typed stays, the secret too', async () => {
    const { server } = await open({ upstreams: [upstreamOf('staff')] })
    await look()
    fill()
    send()
    await sees('Another identity provider has this alias. Choose another one.')
    expect(field('Client secret').value).toBe(' s3cret ')
    type(field('Alias'), 'staff-2')
    send()
    await sees('Saved and switched off.')
    expect(server.asksOf('createUpstream').at(-1)?.body['alias']).toBe('staff-2')
  })

  test('a field that the server refuses by rule is marked where it stands', async () => {
    const { server } = await open()
    await look()
    fill()
    server.refuse('createUpstream', 'request.invalid', { errors: [{ path: 'name.en', rule: 'too-big', message: 'too long' }] })
    send()
    await sees('This is too long.')
    expect(field('Name').getAttribute('aria-invalid')).toBe('true')
  })

  test('an answer with HTML in it is text (XSS)', async () => {
    await open({ found: { ...foundKeycloak, issuer: 'https://sso.example/<img src=x onerror=alert(1)>', authorizationEndpoint: '<script>alert(1)</script>' } })
    await look()
    await sees('<script>alert(1)</script>')
    expect(document.querySelector('main img, main script')).toBeNull()
  })
})

describe('an address that cannot be read', () => {
  test.each([
    ['private-address', 'lies in a private network'], ['not-https', 'begin with https://'], ['other-issuer', 'says that it is another issuer'], ['redirect', 'sends us on'],
    ['not-openid', 'give the address of the realm'], ['unreachable', 'Nothing answers'], ['unsupported', 'cannot do what is needed'], ['too-slow', 'took too long'], ['too-large', 'too large'],
  ])('%s: says so where one typed, and what was typed stays', async (reason, sentence) => {
    const { server } = await open()
    server.refuse('discoverUpstream', 'upstream.discovery-failed', { reason })
    type(field('Address of the provider'), 'https://sso.example')
    send()
    await sees(sentence)
    expect(field('Address of the provider').value).toBe('https://sso.example')
    send()
    await sees('This is Keycloak')
  })

  test('a cause of tomorrow is said as what it is', async () => {
    const { server } = await open()
    server.refuse('discoverUpstream', 'upstream.discovery-failed', { reason: 'never-heard-of' })
    type(field('Address of the provider'), 'https://sso.example')
    send()
    await until(() => expect(document.querySelector('[role=alert]')?.textContent).toContain('could not be read'))
  })

  test('nothing typed asks nothing', async () => {
    const { server } = await open()
    send()
    await sees('Please fill this in.')
    expect(server.asksOf('discoverUpstream')).toHaveLength(0)
  })

  test('the network gone loses nothing', async () => {
    const { server } = await open()
    await look()
    fill()
    server.goAway()
    send()
    await sees('The server cannot be reached.')
    server.comeBack()
    send()
    await sees('Saved and switched off.')
  })
})

test('a fresh second factor is asked in a small window, and everything typed is still there (RFC 9470)', async () => {
  const { server, confirmInPopup, opened } = await open()
  await look()
  fill()
  server.world.fresh = false
  send()
  await until(() => expect(windowText()).toContain('Confirm that it is you'))
  button('Continue').click()
  await until(() => expect(opened).toHaveLength(1))
  confirmInPopup()
  await sees('Saved and switched off.')
  expect(server.asksOf('createUpstream').map(({ body }) => body['clientSecret'])).toEqual(['s3cret', 's3cret'])
})

test('whoever goes elsewhere and comes back finds what was typed, but no secret', async () => {
  const { router } = await open()
  await look()
  fill()
  await router.push('/users')
  await sees('User List')
  await router.push('/add-identity-provider')
  await sees('What you had typed and not saved is here again.')
  expect(field('Client ID').value).toBe('tegata')
  expect(field('Client secret').value).toBe('')
})

test('whoever may not add is told so', async () => {
  const me = person('auditor', 'Klein', 'Laura', { administrator: true })
  await openConsole(createFakeServer({ me, myRoles: ['read-only-admin'] }), '/add-identity-provider')
  await sees('This page is not for your role')
  expect(document.querySelector('form')).toBeNull()
})
