import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Browser, found, password } from '../pages/walk.test-support.ts'
import { openUpstreamHouse, type UpstreamHouse } from './upstream.test-support.ts'

let house: UpstreamHouse
beforeEach(async () => { house = await openUpstreamHouse() })
afterEach(() => house.close())

const tokenRequests = () => house.there.seen.filter(({ body }) => body.has('code')).length
const refusals = async () => (await house.storage.audit.list(house.realm.id, { types: ['upstream.refused'] }, null, 200)).items
const most = () => house.realm.settings.limits.passwordAddress.max

/** Brings an answer whose code the upstream never gave. */
async function bringMadeUp(browser: Browser): Promise<void> {
  const { back } = await house.away(browser)
  await browser.request('GET', back.replace(/code=[^&]*/, 'code=made-up'))
}
async function closeNetwork(browser = house.browser()): Promise<void> {
  for (let n = 0; n < most(); n += 1) await bringMadeUp(browser)
}
const stateOf = async (path: string) => (await house.storage.journeys.find(house.realm.id, path.split('/').at(-1) ?? ''))?.state as { problem: { code: string } | null; connecting: object | null }

describe('answers at the callback are counted before the upstream is asked (security.md 5.4)', () => {
  test('whoever makes up codes is not obeyed more often than who tries passwords, nor does the log fill', { timeout: 30_000 }, async () => {
    const stranger = house.browser()
    for (let n = 0; n < most() + 12; n += 1) await bringMadeUp(stranger)
    expect(tokenRequests()).toBe(most())
    const told = await refusals()
    expect(told.filter(({ reason }) => reason === 'wait')).toHaveLength(1)
    expect(told).toHaveLength(most() + 1)

    const { journey, back } = await house.away(stranger)
    const page = await stranger.open(back)
    expect([page.path, page.alert, page.step]).toEqual([journey, expect.stringMatching(/^Too many answers of Corp ID that came from your network/), 'login'])
    expect(tokenRequests()).toBe(most())

    // Local sign-in goes on beside it, on this very page.
    const emma = await house.addUser()
    expect((await stranger.send({ username: emma.username, password }, 'login')).html).toContain('/resumed/')
  })

  test('nothing is spent by waiting: the same answer is taken afterwards, and gives its try back', { timeout: 30_000 }, async () => {
    await closeNetwork()
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    await browser.request('GET', back)
    expect((await stateOf(journey)).problem?.code).toBe('answers-wait')
    house.pass(5_000)
    await browser.request('GET', back)
    expect(await stateOf(journey)).toMatchObject({ problem: null, connecting: {} })
    // Without a wait: what stood was no try.
    const next = await house.away(browser)
    await browser.request('GET', next.back)
    expect(await stateOf(next.journey)).toMatchObject({ problem: null, connecting: {} })
  })

  test('answers that stand are no tries, however many come from one network', { timeout: 30_000 }, async () => {
    for (let n = 0; n < most() + 5; n += 1) {
      const browser = house.browser()
      const { journey, back } = await house.away(browser)
      await browser.request('GET', back)
      expect(await stateOf(journey)).toMatchObject({ problem: null, connecting: {} })
    }
  })

  test('a browser of a full sign-in is not closed by others of its network, and has a counter of its own (L-2)', { timeout: 30_000 }, async () => {
    await closeNetwork()
    const emma = await house.addUser()
    const cookie = 'k'.repeat(43)
    await house.unit(...house.storage.knownBrowsers.remember(house.realm.id, emma.id, cookie, house.now() + 60_000))
    const known = house.browser()
    known.cookies.set('tegata.demo.known', cookie)
    const { journey, back } = await house.away(known)
    await known.request('GET', back)
    expect(await stateOf(journey)).toMatchObject({ problem: null, connecting: {} })

    const before = tokenRequests()
    const own = house.realm.settings.limits.passwordKnownBrowser.max
    for (let n = 0; n < own + 3; n += 1) await bringMadeUp(known)
    expect(tokenRequests() - before).toBe(own)
    // A cookie that nobody set makes nobody known.
    const invented = house.browser()
    invented.cookies.set('tegata.demo.known', 'x'.repeat(43))
    await bringMadeUp(invented)
    expect(tokenRequests() - before).toBe(own)
  })

  test('the realm’s own networks are not judged, as with passwords', { timeout: 30_000 }, async () => {
    const { version } = await found(house.storage.realms.find('demo'))
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...house.realm.settings, ownNetworks: ['127.0.0.0/8', '::1/128'] }, version))
    const browser = house.browser()
    for (let n = 0; n < most() + 3; n += 1) await bringMadeUp(browser)
    expect(tokenRequests()).toBe(most() + 3)
  })
})

describe('one walk waits for five answers at most', () => {
  const start = async (browser: Browser, path: string) => (await browser.request('GET', `${path}/upstream/corp`)).headers.get('location') ?? ''

  test('a start beyond them is a sentence with a wait; one that is answered makes room', async () => {
    const browser = house.browser()
    const path = house.signIn()
    const { back } = await house.away(browser, { path })
    const started = await Promise.all(Array.from({ length: 10 }, () => start(browser, path)))
    expect(started.filter((to) => to.includes('/authorize?'))).toHaveLength(4)
    expect((await browser.open(`${path}/upstream/corp`)).alert).toMatch(/^The sign-in at Corp ID was begun several times and not finished/)
    // Another walk of the same browser is another matter.
    const other = house.signIn()
    await browser.open(other)
    expect(await start(browser, other)).toContain('/authorize?')

    await browser.request('GET', back.replace(/code=[^&]*/, 'code=made-up'))
    expect(await start(browser, path)).toContain('/authorize?')
    expect(await start(browser, path)).toBe(path)
    house.pass(10 * 60_000)
    expect(await start(browser, path)).toContain('/authorize?')
  })
})
