import { randomBytes } from 'node:crypto'
import type { Realm, Upstream, UpstreamMapping } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBoundedFetch } from '../http/bounded-fetch.ts'
import { parseNetworks } from '../http/client-address.ts'
import { createDirectory } from './discover.ts'
import { type Claims, type HostileUpstream, type Misbehaviour, startHostileUpstream } from './hostile-upstream.test-support.ts'
import { createRelyingParty, type Asked } from './relying-party.ts'
import { createSignatures } from './signatures.ts'
import { plainMapping, upstreamAt } from './upstream.test-support.ts'

const realm = { id: 1, name: 'demo' } as Realm
const plain: Asked = { loginHint: null, uiLocales: null, newSignIn: false, maxAge: null, acrValues: [] }
const fromUserinfo: UpstreamMapping = { ...plainMapping, rolesFrom: 'userinfo' }
const fromAccessToken: UpstreamMapping = { ...plainMapping, rolesFrom: 'access-token', roles: 'realm_access.roles' }
const withRoles: UpstreamMapping = { ...plainMapping, roles: 'roles' }
const random = () => randomBytes(32).toString('base64url')
const second = () => Math.floor(Date.now() / 1000)

let there: HostileUpstream
beforeAll(async () => { there = await startHostileUpstream() })
afterAll(() => there.close())

/** Short only where nothing comes: elsewhere a busy machine takes the time that it needs. */
const patience = 10_000
const waitingFor = (expected: string) => (expected === 'timeout' ? 400 : patience)

/** Fresh for each walk, as after ten minutes: what one test made it remember is no matter of the next. */
function party(networks = ['127.0.0.0/8'], timeoutMs = patience) {
  const fetch = createBoundedFetch({ allowed: parseNetworks(networks), timeoutMs, maxBytes: 64 * 1024 })
  const directory = createDirectory({ fetch, now: Date.now })
  const storage = { upstreams: { openSecret: async () => there.clientSecret }, clock: { now: Date.now } }
  return { directory, ...createRelyingParty({ publicUrl: new URL('http://localhost:8080'), fetch, directory, verify: createSignatures({ fetch }), storage }) }
}

type Walk = { changes?: Partial<Upstream>; asked?: Partial<Asked>; signedInSince?: number | null; search?: (search: string) => string; us?: ReturnType<typeof party> }

/** There and back again: what the relying party makes of it, and where the browser was sent. */
async function walk(wrong: Misbehaviour, { changes, asked, signedInSince = null, search = (text) => text, us = party() }: Walk = {}) {
  there.misbehave(wrong)
  const upstream = upstreamAt(there, changes)
  const secrets = { state: random(), nonce: random(), verifier: random() }
  const url = await us.authorizationUrl(realm, upstream, secrets, { ...plain, ...asked })
  if (!url.ok) return { url: null, outcome: url }
  const back = await fetch(url.value, { redirect: 'manual' })
  const location = new URL(back.headers.get('location') ?? '')
  return { url: new URL(url.value), outcome: await us.redeem(realm, upstream, { ...secrets, search: search(location.search), signedInSince }) }
}
const reasonOf = async (...how: Parameters<typeof walk>) => {
  const { outcome } = await walk(...how)
  return outcome.ok ? 'accepted' : outcome.reason
}
const claims = (changes: Claims): Misbehaviour => ({ idToken: (said) => ({ ...said, ...changes }) })

