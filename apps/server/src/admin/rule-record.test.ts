import { randomUUID } from 'node:crypto'
import type { Api } from '@tegata/contract'
import { keepTrace } from '@tegata/policy'
import type { AuditEvent, Enforcement, Realm, User } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gatherFacts } from '../journey/facts.ts'
import { startApi, type TestApi } from './api.test-support.ts'
import { createDecide } from './decide.ts'
import { inForceIn } from './rule-record.ts'

const [hour, day] = [3_600_000, 86_400_000]
let house: TestApi
let realm: Realm
let api: Api
let began: number
let start: number

beforeAll(async () => {
  house = await startApi()
  began = house.storage.clock.now()
  // While whoever asks is still signed in.
  start = began + hour
  realm = await house.newRealm('record')
  api = (await house.person(realm, 'root', ['global-admin'])).api
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const rule = (more: Partial<Enforcement>): Enforcement => ({
  id: randomUUID(), realmId: realm.id, name: `rule ${randomUUID()}`, state: 'announced', enforceFrom: start, registerBy: null, zone: 'Asia/Tokyo', target: {}, reason: {}, helpLink: {},
  acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [], announcedAt: start - day,
  edition: 1, version: 1, ...more,
})

/** What the sign-in writes at an instant: the decision's own trace, and what was proved. */
async function signsIn(user: User, at: number, proofs: readonly string[], { type = 'sign-in.succeeded', journeyId = randomUUID() }: { type?: string; journeyId?: string } = {}): Promise<string> {
  const { storage } = house
  storage.clock.set(at)
  const decide = createDecide({ storage, gatherFacts: gatherFacts(storage, () => true) })
  const decision = await decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [], signIn: {} })
  const refused = type === 'sign-in.refused'
  await write({
    type, actor: user.id, userId: user.id, clientId: 'wiki', journeyId, outcome: refused ? 'refused' : 'success', reason: refused ? 'refused.deny' : decision.reason.code,
    detail: { proofs, line: decision.line, asked: decision.asked, trace: keepTrace(decision) },
  })
  return journeyId
}
const write = async (event: Omit<AuditEvent, 'realmId'>) => { await house.storage.unit([house.storage.audit.record({ realmId: realm.id, ...event })]) }

describe('in force (S0-9)', () => {
  const version = (at: number, more: Partial<Enforcement>) => ({ at, document: { state: 'announced', enforceFrom: 100, ...more } as Enforcement })
  const table: readonly [string, ReturnType<typeof version>[], readonly (readonly [number, number])[]][] = [
    ['from its start on, not from its announcement', [version(50, {})], [[100, 1000]]],
    ['not as a draft', [version(50, { state: 'draft' })], []],
    ['not while it is suspended, nor after its end', [version(50, {}), version(200, { state: 'suspended' }), version(300, {}), version(400, { state: 'ended' })], [[100, 200], [300, 400]]],
    ['a change of its words breaks nothing', [version(50, {}), version(200, { name: 'other' })], [[100, 1000]]],
    ['postponed before its start', [version(50, {}), version(99, { enforceFrom: 500 })], [[500, 1000]]],
    ['the span cuts it', [version(50, { enforceFrom: 0 })], [[60, 1000]]],
  ]
  test.each(table)('%s', (_, versions, parts) => {
    expect(inForceIn(versions.toReversed(), 60, 1000)).toEqual(parts.map(([from, to]) => ({ from, to })))
  })
})

