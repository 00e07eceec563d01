import { randomUUID } from 'node:crypto'
import type { User } from '@tegata/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLetters } from '../journey/letters.ts'
import { hashOf } from '../journey/browser.ts'
import { newJourney } from '../journey/state.ts'
import { type Browser, codeIn, found, linkIn, password } from '../pages/walk.test-support.ts'
import { openUpstreamHouse, type UpstreamHouse } from './upstream.test-support.ts'

const subject = 'f6c2a1d0-hana'

let house: UpstreamHouse
let hana: User
beforeAll(async () => { house = await openUpstreamHouse({ acrValues: ['corp:2fa'], trust: 'never' }) })
afterAll(() => house.close())
beforeEach(async () => {
  house.there.signIn(subject)
  signsInAfter(0)
  await house.newMails()
  // The next one takes the identity over; who had it is of an earlier test.
  const corp = await house.corp()
  const identity = await house.storage.identities.find(house.realm.id, corp.id, corp.issuer, subject)
  if (identity !== undefined) await house.unit(...house.storage.identities.unlink(house.realm.id, identity.userId, corp.id))
  hana = await house.addUser({ password: null })
  await house.link(hana)
})

/** When the person signs in there, in seconds from now by our clock; undefined when it does not say. */
const signsInAfter = (seconds: number | undefined) => house.there.misbehave({
  idToken: (claims) => ({ ...claims, auth_time: seconds === undefined ? undefined : Math.floor(house.now() / 1000) + seconds }),
})
const held = (user: User) => house.storage.authenticators.listOf(house.realm.id, user.id)

/** The walk that the account page begins for a first authenticator, in a browser of its own. */
async function walkOf(user: User, browser: Browser = house.browser()): Promise<{ browser: Browser; path: string }> {
  await browser.open('/realms/demo/forgot-password')
  const token = browser.cookies.get(house.parts.cookies.nameOf('demo', 'browser')) ?? ''
  const id = randomUUID()
  await house.parts.journeys.create(newJourney({ id, realmId: house.realm.id, browserHash: hashOf(token), now: house.now(), kind: 'account', reference: '12-34', user }))
  return { browser, path: `/realms/demo/journey/${id}` }
}
const start = async (browser: Browser, path: string, alias = 'corp') => {
  const answer = await browser.request('GET', `${path}/upstream/${alias}`)
  return [answer.status, answer.headers.get('location')]
}

describe('the first authenticator of somebody without a password, from the account page', () => {
  test('is bound by a new sign-in at the upstream and the mailbox (P13, P14)', async () => {
    const { browser, path } = await walkOf(hana)
    const page = await browser.open(path)
    expect(page.html).not.toContain('type="password"')
    expect(page.html).toContain(`href="${path}/upstream/corp"`)
    const { asked, back } = await house.away(browser, { path })
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({ prompt: 'login', max_age: '0', acr_values: 'corp:2fa' })
    expect(await browser.open(back)).toMatchObject({ path, step: 'confirm-mail' })
    expect(await held(hana)).toEqual([])
    await browser.send({ code: codeIn((await house.newMails()).at(-1)) })
    expect(browser.shown?.step).toBe('enrol')
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('Your account has been updated.')
    expect(await held(hana)).toMatchObject([{ boundBy: 'mailbox', confirmedFor: 'mailLink' }])
    expect(await start(browser, path), 'and that was it').toEqual([303, path])
  })

  test.each([['one that was there before', -3600], ['one that does not say when', undefined]])('is bound by no session at the upstream: %s (P13)', async (_, seconds) => {
    const { browser, path } = await walkOf(hana)
    const { back } = await house.away(browser, { path })
    signsInAfter(seconds)
    const page = await browser.open(back)
    expect(page).toMatchObject({ path, alert: expect.stringContaining('The answer of Corp ID could not be accepted') })
    expect((await house.audited()).at(-1)).toBe('upstream.refused auth-time')
    expect(page.html, 'and it can be tried again').toContain(`${path}/upstream/corp`)
    expect(await house.newMails()).toEqual([])
  })

  test('is bound by nobody else’s account there, known here or not (P34)', async () => {
    const other = await house.addUser()
    await house.link(other, `sub-${other.username}`)
    for (const sub of [`sub-${other.username}`, `nobody-${other.username}`]) {
      const { browser, path } = await walkOf(hana)
      house.there.signIn(sub)
      const { back } = await house.away(browser, { path })
      const page = await browser.open(back)
      expect(page).toMatchObject({ path, alert: expect.stringContaining('That account at Corp ID is not yours here') })
      expect(page.html, 'and their own can be tried').toContain(`${path}/upstream/corp`)
      expect((await house.audited(hana.id)).at(-1)).toBe('upstream.refused other-person')
    }
    expect(await house.storage.identities.listOf(house.realm.id, hana.id)).toHaveLength(1)
    expect(await house.newMails()).toEqual([])
  })

  test('takes only upstreams that the person is linked to, hidden or not, and that are switched on', async () => {
    const local = await house.addUser()
    const other = await walkOf(local)
    expect((await other.browser.open(other.path)).html).not.toContain('/upstream/')
    expect(await start(other.browser, other.path)).toEqual([303, other.path])
    const { browser, path } = await walkOf(hana)
    await house.change({ hidden: true })
    expect((await start(browser, path))[1]).toContain('/authorize?')
    await house.change({ hidden: false, enabled: false })
    expect((await browser.open(`${path}/upstream/corp`)).alert).toMatch(/^Signing in with Corp ID is switched off/)
    await house.change({ enabled: true })
  })

  test('is the browser’s that asked for it (B-7)', async () => {
    const { path } = await walkOf(hana)
    const other = await walkOf(hana)
    expect(await start(other.browser, path)).toEqual([403, null])
    expect(await start(house.browser(), path)).toEqual([400, null])
    const { back } = await house.away(other.browser, { path: other.path })
    expect((await house.browser().request('GET', back)).status).toBe(403)
  })

  test('in a realm with a provider in front: it alone, and no button for who is not linked to it, whom nothing connects here', async () => {
    const corp = await house.corp()
    const { version } = await found(house.storage.realms.find('demo'))
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...house.realm.settings, onlyUpstreamId: corp.id }, version))
    const { browser, path } = await walkOf(hana)
    expect((await browser.open(path)).html).toContain(`${path}/upstream/corp`)
    const { back } = await house.away(browser, { path })
    expect(await browser.open(back)).toMatchObject({ step: 'confirm-mail' })
    const local = await walkOf(await house.addUser())
    const page = await local.browser.open(local.path)
    expect([page.html.includes('/upstream/'), page.html.includes('type="password"')]).toEqual([false, true])
    await house.unit(house.storage.realms.saveSettings(house.realm.id, house.realm.settings, version + 1))
  })
})

