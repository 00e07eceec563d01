import { randomUUID } from 'node:crypto'
import { decide, type Proof } from '@tegata/policy'
import type { Enforcement, PolicyGroup, Realm, Statement, Storage, Upstream, User } from '@tegata/storage'
import { openTestStorage, testRealmSettings } from '@tegata/storage/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testClient } from '../pages/walk.test-support.ts'
import { gatherFacts } from './facts.ts'

// "After signing in at {provider}, ask for our code? No · Unless it proved one · Yes, by our rules": for every trust, for
// everything that its answer may have proved, and for everything that may be demanded, whether somebody is let in as they
// came (`in`) or has to do more (`more`). Expected outcomes are written out.

const demands = ['nothing', 'registered', 'switch', 'group always', 'group never', 'enforced', 'essential acr 2', 'client minimum 2'] as const
type Demand = (typeof demands)[number]

const evidence: Upstream['evidence'] = [{ claim: 'acr', value: 'gold', level: 2 }, { claim: 'amr', value: 'hwk', level: 2 }, { claim: 'amr', value: 'sms', level: 'code' }]
const minute = 60_000
const freshFor = 15 * minute

/** What the upstream's answer said, as members of the proof; `age` of its `auth_time` in milliseconds. */
type Said = { acr?: string; amr?: readonly string[]; age: number | null; list?: Upstream['evidence']; otherJourney?: true }
const answers = {
  'an acr on the list, fresh': { acr: 'gold', age: minute },
  'an amr on the list among others, fresh': { amr: ['pwd', 'hwk'], age: minute },
  'one on the list, at the last instant': { acr: 'gold', age: freshFor },
  'one on the list, signed in just ahead of our clock': { acr: 'gold', age: -5_000 },
  'one on the list that is worth a code': { amr: ['sms'], age: minute },
  'one on the list, a millisecond too old': { acr: 'gold', amr: ['hwk'], age: freshFor + 1 },
  'one on the list, without auth_time': { acr: 'gold', amr: ['hwk'], age: null },
  'one on the list, in the ID token of another walk': { acr: 'gold', age: minute, otherJourney: true },
  'none on the list': { acr: 'silver', amr: ['pwd', 'HWK', 'gold'], age: minute },
  'an amr that is on the list as an acr': { acr: 'hwk', amr: ['gold'], age: minute },
  'nothing at all': { age: minute },
  'one, where the list is empty': { acr: 'gold', amr: ['hwk'], age: minute, list: [] },
} as const satisfies Record<string, Said>
type Answer = keyof typeof answers

//                                        nothing registered switch  always  never   enforced essential minimum
const proved /*                   */ = ['in',   'in',      'in',   'in',   'in',   'in',    'in',     'in'] as const
const provedCode /*               */ = ['in',   'in',      'in',   'in',   'in',   'in',    'more',   'more'] as const
const trusted /*                  */ = ['in',   'in',      'in',   'in',   'in',   'more',  'more',   'more'] as const
const oneFactor /*                */ = ['in',   'more',    'more', 'more', 'in',   'more',  'more',   'more'] as const

const table: Record<Upstream['trust'], (answer: Answer) => readonly ('in' | 'more')[]> = {
  always: (answer) => (isProved(answer) ? (answer.endsWith('worth a code') ? provedCode : proved) : trusted),
  evidence: (answer) => (isProved(answer) ? (answer.endsWith('worth a code') ? provedCode : proved) : oneFactor),
  never: () => oneFactor,
}
const isProved = (answer: Answer): boolean => [
  'an acr on the list, fresh', 'an amr on the list among others, fresh', 'one on the list, at the last instant', 'one on the list, signed in just ahead of our clock',
  'one on the list that is worth a code',
].includes(answer)

let storage: Storage
let realm: Realm
const people = new Map<Demand, User>()
const commit = async (...statements: readonly Statement[]): Promise<void> => {
  const outcome = await storage.unit(statements)
  if (!outcome.ok) throw new Error(`missed ${outcome.missed}`)
}
const group = (ask: PolicyGroup['ask']): PolicyGroup => ({
  id: randomUUID(), realmId: realm.id, name: ask, ask, exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse',
})

