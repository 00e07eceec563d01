import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startFakeProvider } from './fake-provider.test-support.ts'
import { startDemo, type Demo } from './index.ts'
import { showCode } from './phone/totp.ts'

/** A browser with cookies and no script. */
function createBrowser(language = 'en') {
  const cookies = new Map<string, string>()
  return async (url: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    let next = url
    let init: RequestInit = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
    for (let hops = 0; hops < 6; hops++) {
      const response = await fetch(next, {
        ...init, redirect: 'manual',
        headers: { 'Accept-Language': language, Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...headers },
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        cookies.set(name, value)
      }
      const to = response.headers.get('location')
      if (to === null) return { status: response.status, url: next, headers: response.headers, text: await response.text() }
      next = new URL(to, next).href
      if (next.includes('/logout?')) return { status: 303, url: next, headers: response.headers, text: '' }
      init = {}
    }
    throw new Error('too many redirects')
  }
}

let folder: string
let phoneFile: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tegata-demo-'))
  phoneFile = join(folder, 'demo-phone.json')
})
afterAll(() => rm(folder, { recursive: true }))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('with no provider there', () => {
  let demo: Demo
  beforeAll(async () => {
    demo = await startDemo({ port: 0, issuer: `http://127.0.0.1:${await freePort()}/realms/demo`, frontIssuer: `http://127.0.0.1:${await freePort()}/realms/front`, phoneFile })
  })
  afterAll(() => demo.close())

  test.each(['/', '/calendar', '/payroll', '/front', '/phone'])('%s still opens', async (path) => {
    expect((await createBrowser()(`${demo.url}${path}`)).status).toBe(200)
  })

  test.each([
    ['en', 'does not answer yet. It may still be starting.'], ['ja', '起動中かもしれません'], ['ko', '시작하는 중일 수 있습니다'],
  ])('signing in says in %s that the provider does not answer, and tries again by itself', async (language, sentence) => {
    const { status, text, headers } = await createBrowser(language)(`${demo.url}/sign-in`)
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('3')
    expect(text).toContain(sentence)
    expect(text).toContain('<meta http-equiv="refresh" content="3">')
  })

  test('a logout token that cannot be checked now is answered 503, so that it is delivered again', async () => {
    expect((await createBrowser()(`${demo.url}/backchannel-logout/wiki`, { logout_token: 'x' })).status).toBe(503)
  })
})

