import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CookieKeys, cookieNames } from './cookies.ts'
import { type House, sha256, startOidc } from './oidc.test-support.ts'

describe('the keys of cookies', () => {
  test('sign with the first, and take what any of them signed', () => {
    const old = new CookieKeys(['one'])
    const keys = new CookieKeys(['two', 'one'])
    expect([keys.index('a=b', keys.sign('a=b')), keys.index('a=b', old.sign('a=b'))]).toEqual([0, 1])
    expect([keys.verify('a=b', old.sign('a=c')), keys.verify('a=b', ''), keys.index('a=b', 'x'.repeat(43))]).toEqual([false, false, -1])
    expect(() => new CookieKeys([])).toThrow()
  })
})

describe('names of cookies', () => {
  test('differ per realm, and pin themselves to this host where there is https (S-2)', () => {
    expect(cookieNames('acme', new URL('https://id.example'))).toEqual({
      session: '__Host-tegata.acme', interaction: '__Secure-tegata.acme.interaction', resume: '__Secure-tegata.acme.resume',
    })
    expect(cookieNames('acme', new URL('http://localhost:8080'))).toEqual({ session: 'tegata.acme', interaction: 'tegata.acme.interaction', resume: 'tegata.acme.resume' })
  })
})

describe('on https', () => {
  let house: House
  beforeAll(async () => { house = await startOidc({ publicUrl: new URL('https://id.example.test') }) })
  afterAll(() => house.close())

  test('every cookie is Secure, HttpOnly and SameSite=Lax, without a Domain, also behind a proxy that speaks http to us', async () => {
    const realm = await house.newRealm()
    const app = await house.addClient(realm)
    const query = new URLSearchParams({
      client_id: app.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example/cb', code_challenge: sha256('v'), code_challenge_method: 'S256',
    })
    const response = await fetch(`${house.base}/realms/${realm.name}/protocol/openid-connect/auth?${query}`, {
      redirect: 'manual', headers: { accept: 'text/html', cookie: `__Host-tegata.${realm.name}=stale; __Host-tegata.${realm.name}.sig=stale` },
    })
    expect(response.headers.get('location')).toMatch(/^https:\/\/id\.example\.test\/realms\/|^\/realms\//)
    const cookies = response.headers.getSetCookie().filter((line) => !line.includes('1970'))
    expect(cookies.length).toBeGreaterThanOrEqual(4)
    for (const line of cookies) {
      expect(line).toMatch(/; secure/i)
      expect(line).toMatch(/; httponly/i)
      expect(line).toMatch(/; samesite=lax/i)
      expect(line).not.toMatch(/; domain/i)
      if (line.startsWith('__Host-')) expect(line).toMatch(/; path=\/(;|$)/)
    }
  })
})
