import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createJourneys } from '../journey/store.ts'
import { found } from '../pages/walk.test-support.ts'
import type { Misbehaviour } from './hostile-upstream.test-support.ts'
import { openUpstreamHouse, plainMapping, type UpstreamHouse } from './upstream.test-support.ts'

let house: UpstreamHouse
beforeAll(async () => { house = await openUpstreamHouse() })
afterAll(() => house.close())
beforeEach(() => { house.there.misbehave({}); house.there.seen.splice(0) })

const hana = 'f6c2a1d0-hana'
const tokenRequests = () => house.there.seen.filter(({ path }) => path === '/token').length
const journeyOf = (path: string) => createJourneys({ storage: house.storage }).find(house.realm.id, path.split('/').at(-1) ?? '')
const lastEvent = async () => (await house.audited()).at(-1)
/** Whom the upstream's people are here, so far. */
const linked = async () => (await house.storage.identities.ofUpstream(house.realm.id, (await house.corp()).id, null, 10)).items.length

describe('an answer that belongs to the walk', () => {
  test('lets in whom the upstream and we know to be the same (B-1), without the cookie of the interaction', async () => {
    const emma = await house.addUser({ username: 'hana-here' })
    await house.link(emma)
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    expect(back).toMatch(/^\/realms\/demo\/broker\/corp\/endpoint\?code=/)
    const answer = await browser.request('GET', back)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, journey])
    expect(await journeyOf(journey)).toMatchObject({ userId: emma.id, state: { upstream: { subject: hana, sid: 'session-1' } } })
    await house.unit(...house.storage.identities.unlink(house.realm.id, emma.id, (await house.corp()).id))
  })

  test('of somebody unknown links nobody, whatever address it states: they are asked to connect (B-3)', async () => {
    const administrator = await house.addUser({ username: 'chief', email: 'chief@demo.example' })
    house.there.signIn('stranger', { preferred_username: 'chief', email: 'chief@demo.example', email_verified: true })
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    expect((await browser.request('GET', back)).headers.get('location')).toBe(journey)
    expect(await linked()).toBe(0)
    expect(await house.storage.identities.listOf(house.realm.id, administrator.id)).toEqual([])
    expect(await journeyOf(journey)).toMatchObject({ userId: null, state: { proofs: [], connecting: { said: { subject: 'stranger' } } } })
    house.there.signIn(hana)
  })
})

describe('a subject is compared to the letter (B-1)', () => {
  const subject = 'Ren\u00e9e-1'
  beforeAll(async () => house.link(await house.addUser({ username: 'renee' }), subject))
  afterAll(() => house.there.signIn(hana))

  const became = async (sub: string) => {
    house.there.signIn(sub, { preferred_username: 'renee', email: 'renee@demo.example', email_verified: true })
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await browser.request('GET', back)
    const { state, userId } = (await journeyOf(journey)) ?? { state: undefined, userId: undefined }
    return userId === null ? state?.connecting?.said.subject : 'let in'
  }
  test('the same lets in', async () => expect(await became(subject)).toBe('let in'))
  test.each([
    ['another case', 'ren\u00e9e-1'], ['another normal form', 'Rene\u0301e-1'], ['full width', 'Ｒen\u00e9e-1'], ['a blank before', ` ${subject}`], ['a blank after', `${subject} `],
    ['more', `${subject}1`], ['less', subject.slice(0, -1)], ['the user name', 'renee'], ['the address', 'renee@demo.example'], ['a pattern', '%'], ['a zero-width joiner', `${subject}\u200d`],
  ])('%s is somebody else, whatever else is the same: nobody is let in', async (_, sub) => expect(await became(sub)).toBe(sub))
})

