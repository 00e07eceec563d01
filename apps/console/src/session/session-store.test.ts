import { createPinia } from 'pinia'
import { createApp, effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fakeBrowser, ORIGIN } from '../testing/fake-browser.ts'
import { createFakeServer } from '../testing/fake-server.ts'
import { person } from '../testing/people.ts'
import { until } from '../testing/screen.ts'
import { browserKey } from './browser.ts'
import { createDrafts, draftsKey } from './drafts.ts'
import { challengeOf } from './pkce.ts'
import { useSession } from './session-store.ts'

function setUp() {
  const server = createFakeServer()
  let calls = 0
  const around = fakeBrowser((input, init) => {
    calls += 1
    return server.fetch(input, init)
  })
  const app = createApp({})
  const pinia = createPinia()
  app.use(pinia)
  const drafts = createDrafts(around.keep)
  app.provide(browserKey, around.browser).provide(draftsKey, drafts)
  const session = useSession(pinia)

  async function signIn(): Promise<void> {
    await session.begin('/users?search=a')
    const url = around.left.at(-1)
    await session.arrive(`?code=${server.grant(around.param(url, 'nonce'))}&state=${around.param(url, 'state')}`)
  }
  return { server, session, signIn, drafts, calls: () => calls, ...around }
}

beforeEach(() => localStorage.clear())
afterEach(() => vi.useRealTimers())

describe('signing in', () => {
  test('asks for a code with PKCE S256 in the language of the console', async () => {
    const { session, left, keep, param } = setUp()
    await session.begin('/users')
    const url = left[0]
    expect(`${url?.origin}${url?.pathname}`).toBe(`${ORIGIN}/realms/demo/protocol/openid-connect/auth`)
    expect(param(url, 'client_id')).toBe('tegata-console')
    expect(param(url, 'response_type')).toBe('code')
    expect(param(url, 'redirect_uri')).toBe(`${ORIGIN}/console/demo/callback`)
    expect(param(url, 'ui_locales')).toBe('en')
    expect(param(url, 'acr_values')).toBe('')
    const departure = JSON.parse([...keep.entries.values()][0] ?? '{}')
    expect(param(url, 'code_challenge')).toBe(await challengeOf(departure.verifier))
    expect(param(url, 'code_challenge_method')).toBe('S256')
  })

  test('the way back leads to the address that was asked for; no token is stored anywhere', async () => {
    const { server, session, left, keep, param } = setUp()
    await session.begin('/users?search=a')
    const arrival = await session.arrive(`?code=${server.grant(param(left[0], 'nonce'))}&state=${param(left[0], 'state')}`)
    expect(arrival).toEqual({ ok: true, returnTo: '/users?search=a' })
    expect(session.person?.username).toBe('admin')
    expect(keep.entries.size).toBe(0)
    expect(JSON.stringify({ ...localStorage })).not.toContain('access')
  })

  test.each([
    ['a state that this tab never sent', '?code=x&state=forged', 'unknown-state'],
    ['no state at all', '?code=x', 'unknown-state'],
  ])('%s is refused without asking for a token', async (_name, search, reason) => {
    const { session, calls } = setUp()
    await session.begin('/users')
    expect(await session.arrive(search)).toEqual({ ok: false, reason })
    expect(calls()).toBe(0)
  })

  test('a response is good once: the second visit of the same address finds nothing', async () => {
    const { server, session, left, param } = setUp()
    await session.begin('/')
    const search = `?code=${server.grant(param(left[0], 'nonce'))}&state=${param(left[0], 'state')}`
    expect((await session.arrive(search)).ok).toBe(true)
    expect(await session.arrive(search)).toEqual({ ok: false, reason: 'unknown-state' })
  })

  test('an error of the authorization endpoint is handed on by its name', async () => {
    const { session, left, param } = setUp()
    await session.begin('/')
    expect(await session.arrive(`?error=access_denied&state=${param(left[0], 'state')}`)).toEqual({ ok: false, reason: 'access_denied' })
  })

  test('an ID token for another nonce is refused (OIDC Core §3.1.3.7, 11)', async () => {
    const { server, session, left, param } = setUp()
    await session.begin('/')
    expect(await session.arrive(`?code=${server.grant('another')}&state=${param(left[0], 'state')}`)).toEqual({ ok: false, reason: 'id_token' })
    expect(session.person).toBeNull()
  })
})