describe('an answer as it should be', () => {
  test('says who it is, how and when, and what is known of them', async () => {
    const { outcome } = await walk({})
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        said: {
          issuer: there.issuer, subject: 'f6c2a1d0-hana', acr: '1', amr: ['pwd'], sid: 'session-1', username: 'hana', email: 'hana@corp.example', emailVerified: true,
          givenName: '花', familyName: '伊藤', roles: [], clientRoles: {}, groups: [],
        },
        skipped: [],
      },
    })
    expect(outcome.ok && Math.abs((outcome.value.said.authTime ?? 0) - Date.now())).toBeLessThan(3_000)
  })

  test('was asked for with PKCE S256, nonce and state, at the one address of this upstream (RFC 9700 §2.1.1, §4.4)', async () => {
    const { url } = await walk({}, { changes: { acrValues: ['2'] }, asked: { loginHint: 'hana', uiLocales: 'ja', acrValues: ['2', '3'] } })
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      client_id: 'tegata', response_type: 'code', redirect_uri: 'http://localhost:8080/realms/demo/broker/corp/endpoint', scope: 'openid profile email',
      state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/), code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256', login_hint: 'hana', ui_locales: 'ja', acr_values: '2 3',
    })
  })

  test('was asked to be new: `prompt=login` with `max_age=0`, so that it says when it was (P32)', async () => {
    const { url } = await walk({}, { asked: { newSignIn: true, maxAge: 600 } })
    expect([url?.searchParams.get('prompt'), url?.searchParams.get('max_age')]).toEqual(['login', '0'])
    expect((await walk({}, { asked: { maxAge: 600 } })).url?.searchParams.get('max_age')).toBe('600')
  })

  test.each(['client_secret_basic', 'client_secret_post'] as const)('is redeemed by %s', async (clientAuth) => {
    expect(await reasonOf({}, { changes: { clientAuth } })).toBe('accepted')
  })

  test('is filled up from userinfo where the ID token leaves a name out, and only then', async () => {
    const asked = () => there.seen.filter(({ path }) => path === '/userinfo').length
    there.seen.splice(0)
    await walk({})
    expect(asked()).toBe(0)
    const { outcome } = await walk({ idToken: (said) => ({ ...said, family_name: undefined, email: undefined, email_verified: undefined }) })
    expect(outcome).toMatchObject({ ok: true, value: { said: { familyName: '伊藤', email: 'hana@corp.example', emailVerified: true, username: 'hana' } } })
    expect(asked()).toBe(1)
  })

  test('brings roles by the document that the mapping names, and by no other', async () => {
    const everywhere: Misbehaviour = {
      idToken: (said) => ({ ...said, realm_access: { roles: ['from the ID token'] } }), userinfo: (said) => ({ ...said, realm_access: { roles: ['from userinfo'] } }),
      accessToken: (said) => ({ ...said, realm_access: { roles: ['from the access token'] } }),
    }
    const rolesBy = async (rolesFrom: UpstreamMapping['rolesFrom']) => {
      const { outcome } = await walk(everywhere, { changes: { mapping: { ...plainMapping, roles: 'realm_access.roles', rolesFrom } } })
      return outcome.ok ? outcome.value.said.roles : outcome.reason
    }
    expect([await rolesBy('id-token'), await rolesBy('userinfo'), await rolesBy('access-token')]).toEqual([['from the ID token'], ['from userinfo'], ['from the access token']])
  })

  test('keeps what an upstream says of itself by its own name: acr, amr and session of another shape are none', async () => {
    const { outcome } = await walk(claims({ acr: 2, amr: 'pwd', sid: { id: 1 } }))
    expect(outcome).toMatchObject({ ok: true, value: { said: { acr: null, amr: [], sid: null } } })
    expect((await walk(claims({ amr: ['otp', 7, null, 'hwk'] }))).outcome).toMatchObject({ ok: true, value: { said: { amr: ['otp', 'hwk'] } } })
  })
})

