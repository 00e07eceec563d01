import { describe, expect, test } from 'vitest'
import { claimsOf, depart, endSessionUrl, redeemCode, refreshTokens } from './oidc.ts'

const place = { origin: 'https://id.example', realm: 'demo' }
const departure = depart('https://id.example/console/demo/callback', '/')
const jwt = (claims: object) => `x.${btoa(unescape(encodeURIComponent(JSON.stringify(claims)))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.x`
const claims = { iss: 'https://id.example/realms/demo', aud: 'tegata-console', sub: 'u1', preferred_username: 'admin', name: '高橋 美咲', nonce: departure.nonce }

const answering = (body: unknown, status = 200) => ({
  place, now: 1_000, fetch: (async () => new Response(JSON.stringify(body), { status })) satisfies typeof fetch,
})
const tokens = (changed: object = {}, more: object = {}) =>
  answering({ access_token: 'a', refresh_token: 'r', id_token: jwt({ ...claims, ...changed }), expires_in: 300, ...more })

describe('tokens', () => {
  test('tell who signed in, in letters of any script, and until when they live', async () => {
    const outcome = await redeemCode(tokens(), departure, 'code')
    expect(outcome).toMatchObject({ ok: true, tokens: { accessToken: 'a', refreshToken: 'r', expiresAt: 301_000, person: { userId: 'u1', username: 'admin', name: '高橋 美咲' } } })
  })

  test.each([
    ['another issuer', { iss: 'https://evil.example/realms/demo' }],
    ['another realm', { iss: 'https://id.example/realms/other' }],
    ['another audience', { aud: 'wiki' }],
    ['another nonce', { nonce: 'n' }],
    ['nobody', { sub: '' }],
  ])('an ID token for %s is refused (OIDC Core §3.1.3.7)', async (_name, changed) => {
    expect(await redeemCode(tokens(changed), departure, 'code')).toEqual({ ok: false, reason: 'invalid', detail: 'id_token' })
  })

  test('an audience among several is ours', async () => {
    expect((await redeemCode(tokens({ aud: ['other', 'tegata-console'] }), departure, 'code')).ok).toBe(true)
  })

  test('a refusal keeps its name; a server in trouble is not a refusal', async () => {
    expect(await redeemCode(answering({ error: 'invalid_grant' }, 400), departure, 'c')).toEqual({ ok: false, reason: 'refused', detail: 'invalid_grant' })
    expect(await redeemCode(answering({}, 503), departure, 'c')).toMatchObject({ ok: false, reason: 'unreachable' })
    const gone = { place, now: 0, fetch: async () => { throw new TypeError('gone') } }
    expect(await redeemCode(gone, departure, 'c')).toMatchObject({ ok: false, reason: 'unreachable' })
  })

  test('a refresh without new ID and refresh tokens keeps the old ones', async () => {
    const first = await redeemCode(tokens(), departure, 'code')
    if (!first.ok) throw new Error('no tokens')
    const second = await refreshTokens(answering({ access_token: 'b', expires_in: 60 }), first.tokens, 'r')
    expect(second).toMatchObject({ ok: true, tokens: { accessToken: 'b', refreshToken: 'r', idToken: first.tokens.idToken, person: first.tokens.person } })
  })

  test.each(['', 'a.b', 'a.!!!.c', `a.${btoa('[1')}.c`, `a.${btoa('"text"')}.c`])('what is no JWT has no claims: %j', (text) => {
    expect(claimsOf(text)).toBeNull()
  })
})

test('without a hint the logout still names the client and where to come back to', () => {
  const url = new URL(endSessionUrl(place, null))
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'tegata-console', post_logout_redirect_uri: 'https://id.example/console/demo/signed-out',
  })
})
