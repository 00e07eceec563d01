import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { decide } from '@tegata/policy'
import type { Realm, User } from '@tegata/storage'
import { createClock } from '../../../packages/storage/src/clock.ts'
import { steering } from './enforced.test-support.ts'
import { gatherFacts } from './journey/facts.ts'
import { type Answer, authorize, Browser, type House, startOidc } from './oidc/oidc.test-support.ts'

// What an enforcement, declared through the API, means for sessions and tokens that were there before it.
let house: House
let realm: Realm
let rules: Awaited<ReturnType<typeof steering>>
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm('enforced')
  rules = await steering(house.storage, realm)
})
afterAll(async () => {
  expect([...house.unexpected, ...rules.unexpected]).toEqual([])
  await rules.close()
  await house.close()
})

/** A rule for the people of a department, so that tests do not meet each other's. */
let count = 0
const department = () => `Department ${++count}`

async function signedIn(more: Parameters<House['addUser']>[1] = {}, proofs: Extract<Answer, { proofs: unknown }>['proofs'] = ['password'], parameters: Record<string, string> = {}) {
  const person = await house.addUser(realm, more)
  const config = await house.discover(realm, await house.addClient(realm))
  const browser = new Browser()
  const { redeem } = await authorize(house, browser, config, { parameters, answer: { user: person.id, proofs }, ...(parameters['prompt'] ? { then: { answer: 'grant' as const } } : {}) })
  return { person, config, browser, tokens: await redeem() }
}
const refreshed = ({ config, tokens }: Awaited<ReturnType<typeof signedIn>>) =>
  client.refreshTokenGrant(config, tokens.refresh_token ?? '').then(() => 'refreshed', (error: { error?: string }) => error.error)