describe('an answer that is not believed (B-2)', () => {
  const other = 'https://elsewhere.example'
  const table: [what: string, wrong: Misbehaviour, expected: string, how?: Walk][] = [
    // OpenID Connect Core §3.1.3.7
    ['another issuer', claims({ iss: other }), 'issuer'],
    ['an issuer with a slash more', { idToken: (said) => ({ ...said, iss: `${String(said.iss)}/` }) }, 'issuer'],
    ['another audience', claims({ aud: 'somebody-else' }), 'audience'],
    ['no audience', claims({ aud: undefined }), 'audience'],
    ['several audiences and nobody it was issued to', claims({ aud: ['tegata', 'somebody-else'] }), 'azp'],
    ['issued to another client', claims({ aud: ['tegata', 'somebody-else'], azp: 'somebody-else' }), 'azp'],
    ['issued to another client, for us alone', claims({ azp: 'somebody-else' }), 'azp'],
    ['several audiences, issued to us', claims({ aud: ['tegata', 'somebody-else'], azp: 'tegata' }), 'accepted'],
    ['no nonce', claims({ nonce: undefined }), 'nonce'],
    ['another nonce', claims({ nonce: 'x'.repeat(43) }), 'nonce'],
    ['an empty nonce', claims({ nonce: '' }), 'nonce'],
    ['the hash of another access token (§3.3.2.11)', claims({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }), 'at-hash'],
    ['a hash that is a number', claims({ at_hash: 1 }), 'at-hash'],
    ['no hash, which the code flow allows', claims({ at_hash: undefined }), 'accepted'],
    ['expired', claims({ exp: second() - 31 }), 'expired'],
    ['expired a moment ago, by a clock that differs', claims({ exp: second() - 10 }), 'accepted'],
    ['no end', claims({ exp: undefined }), 'expired'],
    ['an end that is text', claims({ exp: '9999999999' }), 'expired'],
    ['not valid yet', claims({ nbf: second() + 120 }), 'not-yet'],
    ['issued in the future', claims({ iat: second() + 120 }), 'issued-in-future'],
    ['issued at no time', claims({ iat: undefined }), 'issued-in-future'],
    ['a sign-in at no time of ours', claims({ auth_time: 'yesterday' }), 'auth-time'],
    ['a sign-in that is yet to come', claims({ auth_time: 4_102_444_800 }), 'auth-time'],
    ['a sign-in in milliseconds', claims({ auth_time: Date.now() }), 'auth-time'],
    ['a sign-in at no instant at all', claims({ auth_time: 1e300 }), 'auth-time'],
    ['a sign-in before the beginning', claims({ auth_time: -1 }), 'auth-time'],

    // Signatures: O-8, RFC 8725
    ['alg none', { signature: 'none' }, 'algorithm'],
    ['alg none, though it says that it signs so', { signature: 'none', discovery: (said) => ({ ...said, id_token_signing_alg_values_supported: ['none', 'RS256'] }) }, 'algorithm'],
    ['HS256 with the public key as secret', { signature: 'public-key-as-secret' }, 'algorithm'],
    ['HS256, though it says that it signs so', { signature: 'public-key-as-secret', discovery: (said) => ({ ...said, id_token_signing_alg_values_supported: ['HS256', 'RS256'] }) }, 'algorithm'],
    ['a key that it does not publish', { signature: 'unpublished-key' }, 'key-unknown'],
    ['the name of a published key on another one', { signature: 'published-kid-of-another-key' }, 'signature'],
    ['a signature that somebody changed', { signature: 'broken' }, 'signature'],
    ['a key that the token brings along', { header: (said) => ({ ...said, kid: 'mine', jwk: { kty: 'RSA' }, jku: `${other}/jwks` }) }, 'key-unknown'],
    ['an extension that nobody knows', { header: (said) => ({ ...said, crit: ['urn:hostile:extension'], 'urn:hostile:extension': 1 }) }, 'algorithm'],
    ['no token at all', { tokens: (said) => ({ ...said, id_token: undefined }) }, 'id-token-missing'],
    ['something that is no token', { tokens: (said) => ({ ...said, id_token: 'a.b' }) }, 'malformed'],

    // Subjects: B-1
    ['an empty subject', claims({ sub: '' }), 'subject'],
    ['no subject', claims({ sub: undefined }), 'subject'],
    ['a subject that is a number', claims({ sub: 42 }), 'subject'],
    ['a subject with a NUL', claims({ sub: 'hana\u0000' }), 'subject'],
    ['a subject with a line end', claims({ sub: 'hana\n' }), 'subject'],
    ['half of a character in the subject', claims({ sub: 'hana\ud83d' }), 'subject'],
    ['a subject that columns would cut', claims({ sub: 'x'.repeat(256) }), 'subject'],
    ['the longest subject', claims({ sub: 'x'.repeat(255) }), 'accepted'],

    // Userinfo: Core §5.3.2
    ['userinfo about somebody else', { userinfo: (said) => ({ ...said, sub: 'somebody-else' }) }, 'userinfo-subject', { changes: { mapping: fromUserinfo } }],
    ['userinfo about the same with another case', { userinfo: (said) => ({ ...said, sub: 'F6C2A1D0-HANA' }) }, 'userinfo-subject', { changes: { mapping: fromUserinfo } }],
    ['userinfo about nobody', { userinfo: (said) => ({ ...said, sub: undefined }) }, 'userinfo', { changes: { mapping: fromUserinfo } }],
    ['userinfo that refuses', { userinfoAnswer: { status: 401, body: {} } }, 'status', { changes: { mapping: fromUserinfo } }],
    ['userinfo that is away', { userinfoAnswer: 'dead' }, 'unreachable', { changes: { mapping: fromUserinfo } }],

    // Access tokens, where roles are read from them
    ['an access token that nobody can read', { opaqueAccessToken: true }, 'access-token', { changes: { mapping: fromAccessToken } }],
    ['an access token of another client', { accessToken: (said) => ({ ...said, azp: 'somebody-else' }) }, 'access-token', { changes: { mapping: fromAccessToken } }],
    ['an access token of somebody else', { accessToken: (said) => ({ ...said, sub: 'somebody-else' }) }, 'access-token-subject', { changes: { mapping: fromAccessToken } }],
    ['an access token of another issuer', { accessToken: (said) => ({ ...said, iss: other }) }, 'issuer', { changes: { mapping: fromAccessToken } }],

    // Mix-up: RFC 9207 §2.4, RFC 9700 §4.4
    ['an answer in the name of another', { answer: (said) => said.set('iss', other) }, 'answer-issuer'],
    ['an answer in no name, though it promises one', { answer: (said) => said.delete('iss') }, 'answer-issuer'],
    ['an answer in two names', { answer: (said) => said.append('iss', other) }, 'answer-issuer'],
    ['an answer in no name, by one that never promised it', { answer: (said) => said.delete('iss'), discovery: (said) => ({ ...said, authorization_response_iss_parameter_supported: undefined }) }, 'accepted'],
    ['another’s name, by one that never promised any', { answer: (said) => said.set('iss', other), discovery: (said) => ({ ...said, authorization_response_iss_parameter_supported: undefined }) }, 'answer-issuer'],
    ['an error in the name of another', { answer: (said) => { said.set('iss', other); said.set('error', 'access_denied') } }, 'answer-issuer'],
    ['two codes', { answer: (said) => said.append('code', 'another') }, 'answer-incomplete'],
    ['no code', { answer: (said) => said.delete('code') }, 'answer-incomplete'],
    ['an ID token in the address', { answer: (said) => said.set('id_token', 'a.b.c') }, 'malformed'],
    ['an error', { answer: (said) => { said.delete('code'); said.set('error', 'access_denied') } }, 'error-answer'],
    ['a code of somebody else', { answer: (said) => said.set('code', 'guessed') }, 'token-refused'],

    // What it answers, and how
    ['a token endpoint that is away', { tokenAnswer: 'dead' }, 'unreachable'],
    ['a token endpoint that never answers', { tokenAnswer: 'silent' }, 'timeout'],
    ['a token endpoint that never ends', { tokenAnswer: 'trickle' }, 'timeout'],
    ['an answer of 1 MiB', { tokenAnswer: 'huge' }, 'too-large'],
    ['a token endpoint that leads elsewhere', { tokenAnswer: 'redirect' }, 'redirected'],
    ['a page instead of tokens', { tokenAnswer: 'not-json' }, 'not-json'],
    ['half an answer', { tokenAnswer: 'broken' }, 'malformed'],
    ['a secret that is challenged', { tokenAnswer: { status: 401, body: {}, challenge: 'Basic' } }, 'token-refused'],
    ['a failure', { tokenAnswer: { status: 500, body: {} } }, 'status'],
    ['keys that are away', { jwksAnswer: 'dead' }, 'unreachable'],
    ['keys that never come', { jwksAnswer: 'silent' }, 'timeout'],
    ['keys of 1 MiB', { jwksAnswer: 'huge' }, 'too-large'],
    ['keys that lead elsewhere', { jwksAnswer: 'redirect' }, 'redirected'],
    ['keys that are a page', { jwksAnswer: 'not-json' }, 'keys'],
    ['no keys', { jwksAnswer: { status: 200, body: { keys: [] } } }, 'key-unknown'],

    // Roles: data of the upstream
    ['no roles where roles are named', {}, 'accepted', { changes: { mapping: withRoles } }],
    ['roles that are one name', claims({ roles: 'staff' }), 'accepted', { changes: { mapping: withRoles } }],
    ['1,000 roles', claims({ roles: Array.from({ length: 1000 }, (_, n) => `role-${n}`) }), 'accepted', { changes: { mapping: withRoles } }],
    ['1,001 roles', claims({ roles: Array.from({ length: 1001 }, (_, n) => `role-${n}`) }), 'too-many-names', { changes: { mapping: withRoles } }],
    ['a role that is too long', claims({ roles: ['x'.repeat(256)] }), 'name-too-long', { changes: { mapping: withRoles } }],
  ]

  test.each(table)('%s', async (_, wrong, expected, how) => {
    expect(await reasonOf(wrong, { us: party(undefined, waitingFor(expected)), ...how })).toBe(expected)
  })

  test('a sign-in that is older than was asked for, or does not say when it was (P32)', async () => {
    const since = Date.now() - 60_000
    expect(await reasonOf(claims({ auth_time: second() - 50 }), { signedInSince: since })).toBe('accepted')
    expect(await reasonOf(claims({ auth_time: second() - 80 }), { signedInSince: since })).toBe('accepted')
    expect(await reasonOf(claims({ auth_time: second() - 92 }), { signedInSince: since })).toBe('auth-time')
    expect(await reasonOf(claims({ auth_time: undefined }), { signedInSince: since })).toBe('auth-time')
    expect(await reasonOf(claims({ auth_time: undefined }))).toBe('accepted')
  })

  test('a state that is not the one that was sent', async () => {
    expect(await reasonOf({}, { search: (search) => search.replace(/state=[^&]*/, `state=${random()}`) })).toBe('malformed')
  })

  test('a secret that the upstream does not know', async () => {
    there.misbehave({})
    expect(await reasonOf({}, { changes: { clientId: 'nobody' } })).toBe('token-refused')
  })
})

