import { randomUUID } from 'node:crypto'
import type { Role, Upstream, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLetters } from '../journey/letters.ts'
import { type House, linkIn, openHouse, password } from './walk.test-support.ts'

let house: House
let corp: Upstream
beforeEach(async () => {
  house = await openHouse()
  corp = await house.addUpstream()
})
afterEach(() => house.close())

async function addRole(name: string, over: Partial<Role> = {}): Promise<Role> {
  const role = { id: randomUUID(), realmId: house.realm.id, name, description: null, clientId: null, administrative: false, ...over }
  await house.unit(house.storage.roles.create(role))
  return role
}
const detailsOf = async (type: string) => (await house.storage.audit.list(house.realm.id, { types: [type] }, null, 50)).items.map(({ reason, detail }) => ({ reason, ...detail }))
async function hanaLinked(over: Parameters<House['addUser']>[0] = {}): Promise<User> {
  const user = await house.addUser({ username: 'hana', ...over })
  await house.link(user, corp)
  return user
}
/** One visit to the provider and back. */
async function come(said: Parameters<House['comeBack']>[3] = {}, over: Parameters<House['signIn']>[0] = {}) {
  const browser = house.browser()
  const path = house.signIn(over)
  await browser.open(path)
  const became = await house.comeBack(browser, path, corp, { subject: 'sub-hana', ...said })
  return { browser, path, became, title: browser.shown?.title, alert: browser.shown?.alert, step: browser.shown?.step }
}