const silent = async ({ config, browser }: Awaited<ReturnType<typeof signedIn>>) =>
  (await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error') ?? 'in'

describe('sessions that began before it did (S0-21)', () => {
  test('askAtNextUse, which a new rule has: the next request steps up, the next refresh fails, and nothing else of theirs ends', async () => {
    const named = department()
    const [one, other] = [await signedIn({ department: named }), await signedIn({ department: named })]
    expect([await silent(one), await refreshed(other)]).toEqual(['in', 'refreshed'])
    await rules.announce({ target: { departments: [named] } }, { now: true })
    expect([await silent(one), await refreshed(one)]).toEqual(['login_required', 'invalid_grant'])
    expect(await house.storage.sessions.listOf(realm.id, one.person.id)).toHaveLength(1)
  })

  test('and a session that has proved a code is not asked again', async () => {
    const named = department()
    const ready = await signedIn({ department: named, totp: true }, ['password', 'totp'])
    await rules.announce({ target: { departments: [named] } }, { now: true })
    expect([await silent(ready), await refreshed(ready)]).toEqual(['in', 'refreshed'])
  })

  test('letRunOut: they live to their end, but not offline, and nobody begins a new one without a code', async () => {
    const roleName = `staff-${++count}`
    const role = await rules.host.createRole({ name: roleName })
    const held = async (parameters: Record<string, string> = {}) => {
      const person = await house.addUser(realm)
      await rules.host.grantRole({ userId: person.id, roleId: role.id })
      const config = await house.discover(realm, await house.addClient(realm))
      const browser = new Browser()
      const { redeem } = await authorize(house, browser, config, {
        parameters, answer: { user: person.id, proofs: ['password'] }, ...(parameters['prompt'] ? { then: { answer: 'grant' as const } } : {}),
      })
      return { person, config, browser, tokens: await redeem() }
    }
    const [before, offline] = [await held(), await held({ scope: 'openid offline_access', prompt: 'consent' })]
    await rules.announce({ target: { roles: [role.id] }, sessionsBefore: 'letRunOut' }, { now: true })
    expect([await silent(before), await refreshed(before)]).toEqual(['in', 'refreshed'])
    expect(await refreshed(offline)).toBe('invalid_grant')

    const again = await authorize(house, new Browser(), before.config, { answer: { user: before.person.id, proofs: ['password'] } })
    expect(again.left, 'a new sign-in is asked for more').toBeNull()
  })

  test('letRunOut never covers a role that is granted later', async () => {
    const role = await rules.host.createRole({ name: `later-${++count}` })
    await rules.announce({ target: { roles: [role.id] }, sessionsBefore: 'letRunOut' }, { now: true })
    const session = await signedIn()
    expect(await silent(session)).toBe('in')
    await rules.host.grantRole({ userId: session.person.id, roleId: role.id })
    expect([await silent(session), await refreshed(session)]).toEqual(['login_required', 'invalid_grant'])
  })

  test('S0-10: a role that is granted bites at the next use of whatever session there is; one that is taken away asks no more', async () => {
    const role = await rules.host.createRole({ name: `now-${++count}` })
    await rules.announce({ target: { roles: [role.id] } }, { now: true })
    const session = await signedIn()
    await rules.host.grantRole({ userId: session.person.id, roleId: role.id })
    expect(await silent(session)).toBe('login_required')
    await rules.host.withdrawRole({ userId: session.person.id, roleId: role.id })
    expect(await silent(session)).toBe('in')
  })
})

describe('the one instant (S0-9, P10)', () => {
  const asked = async (user: User, now: number) => decide(await gatherFacts(house.storage, () => true)({
    now, channel: 'page', realm, user, client: null, proofs: [{ kind: 'password', at: now, journeyId: 'j', epoch: user.epoch }],
  })).asked

  test.each([
    ['Asia/Tokyo', { date: '2027-12-01' }, '2027-11-30T15:00:00.000Z'],
    ['Europe/Berlin, the hour that clocks go forward', { date: '2028-03-26', time: '03:00', zone: 'Europe/Berlin' }, '2028-03-26T01:00:00.000Z'],
    ['Europe/Berlin, the first of two', { date: '2027-10-31', time: '02:30', zone: 'Europe/Berlin', which: 'earlier' as const }, '2027-10-31T00:30:00.000Z'],
    ['Europe/Berlin, the second of two', { date: '2027-10-31', time: '02:30', zone: 'Europe/Berlin', which: 'later' as const }, '2027-10-31T01:30:00.000Z'],
    ['America/New_York', { date: '2027-12-01', time: '00:00', zone: 'America/New_York' }, '2027-12-01T05:00:00.000Z'],
    ['Australia/Lord_Howe, half an hour', { date: '2027-04-04', time: '01:45', zone: 'Australia/Lord_Howe', which: 'later' as const }, '2027-04-03T15:15:00.000Z'],
  ])('%s: not at −1 ms, but at 0 and +1 ms', async (_zone, enforceFrom, expected) => {
    const named = department()
    const user = await house.addUser(realm, { department: named })
    const rule = await rules.announce({ enforceFrom: { zone: 'Asia/Tokyo', ...enforceFrom }, target: { departments: [named] } })
    expect(rule.enforceFrom).toBe(expected)
    const at = Date.parse(rule.enforceFrom)
    expect([await asked(user, at - 1), await asked(user, at), await asked(user, at + 1)]).toEqual(['no', 'yes', 'yes'])
  })

  test('is the database’s: a node whose own clock is two minutes off, either way, asks from the same instant on', async () => {
    const named = department()
    const user = await house.addUser(realm, { department: named })
    const at = Date.parse((await rules.announce({ enforceFrom: { date: '2027-12-01' }, target: { departments: [named] } })).enforceFrom)
    for (const offMs of [-120_000, 0, 120_000]) {
      for (const [databaseTime, expected] of [[at - 1000, 'no'], [at + 1000, 'yes']] as const) {
        vi.useFakeTimers({ toFake: ['Date'], now: databaseTime + offMs })
        try {
          const clock = createClock(async () => databaseTime, false)
          await clock.refresh()
          expect(await asked(user, clock.now()), `${offMs} ms off`).toBe(expected)
        } finally {
          vi.useRealTimers()
        }
      }
    }
  })
})