describe('an answer that does not belong here changes nothing (B-7)', () => {
  /** Brings an answer, and says what the person reads, and whether the walk is as it was. */
  async function bring(browser: ReturnType<UpstreamHouse['browser']>, back: string, journey: string, method = 'GET') {
    const before = await journeyOf(journey)
    const answer = await browser.request(method, back)
    const page = await answer.text()
    const same = JSON.stringify(await journeyOf(journey)) === JSON.stringify(before)
    return { status: answer.status, same, leadsBack: page.includes(`href="${journey}"`), tokens: tokenRequests(), isPage: page.includes('<h1') }
  }

  test('a second time, by the same browser', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await browser.request('GET', back)
    expect(await bring(browser, back, journey)).toEqual({ status: 410, same: true, leadsBack: true, tokens: 1, isPage: true })
  })

  test('ten times at once: it is redeemed once', async () => {
    const browser = house.browser()
    const { back } = await house.away(browser)
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.request('GET', back)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array.from({ length: 9 }, () => 410)])
    expect(tokenRequests()).toBe(1)
  })

  test('in another browser, and it stays good for its own', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    const other = house.browser()
    await other.open(house.signIn())
    expect(await bring(other, back, journey)).toMatchObject({ status: 403, same: true, tokens: 0, isPage: true })
    expect(await bring(house.browser(), back, journey)).toMatchObject({ status: 403, same: true, tokens: 0 })
    expect((await browser.request('GET', back)).status).toBe(303)
  })

  test('a stranger’s own answer, in somebody else’s browser: nobody is signed in as the stranger (RFC 9700 §4.7)', async () => {
    const stranger = house.browser()
    const { back } = await house.away(stranger)
    const victim = house.browser()
    const path = house.signIn()
    await victim.open(path)
    expect(await bring(victim, back, path)).toMatchObject({ status: 403, same: true, tokens: 0 })
  })

  test('after ten minutes; a moment before, it is taken', async () => {
    const browser = house.browser()
    const late = await house.away(browser)
    house.pass(10 * 60_000)
    expect(await bring(browser, late.back, late.journey)).toEqual({ status: 410, same: true, leadsBack: true, tokens: 0, isPage: true })
    const timely = await house.away(browser)
    house.pass(10 * 60_000 - 5_000)
    expect((await browser.request('GET', timely.back)).status).toBe(303)
  })

  test('by the address of another upstream, though both are of one issuer (mix-up, RFC 9700 §4.4)', async () => {
    await house.addUpstream('corp-two')
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    expect(await bring(browser, back.replace('/broker/corp/', '/broker/corp-two/'), journey)).toEqual({ status: 400, same: true, leadsBack: true, tokens: 0, isPage: true })
    expect(await lastEvent()).toBe('upstream.refused other-upstream')
    expect(await bring(browser, back.replace('/broker/corp/', '/broker/nobody/'), journey)).toMatchObject({ status: 400, same: true, tokens: 0 })
    // It was not spent by going astray.
    expect((await browser.request('GET', back)).status).toBe(303)
  })

  test('in another realm, though both have the same upstream (P38)', async () => {
    await house.unit(house.storage.realms.create({ name: 'twin', settings: house.realm.settings }))
    const twin = await found(house.storage.realms.find('twin'))
    const { hasSecret: _, version: __, ...corp } = await house.corp()
    await house.unit(house.storage.upstreams.create({ ...corp, id: randomUUID(), realmId: twin.id }, house.there.clientSecret))
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    browser.cookies.set('tegata.twin.browser', browser.cookies.get('tegata.demo.browser') ?? '')
    expect(await bring(browser, back.replace('/realms/demo/', '/realms/twin/'), journey)).toMatchObject({ status: 410, same: true, tokens: 0 })
  })

  test.each([
    ['none', ''], ['an empty one', 'state='], ['one that was never sent', `state=${randomBytes(32).toString('base64url')}`], ['one that is no state', 'state=%00%22%3Cscript%3E'],
    ['two', `state=${'a'.repeat(43)}&state=${'b'.repeat(43)}`], ['a list', `state[]=${'a'.repeat(43)}`],
  ])('with a state that is %s', async (_, state) => {
    const browser = house.browser()
    const { journey } = await house.away(browser)
    expect(await bring(browser, `/realms/demo/broker/corp/endpoint?code=x&${state}`, journey)).toMatchObject({ status: 410, same: true, tokens: 0, isPage: true })
  })

  test('by HEAD, as what looks at links asks: it is not spent', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    expect(await bring(browser, back, journey, 'HEAD')).toMatchObject({ status: 204, same: true, tokens: 0 })
    expect((await browser.request('GET', back)).status).toBe(303)
  })

  test('posted, by whatever page', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    expect(await bring(browser, back, journey, 'POST')).toMatchObject({ status: 405, same: true, tokens: 0, isPage: true })
  })

  test('when its walk is gone', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await house.storage.journeys.remove(house.realm.id, journey.split('/').at(-1) ?? '')
    expect(await bring(browser, back, journey)).toMatchObject({ status: 410, tokens: 0, isPage: true })
  })
})