beforeAll(async () => {
  storage = await openTestStorage()
  await commit(storage.realms.create({ name: 'trust', settings: testRealmSettings }))
  const found = await storage.realms.find('trust')
  if (!found) throw new Error('no realm')
  realm = found
  const [always, never] = [group('always'), group('never')]
  const enforced: Enforcement = {
    id: randomUUID(), realmId: realm.id, name: 'rule', state: 'announced', enforceFrom: 0, registerBy: null, zone: 'UTC', target: { departments: ['enforced'] }, reason: { en: '' }, helpLink: {},
    acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [7, 0], announcedAt: null, edition: 1, version: 1,
  }
  await commit(storage.policies.saveGroup(always), storage.policies.saveGroup(never), storage.policies.saveEnforcement(enforced))
  for (const demand of demands) {
    const id = randomUUID()
    const policyGroupId = demand === 'group always' ? always.id : demand === 'group never' ? never.id : null
    await commit(...storage.users.create(realm.id, {
      id, username: id, email: null, givenName: '', familyName: '', otpRequired: demand === 'switch', policyGroupId, department: demand === 'enforced' ? 'enforced' : null,
    }))
    if (demand === 'registered') await commit(...storage.authenticators.create({
      id: randomUUID(), realmId: realm.id, userId: id, kind: 'totp', state: 'active', label: 'App', boundBy: 'first-proof', confirmedFor: 'enrol', boundAt: 0, boundByActor: id, lastStep: null,
      totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, address: null, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    }, await storage.authenticators.setDigest(realm.id, id)))
    const user = await storage.users.find(realm.id, id)
    if (user) people.set(demand, user)
  }
})
afterAll(() => storage.close())

const upstreams = new Map<string, Promise<string>>()
/** One upstream for each trust and list, made when first needed. */
function upstreamOf(trust: Upstream['trust'], list: Upstream['evidence'], enabled = true): Promise<string> {
  const key = `${trust} ${list.length} ${enabled}`
  const known = upstreams.get(key)
  if (known !== undefined) return known
  const id = randomUUID()
  const made = commit(storage.upstreams.create({
    id, realmId: realm.id, alias: `u-${id}`, name: { en: 'Corp ID' }, enabled, issuer: 'https://corp.example', clientId: 'tegata', clientAuth: 'none', scopes: ['openid'], trust, evidence: list,
    evidenceMaxAgeMs: freshFor, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local', signOut: false, createdAt: 0,
    mapping: { username: 'a', email: 'b', givenName: 'c', familyName: 'd', rolesFrom: 'id-token', roles: null, clientRoles: null, groups: null, passOn: false, rules: [] },
  }, null)).then(() => id)
  upstreams.set(key, made)
  return made
}

async function decisionOf(demand: Demand, upstreamId: string, said: Said) {
  const user = people.get(demand)
  if (user === undefined) throw new Error('nobody')
  const now = storage.clock.now()
  const proof: Proof = {
    kind: 'upstream', at: now, journeyId: 'walk', epoch: user.epoch,
    upstream: { id: upstreamId, issuer: 'https://corp.example', acr: said.acr ?? null, amr: said.amr ?? [], authTime: said.age === null ? null : now - said.age, idTokenJourneyId: said.otherJourney ? 'other' : 'walk' },
  }
  const journey = { id: 'walk', mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false }
  return decide(await gatherFacts(storage, () => true)({
    now, channel: 'page', realm, user, client: testClient(realm, { minimumAcr: demand === 'client minimum 2' ? '2' : null }), journey, proofs: [proof],
    request: { essentialAcr: demand === 'essential acr 2' ? ['2'] : [] },
  }))
}

