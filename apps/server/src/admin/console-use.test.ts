import { createApi } from '@tegata/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { problemOf, startApi, type TestApi } from './api.test-support.ts'

// policy.md, urn:tegata:acr:fresh: an authenticator proved five minutes ago at most, sliding to thirty with use in our
// console. Each test proves at minute zero and tries something risky later.
let house: TestApi
let realm: Realm
let target: User
let at: number
let count = 0

const minute = 60_000
const after = (text: string): number => {
  const [minutes = 0, seconds = 0] = text.split(':').map(Number)
  return minutes * minute + seconds * 1000
}

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('sliding')
  target = await house.addUser(realm, 'target')
})
// The clock stands still, so that a boundary is exactly that.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  at = house.storage.clock.now()
})
afterAll(async () => {
  vi.useRealTimers()
  await house.close()
})
const goTo = (instant: number) => vi.setSystemTime(Date.now() + instant - house.storage.clock.now())

/** A global administrator who has just shown a code; `acting`: somebody has touched the console, or it asks by itself. */
async function signedIn({ clientId = 'tegata-console', authenticator = true } = {}) {
  const user = await house.addUser(realm, `boss${++count}`)
  await house.storage.unit(house.storage.roles.grant(realm.id, user.id, await house.roleId(realm, 'global-admin')))
  const authenticatorId = await house.addTotp(realm, user)
  const token = await house.signIn(realm, user, { clientId, ...(authenticator ? { authenticatorId } : {}) })
  const apiWith = (headers: Record<string, string>) => createApi({
    base: house.base, realm: realm.name, token: () => token,
    fetch: (input, init) => fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } }),
  })
  const [acting, alone] = [apiWith({ 'tegata-acting': '1' }), apiWith({})]
  const at0 = at
  const when = async (text: string, what: () => Promise<unknown>): Promise<string> => {
    goTo(at0 + after(text))
    return problemOf(what())
  }
  return {
    user, token, acting, alone,
    uses: (text: string, api = acting) => when(text, () => api.whoAmI()),
    /** Something that needs a fresh second factor, asked without use: does it hold at this moment? */
    isFresh: async (text: string) => await when(text, () => alone.topUpEmergencyTokens({ userId: target.id, reason: 'known by sight' })) === 'done',
    stamp: async () => (await house.storage.sessions.listOf(realm.id, user.id))[0]?.consoleUsedAt,
  }
}

describe('without use', () => {
  test.each([['4:59', true], ['5:00', true], ['5:01', false], ['30:00', false]] as const)('%s after the proof: %s', async (text, fresh) => {
    const { isFresh } = await signedIn()
    expect(await isFresh(text)).toBe(fresh)
  })

  test('a page that looks again by itself keeps nothing fresh at an empty desk', async () => {
    const { uses, isFresh, alone, stamp } = await signedIn()
    for (const text of ['1:00', '2:00', '3:00', '4:00', '4:59']) expect(await uses(text, alone)).toBe('done')
    expect(await isFresh('5:01')).toBe(false)
    expect(await stamp()).toBeUndefined()
  })
})

describe('with use of our console', () => {
  test.each([['9:59', true], ['10:00', true], ['10:01', false]] as const)('at 5:00 it holds five minutes more: %s after the proof: %s', async (text, fresh) => {
    const { uses, isFresh } = await signedIn()
    expect(await uses('5:00')).toBe('done')
    expect(await isFresh(text)).toBe(fresh)
  })

  test('used all the time: to 30:00 after the proof and not a moment longer', async () => {
    const { uses, isFresh } = await signedIn()
    for (let minutes = 1; minutes < 30; minutes += 1) await uses(`${minutes}:00`)
    expect(await isFresh('29:59')).toBe(true)
    expect(await isFresh('30:00')).toBe(true)
    await uses('30:00')
    expect(await isFresh('30:01')).toBe(false)
    for (const text of ['30:02', '31:10', '32:20']) await uses(text)
    expect(await isFresh('32:21')).toBe(false)
  })

  test('what has grown old is not made fresh by use', async () => {
    const { uses, isFresh, stamp } = await signedIn()
    await uses('5:01')
    expect(await stamp()).toBeUndefined()
    expect(await isFresh('5:02')).toBe(false)
  })

  test('is written once a minute at most, however often somebody clicks', async () => {
    const { uses, stamp } = await signedIn()
    await uses('1:00')
    const first = await stamp()
    for (const text of ['1:01', '1:30', '1:59']) await uses(text)
    expect(await stamp()).toBe(first)
    await uses('2:01')
    expect(await stamp()).toBeGreaterThan(first ?? 0)
  })

  test('a call that was refused is no use', async () => {
    const { acting, stamp } = await signedIn()
    goTo(at + after('2:00'))
    expect(await problemOf(acting.getUser({ userId: crypto.randomUUID() }))).toBe('user.not-found')
    expect(await problemOf(acting.withdrawRole({ userId: target.id, roleId: crypto.randomUUID() }))).toBe('role.not-found')
    expect(await stamp()).toBeUndefined()
  })
})