describe('an answer that is not believed is a sentence on the walk’s page, and its reason stands in the log', () => {
  const table: [what: string, wrong: Misbehaviour, sentence: RegExp, event: string][] = [
    ['refused there', { answer: (said) => { said.delete('code'); said.set('error', 'access_denied') } }, /^Corp ID did not complete the sign-in/, 'upstream.refused error-answer'],
    ['away, in its own words', { answer: (said) => { said.delete('code'); said.set('error', 'temporarily_unavailable') } }, /^Corp ID cannot be reached/, 'upstream.refused error-answer'],
    ['away by now', { tokenAnswer: 'dead' }, /^Corp ID cannot be reached/, 'upstream.refused unreachable'],
    ['another issuer', { idToken: (said) => ({ ...said, iss: 'https://elsewhere.example' }) }, /^The answer of Corp ID could not be accepted/, 'upstream.refused issuer'],
    ['another nonce', { idToken: (said) => ({ ...said, nonce: 'x' }) }, /^The answer of Corp ID could not be accepted/, 'upstream.refused nonce'],
    ['alg none', { signature: 'none' }, /^The answer of Corp ID could not be accepted/, 'upstream.refused algorithm'],
    ['1 MiB', { tokenAnswer: 'huge' }, /^The answer of Corp ID could not be accepted/, 'upstream.refused too-large'],
    ['more roles than anybody has', { idToken: (said) => ({ ...said, roles: Array.from({ length: 1001 }, (_, n) => `r${n}`) }) }, /^Corp ID sent more roles/, 'upstream.refused too-many-names'],
  ]
  test.each(table)('%s', async (_, wrong, sentence, event) => {
    await house.change({ mapping: { ...plainMapping, roles: 'roles' } })
    const browser = house.browser()
    house.there.misbehave(wrong)
    const { journey, back } = await house.away(browser)
    const page = await browser.open(back)
    expect([page.path, page.status]).toEqual([journey, 200])
    expect(page.alert).toMatch(sentence)
    expect(await lastEvent()).toBe(event)
    expect((await journeyOf(journey))?.state).toMatchObject({ proofs: [], upstream: null })
    // Local sign-in never suffers: its form is on the same page.
    expect(page.step).toBe('login')
    expect(page.html).toContain('name="password"')
  })

  test('what stands in the log names neither code nor token', async () => {
    const { items } = await house.storage.audit.list(house.realm.id, { types: ['upstream.refused'] }, null, 100)
    expect(JSON.stringify(items)).not.toMatch(/eyJ|code=|a secret of ours/)
  })

  test('a claim that is not what the mapping says is left out and told, and the sign-in goes on', async () => {
    await house.change({ mapping: { ...plainMapping, roles: 'roles' } })
    house.there.misbehave({ idToken: (said) => ({ ...said, roles: [1, { admin: true }, 'staff'] }) })
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await browser.request('GET', back)
    expect(await house.audited()).toContain('upstream.mapping-skipped shape')
    expect((await journeyOf(journey))?.state).toMatchObject({ connecting: { said: { roles: ['staff'] } } })
  })
})

describe('while the person is away (B-5, P38)', () => {
  afterEach(() => house.change({ enabled: true }))

  test('the upstream is switched off: its answer is not even redeemed', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await house.change({ enabled: false })
    const page = await browser.open(back)
    expect([page.path, page.alert]).toEqual([journey, expect.stringMatching(/^Signing in with Corp ID is switched off/)])
    expect(tokenRequests()).toBe(0)
    expect(await lastEvent()).toBe('upstream.refused disabled')
  })

  test('the upstream is switched off while it is asked', async () => {
    const browser = house.browser()
    const { back } = await house.away(browser)
    house.there.misbehave({ tokens: (said) => said, idToken: (said) => said })
    const redeeming = browser.open(back)
    await house.change({ enabled: false })
    expect((await redeeming).alert).toMatch(/^Signing in with Corp ID is switched off/)
  })

  test('the upstream is deleted, and made anew by the same name', async () => {
    const browser = house.browser()
    const gone = await house.addUpstream('short-lived')
    const { journey, back } = await house.away(browser, { alias: 'short-lived' })
    await house.unit(...house.storage.upstreams.remove(house.realm.id, gone.id))
    await house.addUpstream('short-lived')
    const answer = await browser.request('GET', back)
    expect([answer.status, tokenRequests()]).toEqual([400, 0])
    expect((await journeyOf(journey))?.state).toMatchObject({ proofs: [], connecting: null })
  })

  test('the upstream becomes another one: a code for one issuer is never taken to another (RFC 9700 §4.4)', async () => {
    const browser = house.browser()
    const { back } = await house.away(browser)
    const { issuer } = house.there
    await house.change({ issuer: `${house.there.origin}/realms/other` })
    expect((await browser.request('GET', back)).status).toBe(400)
    expect(house.there.seen.filter(({ body }) => body.has('code'))).toEqual([])
    await house.change({ issuer })
  })

  test('the person is disabled here', async () => {
    const emma = await house.addUser()
    await house.link(emma, 'away')
    house.there.signIn('away')
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await house.unit(...house.storage.users.change(house.realm.id, emma.id, { enabled: false }))
    expect((await browser.open(back)).path).toBe(journey)
    expect((await journeyOf(journey))?.state.proofs).toEqual([])
    house.there.signIn(hana)
  })

  test('its keys are rotated', async () => {
    const browser = house.browser()
    house.there.misbehave({ betweenRedirectAndCallback: () => house.there.rotateKeys() })
    const { journey, back } = await house.away(browser)
    expect((await browser.request('GET', back)).headers.get('location')).toBe(journey)
    expect((await journeyOf(journey))?.state.problem).toBeNull()
  })
})