describe('with a provider', () => {
  let demo: Demo
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let browse: ReturnType<typeof createBrowser>
  beforeAll(async () => {
    provider = await startFakeProvider()
    demo = await startDemo({ port: 0, issuer: provider.issuer, frontIssuer: provider.issuer, phoneFile })
  })
  afterAll(async () => {
    await demo.close()
    await provider.close()
  })
  beforeEach(() => {
    browse = createBrowser()
    Object.assign(provider.manners, { acr: '2', names: undefined, nonce: undefined, accessToken: undefined, tokenError: undefined, refreshError: undefined, status: undefined })
  })

  test.each([
    ['ja', { family_name: '伊藤', given_name: '花', name: '花 伊藤' }, '伊藤 花 さんとして'],
    ['ko', { family_name: '김', given_name: '유나', name: '유나 김' }, '김유나 님으로'],
    ['ja', { family_name: 'Brown', given_name: 'Emma', name: 'Emma Brown' }, 'Emma Brown さんとして'],
  ])('in %s the name %o is called in its own order: %s', async (language, names, words) => {
    Object.assign(provider.manners, { names })
    const { text } = await createBrowser(language)(`${demo.url}/sign-in`)
    expect(text).toContain(words)
  })

  test('signing in shows who came and what the ID token says, in words', async () => {
    const { text, url } = await browse(`${demo.url}/sign-in`)
    expect(url).toBe(`${demo.url}/`)
    expect(text).toContain('You are signed in as 山田 葵.')
    expect(text).toContain('two factors <code>2</code>')
    expect(text).toContain('password, one-time code, and more than one factor <code>pwd otp mfa</code>')
    expect(text).toMatch(/Monday, September 21, 2026/)
  })

  test('the request carries PKCE S256, state and nonce (RFC 9700 §2.1)', async () => {
    await browse(`${demo.url}/sign-in`)
    const request = provider.requests.at(-1)
    expect(request?.get('code_challenge_method')).toBe('S256')
    expect(request?.get('state')?.length).toBeGreaterThan(20)
    expect(request?.get('nonce')?.length).toBeGreaterThan(20)
    expect(request?.get('client_id')).toBe('wiki')
  })

  test('payroll asks for a code as an essential claim, and calendar does not', async () => {
    await browse(`${demo.url}/payroll/sign-in`)
    expect(JSON.parse(provider.requests.at(-1)?.get('claims') ?? '{}')).toEqual({ id_token: { acr: { essential: true, values: ['urn:tegata:acr:code'] } } })
    expect(provider.requests.at(-1)?.get('acr_values')).toBe('urn:tegata:acr:code')
    await browse(`${demo.url}/calendar/sign-in`)
    expect(provider.requests.at(-1)?.has('claims')).toBe(false)
  })

  test('payroll lets nobody in whose token tells of one factor, whatever the provider thinks', async () => {
    provider.manners.acr = '1'
    const { status, text } = await browse(`${demo.url}/payroll/sign-in`)
    expect(status).toBe(403)
    expect(text).toContain('the sign-in went without one')
    expect((await browse(`${demo.url}/payroll`)).text).toContain('id="sign-in"')
  })

  test('each application has its own session: the wiki’s does not open the calendar', async () => {
    await browse(`${demo.url}/sign-in`)
    expect((await browse(`${demo.url}/calendar`)).text).not.toContain('signed in as')
  })

  test('the application in front shows whom it was told of, with the roles and groups of the access token (Keycloak’s shape)', async () => {
    const { text } = await browse(`${demo.url}/front/sign-in`)
    expect(provider.requests.at(-1)?.get('client_id')).toBe('wiki-front')
    expect(text).toContain('<code>u-aoi</code>')
    expect(text).toContain('<dd>approver and wiki-front:editor</dd>')
    expect(text).toContain('<dd>Sales</dd>')
    expect((await browse(`${demo.url}/`)).text).not.toContain('approver')
  })

  test('an access token that cannot be read is nobody’s fault: what the ID token says is shown', async () => {
    provider.manners.accessToken = 'opaque'
    const { text } = await browse(`${demo.url}/front/sign-in`)
    expect(text).toContain('You are signed in as 山田 葵.')
    expect(text).not.toContain('id="access-token"')
  })

  test('a callback of another browser is refused, and says how to go on', async () => {
    const { status, text } = await browse(`${demo.url}/callback?code=x&state=stolen`)
    expect(status).toBe(400)
    expect(text).toContain('begun in another browser')
  })

  test('a wrong nonce is not believed', async () => {
    provider.manners.nonce = 'another'
    const { status } = await browse(`${demo.url}/sign-in`)
    expect(status).toBe(502)
    expect((await browse(`${demo.url}/`)).text).toContain('id="sign-in"')
  })

  test.each([['access_denied', 'cancelled or refused'], ['unmet_authentication_requirements', 'more than you can prove'], ['brand_new', 'refused with “brand_new”']])(
    'the error %s of the provider is a sentence', async (error, sentence) => {
      const begun = await fetch(`${demo.url}/sign-in`, { redirect: 'manual' })
      const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const callback = `${demo.url}/callback?${new URLSearchParams({ error, error_description: '<b>why</b>', state })}`
      const answer = await fetch(callback, { headers: { Cookie: begun.headers.getSetCookie()[0]?.split(';')[0] ?? '' } })
      const text = await answer.text()
      expect(answer.status).toBe(403)
      expect(text).toContain(sentence)
      expect(text).toContain('&lt;b&gt;why&lt;/b&gt;')
    })

  test('a refused code is a sentence', async () => {
    provider.manners.tokenError = 'invalid_grant'
    expect((await browse(`${demo.url}/sign-in`)).text).toContain('Your session at the provider has ended')
  })

  test('a provider that answers 5xx while a code is redeemed is waited for, and the sign-in then goes on', async () => {
    const started = await fetch(`${demo.url}/sign-in`, { redirect: 'manual' })
    const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const authorized = await fetch(started.headers.get('location') ?? '', { redirect: 'manual' })
    const callback = authorized.headers.get('location') ?? ''
    provider.manners.status = 503
    expect((await fetch(callback, { headers: { Cookie: cookie }, redirect: 'manual' })).status).toBe(503)
    provider.manners.status = undefined
    expect((await fetch(callback, { headers: { Cookie: cookie }, redirect: 'manual' })).headers.get('location')).toBe('/')
  })

  test('refreshing says that the session stands; when it does not, the person is signed out here too', async () => {
    await browse(`${demo.url}/sign-in`)
    expect((await browse(`${demo.url}/refresh`, {})).text).toContain('The token was refreshed')
    provider.manners.refreshError = 'invalid_grant'
    expect((await browse(`${demo.url}/refresh`, {})).text).toContain('Your session at the provider has ended')
    expect((await browse(`${demo.url}/`)).text).toContain('id="sign-in"')
  })

  test('signing out leads to the provider with the ID token as a hint (OpenID Connect RP-Initiated Logout 1.0 §2)', async () => {
    await browse(`${demo.url}/calendar/sign-in`)
    const { url } = await browse(`${demo.url}/calendar/sign-out`, {})
    const parameters = new URL(url).searchParams
    expect(parameters.get('id_token_hint')).toMatch(/^ey/)
    expect(parameters.get('post_logout_redirect_uri')).toBe(`${demo.url}/calendar`)
    expect((await browse(`${demo.url}/calendar`)).text).toContain('You are signed out.')
  })

  test('a sign-out pressed on another site does nothing, even on another port of localhost', async () => {
    await browse(`${demo.url}/sign-in`)
    expect((await browse(`${demo.url}/sign-out`, {}, { 'Sec-Fetch-Site': 'same-site' })).status).toBe(403)
    expect((await browse(`${demo.url}/sign-out`, {}, { Origin: 'http://localhost:9' })).status).toBe(403)
    expect((await browse(`${demo.url}/`)).text).toContain('signed in as')
  })

  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const logout = async (claims: Record<string, unknown>, client = 'wiki') =>
    (await createBrowser()(`${demo.url}/backchannel-logout/${client}`, { logout_token: await provider.sign({ jti: 'j', events, ...claims }, { typ: 'logout+jwt' }) })).status

  test('a logout token ends the session it names (OpenID Connect Back-Channel Logout 1.0 §2.5)', async () => {
    await browse(`${demo.url}/sign-in`)
    expect(await logout({ aud: 'wiki', sid: 's-1' })).toBe(200)
    expect((await browse(`${demo.url}/`)).text).toContain('You were signed out, here or in another application')
  })

  test.each([
    ['for another client', { aud: 'calendar', sid: 's-1' }],
    ['without the event', { aud: 'wiki', sid: 's-1', events: {} }],
    ['with a nonce, as ID tokens have', { aud: 'wiki', sid: 's-1', nonce: 'n' }],
    ['that names nobody', { aud: 'wiki' }],
    ['without a jti', { aud: 'wiki', sid: 's-1', jti: undefined }],
  ])('a logout token %s ends nothing (§2.6)', async (_, claims) => {
    await browse(`${demo.url}/sign-in`)
    expect(await logout(claims)).toBe(400)
    expect((await browse(`${demo.url}/`)).text).toContain('signed in as')
  })
})