describe('a provider in front', () => {
  const uuid = '5f2d9c1e-0a4b-4c3d-8e9f-112233445566'
  beforeEach(async () => {
    await house.changeUpstream(corp, { newPeople: 'create', profile: 'upstream', trust: 'never' })
    await house.inFront(corp)
  })

  test('is gone to at once, and once; whoever comes back without an answer finds one button and no password form', async () => {
    const browser = house.browser()
    const path = house.signIn()
    expect((await browser.open(path)).path).toBe(`${path}/upstream/corp`)
    const back = await browser.open(path)
    expect(back).toMatchObject({ path, title: 'Sign in to Wiki' })
    expect(back.html).toContain(`class="button primary" href="${path}/upstream/corp"`)
    expect(back.html).not.toContain('type="password"')
    const user = await house.addUser()
    await browser.post(`${path}/login`, { username: user.username, password })
    expect(house.finished).toEqual([])
    expect(await house.audited()).toEqual([])
  })

  test('a sentence is shown before anybody is sent on again', async () => {
    const browser = house.browser()
    const path = house.signIn()
    await browser.request('GET', path)
    const journey = await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? '')
    if (journey === undefined) throw new Error('no journey')
    await house.parts.journeys.save({ ...journey, state: { ...journey.state, wentTo: null } })
    await house.parts.upstreamProblem({ ...journey, version: journey.version + 1 }, 'upstream-unavailable', corp.name)
    expect(await browser.open(path)).toMatchObject({ path, alert: expect.stringContaining('Corp ID cannot be reached at the moment') })
  })

  test('calls people in tokens what it calls them; a new person’s id is that, where it can be', async () => {
    const hana = await hanaLinked()
    await come()
    expect((await house.user(hana.id)).subject).toBe('sub-hana')
    await come({ subject: uuid, username: 'new' })
    expect(house.finished.at(-1)?.userId).toBe(uuid)
    expect((await house.user(uuid)).subject).toBeNull()
    await come({ subject: uuid.toUpperCase(), username: 'newer' })
    const upper = await house.user(house.finished.at(-1)?.userId ?? '')
    expect(upper).toMatchObject({ username: 'newer', subject: uuid.toUpperCase() })
    expect(upper.id).not.toBe(uuid)
  })

  test('a subject that is somebody’s already stays theirs; the sign-in goes on', async () => {
    const other = await house.addUser()
    const hana = await house.addUser({ username: 'hana' })
    await house.link(hana, corp, { subject: other.id })
    expect((await come({ subject: other.id })).title).toBe('You are in')
    expect((await house.user(hana.id)).subject).toBeNull()
    expect(await detailsOf('upstream.mapping-skipped')).toMatchObject([{ skipped: [{ claim: 'subject', why: 'taken' }] }])
  })

  test('no other upstream lets anybody in', async () => {
    const beside = await house.addUpstream({ alias: 'beside', issuer: 'https://beside.example' })
    const user = await house.addUser()
    await house.link(user, beside)
    const browser = house.browser()
    const path = house.signIn({ upstreamHint: 'beside' })
    expect((await browser.open(path)).path).toBe(`${path}/upstream/corp`)
    expect(await house.comeBack(browser, path, beside, { subject: `sub-${user.username}` })).toBe('refused')
    expect(house.finished).toEqual([])
  })

  test('switched off, it says so; administrators still get in', async () => {
    await house.changeUpstream(corp, { enabled: false })
    const browser = house.browser()
    expect((await browser.open(house.signIn())).alert).toContain('Signing in with Corp ID is switched off')
  })

  test('administrators ask for their form at an address of its own; it takes nobody else’s password, at the same cost', async () => {
    const [admin, other] = [await house.addUser({ username: 'root' }), await house.addUser()]
    const role = await addRole('global-admin', { administrative: true })
    await house.unit(...house.storage.roles.grant(house.realm.id, admin.id, role.id))
    const browser = house.browser()
    expect((await browser.open('/realms/demo/local')).title).toBe('Sign in with a password')
    const action = browser.shown?.actions[0] ?? ''
    expect((await browser.request('POST', action, {})).status, 'not without the form').toBe(403)
    const sent = await browser.request('POST', action, { csrf: browser.csrf() })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/console/demo'])
    expect(sent.headers.get('set-cookie')).toMatch(/tegata\.demo\.local=1; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600/)

    const path = house.signIn()
    const form = await browser.open(path)
    expect(form).toMatchObject({ path, step: 'login' })
    expect(form.html, 'whoever does not administer reads why their right password is none').toMatch(/For administrators of [^.]+\. Everybody else signs in with Corp ID\./)
    for (const [username, typed] of [[other.username, password], ['nobody', password], [admin.username, 'wrong']] as const) {
      const hashed = house.hashCalls()
      expect((await browser.send({ username, password: typed })).alert).toBe('The username or password is not right. Check Caps Lock and try again.')
      expect(house.hashCalls() - hashed).toBe(1)
    }
    expect((await browser.send({ username: admin.username, password })).title).toBe('You are in')
    expect(house.finished.map(({ userId }) => userId)).toEqual([admin.id])
  })

  test('a step-up of an administrator who came by their password asks for it; of everybody else, the provider', async () => {
    const [admin, hana] = [await house.addUser({ username: 'root' }), await hanaLinked()]
    const role = await addRole('global-admin', { administrative: true })
    await house.unit(...house.storage.roles.grant(house.realm.id, admin.id, role.id))
    const again = (user: User) => ({ request: { proofsSince: house.now() }, session: { uid: 's', userId: user.id, startedAt: house.now() - 1, proofs: [{ kind: 'password' as const, at: house.now() - 1, journeyId: 'j', epoch: 1 }] } })
    const browser = house.browser()
    house.pass(1000)
    expect(await browser.open(house.signIn(again(admin)))).toMatchObject({ step: 'login' })
    expect((await browser.send({ password })).title).toBe('You are in')
    const path = house.signIn(again(hana))
    expect((await browser.open(path)).path).toBe(`${path}/upstream/corp`)
    expect((await browser.open(path)).html).not.toContain('type="password"')
  })

  test('somebody of before, who is signed in and not linked yet, connects by their own password and nobody else’s (P34)', async () => {
    const [user, other] = [await house.addUser(), await house.addUser({ password: 'nine green trains' })]
    const session = { uid: 's', userId: user.id, startedAt: house.now() - 1, proofs: [{ kind: 'password' as const, at: house.now() - 1, journeyId: 'j', epoch: 1 }] }
    const browser = house.browser()
    const path = house.signIn({ request: { proofsSince: house.now() }, session })
    expect((await browser.open(path)).html).toContain(`${path}/upstream/corp`)
    expect(await house.comeBack(browser, path, corp, { subject: 'theirs', username: 'theirs' })).toBe('connect')
    expect(browser.shown?.html).toContain(`<strong>${user.username}</strong>`)
    expect((await browser.send({ answer: 'password', username: other.username, password: 'nine green trains' })).alert).toContain('not right')
    expect((await browser.send({ answer: 'password', password })).title).toBe('You are in')
    expect(await house.storage.identities.listOf(house.realm.id, user.id)).toMatchObject([{ subject: 'theirs', linkedBy: 'password' }])
    expect((await house.user(user.id)).subject).toBe('theirs')
  })

  test('a forgotten password is forgotten there: the page says so, and no link is mailed', async () => {
    const user = await house.addUser()
    const browser = house.browser()
    const shown = await browser.open('/realms/demo/forgot-password?back=12345678')
    expect(shown).toMatchObject({ title: 'Your password is kept elsewhere', actions: [] })
    expect(shown.html).toContain('You sign in with Corp ID')
    await browser.request('POST', '/realms/demo/forgot-password', { username: user.username })
    expect(await house.newMails()).toEqual([])
  })

  test.each([[true, 'Your app is ready'], [false, 'There is nothing to set up']])('a set-up mail sets up the code that is demanded (%s), and no password', async (otpRequired, says) => {
    const hana = await hanaLinked({ password: null, otpRequired })
    await house.unit(...createLetters(house.needs).setUp(house.realm, hana, 'admin'))
    const browser = house.browser()
    await browser.open(linkIn((await house.newMails())[0]))
    await browser.send()
    if (otpRequired) {
      expect(browser.shown?.step).toBe('enrol')
      await browser.send({ code: house.code(browser.key()) })
    }
    expect(browser.shown?.html).toContain(says)
    expect((await house.user(hana.id)).hasPassword).toBe(false)
    expect(await house.storage.authenticators.listOf(house.realm.id, hana.id)).toHaveLength(otpRequired ? 1 : 0)
  })

  test('a set-up mail of somebody who is not linked sets up a password, too', async () => {
    const user = await house.addUser({ password: null })
    await house.unit(...createLetters(house.needs).setUp(house.realm, user, 'admin'))
    const browser = house.browser()
    await browser.open(linkIn((await house.newMails())[0]))
    expect(await browser.send()).toMatchObject({ step: 'password' })
  })

  describe('a link for a new password that was mailed before the provider stood in front', () => {
    async function openLink(user: User, linked: boolean) {
      await house.inFront(null)
      const before = house.browser()
      await before.open('/realms/demo/forgot-password')
      await before.send({ username: user.username })
      const [mail] = await house.newMails()
      if (linked) await house.link(user, corp)
      await house.inFront(corp)
      const browser = house.browser()
      await browser.open(linkIn(mail))
      await browser.send()
      return browser
    }
    const chosen = { newPassword: 'plum kettle violin', confirmPassword: 'plum kettle violin' }

    test('asks somebody who signs in there for none, says so, and leads on', async () => {
      const user = await house.addUser({ username: 'hana' })
      const browser = await openLink(user, true)
      expect(browser.shown?.html).toContain('you sign in with the account that you already have at another provider')
      expect(browser.shown?.html).toContain('/realms/demo/account')
      expect((await house.user(user.id)).passwordChangedAt).toBe(user.passwordChangedAt)
    })

    test('gives somebody who is not linked yet the one that they connect with', async () => {
      const browser = await openLink(await house.addUser({ username: 'hana' }), false)
      expect(browser.shown?.step).toBe('password')
      await browser.send(chosen)
      const path = house.signIn()
      await browser.open(path)
      expect(await house.comeBack(browser, path, corp, { subject: 'sub-hana', username: 'hana' })).toBe('connect')
      expect((await browser.send({ answer: 'password', username: 'hana', password: chosen.newPassword })).title).toBe('You are in')
    })

    test('gives an administrator the one for when the provider is away', async () => {
      const admin = await house.addUser({ username: 'root' })
      const role = await addRole('global-admin', { administrative: true })
      await house.unit(...house.storage.roles.grant(house.realm.id, admin.id, role.id))
      expect((await openLink(admin, true)).shown?.step).toBe('password')
    })
  })

  test('without a provider in front, the address of the local form leads to the console', async () => {
    await house.inFront(null)
    const sent = await house.browser().request('GET', '/realms/demo/local')
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/console/demo'])
  })
})

