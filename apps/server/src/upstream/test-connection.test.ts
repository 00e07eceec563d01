import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openUpstreamHouse, plainMapping, type UpstreamHouse } from './upstream.test-support.ts'

let house: UpstreamHouse
beforeAll(async () => { house = await openUpstreamHouse({ newPeople: 'create' }) })
afterAll(() => house.close())
afterEach(() => { house.there.misbehave({}); house.there.signIn('f6c2a1d0-hana') })

const startTest = async () => {
  const { id, url } = await house.upstreams.startTest(house.realm, await house.corp(), 'operator@host')
  return { id, path: new URL(url).pathname, url }
}
const resultOf = async (id: string) => house.upstreams.testResult(house.realm, await house.corp(), id)

/** The button of the page that says whose test it is: where it leads. */
async function goOn(path: string, browser = house.browser()): Promise<string> {
  await browser.open(path)
  const { headers } = await browser.request('POST', path, { csrf: browser.csrf() })
  return headers.get('refresh')?.split('url=')[1] ?? headers.get('location') ?? ''
}

/** The pop-up: there, and back to our page. */
async function walk(path: string, browser = house.browser()) {
  const answer = await fetch(await goOn(path, browser), { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  return { browser, back: `${back.pathname}${back.search}`, page: await browser.open(`${back.pathname}${back.search}`) }
}
const peopleAndLinks = async () => [
  (await house.storage.users.list(house.realm.id, {}, null, 50)).items.length,
  (await house.storage.identities.ofUpstream(house.realm.id, (await house.corp()).id, null, 50)).items.length,
]

describe('a test of the connection is a real round trip', () => {
  test('that shows what was received and whom it would be, and lets nobody in', async () => {
    const before = await peopleAndLinks()
    const { id, path, url } = await startTest()
    expect(url).toMatch(/^http:\/\/localhost:8080\/realms\/demo\/upstream-test\/[\w-]{43}$/)
    expect(await resultOf(id)).toMatchObject({ id, state: 'waiting', claims: null })
    const { page, browser } = await walk(path)
    expect([page.status, page.path, page.title]).toEqual([200, path, 'Test of Corp ID'])
    expect(page.html).toContain('f6c2a1d0-hana')
    expect(await resultOf(id)).toMatchObject({
      state: 'succeeded', failure: null, decision: null, person: { how: 'would-be-created', userId: null },
      claims: { 'id-token': { sub: 'f6c2a1d0-hana', email: 'hana@corp.example' } }, said: { subject: 'f6c2a1d0-hana', username: 'hana', emailVerified: true },
    })
    expect(await peopleAndLinks()).toEqual(before)
    expect([...browser.cookies.keys()]).toEqual(['tegata.demo.browser'])
    expect((await house.audited()).at(-1)).toMatch(/^upstream\.tested/)
  })

  test('with what would be decided and why, for whoever is linked, by the roles that the answer brings (P10)', async () => {
    const emma = await house.addUser({ username: 'emma' })
    await house.link(emma, 'emma-there')
    house.there.signIn('emma-there', { preferred_username: 'emma', roles: ['staff'] })
    await house.change({ trust: 'always', mapping: { ...plainMapping, roles: 'roles', passOn: true } })
    const { id, path } = await startTest()
    const { page } = await walk(path)
    const report = await resultOf(id)
    expect(report).toMatchObject({ person: { how: 'linked', userId: emma.id, username: 'emma' }, decision: { asked: 'no', reason: 'line3.trusted' } })
    expect(report?.decision?.trace.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(page.html).toContain('Corp ID is always trusted.')
    expect(await house.storage.roles.effectiveOf(house.realm.id, emma.id)).toEqual([])

    await house.unit(...house.storage.users.change(house.realm.id, emma.id, { enabled: false }))
    const again = await startTest()
    await walk(again.path)
    expect(await resultOf(again.id)).toMatchObject({ person: { how: 'disabled' }, decision: { asked: 'refused' } })
    await house.change({ mapping: plainMapping })
  })

  test('also of one that is switched off: it is tried before people use it', async () => {
    await house.change({ enabled: false })
    const { id, path } = await startTest()
    await walk(path)
    expect((await resultOf(id))?.state).toBe('succeeded')
    await house.change({ enabled: true })
  })

  test('that says in a permanent word and a sentence what does not work', async () => {
    house.there.misbehave({ idToken: (said) => ({ ...said, nonce: 'x' }) })
    const { id, path } = await startTest()
    const { page } = await walk(path)
    expect(await resultOf(id)).toMatchObject({ state: 'failed', failure: { reason: 'nonce', text: 'The token does not belong to this sign-in.' }, claims: null })
    expect(page.html).toContain('<code>nonce</code>')

    house.there.misbehave({})
    const down = await house.addUpstream('down', { issuer: 'http://127.0.0.1:1' })
    const { id: other, url } = await house.upstreams.startTest(house.realm, down, 'operator@host')
    const browser = house.browser()
    const failed = await goOn(new URL(url).pathname, browser)
    expect((await browser.open(failed)).html).toContain('<code>unreachable</code>')
    expect(await house.upstreams.testResult(house.realm, down, other)).toMatchObject({ state: 'failed', failure: { reason: 'unreachable' } })
  })

  test.each([1e15, 1e300, 4_102_444_800])('with a sign-in at %d says what is wrong, and goes on answering (P5)', async (authTime) => {
    house.there.misbehave({ idToken: (claims) => ({ ...claims, auth_time: authTime }) })
    const { id, path } = await startTest()
    expect((await walk(path)).page.status).toBe(200)
    expect(await resultOf(id)).toMatchObject({ state: 'failed', failure: { reason: 'auth-time' } })
  })

  test.each(['ja', 'ko'])('in %s', async (language) => {
    const { path } = await startTest()
    const { page } = await walk(path, house.browser({ 'accept-language': language }))
    expect(page.html).toContain(`<html lang="${language}">`)
  })
})

describe('a test of the connection (B-7)', () => {
  test('works once: its address opened a second time, here or elsewhere, begins nothing', async () => {
    const { path } = await startTest()
    const { browser, back, page } = await walk(path)
    expect((await browser.open(path)).html).toBe(page.html)
    expect((await house.browser().open(path)).status).toBe(403)
    expect((await browser.open(back)).status).toBe(410)
    const unfinished = await startTest()
    await goOn(unfinished.path)
    expect((await house.browser().request('GET', unfinished.path)).status).toBe(410)
  })

  test('says first whose it is, and who will read what the upstream says of whoever goes on', async () => {
    const boss = await house.addUser({ username: 'the.boss' })
    const { id, url } = await house.upstreams.startTest(house.realm, await house.corp(), boss.id)
    const { pathname } = new URL(url)
    const before = house.there.seen.length
    const page = await house.browser().open(pathname)
    expect([page.status, page.title]).toEqual([200, 'Test of Corp ID'])
    expect(page.html).toContain('the.boss is shown everything that it says of you')
    expect(page.html).not.toContain('http-equiv="refresh"')
    // Looking, however often and by whomever, sends nobody off and spends nothing.
    for (const each of [house.browser(), house.browser()]) await each.open(pathname)
    expect((await house.browser().request('HEAD', pathname)).status).toBe(204)
    expect([house.there.seen.length, await resultOf(id)]).toEqual([before, expect.objectContaining({ state: 'waiting' })])
    await walk(pathname)
    expect((await resultOf(id))?.state).toBe('succeeded')
    expect((await house.browser().open((await startTest()).path)).html).toContain('Somebody who runs this server is testing')
  })

  test('is begun by that page alone: no form of another page, none that another browser was shown, and once (S-6)', async () => {
    const { path } = await startTest()
    const browser = house.browser()
    await browser.open(path)
    const other = house.browser()
    await other.open(path)
    const post = async (from: typeof browser, csrf: string, headers: Record<string, string> = {}) => (await from.request('POST', path, { csrf }, headers)).status
    expect(await post(browser, other.csrf())).toBe(403)
    expect(await post(browser, browser.csrf(), { 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await post(house.browser(), browser.csrf())).toBe(400)
    const all = await Promise.all([browser, browser, other].map((each) => post(each, each.csrf())))
    expect(all.toSorted()).toEqual([200, 303, 303])
  })

  test('is no sign-in: its answer in another browser, or after ten minutes, is nobody’s', async () => {
    const { path, id } = await startTest()
    const browser = house.browser()
    const answer = await fetch(await goOn(path, browser), { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    expect((await house.browser().open(`${back.pathname}${back.search}`)).status).toBe(403)
    house.pass(10 * 60_000)
    expect((await browser.open(`${back.pathname}${back.search}`)).status).toBe(410)
    expect(await resultOf(id)).toBeUndefined()
  })

  test('is read for its own upstream alone, and forgotten after ten minutes', async () => {
    const { path, id } = await startTest()
    const { browser } = await walk(path)
    expect(await house.upstreams.testResult(house.realm, await house.addUpstream('other'), id)).toBeUndefined()
    expect(await resultOf('x'.repeat(43))).toBeUndefined()
    house.pass(10 * 60_000)
    expect(await resultOf(id)).toBeUndefined()
    expect((await browser.open(path)).status).toBe(410)
  })

  test('shows no token and nothing that binds one, whatever claim it stands in', async () => {
    const token = await house.there.signed({ sub: 'x' })
    house.there.signIn('talkative', { preferred_username: '<script>alert(1)</script>', note: token, list: [{ deep: token }] })
    const { id, path } = await startTest()
    const { page } = await walk(path)
    const said = JSON.stringify(await resultOf(id))
    expect(said).not.toMatch(/eyJ|nonce|at_hash/)
    expect(page.html).not.toMatch(/eyJ|<script/)
    expect(page.html).toContain('&lt;script&gt;')
  })
})