describe('keys that change', () => {
  test('between redirect and callback are read again, and the answer is accepted', async () => {
    const us = party()
    expect(await reasonOf({}, { us })).toBe('accepted')
    expect(await reasonOf({ betweenRedirectAndCallback: () => there.rotateKeys() }, { us })).toBe('accepted')
    expect(await reasonOf({ betweenRedirectAndCallback: () => there.rotateKeys() }, { us })).toBe('accepted')
  })

  test('are not read again and again for a key that is not there', async () => {
    const us = party()
    there.seen.splice(0)
    for (let n = 0; n < 5; n += 1) expect(await reasonOf({ signature: 'unpublished-key' }, { us })).toBe('key-unknown')
    expect(there.seen.filter(({ path }) => path === '/jwks')).toHaveLength(2)
  })
})

describe('an upstream that does not describe itself as it should', () => {
  const table: [what: string, wrong: Misbehaviour, expected: string, networks?: string[]][] = [
    ['is away', { discoveryAnswer: 'dead' }, 'unreachable'],
    ['never answers', { discoveryAnswer: 'silent' }, 'timeout'],
    ['answers 1 MiB', { discoveryAnswer: 'huge' }, 'too-large'],
    ['leads elsewhere', { discoveryAnswer: 'redirect' }, 'redirected'],
    ['shows a page', { discoveryAnswer: 'not-json' }, 'not-json'],
    ['knows no such address', { discoveryAnswer: { status: 404, body: {} } }, 'status'],
    ['calls itself otherwise', { discovery: (said) => ({ ...said, issuer: 'https://elsewhere.example' }) }, 'metadata-issuer'],
    ['calls itself nothing', { discovery: (said) => ({ ...said, issuer: undefined }) }, 'metadata-issuer'],
    ['has no token endpoint', { discovery: (said) => ({ ...said, token_endpoint: undefined }) }, 'metadata-incomplete'],
    ['has a token endpoint that is no web address', { discovery: (said) => ({ ...said, token_endpoint: 'file:///etc/passwd' }) }, 'metadata-incomplete'],
    ['has an authorization endpoint that runs something', { discovery: (said) => ({ ...said, authorization_endpoint: 'javascript:alert(1)' }) }, 'metadata-incomplete'],
    ['has no keys', { discovery: (said) => ({ ...said, jwks_uri: undefined }) }, 'metadata-incomplete'],
    ['knows no code flow', { discovery: (said) => ({ ...said, response_types_supported: ['id_token'] }) }, 'metadata-incomplete'],
    ['signs by secrets alone', { discovery: (said) => ({ ...said, id_token_signing_alg_values_supported: ['none', 'HS256'] }) }, 'metadata-algorithms'],
    ['has its keys in a private network (O-10)', { discovery: (said) => ({ ...said, jwks_uri: 'https://10.0.0.1/jwks' }) }, 'private-address'],
    ['has its keys at a metadata service (O-10)', { discovery: (said) => ({ ...said, jwks_uri: 'http://169.254.169.254/latest' }) }, 'plain-http'],
    ['has its token endpoint in a private network (O-10)', { discovery: (said) => ({ ...said, token_endpoint: 'https://[fd00::1]/token' }) }, 'private-address'],
    ['is itself where nobody said that one may be', {}, 'plain-http', []],
  ]

  test.each(table)('%s', async (_, wrong, expected, networks) => {
    there.misbehave(wrong)
    const outcome = await party(networks, waitingFor(expected)).directory.discover(there.issuer)
    expect(outcome.ok ? 'found' : outcome.reason).toBe(expected)
  })

  test('sends browsers by https, unless it is itself in a network where http may be spoken', async () => {
    const said = { ...there.description(), issuer: 'https://corp.example', end_session_endpoint: 'http://corp.example/bye' }
    const answering = (document: Claims) => createDirectory({ fetch: async () => Response.json(document), now: Date.now }).of('https://corp.example')
    expect(await answering({ ...said, authorization_endpoint: 'https://corp.example/authorize' })).toMatchObject({ ok: true, value: { endSessionEndpoint: null } })
    expect(await answering({ ...said, authorization_endpoint: 'http://corp.example/authorize' })).toEqual({ ok: false, reason: 'metadata-incomplete', detail: 'authorization_endpoint' })
  })

  test('is found by its issuer or the address of its metadata, and remembered', async () => {
    there.misbehave({})
    const { directory } = party()
    const byIssuer = await directory.discover(there.issuer)
    expect(byIssuer).toMatchObject({ ok: true, value: { issuer: there.issuer, sendsIssuer: true, algorithms: ['RS256', 'ES256'], endSessionEndpoint: `${there.issuer}/end_session` } })
    expect(await directory.discover(`${there.issuer}/.well-known/openid-configuration`)).toEqual(byIssuer)
    there.seen.splice(0)
    await Promise.all([directory.of(there.issuer), directory.of(there.issuer)])
    expect(there.seen).toEqual([])
  })

  test('when it was away, is asked again at the next sign-in', async () => {
    const us = party()
    expect(await reasonOf({ discoveryAnswer: 'dead' }, { us })).toBe('unreachable')
    expect(await reasonOf({}, { us })).toBe('accepted')
  })
})