describe.each(['always', 'evidence', 'never'] as const)('an upstream that is trusted: %s', (trust) => {
  test.each(Object.keys(answers) as Answer[])('its answer says %s (S2-19, B-6, P4, P5)', async (answer) => {
    const said: Said = answers[answer]
    const id = await upstreamOf(trust, said.list ?? evidence)
    const outcomes = await Promise.all(demands.map(async (demand) => {
      const { satisfied, nextStep } = await decisionOf(demand, id, said)
      expect(satisfied).toBe(nextStep.kind === 'none')
      return [demand, satisfied ? 'in' : 'more']
    }))
    expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(demands.map((demand, index) => [demand, table[trust](answer)[index]])))
  })

  test('and switched off lets nobody in, whatever it said and whatever is demanded (P5, P38)', async () => {
    const id = await upstreamOf(trust, evidence, false)
    for (const said of Object.values(answers)) {
      for (const demand of demands) expect(await decisionOf(demand, id, said)).toMatchObject({ line: 0, asked: 'refused', reason: { code: 'line0.upstream-disabled' }, satisfied: false })
    }
  })
})

test('an upstream that is no longer there lets nobody in (P38)', async () => {
  for (const demand of demands) expect(await decisionOf(demand, randomUUID(), { acr: 'gold', age: minute })).toMatchObject({ line: 0, satisfied: false })
})

test('an upstream of another realm is none (P38)', async () => {
  await commit(storage.realms.create({ name: 'elsewhere', settings: testRealmSettings }))
  const elsewhere = await storage.realms.find('elsewhere')
  const id = await upstreamOf('always', evidence)
  const [user] = people.values()
  if (elsewhere === undefined || user === undefined) throw new Error('nobody')
  const now = storage.clock.now()
  const proof: Proof = { kind: 'upstream', at: now, journeyId: 'walk', epoch: 1, upstream: { id, issuer: 'https://corp.example', acr: 'gold', amr: [], authTime: now, idTokenJourneyId: 'walk' } }
  expect((await gatherFacts(storage, () => true)({ now, channel: 'page', realm: elsewhere, user, client: null, proofs: [proof] })).upstreams).toEqual([])
})

test('trust and list are those of now: what was enough yesterday is asked for today (P5, P28)', async () => {
  const id = await upstreamOf('always', evidence.slice(0, 1))
  const said = { acr: 'gold', age: minute }
  expect((await decisionOf('switch', id, said)).satisfied).toBe(true)
  const change = async (over: Partial<Upstream>): Promise<boolean> => {
    const upstream = await storage.upstreams.get(realm.id, id)
    if (upstream === undefined) throw new Error('no upstream')
    await commit(storage.upstreams.change({ ...upstream, ...over }))
    return (await decisionOf('switch', id, said)).satisfied
  }
  expect(await change({ trust: 'evidence' })).toBe(true)
  expect(await change({ evidence: evidence.slice(1) })).toBe(false)
  expect(await change({ evidence, trust: 'never' })).toBe(false)
  expect(await change({ trust: 'always' })).toBe(true)
  expect(await change({ issuer: 'https://new.example' }), 'B-1: nor does it count of another issuer').toBe(false)
  expect(await change({ issuer: 'https://corp.example' })).toBe(true)
  expect(await change({ enabled: false })).toBe(false)
})

test('the upstreams of a realm are read for those who came from one, and for nobody else', async () => {
  let reads = 0
  const counting = { ...storage, upstreams: { ...storage.upstreams, list: (realmId: number) => { reads += 1; return storage.upstreams.list(realmId) } } }
  const [user] = people.values()
  if (user === undefined) throw new Error('nobody')
  const ask = (proofs: readonly Proof[]) => gatherFacts(counting, () => true)({ now: 0, channel: 'page', realm, user, client: null, proofs })
  await ask([{ kind: 'password', at: 0, journeyId: 'walk', epoch: 1 }])
  expect(reads).toBe(0)
  const id = await upstreamOf('never', evidence)
  const facts = await ask([{ kind: 'upstream', at: 0, journeyId: 'walk', epoch: 1, upstream: { id, issuer: 'https://corp.example', acr: null, amr: [], authTime: null, idTokenJourneyId: null } }])
  expect(reads).toBe(1)
  expect(facts.upstreams).toEqual([{ id, issuer: 'https://corp.example', enabled: true, enabledSince: null, trust: 'never', evidence, evidenceMaxAge: freshFor }])
})
