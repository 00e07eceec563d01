import type { RequestFacts } from '@tegata/policy'
import type { Client } from '@tegata/storage'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Interaction } from '../journey/interaction.ts'
import { found, password, testClient } from '../pages/walk.test-support.ts'
import { openUpstreamHouse, type UpstreamHouse } from './upstream.test-support.ts'

let house: UpstreamHouse
beforeAll(async () => { house = await openUpstreamHouse({ acrValues: ['corp:2fa'] }) })
afterAll(() => house.close())
afterEach(() => house.there.misbehave({}))

/** What the upstream is asked when an application asks us so. */
async function askedFor(request: Partial<RequestFacts>, over: Partial<Omit<Interaction, 'client'>> & { client?: Partial<Client> } = {}): Promise<Record<string, string>> {
  const { client, ...rest } = over
  const path = house.signIn({ request, client: testClient(house.realm, client), ...rest })
  const { asked } = await house.away(house.browser(), { path })
  const { prompt, max_age: maxAge, acr_values: acrValues, login_hint: loginHint, ui_locales: uiLocales } = Object.fromEntries(asked.searchParams)
  return JSON.parse(JSON.stringify({ prompt, maxAge, acrValues, loginHint, uiLocales })) as Record<string, string>
}

describe('what an application asks is passed on', () => {
  test('nothing, but what is always asked for', async () => expect(await askedFor({})).toEqual({ acrValues: 'corp:2fa' }))
  test('hints, unless they are no text', async () => {
    expect(await askedFor({}, { loginHint: 'hana@corp.example', uiLocales: 'ja ko' })).toMatchObject({ loginHint: 'hana@corp.example', uiLocales: 'ja ko' })
    expect(await askedFor({}, { loginHint: 'hana\r\nx', uiLocales: 'x'.repeat(300) })).toEqual({ acrValues: 'corp:2fa' })
  })
  test('the language that somebody chose on our page', async () => {
    const path = house.signIn({ uiLocales: 'en' })
    const { asked } = await house.away(house.browser(), { path: `${path}?ui_locales=ko` })
    expect(asked.searchParams.get('ui_locales')).toBe('ko')
  })
  test('whom it is about, once we know, by the upstream’s own name for them (P34)', async () => {
    const emma = await house.addUser()
    await house.link(emma, 'emma-there')
    await house.unit(house.storage.identities.signedIn(house.realm.id, (await house.corp()).id, emma.id, 'emma@corp'))
    const path = house.signIn({ loginHint: 'typed', session: { uid: 'uid', userId: emma.id, startedAt: 0, proofs: [] } })
    expect((await house.away(house.browser(), { path })).asked.searchParams.get('login_hint')).toBe('emma@corp')
  })
  test('a new sign-in, for prompt=login and for max_age=0 (P32)', async () => {
    expect(await askedFor({ proofsSince: house.now() }, { newSignIn: true })).toMatchObject({ prompt: 'login', maxAge: '0' })
    expect(await askedFor({ proofsSince: house.now() }, { maxAgeSeconds: 0 })).toMatchObject({ prompt: 'login', maxAge: '0' })
    expect(await askedFor({ proofsSince: house.now() }, { newSignIn: true, maxAgeSeconds: 600 })).toMatchObject({ prompt: 'login', maxAge: '0' })
  })
  test('one that is not older than ten minutes, or than ten seconds (P32)', async () => {
    expect(await askedFor({ proofsSince: house.now() - 600_000 }, { maxAgeSeconds: 600 })).toEqual({ maxAge: '600', acrValues: 'corp:2fa' })
    expect(await askedFor({ proofsSince: house.now() - 10_000 }, { maxAgeSeconds: 10 })).toEqual({ maxAge: '10', acrValues: 'corp:2fa' })
  })
  test('a demanded acr: by the values of the evidence list that meet it, and by no others', async () => {
    const evidence = [{ claim: 'acr', value: 'mail', level: 'code' }, { claim: 'acr', value: 'app', level: 2 }, { claim: 'acr', value: 'key', level: 3 }, { claim: 'amr', value: 'otp', level: 2 }] as const
    await house.change({ evidence: [...evidence], trust: 'evidence' })
    expect((await askedFor({ essentialAcr: ['2'] })).acrValues).toBe('corp:2fa app key')
    expect((await askedFor({ wishedAcr: ['3'] })).acrValues).toBe('corp:2fa key')
    expect((await askedFor({}, { client: { minimumAcr: 'urn:tegata:acr:code' } })).acrValues).toBe('corp:2fa mail app key')
    expect((await askedFor({}, { client: { minimumAcr: 'gold', acrLoaMap: { gold: 3 } } })).acrValues).toBe('corp:2fa key')
    expect((await askedFor({ essentialAcr: ['1'] })).acrValues).toBe('corp:2fa')
    // What it says counts for nothing: then it is not asked either.
    await house.change({ trust: 'never' })
    expect((await askedFor({ essentialAcr: ['2'] })).acrValues).toBe('corp:2fa')
  })
})

