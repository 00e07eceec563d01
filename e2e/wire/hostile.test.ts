import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTegata, type Tegata } from '../support/tegata.ts'

describe('hostile requests', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const authorize = (change: Record<string, string> = {}) => {
    const url = new URL(`${tegata.url}/realms/demo/protocol/openid-connect/auth`)
    url.search = new URLSearchParams({
      client_id: 'wiki', response_type: 'code', scope: 'openid', redirect_uri: `${tegata.demoUrl}/callback`, state: 's', nonce: 'n',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', ...change,
    }).toString()
    return url
  }
  const raw = (path: string, headers: Record<string, string>): Promise<{ status: number; body: string; location: string }> =>
    new Promise((resolve, reject) => {
      const url = new URL(path, tegata.url)
      const req = request({ host: '127.0.0.1', port: url.port, path: url.pathname + url.search, headers }, (res) => {
        let body = ''
        res.on('data', (chunk: Buffer) => (body += chunk.toString()))
        res.on('end', () => resolve({ status: res.statusCode ?? 0, body, location: res.headers.location ?? '' }))
      })
      req.on('error', reject)
      req.end()
    })

  test.each([
    ['Host', { host: 'evil.example' }],
    ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example' }],
    ['X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
    ['Forwarded', { forwarded: 'host=evil.example;proto=https' }],
    ['X-Forwarded-Port', { 'x-forwarded-port': '444' }],
  ])('P-8: %s never reaches discovery, a redirect or a page', async (_, headers) => {
    const discovery = await raw('/realms/demo/.well-known/openid-configuration', headers)
    expect(JSON.parse(discovery.body)).toMatchObject({ issuer: `${tegata.url}/realms/demo`, token_endpoint: `${tegata.url}/realms/demo/protocol/openid-connect/token` })
    const redirect = await raw(authorize().href.slice(tegata.url.length), headers)
    expect(redirect.location + redirect.body).not.toContain('evil.example')
  })

  test.each([
    'https://evil.example/callback', 'http://localhost:8081@evil.example/callback', '//evil.example/callback', 'javascript:alert(1)',
    `DEMO/callback/../../x`, `DEMO/callback%2f..%2f`, `DEMO/callback#x`, `DEMO\\@evil.example/callback`, `DEMO/callback?x=1`, 'data:text/html,x', `DEMO/callback/..;/x`,
  ])('O-1: %s is refused on a page of ours, never redirected to', async (uri) => {
    const answer = await fetch(authorize({ redirect_uri: uri.replace('DEMO', tegata.demoUrl) }), { redirect: 'manual' })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBe(null)
  })

  test.each([
    ['/realms/nowhere/.well-known/openid-configuration', 404], ['/realms/demo/journey/../../x', 404], ['/realms/demo/journey/%00', 404], ['/realms/DEMO/', 404],
    ['/realms/demo/journey/unknown', 404], ['/console/assets/../../package.json', 404], ['/%', 400], ['/realms/demo/link?key=nonsense', 303], ['/nothing', 404],
  ])('%s answers %i, with no stack trace', async (path, status) => {
    const answer = await raw(path, {})
    expect([status, 400, 404, 410]).toContain(answer.status)
    expect(answer.body).not.toMatch(/ {4}at |node_modules|\.ts:/)
  })

  test('unknown client, malformed and repeated parameters are answered on a page, never with a 500', async () => {
    for (const url of [authorize({ client_id: 'nobody' }), authorize({ response_type: 'token' }), authorize({ code_challenge_method: 'plain' }), authorize({ scope: '' }), new URL(`${authorize()}&client_id=wiki`)]) {
      const answer = await fetch(url, { redirect: 'manual' })
      expect(answer.status).toBeLessThan(500)
    }
  })

  test('POST without cookie, from another origin, too large, or of another type changes nothing and is no 500', async () => {
    const start = await fetch(authorize(), { redirect: 'manual' })
    const page = new URL(start.headers.get('location') ?? '', tegata.url)
    const post = (headers: Record<string, string>, body: string) => fetch(`${page.href}/login`, { method: 'POST', redirect: 'manual', headers, body })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const answer of [
      await post(form, 'username=admin&password=x'),
      await post({ ...form, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 'username=admin&password=x'),
      await post(form, `username=${'x'.repeat(40_000)}`),
      await post({ 'content-type': 'application/json' }, '{}'),
      await post(form, 'username=a&username=b'),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(300)
      expect(answer.status).toBeLessThan(500)
    }
  })
})
