import type { UpstreamSession } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openUpstreamHouse, type UpstreamHouse } from './upstream.test-support.ts'

let house: UpstreamHouse
beforeAll(async () => { house = await openUpstreamHouse({ signOut: true }) })
afterAll(() => house.close())

const returnTo = 'https://wiki.example/bye?state=1'
const session = async (changes: Partial<UpstreamSession> = {}): Promise<UpstreamSession> => ({
  realmId: house.realm.id, sessionUid: 'uid', upstreamId: (await house.corp()).id, issuer: house.there.issuer, subject: 'hana', sid: 'session-1', idToken: 'a.b.c', ...changes,
})
const leave = async (changes?: Partial<UpstreamSession>) => house.upstreams.signOutUrl(house.realm, await session(changes), returnTo)

/** To the upstream's end of session, and what it sends the browser back with. */
async function backFrom(url: string | null): Promise<string> {
  const answer = await fetch(url ?? '', { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  return `${back.pathname}${back.search}`
}

describe('signing out goes on to the upstream (RP-Initiated Logout 1.0 §2)', () => {
  test('with the hint of its own token, and comes back to where it was to end, once', async () => {
    const url = new URL(await leave() ?? '')
    expect(`${url.origin}${url.pathname}`).toBe(`${house.there.issuer}/end_session`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'tegata', id_token_hint: 'a.b.c', state: expect.stringMatching(/^[\w-]{43}$/),
      post_logout_redirect_uri: 'http://localhost:8080/realms/demo/broker/corp/endpoint/logout_response',
    })
    const back = await backFrom(url.href)
    const answer = await house.browser().request('GET', back)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, returnTo])
    const again = await house.browser().request('GET', back)
    expect([again.status, again.headers.get('location')]).toEqual([200, null])
    expect(await again.text()).toContain('signed out')
  })

  test('and nowhere else: an answer without our state, by another upstream’s address, or an hour later, is our own last page', async () => {
    await house.addUpstream('other')
    for (const path of ['', '?state=', `?state=${'x'.repeat(43)}`, '?state=https://elsewhere.example']) {
      expect((await house.browser().request('GET', `/realms/demo/broker/corp/endpoint/logout_response${path}`)).status, path).toBe(200)
    }
    const back = await backFrom(await leave())
    expect((await house.browser().request('GET', back.replace('/corp/', '/other/'))).status).toBe(200)
    expect((await house.browser().request('HEAD', back)).status).toBe(204)
    expect((await house.browser().request('GET', back)).status).toBe(303)
    const late = await backFrom(await leave())
    house.pass(60 * 60_000 + 1)
    expect((await house.browser().request('GET', late)).status).toBe(200)
  })

  test('without a hint that no address takes', async () => {
    expect(new URL(await leave({ idToken: 'x'.repeat(6_001) }) ?? '').searchParams.has('id_token_hint')).toBe(false)
  })

  test('unless there is nothing to go on to: then ours is all there is to end', async () => {
    expect(await leave({ upstreamId: '00000000-0000-4000-8000-00000000000f' })).toBeNull()
    expect(await leave({ issuer: 'https://elsewhere.example' })).toBeNull()
    await house.change({ signOut: false })
    expect(await leave()).toBeNull()
    await house.change({ signOut: true, enabled: false })
    expect(await leave()).toBeNull()
    await house.change({ enabled: true })
    expect(await leave()).toContain(`${house.there.issuer}/end_session?`)
    const down = await house.addUpstream('down', { issuer: 'http://127.0.0.1:1' })
    expect(await leave({ upstreamId: down.id, issuer: down.issuer })).toBeNull()
  })
})
