import type { UpstreamMapping } from '@tegata/storage'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Claims, readClaims, valueAt } from './read-claims.ts'
import { plainMapping } from './upstream.test-support.ts'

const keycloak: UpstreamMapping = { ...plainMapping, rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups' }
const read = (documents: { idToken?: Claims; userinfo?: Claims | null; accessToken?: Claims | null }, mapping: UpstreamMapping = plainMapping) =>
  readClaims({ idToken: {}, userinfo: null, accessToken: null, ...documents }, mapping)

/** The one list that a test is about, and what was left out of it. */
const rolesOf = (roles: unknown) => {
  const outcome = read({ idToken: { roles } }, { ...plainMapping, roles: 'roles' })
  return outcome.ok ? [outcome.value.mapped.roles, outcome.value.skipped.map(({ why }) => why)] : outcome.reason
}

describe('where a claim stands', () => {
  const document = { a: { b: { c: 1 } }, 'https://corp.example/roles': ['x'], 'a.b': 2, list: ['x'], text: 'abc', nothing: null }
  test.each([
    ['a.b.c', 1], ['a\\.b', 2], ['https://corp\\.example/roles', ['x']], ['a.x', undefined], ['a.b.c.d', undefined], ['list.0', undefined], ['text.length', undefined],
    ['nothing.x', undefined], ['constructor', undefined], ['__proto__', undefined], ['a.constructor.name', undefined],
  ])('%s', (path, expected) => expect(valueAt(document, path)).toEqual(expected))
})

describe('roles and groups are data: a list of names, or one name', () => {
  test.each<[what: string, roles: unknown, expected: unknown]>([
    ['a list', ['staff', 'night'], [['staff', 'night'], []]],
    ['one name', 'staff', [['staff'], []]],
    ['one name with blanks is one name', 'staff night', [['staff night'], []]],
    ['the same twice', ['staff', 'staff'], [['staff'], []]],
    ['other capitals are another name', ['Staff', 'staff'], [['Staff', 'staff'], []]],
    ['missing', undefined, [[], ['missing']]],
    ['null', null, [[], ['missing']]],
    ['empty', [], [[], []]],
    ['a number', 42, [[], ['not-names']]],
    ['an object', { roles: ['staff'] }, [[], ['not-names']]],
    ['a list with what is no name', ['staff', 1, null, { x: 1 }, ['admin']], [['staff'], ['not-names']]],
    ['an empty name', [''], [[], ['not-names']]],
    ['a name that turns its direction round', ['staff\u202enimda', 'staff\u2067'], [[], ['not-names']]],
    ['a name with a NUL', ['staff\u0000'], [[], ['not-names']]],
    ['half of a character', ['staff\ud83d'], [[], ['not-names']]],
    ['the longest name', ['x'.repeat(255)], [['x'.repeat(255)], []]],
    ['a longer name refuses the sign-in', ['x'.repeat(256)], 'name-too-long'],
    ['1,001 names refuse the sign-in', Array.from({ length: 1001 }, (_, n) => `r${n}`), 'too-many-names'],
    ['1,001 times the same name is one', Array.from({ length: 1001 }, () => 'r'), [['r'], []]],
  ])('%s', (_, roles, expected) => expect(rolesOf(roles)).toEqual(expected))

  test('as Keycloak says them, in its access token alone', () => {
    const accessToken = {
      realm_access: { roles: ['staff'] }, groups: ['/eng'],
      resource_access: { wiki: { roles: ['editor'] }, empty: { roles: [] }, odd: ['x'], bare: {}, __proto__: { roles: ['x'] }, constructor: { roles: ['builder'] } },
    }
    const outcome = read({ idToken: { realm_access: { roles: ['from-elsewhere'] } }, accessToken }, keycloak)
    expect(outcome).toMatchObject({ ok: true, value: { mapped: { roles: ['staff'], groups: ['/eng'], clientRoles: { wiki: ['editor'], constructor: ['builder'] } } } })
    expect(outcome.ok && Object.keys(outcome.value.mapped.clientRoles)).toEqual(['wiki', 'constructor'])
    expect(outcome.ok && outcome.value.skipped).toEqual([{ claim: 'clientRoles', why: 'not-names' }, { claim: 'clientRoles', why: 'not-names' }])
  })

  test('that Keycloak leaves out when they are empty are empty', () => {
    const outcome = read({ accessToken: {} }, keycloak)
    expect(outcome).toMatchObject({ ok: true, value: { mapped: { roles: [], groups: [], clientRoles: {} } } })
  })

  test.each<[what: string, resourceAccess: unknown, expected: string]>([
    ['of 1,001 clients', Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`client-${n}`, { roles: ['x'] }])), 'too-many-names'],
    ['of two clients, 1,001 together', { one: { roles: Array.from({ length: 500 }, (_, n) => `a${n}`) }, two: { roles: Array.from({ length: 501 }, (_, n) => `b${n}`) } }, 'too-many-names'],
    ['of a client whose name is too long', { ['x'.repeat(256)]: { roles: ['x'] } }, 'name-too-long'],
  ])('%s, refuse the sign-in', (_, resourceAccess, expected) => {
    const outcome = read({ accessToken: { resource_access: resourceAccess } }, keycloak)
    expect(outcome.ok ? 'accepted' : outcome.reason).toBe(expected)
  })
})