describe('on the day, and afterwards', () => {
  test('who got in and how, with names; the proof says the same for any span, exceptions and tokens by name', async () => {
    const { storage } = house
    const names = ['code', 'set', 'token', 'refused', 'later', 'absent', 'other'] as const
    const people = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await house.addUser(realm, `t-${name}`, { department: name === 'other' ? 'Elsewhere' : 'Here' })] as const))) as Record<(typeof names)[number], User>
    const used = rule({ target: { departments: ['Here'] } })
    storage.clock.set(start - day)
    await storage.unit([storage.policies.saveEnforcement(used), storage.policies.recordEnforcement({ at: start - day, act: 'announce', actor: { id: 'x', name: 'root' }, reason: 'why', document: used })])

    // Before its start, and of somebody whom it does not meet: neither counts.
    await signsIn(people.absent, start - hour, ['password'])
    await signsIn(people.other, start + hour, ['password'])
    await signsIn(people.code, start + hour, ['password', 'totp'])
    await signsIn(people.refused, start + 2 * hour, ['password'], { type: 'sign-in.refused' })
    await signsIn(people.later, start + 2 * hour, ['password'], { type: 'sign-in.refused' })
    const journeyId = randomUUID()
    storage.clock.set(start + 3 * hour)
    await write({ type: 'authenticator.added', actor: people.set.id, userId: people.set.id, journeyId, outcome: 'success' })
    await signsIn(people.set, start + 3 * hour, ['password', 'totp'], { journeyId })
    await signsIn(people.later, start + 4 * hour, ['password', 'totp'])
    const tokenId = randomUUID()
    await storage.unit(storage.emergencyTokens.create({ id: tokenId, realmId: realm.id, userId: people.token.id, createdAt: start, createdBy: 'desk', reason: 'lost the telephone', expiresAt: null }, 'value', null))
    const byToken = await signsIn(people.token, start + 5 * hour, ['password', 'emergency-token'])
    await write({ type: 'emergency.used', actor: people.token.id, userId: people.token.id, journeyId: byToken, outcome: 'success', detail: { tokenId } })
    // Wrong passwords are no answer to the rule.
    await write({ type: 'sign-in.refused', actor: null, userId: people.absent.id, outcome: 'refused', reason: 'wrong' })

    const usernames = (seen: { last: readonly { username: string }[] }) => seen.last.map(({ username }) => username).toSorted()
    const tally = await api.getEnforcementTally({ enforcementId: used.id })
    expect([tally.withCode, tally.setUp, tally.byToken, tally.refused].map(usernames)).toEqual([['t-code', 't-later'], ['t-set'], ['t-token'], ['t-refused']])
    expect(tally).toMatchObject({ people: 6, notSeen: 1, more: false, since: new Date(start).toISOString(), refused: { people: 1, last: [{ reason: 'refused.deny' }] } })

    const span = { enforcementId: used.id, from: new Date(start - day).toISOString(), to: new Date(start + day).toISOString() }
    expect(await api.getEnforcementProof(span)).toMatchObject({
      inForce: [{ from: new Date(start).toISOString() }], target: [{ text: 'departments: Here', names: { everyone: false, roles: [], groups: [], departments: ['Here'], policyGroups: [] } }], people: 6, signIns: 4, exceptions: 0,
      answers: { code: 2, 'set-up': 1, 'emergency-token': 1, 'two-factors': 0, provider: 0, none: 0 },
    })
    // An exception is named: a session of before that was let run out, say.
    await signsIn(people.absent, start + 6 * hour, ['password'])
    expect(await api.getEnforcementProof(span)).toMatchObject({ signIns: 5, exceptions: 1 })
    expect((await api.listProofSignIns({ ...span, only: 'exceptions' })).items).toMatchObject([{ user: { username: 't-absent' }, answer: 'none', exception: true, why: 'line1.in-force' }])
    expect((await api.listProofSignIns({ ...span, only: 'tokens' })).items).toMatchObject([{ user: { username: 't-token' }, answer: 'emergency-token', why: 'lost the telephone' }])
    const all: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await api.listProofSignIns({ ...span, limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      all.push(...page.items.map(({ user, answer }) => `${user?.username} ${answer}`))
      if (page.next === null) break
      cursor = page.next
    }
    expect(all).toEqual(['t-absent none', 't-token emergency-token', 't-later code', 't-set set-up', 't-code code'])
    storage.clock.set(began)
  })

  test('before its start there is nothing to tell; a span that ends before it begins, or is too long, is refused', async () => {
    const coming = rule({ target: { everyone: true }, enforceFrom: began + 30 * day })
    await house.storage.unit([house.storage.policies.saveEnforcement(coming)])
    expect(await api.getEnforcementTally({ enforcementId: coming.id })).toMatchObject({ withCode: { people: 0 }, refused: { people: 0 } })
    const asked = (from: number, to: number) => api.getEnforcementProof({ enforcementId: coming.id, from: new Date(from).toISOString(), to: new Date(to).toISOString() })
    expect(await asked(began - day, began)).toMatchObject({ signIns: 0, exceptions: 0, inForce: [] })
    await expect(asked(began, began)).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(asked(began, began + 93 * day)).rejects.toMatchObject({ code: 'request.invalid' })
  })
})