describe('the way to an upstream', () => {
  const start = async (path: string, browser = house.browser()) => {
    const answer = await browser.request('GET', path)
    return [answer.status, answer.headers.get('location')]
  }

  test('is there for the browser that walks, and for no other (B-7)', async () => {
    const path = house.signIn()
    await house.browser().open(path)
    const other = house.browser()
    await other.open(house.signIn())
    expect(await start(`${path}/upstream/corp`, other)).toEqual([403, null])
    expect(await start(`${path}/upstream/corp`)).toEqual([400, null])
  })

  test('leads back to the walk where there is none: an alias that nobody has, no walk, nothing to sign in for', async () => {
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    expect(await start(`${path}/upstream/nobody`, browser)).toEqual([303, path])
    expect(await start('/realms/demo/journey/never-begun/upstream/corp', browser)).toEqual([303, '/realms/demo/journey/never-begun'])
    const consent = house.signIn({ prompt: 'consent' })
    await browser.open(consent)
    expect(await start(`${consent}/upstream/corp`, browser)).toEqual([303, consent])
    house.waiting.clear()
    expect(await start(`${path}/upstream/corp`, browser)).toEqual([303, path])
  })

  test.each(['..%2f..%2f', 'corp%0d%0aX', 'x'.repeat(65), '%00'])('is no place for %s', async (alias) => {
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    expect((await browser.request('GET', `${path}/upstream/${alias}`)).status).toBeGreaterThanOrEqual(400)
  })

  test('says that it is closed while the upstream is switched off (B-5)', async () => {
    await house.change({ enabled: false })
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    expect((await browser.open(`${path}/upstream/corp`)).alert).toMatch(/^Signing in with Corp ID is switched off/)
    await house.change({ enabled: true })
  })

  test('that is hidden is there for whom the application sends by `kc_idp_hint`, and has no other door (B-5)', async () => {
    await house.addUpstream('hidden', { hidden: true })
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    expect(await start(`${path}/upstream/hidden`, browser)).toEqual([303, path])
    const hinted = house.signIn({ upstreamHint: 'hidden' })
    await browser.request('GET', hinted)
    expect((await start(`${hinted}/upstream/hidden`, browser))[1]).toContain('/authorize?')
  })

  test('in front is the only one: others lead nowhere, and an answer of theirs that was on its way is not taken (B-5)', async () => {
    const browser = house.browser()
    const { journey, back } = await house.away(browser)
    const front = await house.addUpstream('front')
    const settings = { ...house.realm.settings, onlyUpstreamId: front.id }
    const { version } = await found(house.storage.realms.find('demo'))
    await house.unit(house.storage.realms.saveSettings(house.realm.id, settings, version))
    expect((await browser.request('GET', back)).headers.get('location')).toBe(journey)
    expect((await house.audited()).at(-1)).toBe('upstream.refused disabled')
    expect(await start(`${journey}/upstream/corp`, browser)).toEqual([303, journey])
    expect((await start(`${journey}/upstream/front`, browser))[1]).toContain('/authorize?')
    await house.unit(house.storage.realms.saveSettings(house.realm.id, house.realm.settings, version + 1))
  })

  test('says in the person’s language that the upstream cannot be reached; the password form is on the same page', async () => {
    const down = await house.addUpstream('down', { issuer: 'http://127.0.0.1:1/realms/nobody', name: { en: 'Nobody', ja: '誰でもない' } })
    const browser = house.browser({ 'accept-language': 'ja' })
    const path = house.signIn()
    await browser.open(`${path}?ui_locales=ja`)
    const page = await browser.open(`${path}/upstream/${down.alias}`)
    expect([page.path, page.step]).toEqual([path, 'login'])
    expect(page.alert).toContain('誰でもない')
    expect((await house.audited()).at(-1)).toBe('upstream.refused unreachable')
  })

  test('may take its five seconds: nobody else waits for it', { timeout: 15_000 }, async () => {
    const silent = await house.addUpstream('silent', { issuer: `${house.there.origin}/realms/silent` })
    const emma = await house.addUser()
    house.there.misbehave({ elsewhere: 'silent' })
    const waiting = house.browser()
    const path = house.signIn()
    await waiting.open(path)
    const began = Date.now()
    const waited = waiting.open(`${path}/upstream/${silent.alias}`)
    const local = house.browser()
    await local.open(house.signIn())
    const done = await local.send({ username: emma.username, password }, 'login')
    expect([done.step, done.html.includes('/resumed/')]).toEqual([null, true])
    expect(Date.now() - began).toBeLessThan(3_000)
    expect((await waited).alert).toMatch(/^Corp ID cannot be reached/)
    expect((await house.audited()).at(-1)).toBe('upstream.refused timeout')
  })

  test('writes nothing that another tab could meet: two tabs, two states, both good', async () => {
    const browser = house.browser()
    const path = house.signIn()
    const one = await house.away(browser, { path })
    const two = await house.away(browser, { path })
    expect(one.asked.searchParams.get('state')).not.toBe(two.asked.searchParams.get('state'))
    expect((await browser.request('GET', two.back)).headers.get('location')).toBe(path)
  })
})