describe('names and address', () => {
  const mapped = (documents: Parameters<typeof read>[0], mapping?: UpstreamMapping) => {
    const outcome = read(documents, mapping)
    return outcome.ok ? outcome.value.mapped : outcome.reason
  }
  const proved = { email: 'hana@corp.example', email_verified: true }

  test('are the ID token’s before userinfo’s', () => {
    expect(mapped({ idToken: { preferred_username: 'hana' }, userinfo: { preferred_username: 'other', given_name: '花' } })).toMatchObject({ username: 'hana', givenName: '花', familyName: null })
  })
  test('the address is verified where the same document says so, and nowhere else (B-4)', () => {
    expect(mapped({ idToken: proved })).toMatchObject({ email: 'hana@corp.example', emailVerified: true })
    expect(mapped({ idToken: { email: 'hana@corp.example' }, userinfo: proved })).toMatchObject({ emailVerified: false })
    expect(mapped({ idToken: { email_verified: true }, userinfo: { email: 'hana@corp.example' } })).toMatchObject({ email: 'hana@corp.example', emailVerified: false })
    expect(mapped({ userinfo: proved })).toMatchObject({ emailVerified: true })
    expect(mapped({ idToken: { ...proved, email_verified: 'true' } })).toMatchObject({ emailVerified: false })
    expect(mapped({ idToken: { email_verified: true } })).toMatchObject({ email: null, emailVerified: false })
  })
  test('`email_verified` says nothing about another claim (B-4)', () => {
    expect(mapped({ idToken: { ...proved, upn: 'chief@demo.example' } }, { ...plainMapping, email: 'upn' })).toMatchObject({ email: 'chief@demo.example', emailVerified: false })
  })
  test.each([['a number', 1], ['a list', ['a@b.example']], ['a line end', 'a@b.example\r\nbcc: c@d.example'], ['too long', `${'x'.repeat(250)}@b.example`]])('an address that is %s is none', (_, email) => {
    const outcome = read({ idToken: { email, email_verified: true } })
    expect(outcome).toMatchObject({ ok: true, value: { mapped: { email: null, emailVerified: false }, skipped: [{ claim: 'email', why: 'not-text' }] } })
  })
})

test('claims of any shape are read, never thrown at, and what comes of them is text that databases and pages take', () => {
  const names = ['preferred_username', 'email', 'email_verified', 'realm_access', 'resource_access', 'groups', '__proto__', 'constructor']
  const document = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 }))
  fc.assert(fc.property(document, document, (idToken, accessToken) => {
    const outcome = read({ idToken, accessToken }, keycloak)
    if (!outcome.ok) return
    const { username, email, roles, groups, clientRoles } = outcome.value.mapped
    for (const text of [username ?? 'x', email ?? 'x', ...roles, ...groups, ...Object.entries(clientRoles).flatMap(([client, own]) => [client, ...own])]) {
      expect(text).toMatch(/^\P{Cc}{1,255}$/u)
      expect(text.isWellFormed()).toBe(true)
    }
  }), { numRuns: 2_000 })
})
