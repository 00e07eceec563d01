// @vitest-environment node
import { redirectUriFaults, redirectUriProblem } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import type { Client } from './queries.ts'
import { changesOf, draftOf, idOf, linesOf, lookOver } from './client-draft.ts'
import { addressesOf, setups } from './setups.ts'

const client: Client = {
  clientId: "it's", name: 'Wiki', kind: 'web', enabled: true, redirectUris: ['https://wiki.example/*'], postLogoutRedirectUris: ['https://wiki.example/'], backchannelLogoutUri: null,
  firstParty: true, minimumAcr: null, apiAccess: false, hasSecret: true, oldSecretUntil: null, builtIn: false, version: '1',
}

describe('a draft', () => {
  test('of a saved application changes nothing; only what is named is sent', () => {
    const draft = draftOf(client)
    expect(changesOf(draft, new Set())).toEqual({})
    expect(changesOf({ ...draft, backchannelLogoutUri: ' ', minimumAcr: 'nonsense' }, new Set(['backchannelLogoutUri', 'minimumAcr']))).toEqual({ backchannelLogoutUri: null, minimumAcr: null })
    expect(lookOver(draft).size).toBe(0)
  })
  test('addresses are lines: blank ones and repeated ones fall away, and at most a hundred are sent', () => {
    expect(linesOf(' https://a/ \r\n\r\nhttps://a/\nhttps://b/')).toEqual(['https://a/', 'https://b/'])
    expect(lookOver({ redirectUris: Array.from({ length: 101 }, (_, n) => `https://a.example/${n}`).join('\n') }).get('redirectUris')).toEqual({ rule: 'too-many' })
  })
  test.each([['Wiki', 'wiki'], ['  Élan Vital! ', 'elan-vital'], ['社内ポータル', ''], ['A'.repeat(99), 'a'.repeat(60)]])('the id of %j is %j', (name, id) => expect(idOf(name)).toBe(id))
  test('the contract says in words what it finds by name', () => {
    expect(redirectUriProblem('http://a.example/')).toBe(redirectUriFaults['not-https'])
    expect(redirectUriProblem('https://a.example/')).toBeNull()
  })
})

describe('a configuration', () => {
  const place = { origin: 'https://id.example', realm: 'demo' }
  const all = Object.entries(setups).flatMap(([kind, list]) => list.map((setup) => [kind, setup.name, setup] as const))
  test.each(all)('%s, %s: names issuer or address and client, leaves nothing open, has no secret', (_kind, _name, { write }) => {
    const text = write({ place, client })
    expect(text).toContain('id.example')
    expect(text).toMatch(/it\\?'s/)
    expect(text).not.toMatch(/undefined(?!, client|, \{)|\[object|wiki\.example\/\*/)
  })
  test('a local realm is allowed to speak without TLS, where the library wants to be told', () => {
    const [first] = setups.web
    expect(first?.write({ place: { origin: 'http://localhost:8080', realm: 'demo' }, client })).toContain('allowInsecureRequests')
    expect(first?.write({ place, client })).not.toContain('allowInsecureRequests')
  })
  test('a public application proves nothing with a secret', () => {
    for (const { write } of [...setups['single-page'], ...setups.native]) expect(write({ place, client })).not.toContain('SECRET')
    expect(setups.native[0]?.write({ place, client })).toContain('client.None()')
    expect(addressesOf(place).discovery).toBe('https://id.example/realms/demo/.well-known/openid-configuration')
  })
})
