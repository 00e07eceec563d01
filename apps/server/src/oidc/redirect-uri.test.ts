import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redirectAllowed } from './redirect-uri.ts'

const web = { kind: 'web', pathWildcard: false }
const native = { kind: 'native', pathWildcard: false }
const wild = { kind: 'web', pathWildcard: true }
const yourApp = { kind: 'native', pathWildcard: true }

const exact = 'https://app.example/cb'

// Each of them was let through by some server once: read by one parser as ours, by another as theirs (O-1).
const hostile = [
  'https://app.example/cb/', 'https://app.example/cb?x=1', 'https://app.example/cb#', 'https://app.example/cb#x', 'https://app.example/CB',
  'http://app.example/cb', 'HTTPS://app.example/cb', 'https://APP.example/cb', 'https://app.example:443/cb', 'https://app.example:8443/cb',
  'https://app.example./cb', 'https://evil.example/cb', 'https://app.example.evil.example/cb', 'https://evil.example?https://app.example/cb',
  'https://evil.example#https://app.example/cb', 'https://app.example@evil.example/cb', 'https://app.example:x@evil.example/cb',
  'https://evil.example\\@app.example/cb', 'https://evil.example\\.app.example/cb', 'https:\\\\app.example\\cb', 'https:/app.example/cb', 'https:app.example/cb',
  'https:///app.example/cb', 'https:////app.example/cb', '//app.example/cb', '/cb', 'cb', '', ' https://app.example/cb', 'https://app.example/cb ',
  'https://app.example/cb\n', 'https://app.example/c\tb', 'https://app.example/\u0000cb', 'https://app.example/cb\u3000', 'https://app。example/cb',
  'https://app.example/./cb', 'https://app.example/x/../cb', 'https://app.example/%2e%2e/cb', 'https://app.example/..;/cb', 'https://app.example/%63b',
  'https://app.example//cb', 'https://app.example/cb;x', 'https://app.example/cb%00', 'https://app.example/cb%0d%0aLocation:x', 'https://аpp.example/cb',
  'https://xn--pp-6kc.example/cb', 'https://[::ffff:127.0.0.1]/cb', 'https://127.1/cb', 'https://0x7f.1/cb', 'javascript:alert(1)', 'data:text/html,x',
  'javascript://app.example/cb%0aalert(1)', 'vbscript:x', 'file:///cb', 'blob:https://app.example/cb', 'about:blank', 'https://app.example/*', '*', 'https://*/cb',
  'https://app.example/cb*', `https://app.example/cb${'x'.repeat(3000)}`, 'https://app.example/cb"onload=', 'https://app.example/cb<script>', "https://app.example/cb'",
]

describe('a redirect URI', () => {
  test('is taken when it is the very string that was registered (O-1)', () => {
    expect(redirectAllowed(web, [exact], exact)).toBe(true)
    expect(redirectAllowed(native, ['com.example.app:/cb'], 'com.example.app:/cb')).toBe(true)
  })

  test.each(hostile)('is refused when it only looks like it: %j', (uri) => {
    for (const client of [web, native, wild, yourApp]) expect(redirectAllowed(client, [exact], uri)).toBe(false)
  })

  test('of a native application may have any port on this computer (RFC 8252 section 7.3), and nothing else may differ', () => {
    const registered = ['http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost:3000/cb?x=1']
    for (const uri of ['http://127.0.0.1:5173/cb', 'http://127.0.0.1/cb', 'http://[::1]:80801/cb'.replace('80801', '8081'), 'http://localhost:9/cb?x=1']) {
      expect(redirectAllowed(native, registered, uri), uri).toBe(true)
      expect(redirectAllowed(web, registered, uri), uri).toBe(registered.includes(uri))
    }
    for (const uri of ['http://127.0.0.2:5173/cb', 'http://localhost:5173/cb', 'https://127.0.0.1:5173/cb', 'http://127.0.0.1:5173/CB', 'http://127.0.0.1:5173/cb/../cb',
      'http://127.0.0.1:5173@evil.example/cb', 'http://127.0.0.1.evil.example:5173/cb', 'http://127.0.0.1:5173x/cb', 'http://0127.0.0.1:5173/cb']) {
      expect(redirectAllowed(native, registered, uri), uri).toBe(false)
    }
  })

  test('under a path wildcard stays on its origin and below its path', () => {
    const registered = ['https://app.example/area/*']
    for (const uri of ['https://app.example/area/', 'https://app.example/area/a/b?x=1&y=../..', 'https://app.example/area/a.b/c..d']) {
      expect(redirectAllowed(wild, registered, uri), uri).toBe(true)
      expect(redirectAllowed(web, registered, uri), uri).toBe(false)
    }
    for (const uri of ['https://app.example/areax', 'https://app.example/area', 'https://app.example/', 'https://app.example/area/../x', 'https://app.example/area/%2e%2e/x',
      'https://app.example/area/.%2e/x', 'https://app.example/area/..%2fx', 'https://app.example/area/..;/x', 'https://app.example/area/..%3b/x', 'https://app.example/area/%252e%252e/x',
      'https://app.example/area//evil.example', 'https://app.example/area/./x', 'https://app.example/area/x;y', 'https://app.example/area/a%5c..%5cx', 'http://app.example/area/x',
      'https://app.example:8443/area/x', 'https://x@app.example/area/x', 'https://evil.example/area/x', 'https://app.example/area/*', 'https://app.example/area/x#y']) {
      expect(redirectAllowed(wild, registered, uri), uri).toBe(false)
    }
  })

  test('of the developer\'s own application may be any port and path on this computer, and no other place', () => {
    const registered = ['http://localhost/*', 'http://127.0.0.1/*']
    for (const uri of ['http://localhost:5173/', 'http://127.0.0.1:3000/auth/callback?x=1', 'http://localhost/x']) expect(redirectAllowed(yourApp, registered, uri), uri).toBe(true)
    for (const uri of ['https://localhost:5173/', 'http://localhost.evil.example/', 'http://evil.example/', 'http://localhost@evil.example/', 'http://[::1]:3000/']) {
      expect(redirectAllowed(yourApp, registered, uri), uri).toBe(false)
    }
  })

  test('that is allowed is read by the browser as the origin that was registered, whatever is written', () => {
    const registered = ['https://app.example/area/*', 'http://127.0.0.1/cb']
    const piece = fc.constantFrom('https:', '//', '/', '\\', 'app.example', 'evil.example', '@', ':', '..', '.', ';', '%2e', '%2f', '?', '#', 'area', '*', ' ', '127.0.0.1', 'http:', '5173', 'cb', '\t', 'é')
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')), (uri) => {
      for (const client of [web, native, wild, yourApp]) {
        if (!redirectAllowed(client, registered, uri)) continue
        const { origin, hostname, username, pathname, hash } = new URL(uri)
        expect([username, hash]).toEqual(['', ''])
        expect(origin === 'https://app.example' ? pathname.startsWith('/area/') : hostname === '127.0.0.1' && pathname === '/cb').toBe(true)
      }
    }), { numRuns: 5000 })
  })
})
