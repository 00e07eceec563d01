import type { Upstream } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { upstreamOf } from '../../../testing/fake-upstreams.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

async function open(overrides: Partial<Upstream> = {}, part: Parameters<typeof createFakeServer>[0] = {}) {
  const corp = upstreamOf('corp', overrides)
  const server = createFakeServer({ upstreams: [corp], ...part })
  const opened = await openConsole(server, '/identity-providers/corp')
  await sees('ask for our code?')
  return { corp, server, ...opened }
}
const save = () => button('Save').click()
const lastChange = (server: ReturnType<typeof createFakeServer>) => server.asksOf('changeUpstream').at(-1)

describe('what is typed about a provider', () => {
  test('the question of every screen is answered by one of three sentences, and only the answer is sent (S2-19)', async () => {
    const { server } = await open()
    expect(answer('No').checked).toBe(true)
    answer('Yes, by our rules').click()
    await sees('Not saved yet')
    await seesNot('What counts as a second factor')
    save()
    await sees('Saved.')
    expect(lastChange(server)).toMatchObject({ body: { trust: 'never' }, ifMatch: 1 })
  })

  test('what counts as a second factor: values with what they are worth, and how old they may be', async () => {
    const { server } = await open({ trust: 'evidence', evidence: [{ claim: 'acr', value: 'gold', level: 3 }] })
    expect(field('Value').value).toBe('gold')
    button('Add a value').click()
    await until(() => expect(document.querySelectorAll('.evidence li')).toHaveLength(2))
    const [, second] = document.querySelectorAll('.evidence li')
    const [claim, worth] = second?.querySelectorAll('select') ?? []
    if (claim) choose(claim, 'amr')
    if (worth) choose(worth, 'code')
    const value = second?.querySelector('input')
    if (value) type(value, 'otp')
    type(field('Age of the evidence'), '5')
    save()
    await sees('Saved.')
    expect(lastChange(server)?.body).toEqual({
      evidence: [{ claim: 'acr', value: 'gold', level: 3 }, { claim: 'amr', value: 'otp', level: 'code' }], evidenceMaxAgeMinutes: 5,
    })
    button('Remove gold').click()
    await sees('Not saved yet')
    save()
    await until(() => expect(lastChange(server)?.body).toEqual({ evidence: [{ claim: 'amr', value: 'otp', level: 'code' }] }))
  })

  test('an empty list says what it means for each answer', async () => {
    await open()
    await sees('an enforcement in force asks everybody who comes this way')
    answer('Unless it proved one').click()
    await sees('nothing that it says counts')
  })

  test('names, button, unknown people, profile and signing out', async () => {
    const { server } = await open()
    type(field('Name in Korean'), '코프 ID')
    box('Without a button').click()
    box('Sign out there, too').click()
    answer('Gets an account of their own').click()
    answer('The provider’s').click()
    await sees('Not saved yet')
    save()
    await sees('Saved.')
    expect(lastChange(server)?.body).toEqual({
      name: { en: 'Corp ID', ja: 'コープ ID', ko: '코프 ID' }, hidden: true, signOut: false, newPeople: 'create', profile: 'upstream',
    })
  })

  test('roles and groups as Keycloak says them, with one click, and saved only after a look', async () => {
    const { server } = await open()
    button('Fill in as Keycloak says it').click()
    await sees('Filled in. Look it over, then save.')
    expect(field('Roles (optional)').value).toBe('realm_access.roles')
    box('Pass roles and groups on').click()
    save()
    await sees('Saved.')
    expect(lastChange(server)?.body).toEqual({
      mapping: { rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups', passOn: true },
    })
  })

  test('a rule gives a role or a group for a value; one that is not complete is not sent', async () => {
    const { server } = await open()
    button('Add a rule').click()
    await until(() => expect(choice('Gives here').options.length).toBeGreaterThan(3))
    save()
    await sees('A rule is not complete.')
    expect(server.asksOf('changeUpstream')).toHaveLength(0)
    choose(choice('Where'), 'groups')
    type([...document.querySelectorAll<HTMLInputElement>('.rules input')].at(-1) ?? field('Value'), '/staff')
    choose(choice('Gives here'), 'role:help-desk')
    await seesNot('A rule is not complete.')
    save()
    await sees('Saved.')
    expect(lastChange(server)?.body).toEqual({ mapping: { rules: [{ claim: 'groups', value: '/staff', grants: { role: 'help-desk' } }] } })
    button('Remove the rule for /staff').click()
    await sees('No rules.')
  })

  test('what the sign-in page shows and what becomes of people are two sections, each with its own', async () => {
    await open()
    const section = (title: string) => [...document.querySelectorAll('main section')].find((each) => each.querySelector('h2')?.textContent === title)?.textContent ?? ''
    for (const words of ['Name in Japanese', 'Name in Korean', 'Without a button', 'Sign out there']) {
      expect(section('Sign-in page')).toContain(words)
      expect(section('People')).not.toContain(words)
    }
    expect(section('People')).toContain('Somebody unknown here')
  })

  test('a rule whose role is gone meanwhile is refused beside the rules', async () => {
    const { server } = await open()
    server.refuse('changeUpstream', 'role.not-found', { errors: [{ path: 'mapping.rules.0.grants.role', rule: 'not-here', message: 'names a role that the realm does not have: help-desk' }] })
    button('Add a rule').click()
    await until(() => expect(choice('Gives here').options.length).toBeGreaterThan(3))
    choose(choice('Where'), 'groups')
    type([...document.querySelectorAll<HTMLInputElement>('.rules input')].at(-1) ?? field('Value'), '/staff')
    choose(choice('Gives here'), 'role:help-desk')
    save()
    await sees('A role or group that a rule names is not here.')
  })

  test('a role that one may not grant is refused where one acted, and the rule stays as typed (Z-2)', async () => {
    const { server } = await open()
    server.refuse('changeUpstream', 'permission.grants-more-than-held')
    answer('Yes, by our rules').click()
    await sees('Not saved yet')
    save()
    await sees('This would hand out rights that you do not hold yourself.')
    expect(answer('Yes, by our rules').checked).toBe(true)
  })

  test('what can be seen to be wrong is said at its field and not sent', async () => {
    const { server } = await open()
    type(field('Age of the evidence'), '0')
    type(field('Scopes'), 'profile')
    await sees('Not saved yet')
    save()
    await sees('Please enter a number from 1 to 1440.')
    expect(text()).toContain('openid has to be among them.')
    await until(() => expect(document.activeElement).toBe(field('Age of the evidence')))
    expect(server.asksOf('changeUpstream')).toHaveLength(0)
  })

  test('a field that the server refuses by rule is marked where it stands', async () => {
    const { server } = await open()
    server.refuse('changeUpstream', 'request.invalid', { errors: [{ path: 'mapping.groups', rule: 'too-big', message: 'too long' }] })
    type(field('Groups (optional)'), 'groups')
    await sees('Not saved yet')
    save()
    await sees('This is too long.')
    expect(field('Groups (optional)').getAttribute('aria-invalid')).toBe('true')
    expect(document.querySelectorAll('[role=alert]')).toHaveLength(0)
  })

  test('discarding brings back what is saved; what was not saved is there again when one comes back', async () => {
    const { router } = await open()
    type(field('Client ID'), 'another')
    await sees('Not saved yet')
    await router.push('/users')
    await sees('User List')
    await router.push('/identity-providers/corp')
    await sees('What you had typed and not saved is here again.')
    expect(field('Client ID').value).toBe('another')
    button('Discard').click()
    await seesNot('Not saved yet')
    expect(field('Client ID').value).toBe('tegata')
  })
})

describe('two administrators edit the same provider', () => {
  test('the second one sees what changed, keeps what was typed, and then saves on top of it', async () => {
    const { corp, server } = await open()
    answer('Yes, by our rules').click()
    type(field('Client ID'), 'mine')
    await sees('Not saved yet')
    Object.assign(corp, { version: 2, trust: 'evidence', evidence: [{ claim: 'amr', value: 'otp', level: 2 }] })
    save()
    await sees('Somebody else saved this provider meanwhile.')
    await sees('After signing in there: Our code is not asked → Our code is asked, unless it proved one')
    await sees('You typed: Our code is asked, by our rules.')
    await sees('What counts as a second factor: (empty) → amr “otp” is worth an authenticator app')
    expect(answer('Yes, by our rules').checked).toBe(true)
    save()
    await sees('Saved.')
    expect(lastChange(server)).toMatchObject({ body: { trust: 'never', clientId: 'mine' }, ifMatch: 2 })
    expect(corp.evidence).toHaveLength(1)
  })

  test('theirs can be taken instead', async () => {
    const { corp } = await open()
    type(field('Client ID'), 'mine')
    await sees('Not saved yet')
    Object.assign(corp, { version: 2, clientId: 'theirs' })
    save()
    await sees('Take theirs')
    button('Take theirs').click()
    await until(() => expect(field('Client ID').value).toBe('theirs'))
    await seesNot('Not saved yet')
  })

  test('a newer version that touched nothing typed here (it was switched off) asks nobody anything', async () => {
    const { corp, server } = await open()
    type(field('Client ID'), 'mine')
    await sees('Not saved yet')
    Object.assign(corp, { version: 5, enabled: false })
    save()
    await sees('Saved.')
    expect(server.asksOf('changeUpstream').map(({ ifMatch }) => ifMatch)).toEqual([1, 5])
    expect(text()).toContain('Nobody can sign in through it.')
  })
})

describe('a fresh second factor (RFC 9470)', () => {
  test('is asked in a small window, and the same change goes through', async () => {
    const { server, opened, confirmInPopup } = await open()
    server.world.fresh = false
    answer('Yes, by our rules').click()
    await sees('Not saved yet')
    save()
    await until(() => expect(windowText()).toContain('Confirm that it is you'))
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await sees('Saved.')
  })

  test('not given: that is said where one acted, and what was typed stays', async () => {
    const { server, corp } = await open()
    server.world.fresh = false
    answer('Yes, by our rules').click()
    await sees('Not saved yet')
    save()
    await until(() => expect(windowText()).toContain('Confirm that it is you'))
    button('Cancel').click()
    await sees('This needs a code shown just now.')
    expect(answer('Yes, by our rules').checked).toBe(true)
    expect(corp.trust).toBe('always')
  })
})

describe('who may only read', () => {
  test('reads everything, and is offered nothing', async () => {
    const me = person('auditor', 'Klein', 'Laura', { administrator: true })
    await open({ trust: 'evidence', evidence: [{ claim: 'acr', value: '2', level: 2 }] }, { me, myRoles: ['read-only-admin'] })
    await sees('You can look at everything here and change nothing.')
    expect(document.querySelector('fieldset')?.disabled).toBe(true)
    expect(field('Client ID').disabled).toBe(true)
    for (const name of ['Test the connection', 'Switch off', 'Replace the secret', 'Add a value', 'Add a rule', 'Fill in as Keycloak says it', 'Delete…', 'Make it the only first step']) {
      expect([name, has('button', name)]).toEqual([name, false])
    }
    expect(has('button', 'Copy: Redirect URI (callback)')).toBe(true)
  })
})

test('a provider that was deleted meanwhile is said to be gone', async () => {
  const { router } = await open()
  await router.push('/identity-providers/nowhere')
  await sees('There is no such identity provider.')
})

test('what a provider is called and where it lives is text, whatever it looks like (XSS)', async () => {
  const evil = '<img src=x onerror=alert(1)>'
  await open({ name: { en: evil }, evidence: [{ claim: 'acr', value: evil, level: 2 }], clientId: evil, trust: 'evidence' })
  await sees(`After signing in at ${evil}, ask for our code?`)
  submit(null)
  expect(document.querySelector('main img')).toBeNull()
})
