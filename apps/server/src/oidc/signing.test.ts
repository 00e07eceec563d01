import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openJwt, openSecretly, signJwt, signSecretly, type SignatureKey } from './signing.ts'

const keys: SignatureKey[] = [
  { kid: 'r', alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) },
  { kid: 'e', alg: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  { kid: 'd', alg: 'EdDSA', ...generateKeyPairSync('ed25519') },
]
const claims = { sub: 'aoi', name: '山田 葵' }
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a signed token', () => {
  test.each(keys)('$alg opens with its key, and with no other', (key) => {
    const token = signJwt(key, claims)
    expect(openJwt(keys, token)).toEqual(claims)
    expect(openJwt(keys.filter(({ kid }) => kid !== key.kid), token)).toBeNull()
  })

  test.each(keys)('$alg does not open when one character of it changed', (key) => {
    const token = signJwt(key, claims)
    for (const at of [3, token.indexOf('.') + 3, token.lastIndexOf('.') + 3]) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      expect(openJwt(keys, changed)).toBeNull()
    }
  })

  test('under the name of another key, or of another algorithm, does not open (O-8)', () => {
    const [header = '', body = '', signature = ''] = signJwt(keys[0] as SignatureKey, claims).split('.')
    expect(openJwt(keys, `${header}.${body}.${signature}`), 'the parts are those of a whole one').toEqual(claims)
    for (const other of [{ alg: 'RS256', typ: 'JWT', kid: 'e' }, { alg: 'none', typ: 'JWT', kid: 'r' }, { alg: 'HS256', typ: 'JWT', kid: 'r' }, { alg: 'RS256', typ: 'at+jwt', kid: 'r' }, {}]) {
      expect(openJwt(keys, `${encode(other)}.${body}.${signature}`)).toBeNull()
    }
  })

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', `${'x'.repeat(20_000)}.a.b`, `${encode([])}.${encode({})}.a`, `${encode({ alg: 'RS256', typ: 'JWT', kid: 'r' })}.${encode('text')}.a`])('%.30s is none', (text) => {
    expect(openJwt(keys, text)).toBeNull()
    expect(openSecretly(createSecretKey(Buffer.from('k')), text)).toBeNull()
  })
})

describe('a token under our own secret', () => {
  const secret = createSecretKey(Buffer.from('secret'))
  test('opens with that secret only, and never as a signed one', () => {
    const token = signSecretly(secret, claims)
    expect(openSecretly(secret, token)).toEqual(claims)
    expect(openSecretly(createSecretKey(Buffer.from('another')), token)).toBeNull()
    expect(openJwt(keys, token)).toBeNull()
    expect(openSecretly(secret, signJwt(keys[0] as SignatureKey, claims))).toBeNull()
  })
})