describe('the demo phone', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const now = 59_000
  let demo: Demo
  beforeAll(async () => {
    demo = await startDemo({ port: 0, issuer: 'http://127.0.0.1:9/realms/demo', frontIssuer: 'http://localhost:8080/realms/front', phoneFile, now: () => now })
  })
  afterAll(() => demo.close())
  beforeEach(() => writeFile(phoneFile, JSON.stringify([{ user: 'admin', name: '高橋 美咲', label: 'Demo Company', secret }])))

  const codes = async () => JSON.parse((await createBrowser()(`${demo.url}/phone.json`)).text)

  test('answers scripts with codes and never with the secret', async () => {
    const { text } = await createBrowser()(`${demo.url}/phone.json`)
    expect(JSON.parse(text)).toEqual([expect.objectContaining({ user: 'admin', label: 'Demo Company', code: '287082', secondsLeft: 1 })])
    expect(text).not.toContain(secret)
    expect((await createBrowser()(`${demo.url}/phone`)).text).not.toContain(secret)
  })

  test('works without script: codes stand in the page, which loads again when they change', async () => {
    const { text } = await createBrowser()(`${demo.url}/phone`)
    expect(text).toContain('287 082')
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>')
  })

  test('a pasted key stands on top and stays in the file', async () => {
    const added = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    const { status } = await createBrowser()(`${demo.url}/phone/add`, { key: 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp', name: 'aoi' })
    expect(status).toBe(200)
    const expected = showCode({ secret: added, algorithm: 'SHA1', digits: 6, periodSeconds: 30 }, now).code
    expect((await codes())[0]).toMatchObject({ user: 'aoi', code: expected })
    expect(JSON.parse(await readFile(phoneFile, 'utf8'))).toHaveLength(2)
  })

  test('the same key twice is one entry, and two at once are both kept', async () => {
    const add = (key: string) => createBrowser()(`${demo.url}/phone/add`, { key })
    await add(secret)
    expect(await codes()).toHaveLength(1)
    await Promise.all(['A', 'B', 'C', 'D'].map((letter) => add(letter.repeat(32))))
    expect(await codes()).toHaveLength(5)
  })

  test('what is no key is told so, and what was typed is kept', async () => {
    const { status, text } = await createBrowser()(`${demo.url}/phone/add`, { key: 'not <a> key!' })
    expect(status).toBe(400)
    expect(text).toContain('That is neither a key')
    expect(text).toContain('not &lt;a&gt; key!</textarea>')
  })

  test('a removed key is gone', async () => {
    const [{ id }] = await codes()
    await createBrowser()(`${demo.url}/phone/remove`, { id })
    expect(await codes()).toEqual([])
  })

  test('a damaged file is a sentence, and is not overwritten', async () => {
    await writeFile(phoneFile, '[{"user":')
    expect((await createBrowser()(`${demo.url}/phone`)).text).toContain('cannot be read')
    await createBrowser()(`${demo.url}/phone/add`, { key: secret })
    expect(await readFile(phoneFile, 'utf8')).toBe('[{"user":')
  })
})

describe('every answer', () => {
  let demo: Demo
  beforeAll(async () => {
    demo = await startDemo({ port: 0, issuer: 'http://localhost:8080/realms/demo', frontIssuer: 'http://localhost:8080/realms/front', phoneFile })
  })
  afterAll(() => demo.close())

  test('runs no script but ours and is framed by nobody', async () => {
    const csp = (await createBrowser()(`${demo.url}/`)).headers.get('content-security-policy') ?? ''
    expect(csp).toContain("default-src 'none'")
    expect(csp).toContain("script-src 'self'")
    expect(csp).toContain("form-action 'self' http://localhost:8080")
    expect(csp).not.toContain('unsafe')
  })

  test('is refused under a foreign host name (DNS rebinding)', async () => {
    const { port } = new URL(demo.url)
    const status = await new Promise((resolve) => import('node:http').then(({ get }) =>
      get({ host: '127.0.0.1', port, path: '/phone.json', headers: { Host: 'evil.example' } }, (response) => resolve(response.resume().statusCode))))
    expect(status).toBe(421)
  })

  test.each([['GET', '/nothing', 404], ['GET', '//evil.example/', 404], ['DELETE', '/', 404], ['HEAD', '/phone', 200], ['GET', '/jsqr.js', 200], ['GET', '/phone.js', 200]])(
    '%s %s is answered %i', async (method, path, status) => {
      expect((await fetch(`${demo.url}${path}`, { method })).status).toBe(status)
    })

  test('a body larger than any form here is refused', async () => {
    expect((await createBrowser()(`${demo.url}/phone/add`, { key: 'A'.repeat(70_000) })).status).toBe(413)
  })

  test('a port that is taken is told by the promise', async () => {
    const { port } = new URL(demo.url)
    await expect(startDemo({ port: Number(port), issuer: 'http://localhost:1/realms/demo', frontIssuer: 'http://localhost:8080/realms/front', phoneFile })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
