import { randomUUID } from 'node:crypto'
import { decide } from '@tegata/policy'
import type { Enforcement, NewUser, Realm, Statement, Storage, User } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStorage, testRealmSettings } from '../../../../packages/storage/src/testing.ts'
import { gatherFacts } from './facts.ts'

let storage: Storage
let realm: Realm
beforeAll(async () => {
  storage = await openTestStorage()
  await commit([storage.realms.create({ name: 'facts', settings: testRealmSettings })])
  const found = await storage.realms.find('facts')
  if (!found) throw new Error('no realm')
  realm = found
})
afterAll(() => storage.close())

async function commit(statements: readonly Statement[]): Promise<void> {
  const outcome = await storage.unit(statements)
  if (!outcome.ok) throw new Error(`missed ${outcome.missed}`)
}

async function addUser(more: Partial<NewUser> = {}): Promise<User> {
  const id = randomUUID()
  await commit(storage.users.create(realm.id, { id, username: id.slice(0, 8), email: null, givenName: '', familyName: '', otpRequired: false, ...more }))
  return read(id)
}
async function read(id: string): Promise<User> {
  const user = await storage.users.find(realm.id, id)
  if (!user) throw new Error('no user')
  return user
}

const factsOf = (user: User, more: Partial<Parameters<ReturnType<typeof gatherFacts>>[0]> = {}) =>
  gatherFacts(storage, () => true)({ now: storage.clock.now(), channel: 'page', realm, user, client: null, proofs: [], ...more })

const enforcement = (changes: Partial<Enforcement>): Enforcement => ({
  id: randomUUID(), realmId: realm.id, name: 'rule', state: 'announced', enforceFrom: 0, registerBy: null, zone: 'UTC', target: {}, reason: { en: '' }, helpLink: {},
  acceptedKinds: ['totp'], acceptedRecoveries: ['mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [7, 0], announcedAt: null, edition: 1, version: 1, ...changes,
})

describe('the facts of a decision', () => {
  test('are plain data: what was decided can be asked again years later', async () => {
    const facts = await factsOf(await addUser({ otpRequired: true }))
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
    expect(decide(facts).line).toBe(4)
  })

  test('somebody who points at a policy group that is not there is asked: what is unknown never exempts', async () => {
    const facts = await factsOf(await addUser({ policyGroupId: randomUUID() }))
    expect(facts.policyGroup).toMatchObject({ ask: 'always', exemptions: [], kinds: ['totp', 'emailed-code'] })
    expect(decide(facts)).toMatchObject({ line: 5, mustHave: true })
  })

  test('say nothing of circumstances that nobody told: no address, no trusted browser, no time of day', async () => {
    expect((await factsOf(await addUser())).request).toMatchObject({ address: null, trustedBrowser: null, localTime: null, proofsSince: null })
  })

  test('count a role by whatever way, and administrative ones as such; a client\'s role of the same name is none', async () => {
    const user = await addUser()
    const [direct, byGroup, ofClient, group] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    const role = (id: string, name: string, clientId: string | null, administrative: boolean) => storage.roles.create({ id, realmId: realm.id, name, description: null, clientId, administrative })
    await commit([role(direct, 'editor', null, false), role(byGroup, 'help-desk', null, true), role(ofClient, 'global-admin', 'wiki', false)])
    await commit([storage.groups.create({ id: group, realmId: realm.id, name: 'desk' })])
    await commit([
      ...storage.roles.grant(realm.id, user.id, direct), ...storage.roles.grant(realm.id, user.id, ofClient),
      ...storage.groups.grantRole(realm.id, group, byGroup), ...storage.groups.add(realm.id, user.id, group),
    ])
    const { user: facts } = await factsOf(user)
    expect({ ...facts, roles: facts.roles.toSorted() }).toMatchObject({ roles: ['editor', 'help-desk'], groups: ['desk'], administrative: true })
  })

  test('name only rules that were announced, and reach departments and policy groups as columns of the person', async () => {
    const user = await addUser({ department: 'Sales' })
    const rules = [
      enforcement({ name: 'sales', target: { departments: ['Sales'] } }), enforcement({ name: 'others', target: { departments: ['Works'] } }),
      enforcement({ name: 'everyone', target: { everyone: true } }), enforcement({ name: 'draft', state: 'draft', target: { everyone: true } }),
      enforcement({ name: 'ended', state: 'ended', target: { everyone: true } }),
    ]
    await commit(rules.map(storage.policies.saveEnforcement))
    const { enforcements } = await factsOf(user)
    expect(enforcements.map(({ name, target, targetReachedAt }) => [name, target.everyone, targetReachedAt]).toSorted()).toEqual([
      ['everyone', true, user.createdAt], ['others', false, null], ['sales', true, null],
    ])
    expect(enforcements[0]?.recoveries).toEqual(['mail-link', 'help-desk'])
    await commit(rules.map((rule) => storage.policies.saveEnforcement({ ...rule, state: 'ended' })))
  })

  test('say since when a person is reached by a role; what is unknown is null, and nothing runs out', async () => {
    const user = await addUser()
    const id = randomUUID()
    await commit([storage.roles.create({ id, realmId: realm.id, name: 'cashier', description: null, clientId: null, administrative: false })])
    await commit(storage.roles.grant(realm.id, user.id, id))
    const rule = enforcement({ target: { roleNames: ['cashier'] } })
    await commit([storage.policies.saveEnforcement(rule)])
    expect((await factsOf(user)).enforcements[0]?.targetReachedAt).toBe((await storage.roles.heldSince(realm.id, user.id)).get(id))
    expect((await factsOf(await addUser())).enforcements[0]?.targetReachedAt).toBeNull()
    await commit([storage.policies.saveEnforcement({ ...rule, state: 'ended' })])
  })

  test('name the journey in which an authenticator was bound: its enrolment is a proof of that instant (P22)', async () => {
    const user = await addUser()
    const id = randomUUID()
    const boundAt = storage.clock.now()
    await commit(storage.authenticators.create({
      id, realmId: realm.id, userId: user.id, kind: 'totp', state: 'active', label: 'phone', boundBy: 'first-proof', confirmedFor: 'enrol', boundAt, boundByActor: user.id,
      lastStep: null, totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, address: null, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    }, ''))
    const proof = { kind: 'totp' as const, at: boundAt, journeyId: 'here', epoch: user.epoch, authenticatorId: id }
    expect((await factsOf(user, { proofs: [proof] })).user.authenticators[0]?.boundInJourney).toBe('here')
    expect((await factsOf(user, { proofs: [{ ...proof, at: boundAt + 60_000, journeyId: 'later' }] })).user.authenticators[0]?.boundInJourney).toBeNull()
  })

  test('a policy group asks as it is written, with its exemptions as conditions', async () => {
    const id = randomUUID()
    await commit([storage.policies.saveGroup({
      id, realmId: realm.id, name: 'Not in the office', ask: 'unless', exemptions: [{ networks: ['10.0.0.0/8'], clientIds: ['wiki'] }], acceptedKinds: ['totp'], acceptedRecoveries: [],
      onUnenrolled: 'codeOnly', afterEmergency: 'nothing', sessionsBefore: 'letRunOut',
    })])
    const { policyGroup } = await factsOf(await addUser({ policyGroupId: id }))
    expect(policyGroup).toMatchObject({
      ask: 'unless', onUnenrolled: 'codeOnly', assignedAt: expect.any(Number),
      exemptions: [{ conditions: [{ kind: 'network', networks: ['10.0.0.0/8'] }, { kind: 'client', clients: ['wiki'] }] }],
    })
  })
})