describe('never', () => {
  test('for a script with another client, whatever it claims, and not for it by what the console did', async () => {
    await house.storage.unit([house.storage.clients.create({
      ...(await house.storage.clients.find(realm.id, 'tegata-console'))!, id: crypto.randomUUID(), clientId: 'script',
    })])
    const { uses, isFresh, stamp, user } = await signedIn({ clientId: 'script' })
    for (const text of ['1:00', '2:10', '3:20', '4:30']) expect(await uses(text)).toBe('done')
    expect(await isFresh('5:01')).toBe(false)
    expect(await stamp()).toBeUndefined()
    // The same session, used in the console beside it.
    const [session] = await house.storage.sessions.listOf(realm.id, user.id)
    await house.storage.unit([house.storage.sessions.usedConsole(realm.id, session?.uid ?? '')])
    expect(await isFresh('5:02')).toBe(false)
  })

  test('for a password alone, nor for an emergency token (P25)', async () => {
    const { user, uses, isFresh, stamp } = await signedIn({ authenticator: false })
    for (const text of ['0:10', '1:20']) await uses(text)
    expect(await isFresh('1:30')).toBe(false)
    const [session] = await house.storage.sessions.listOf(realm.id, user.id)
    const proofs = [...session?.proofs ?? [], { kind: 'emergency-token' as const, at, journeyId: 'j', epoch: user.epoch }]
    await house.storage.unit([house.storage.sessions.setProofs(realm.id, session?.uid ?? '', proofs, { journeyId: 'j', expiresAt: at + 3_600_000 })])
    for (const text of ['1:40', '2:50', '4:00']) await uses(text)
    expect(await isFresh('4:01')).toBe(false)
    expect(await stamp()).toBeUndefined()
  })
})

test('Z-3: every answer says by a mark that rights have changed, whatever was asked', async () => {
  const { token, user } = await signedIn()
  const markOf = async (path = '/me') => (await fetch(`${house.base}/api/realms/${realm.name}${path}`, { headers: { authorization: `Bearer ${token}` } })).headers.get('tegata-rights')
  const before = await markOf()
  expect(before).toMatch(/^[\w-]{12}$/)
  expect(await markOf('/users?limit=1')).toBe(before)
  const help = await house.roleId(realm, 'help-desk')
  await house.storage.unit([...house.storage.roles.withdraw(realm.id, user.id, await house.roleId(realm, 'global-admin')), ...house.storage.roles.grant(realm.id, user.id, help)])
  expect(await markOf('/users?limit=1')).not.toBe(before)
  expect(await markOf('/clients'), 'also on what is refused now').not.toBe(before)
})

test('every answer says what time it is here, also a refusal: the console compares dates with it, not with the clock of a desk', async () => {
  const { token } = await signedIn()
  const { clock } = house.storage
  const before = clock.now()
  const saidBy = async (path: string, bearer = token) => Date.parse((await fetch(`${house.base}/api/realms/${realm.name}${path}`, { headers: { authorization: `Bearer ${bearer}` } })).headers.get('tegata-time') ?? '')
  clock.set(before + 9 * 86_400_000)
  try {
    for (const said of [await saidBy('/me'), await saidBy('/me', 'nobody')]) expect(Math.abs(said - clock.now())).toBeLessThan(60_000)
  } finally {
    clock.set(before)
  }
})