describe('kc_idp_hint and the buttons', () => {
  test('the named provider is gone to at once, hidden or not; one that is off or unknown is an ordinary page', async () => {
    await house.addUpstream({ alias: 'hidden', issuer: 'https://hidden.example', hidden: true })
    await house.addUpstream({ alias: 'off', issuer: 'https://off.example', enabled: false })
    const browser = house.browser()
    for (const hint of ['corp', 'hidden']) {
      const path = house.signIn({ upstreamHint: hint })
      expect((await browser.open(path)).path).toBe(`${path}/upstream/${hint}`)
      expect((await browser.open(path)).step, 'and once').toBe('login')
    }
    for (const hint of ['off', 'unknown', '']) expect(await browser.open(house.signIn({ upstreamHint: hint }))).toMatchObject({ step: 'login' })
    expect(browser.shown?.html).toContain('/upstream/corp')
    expect(browser.shown?.html).not.toMatch(/upstream\/(hidden|off)/)
  })

  test('local sign-in stays as it is while a provider is away', async () => {
    const user = await house.addUser()
    const browser = house.browser()
    await browser.open(house.signIn())
    expect((await browser.send({ username: user.username, password })).title).toBe('You are in')
  })

  test('somebody who is known is shown the ways that are theirs: no form without a password, no button without a link (P34)', async () => {
    await house.addUpstream({ alias: 'hidden', issuer: 'https://hidden.example', hidden: true })
    const [linked, local] = [await hanaLinked({ password: null }), await house.addUser()]
    const again = (user: User) => ({ request: { proofsSince: house.now() + 1 }, session: { uid: 's', userId: user.id, startedAt: house.now(), proofs: [{ kind: 'password' as const, at: house.now(), journeyId: 'j', epoch: 1 }] } })
    const browser = house.browser()
    const one = await browser.open(house.signIn(again(linked)))
    expect(one.html).toContain('/upstream/corp')
    expect(one.html).not.toContain('type="password"')
    expect(one.html).toContain('You are signed in as hana. Sign in once more to go on.')
    const other = await browser.open(house.signIn({ ...again(local), upstreamHint: 'corp' }))
    expect(other.html).toContain('type="password"')
    expect(other.html).not.toContain('/upstream/corp')
  })
})