describe('the mail that confirms an address, opened in another browser', () => {
  /** Up to the mail; answers its link. */
  async function mailedFrom(browser: Browser, path: string): Promise<string> {
    const { back } = await house.away(browser, { path })
    expect(await browser.open(back)).toMatchObject({ step: 'confirm-mail' })
    return linkIn((await house.newMails()).at(-1))
  }
  async function walkOn(link: string): Promise<{ phone: Browser; path: string }> {
    const phone = house.browser()
    await phone.open(link)
    const { path } = await phone.send()
    expect(phone.shown?.html).toContain(`${path}/upstream/corp`)
    return { phone, path }
  }

  test('of the account page: a new sign-in at the upstream there, then the set-up; the first browser gains nothing (P17)', async () => {
    const { browser, path: waiting } = await walkOf(hana)
    const { phone, path } = await walkOn(await mailedFrom(browser, waiting))
    expect(path).not.toBe(waiting)
    const { asked, back } = await house.away(phone, { path })
    expect(asked.searchParams.get('prompt')).toBe('login')
    expect(await phone.open(back)).toMatchObject({ path, step: 'enrol' })
    expect(await browser.open(waiting)).toMatchObject({ step: 'confirm-mail' })
    expect((await phone.send({ code: house.code(phone.key()) })).title).toBe('Your account has been updated.')
    expect(await held(hana)).toMatchObject([{ boundBy: 'mailbox' }])
  })

  test('of a sign-in: likewise, and no session at the upstream is enough there', async () => {
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, hana.id, true))
    const role = { id: randomUUID(), realmId: house.realm.id, name: `chief-${hana.username}`, description: null, clientId: null, administrative: true }
    await house.unit(house.storage.roles.create(role), ...house.storage.roles.grant(house.realm.id, hana.id, role.id))
    const { phone, path } = await walkOn(await mailedFrom(house.browser(), house.signIn()))
    signsInAfter(-3600)
    const old = await house.away(phone, { path })
    expect((await phone.open(old.back)).alert).toContain('The answer of Corp ID could not be accepted')
    house.there.signIn('somebody-else')
    signsInAfter(0)
    expect((await phone.open((await house.away(phone, { path })).back)).alert).toContain('is not yours here')
    house.there.signIn(subject)
    expect(await phone.open((await house.away(phone, { path })).back)).toMatchObject({ path, step: 'enrol' })
    expect((await phone.send({ code: house.code(phone.key()) })).title).toBe('Your account has been updated.')
    expect(house.finished).toEqual([])
  })

  test.each(['demanded by the application alone', 'asked for on the account page'])('sets the code up also where nothing but the other browser knows why: %s', async (why) => {
    const emma = await house.addUser()
    const browser = house.browser()
    const walk = await walkOf(emma, browser)
    await browser.open(why.startsWith('asked') ? walk.path : house.signIn({ request: { essentialAcr: ['2'] } }))
    expect(await browser.send({ username: emma.username, password })).toMatchObject({ step: 'confirm-mail' })
    const phone = house.browser()
    await phone.open(linkIn((await house.newMails()).at(-1)))
    await phone.send()
    expect(await phone.send({ username: emma.username, password })).toMatchObject({ step: 'enrol' })
    expect((await phone.send({ code: house.code(phone.key()) })).title).toBe('Your account has been updated.')
    expect(await held(emma)).toHaveLength(1)
  })

  test('a link that is for something else leads to no upstream', async () => {
    await house.unit(...createLetters(house.needs).setUp(house.realm, hana, 'admin'))
    const phone = house.browser()
    await phone.open(linkIn((await house.newMails()).at(-1)))
    const { path } = await phone.send()
    expect(await start(phone, path)).toEqual([303, path])
  })
})
