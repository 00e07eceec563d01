import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, type Tokens } from '../support/application.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { everybodysPassword } from '../support/walk.ts'
import { Walker } from '../support/walker.ts'

/** An address behind the proxy, as the proxy says it. */
const office = '10.20.30.40'
const outside = '203.0.113.9'

describe('Access Policy Groups, from the API to the sign-in', () => {
  let tegata: Tegata
  let token: string
  let wiki: Application
  let app: Application
  let shift = 0
  beforeAll(async () => {
    tegata = await startTegata({ TEGATA_TRUSTED_PROXIES: '127.0.0.0/8,::1,10.255.0.0/16' })
    token = await tegata.adminToken()
    const application = (clientId: string) => new Application({ issuer: `${tegata.url}/realms/demo`, clientId, node: () => tegata.url })
    for (const clientId of ['e-wiki', 'e-app']) await api('POST', '/clients', { clientId, kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/callback`] })
    wiki = application('e-wiki')
    app = application('e-app')
  })
  afterAll(() => tegata.stop())

  async function api<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${tegata.url}/api/realms/demo${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  }
  const idOf = async (username: string) => (await api<{ items: { id: string; username: string }[] }>('GET', `/users?search=${username}`)).items.find((user) => user.username === username)?.id ?? ''
  const pass = (ms: number) => tegata.setClock(Date.now() + (shift += ms))
  const from = (forwarded?: string) => new Walker({ stop: (url) => url.origin === callbackOrigin, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })

  let groups = 0
  /** A group with this person in it. */
  async function grouped(username: string, rule: object): Promise<string> {
    const { id } = await api<{ id: string }>('POST', '/policy-groups', { name: `e2e ${++groups}`, ask: 'always', ...rule })
    await api('PATCH', `/users/${await idOf(username)}`, { policyGroup: id })
    return id
  }
  /** What a sign-in with the password meets next; `in` where the application has its code. */
  async function meets(to: Application, username: string, forwarded?: string, walker = from(forwarded)): Promise<string> {
    const asked = to.ask()
    await walker.open(asked.url)
    if (walker.shown.step === 'login') await walker.send({ username, password: everybodysPassword }, 'login')
    return to.codeOf(walker) === undefined ? walker.shown.step ?? walker.shown.title : 'in'
  }
  async function signIn(to: Application, username: string, forwarded: string, more: Record<string, string> = {}): Promise<{ tokens: Tokens; walker: Walker }> {
    const walker = from(forwarded)
    return { tokens: await to.signIn(walker, { username, password: everybodysPassword }, more), walker }
  }

  describe('not asked under conditions (S0-24)', () => {
    test('in the network and nowhere else, whatever a stranger writes in front of what the proxy says', async () => {
      await grouped('taro', { ask: 'unless', conditions: [{ networks: ['10.20.0.0/16', '2001:db8:7::/48'], applications: [] }] })
      for (const [forwarded, step] of [
        [office, 'in'], [outside, 'code'],
        // What stands left of the last address was written by strangers; two proxies of ours in a row are looked through.
        [`${office}, ${outside}`, 'code'], [`${outside}, ${office}`, 'in'], [`${outside}, ${office}, 10.255.0.1`, 'in'], [`${office}, ${outside}, 10.255.0.1`, 'code'],
        // The same address in another dress (RFC 4291 §2.5.5.2), and both ends of the networks.
        [`::ffff:${office}`, 'in'], ['::ffff:a14:1e28', 'in'], [`::ffff:${outside}`, 'code'], ['10.20.0.0', 'in'], ['10.20.255.255', 'in'], ['10.21.0.0', 'code'],
        ['2001:db8:7::1', 'in'], ['2001:DB8:7:ffff::1', 'in'], ['2001:db8:8::1', 'code'],
        // Nothing that is known: the proxy's own address is in no network of the group.
        ['garbage', 'code'], [undefined, 'code'],
      ] as const) expect([forwarded, await meets(wiki, 'taro', forwarded)]).toEqual([forwarded, step])
    })

    test('for an application and for no other; both where both are named; one of several is enough', async () => {
      const group = await grouped('taro', { ask: 'unless', conditions: [{ networks: [], applications: ['e-wiki'] }] })
      const met = async () => [await meets(wiki, 'taro', office), await meets(wiki, 'taro', outside), await meets(app, 'taro', office), await meets(app, 'taro', outside)]
      expect(await met()).toEqual(['in', 'in', 'code', 'code'])
      await api('PATCH', `/policy-groups/${group}`, { conditions: [{ networks: ['10.20.0.0/16'], applications: ['e-wiki'] }] })
      expect(await met()).toEqual(['in', 'code', 'code', 'code'])
      await api('PATCH', `/policy-groups/${group}`, { conditions: [{ networks: ['10.20.0.0/16'], applications: ['e-wiki'] }, { networks: ['203.0.113.0/24'], applications: ['e-app'] }] })
      expect(await met()).toEqual(['in', 'code', 'code', 'in'])
      await api('PATCH', `/policy-groups/${group}`, { ask: 'always' })
      expect(await met()).toEqual(['code', 'code', 'code', 'code'])
    })

    test('the session that began inside asks outside; a condition counts at no refresh without a session, and there is no direct grant (P31)', async () => {
      await grouped('taro', { ask: 'unless', conditions: [{ networks: ['10.20.0.0/16'], applications: [] }], sessionsBefore: 'askAtNextUse' })
      const { tokens, walker } = await signIn(wiki, 'taro', office)
      expect((await wiki.refresh(tokens.refresh_token)).status).toBe(200)
      const moved = new Walker({ stop: (url) => url.origin === callbackOrigin, headers: { 'x-forwarded-for': outside }, cookies: walker.cookies })
      expect(await meets(app, 'taro', outside, moved)).toBe('code')

      // Without a session: inside the network at the sign-in, and inside it still.
      const inside = from(office)
      const asked = wiki.ask({ scope: 'openid offline_access', prompt: 'consent' })
      await inside.open(asked.url)
      await inside.send({ username: 'taro', password: everybodysPassword }, 'login')
      await inside.send({ answer: 'allow' }, 'consent')
      const kept = await wiki.finish(inside, asked)
      expect(kept.refresh_token).toEqual(expect.any(String))
      expect((await wiki.refresh(kept.refresh_token)).body.error).toBe('invalid_grant')
      const direct = await wiki.token({ grant_type: 'password', username: 'taro', password: everybodysPassword })
      expect([direct.status, direct.body.error]).toEqual([400, 'unsupported_grant_type'])
    })

    test('who is not asked and has nothing set up is led to it all the same (P7); a demand of the application asks inside, too', async () => {
      await grouped('emma', { ask: 'unless', conditions: [{ networks: ['10.20.0.0/16'], applications: [] }] })
      expect(await meets(wiki, 'emma', office)).toBe('enrol')
      await api('PATCH', '/clients/e-app', { minimumAcr: 'urn:tegata:acr:code' })
      await grouped('taro', { ask: 'unless', conditions: [{ networks: ['10.20.0.0/16'], applications: [] }] })
      expect([await meets(wiki, 'taro', office), await meets(app, 'taro', office)]).toEqual(['in', 'code'])
      await api('PATCH', '/clients/e-app', { minimumAcr: null })
    })
  })

  describe('what a group asks of its people', () => {
    const refused = 'You cannot sign in yet'

    test.each([['enrol', 'enrol'], ['mailLink', 'confirm-mail'], ['codeOnly', refused], ['deny', refused]] as const)('who has nothing set up: %s', async (onUnenrolled, step) => {
      await grouped('emma', { onUnenrolled })
      expect(await meets(wiki, 'emma', outside)).toBe(step)
    })

    test.each([[['totp'], 'enrol'], [['emailed-code'], 'address'], [['totp', 'emailed-code'], 'choose']] as const)('kinds that count are the ones that are offered: %j', async (kinds, step) => {
      await grouped('emma', { kinds })
      const walker = from(outside)
      walker.method = null
      expect(await meets(wiki, 'emma', outside, walker)).toBe(step)
    })

    test('who has only what does not count proves it, and then sets up what does', async () => {
      await grouped('taro', { kinds: ['emailed-code'] })
      const walker = from(outside)
      expect(await meets(wiki, 'taro', outside, walker)).toBe('code')
      await walker.send({ code: await tegata.codeOf('taro') }, 'code')
      expect(walker.shown.step).toBe('address')
    })

    test.each([['nothing', 'in', refused], ['nextSignIn', 'notice', refused], ['enrolNow', 'enrol', refused]] as const)('after an emergency token: %s', async (afterEmergency, now, next) => {
      await grouped('emma', { onUnenrolled: 'codeOnly', afterEmergency })
      const { value } = await api<{ value: string }>('POST', `/users/${await idOf('emma')}/emergency-tokens`, { reason: 'known by sight' })
      const walker = from(outside)
      expect(await meets(wiki, 'emma', outside, walker)).toBe(refused)
      await walker.follow(/emergency token/i)
      await walker.send({ code: value }, 'emergency')
      expect(wiki.codeOf(walker) === undefined ? walker.shown.step : 'in').toBe(now)
      await pass(60_000)
      expect(await meets(wiki, 'emma', outside)).toBe(next)
    })

    test.each([['letRunOut', 200, 'in'], ['askAtNextUse', 400, 'enrol']] as const)('who is signed in already when the group begins to ask: %s (P29)', async (sessionsBefore, status, step) => {
      const group = await grouped('emma', { ask: 'never' })
      await pass(60_000)
      const { tokens, walker } = await signIn(wiki, 'emma', outside)
      await pass(60_000)
      await api('PATCH', `/policy-groups/${group}`, { ask: 'always', sessionsBefore })
      expect(await meets(app, 'emma', outside, walker)).toBe(step)
      expect((await wiki.refresh(tokens.refresh_token)).status).toBe(status)
      await pass(60_000)
      expect(await meets(app, 'emma', outside)).toBe('enrol')
    })

    test('a demand is as old as the group’s asking, not as its people’s being in it: the password still suffices to set up', async () => {
      const group = await grouped('emma', { ask: 'never' })
      await pass(20 * 24 * 3_600_000)
      token = await tegata.adminToken()
      await api('PATCH', `/policy-groups/${group}`, { ask: 'always' })
      expect(await meets(wiki, 'emma', outside)).toBe('enrol')
      await pass(20 * 24 * 3_600_000)
      expect(await meets(wiki, 'emma', outside)).toBe('confirm-mail')
    })
  })
})