describe('the access token', () => {
  test('is used until shortly before it expires, then renewed', async () => {
    const { session, signIn, state, calls } = setUp()
    await signIn()
    expect(await session.token()).toEqual({ ok: true, accessToken: 'access-1' })
    expect(calls()).toBe(1)
    state.now += 275_000
    expect(await session.token()).toEqual({ ok: true, accessToken: 'access-2' })
  })

  test('however many ask at once, the refresh token is used once', async () => {
    const { session, signIn, state, calls } = setUp()
    await signIn()
    state.now += 400_000
    const answers = await Promise.all(Array.from({ length: 8 }, () => session.token()))
    expect(new Set(answers.map((answer) => answer.ok && answer.accessToken))).toEqual(new Set(['access-2']))
    expect(calls()).toBe(2)
  })

  test('a session that has ended is told apart from a server that is away', async () => {
    const { server, session, signIn, state } = setUp()
    await signIn()
    state.now += 400_000
    server.goAway()
    expect(await session.token()).toEqual({ ok: false, reason: 'unreachable' })
    server.comeBack()
    server.world.sessionAlive = false
    expect(await session.token()).toEqual({ ok: false, reason: 'ended' })
  })
})

describe('the question', () => {
  async function asking(kind: 'fresh' | 'ended' = 'fresh') {
    const all = setUp()
    await all.signIn()
    const answer = all.session.ask(kind)
    /** The small window comes home. */
    const home = (userId?: string, acr?: string) => {
      const url = all.opened.at(-1)?.url
      all.hear({ state: all.param(url, 'state'), code: all.server.grant(all.param(url, 'nonce'), userId, acr), error: null })
    }
    return { ...all, answer, home }
  }

  test('opens a small window that asks for a fresh proof and names who it is about', async () => {
    const { session, opened, param, state } = await asking()
    await session.openPopup()
    const url = opened[0]?.url
    expect(param(url, 'acr_values')).toBe('urn:tegata:acr:fresh')
    expect(param(url, 'redirect_uri')).toBe(`${ORIGIN}/console/demo/popup`)
    expect(param(url, 'login_hint')).toBe('admin')
    expect(state.blocksWindows).toBe(false)
  })

  test('opens from the very click that asked for it; an ended session asks first, since any click may meet it', async () => {
    const all = setUp()
    await all.signIn()
    all.state.clicked = true
    const fresh = all.session.ask('fresh')
    await until(() => expect(all.opened).toHaveLength(1))
    expect(all.session.waitingForPopup).toBe(true)
    all.hear({ state: all.param(all.opened[0]?.url, 'state'), code: all.server.grant(all.param(all.opened[0]?.url, 'nonce')), error: null })
    expect(await fresh).toBe(true)
    void all.session.ask('ended')
    expect([all.session.question, all.session.waitingForPopup, all.opened.length]).toEqual(['ended', false, 1])
  })

  test('a browser that lets no window open unasked is not complained about: the question has a button for it', async () => {
    const all = setUp()
    await all.signIn()
    Object.assign(all.state, { clicked: true, blocksWindows: true })
    void all.session.ask('fresh')
    await until(() => expect(all.state.windowsTried).toBe(1))
    expect([all.session.question, all.session.hindrance]).toEqual(['fresh', null])
    all.state.blocksWindows = false
    await all.session.openPopup()
    expect(all.opened).toHaveLength(1)
  })

  test('an ended session is signed in again without asking for a fresh code', async () => {
    const { session, opened, param } = await asking('ended')
    await session.openPopup()
    expect(param(opened[0]?.url, 'acr_values')).toBe('')
  })

  test('is answered by the window: true, new token, window closed, nobody listens any more', async () => {
    const all = await asking()
    await all.session.openPopup()
    all.home()
    expect(await all.answer).toBe(true)
    expect(await all.session.token()).toEqual({ ok: true, accessToken: 'access-2' })
    expect(all.opened[0]?.closed).toBe(true)
    expect(all.listening()).toBe(0)
    expect(all.session.question).toBeNull()
  })

  test('several calls that need it ask once', async () => {
    const all = await asking()
    const second = all.session.ask('fresh')
    await all.session.openPopup()
    all.home()
    expect(await Promise.all([all.answer, second])).toEqual([true, true])
  })

  test('another account cannot finish this person’s work (P34)', async () => {
    const all = await asking()
    const other = person('other', 'Other', 'Person')
    all.server.world.people.push(other)
    await all.session.openPopup()
    all.home(other.id)
    await until(() => expect(all.session.hindrance).toBe('other-person'))
    expect(all.session.person?.username).toBe('admin')
    expect(all.session.question).toBe('fresh')
  })

  test('P25: a window in which no code was asked, as after an emergency token, is said instead of opening and closing for ever; signing in from the beginning keeps what was typed', async () => {
    const all = await asking()
    await all.session.openPopup()
    all.home(undefined, 'urn:tegata:acr:code')
    await until(() => expect(all.session.hindrance).toBe('no-code'))
    expect(all.session.question).toBe('fresh')
    effectScope().run(() => all.drafts.keep('user:1', () => ({ typed: 'Marketing' })))
    await all.session.goThere('/users/1')
    expect([all.param(all.left.at(-1), 'prompt'), all.param(all.left.at(-1), 'acr_values')]).toEqual(['login', 'urn:tegata:acr:fresh'])
    expect(createDrafts(all.keep).take('user:1')).toEqual({ typed: 'Marketing' })
  })

  test('P25: whoever went there in this window and was asked for no code reads why, instead of being sent round for ever; from the beginning, with a code, it goes on', async () => {
    const before = await asking()
    before.state.blocksWindows = true
    await before.session.openPopup()
    await before.session.goThere('/users/1')
    /** The page is loaded anew: nothing is left but what the tab keeps. */
    const arrive = async (from: ReturnType<typeof setUp>, acr: string) => {
      const all = setUp()
      for (const [key, value] of from.keep.entries) all.keep.setItem(key, value)
      const url = from.left.at(-1)
      const arrival = await all.session.arrive(`?code=${all.server.grant(all.param(url, 'nonce'), undefined, acr)}&state=${all.param(url, 'state')}`)
      expect(arrival).toEqual({ ok: true, returnTo: '/users/1' })
      all.state.clicked = true
      void all.session.ask('fresh')
      return all
    }
    const inVain = await arrive(before, 'urn:tegata:acr:code')
    expect([inVain.session.question, inVain.session.hindrance, inVain.state.windowsTried]).toEqual(['fresh', 'no-code', 0])
    await inVain.session.goThere('/users/1')
    expect(inVain.param(inVain.left.at(-1), 'prompt')).toBe('login')
    const withCode = await arrive(inVain, 'urn:tegata:acr:fresh')
    expect(withCode.session.hindrance).toBeNull()
    await until(() => expect(withCode.state.windowsTried).toBe(1))
  })

  test('a sign-in that was to be no more than that is not blamed for bringing no code', async () => {
    const all = setUp()
    await all.session.begin('/users')
    const url = all.left.at(-1)
    await all.session.arrive(`?code=${all.server.grant(all.param(url, 'nonce'), undefined, 'urn:tegata:acr:code')}&state=${all.param(url, 'state')}`)
    void all.session.ask('fresh')
    expect([all.session.question, all.session.hindrance]).toEqual(['fresh', null])
  })

  test('a window in which the code was shown is as good as its word', async () => {
    const all = await asking()
    await all.session.openPopup()
    all.home(undefined, 'urn:tegata:acr:fresh')
    expect(await all.answer).toBe(true)
    expect([all.session.question, all.session.hindrance]).toEqual([null, null])
  })

  test('an answer to somebody else’s window is not heard', async () => {
    const all = await asking()
    await all.session.openPopup()
    all.hear({ state: 'another', code: 'x', error: null })
    expect(all.session.question).toBe('fresh')
    expect(all.opened[0]?.closed).toBe(false)
  })

  test('a refusal and a closed window are said, and it can be tried again', async () => {
    const all = await asking()
    await all.session.openPopup()
    all.hear({ state: all.param(all.opened[0]?.url, 'state'), code: null, error: 'access_denied' })
    expect(all.session.hindrance).toBe('refused')
    vi.useFakeTimers()
    await all.session.openPopup()
    const popup = all.opened[1]
    if (popup) popup.closed = true
    vi.advanceTimersByTime(1_100)
    expect(all.session.hindrance).toBe('closed')
    vi.useRealTimers()
    await all.session.openPopup()
    expect(all.session.hindrance).toBeNull()
    all.home()
    expect(await all.answer).toBe(true)
  })

  test('cancelled: false, and nothing was opened', async () => {
    const { session, answer, opened } = await asking()
    session.dismiss()
    expect(await answer).toBe(false)
    expect(opened).toHaveLength(0)
  })

  test('a blocked window is said; going there instead carries what was typed and comes back to the same place', async () => {
    const all = await asking()
    all.state.blocksWindows = true
    await all.session.openPopup()
    expect(all.session.hindrance).toBe('blocked')
    effectScope().run(() => all.drafts.keep('user:1', () => ({ typed: 'Marketing' })))
    await all.session.goThere('/users/1')
    expect(all.param(all.left.at(-1), 'acr_values')).toBe('urn:tegata:acr:fresh')
    const url = all.left.at(-1)
    const arrival = await all.session.arrive(`?code=${all.server.grant(all.param(url, 'nonce'))}&state=${all.param(url, 'state')}`)
    expect(arrival).toEqual({ ok: true, returnTo: '/users/1' })
    expect(createDrafts(all.keep).take('user:1')).toEqual({ typed: 'Marketing' })
  })

  test('P34: whoever comes back as somebody else, from “not you?”, finds nothing of what the one before them typed', async () => {
    const before = await asking()
    effectScope().run(() => before.drafts.keep('user:1', () => ({ typed: 'Marketing' })))
    await before.session.goThere('/users/1')
    const come = async (who: typeof before.server.world.me) => {
      const all = setUp()
      all.server.world.people.push(who)
      for (const [key, value] of before.keep.entries) all.keep.setItem(key, value)
      // They signed out on the way: another sign-in of this tab, from its beginning.
      await all.session.begin('/users/1')
      const url = all.left.at(-1)
      await all.session.arrive(`?code=${all.server.grant(all.param(url, 'nonce'), who.id)}&state=${all.param(url, 'state')}`)
      expect(all.session.person?.username).toBe(who.username)
      return all.drafts.take('user:1')
    }
    expect(await come(person('other', 'Other', 'Person'))).toBeNull()
    expect(await come(before.server.world.me)).toEqual({ typed: 'Marketing' })
  })

  test('P34: signing out leaves nothing in the tab of what was carried', async () => {
    const all = await asking()
    effectScope().run(() => all.drafts.keep('user:1', () => ({ typed: 'Marketing' })))
    await all.session.goThere('/users/1')
    all.session.signOut()
    expect([...all.keep.entries.keys()].filter((key) => key.startsWith('tegata.draft.'))).toEqual([])
  })
})

test('signing out leaves by end_session with the hint, and forgets everything', async () => {
  const { session, signIn, left, param } = setUp()
  await signIn()
  session.signOut()
  const url = left.at(-1)
  expect(url?.pathname).toBe('/realms/demo/protocol/openid-connect/logout')
  expect(param(url, 'post_logout_redirect_uri')).toBe(`${ORIGIN}/console/demo/signed-out`)
  expect(param(url, 'id_token_hint')).not.toBe('')
  expect(session.person).toBeNull()
  expect(await session.token()).toEqual({ ok: false, reason: 'ended' })
})
