import { randomUUID } from 'node:crypto'
import { toWire } from '@tegata/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { gatherFacts } from '../journey/facts.ts'
import { createTakeBack } from '../journey/take-back.ts'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('until')
  admin = await house.person(realm, 'admin', ['global-admin'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const hour = 3_600_000
const group = (ask: 'always' | 'never' = 'always') => admin.api.createPolicyGroup({ name: `group ${randomUUID()}`, ask })
const somebody = (policyGroupId: string | null = null) => house.addUser(realm, `u-${randomUUID()}`, { policyGroupId })
const events = async (userId: string, types = ['policy-group.assigned', 'policy-group.reverted']) =>
  (await house.storage.audit.list(realm.id, { userId, types }, null, 20)).items
/** The clock at an instant, for as long as something is looked at. */
async function at<Value>(now: number, look: () => Promise<Value>): Promise<Value> {
  const { clock } = house.storage
  const before = clock.now()
  clock.set(now)
  try {
    return await look()
  } finally {
    clock.set(before)
  }
}
const takeBack = () => createTakeBack(house)()

describe('S1-34: an assignment that reverts itself', () => {
  test('says until when and what comes after; at the instant the decision is the one of before, though nothing was written down', async () => {
    const [usual, always] = [await group('never'), await group()]
    const { id } = await somebody(usual.id)
    const until = house.storage.clock.now() + 2 * hour
    expect(await admin.api.assignPolicyGroup({ policyGroup: always.id, userIds: [id], until: toWire(until) })).toMatchObject({ changed: 1, next: null })
    expect(await admin.api.getEffectivePolicy({ userId: id })).toMatchObject({
      policyGroup: { id: always.id }, temporary: { until: toWire(until), back: { id: usual.id, name: usual.name } }, previous: null, asked: 'yes', reason: { code: 'line5.always' },
    })
    expect((await events(id))[0]).toMatchObject({ actor: admin.user.id, detail: { before: { id: usual.id }, after: { id: always.id }, until: toWire(until) } })

    const { storage } = house
    const read = await house.read(realm, id)
    const decided = async (now: number) => (await gatherFacts(storage, () => true)({
      now, channel: 'page', realm, user: read, client: null, proofs: [{ kind: 'password', at: now, journeyId: 'j', epoch: 1 }],
    })).policyGroup
    // Read before the instant and decided at it: what counts is the instant of the decision (P10).
    expect((await decided(until - 1))?.id).toBe(always.id)
    expect(await decided(until)).toMatchObject({ id: usual.id, assignedAt: until })
    expect((await decided(until + 1))?.id).toBe(usual.id)
    await at(until, async () => {
      expect(await admin.api.getEffectivePolicy({ userId: id }).then(({ policyGroup, temporary, asked }) => ({ policyGroup, temporary, asked })))
        .toEqual({ policyGroup: { id: usual.id, name: usual.name, since: toWire(until) }, temporary: null, asked: 'no' })
    })
  })

  test('is written down once, by whichever node comes first, with both groups and the instant', async () => {
    const [usual, always] = [await group('never'), await group()]
    const people = await Promise.all(Array.from({ length: 12 }, () => somebody(usual.id)))
    const until = house.storage.clock.now() + hour
    await admin.api.assignPolicyGroup({ policyGroup: always.id, userIds: people.map(({ id }) => id), until: toWire(until) })
    expect(await takeBack()).toBe(0)
    await at(until + 5_000, async () => {
      const taken = await Promise.all([takeBack(), takeBack(), takeBack()])
      expect(taken.reduce((sum, each) => sum + each, 0)).toBe(12)
      for (const { id } of people) {
        const [last, ...rest] = await events(id)
        expect(last).toMatchObject({ type: 'policy-group.reverted', actor: null, detail: { before: { id: always.id, name: always.name }, after: { id: usual.id, name: usual.name }, until: toWire(until) } })
        expect(rest.filter(({ type }) => type === 'policy-group.reverted')).toEqual([])
        expect(await house.storage.users.count(realm.id, { policyGroupIds: [usual.id] }, 100)).toMatchObject({ count: 12 })
      }
    })
  })

  test('[Revert now] and any later assignment cancel it; to the group of before it is no assignment for a time', async () => {
    const [usual, always, third] = [await group('never'), await group(), await group()]
    const until = toWire(house.storage.clock.now() + hour)
    const later = toWire(house.storage.clock.now() + 3 * hour)
    const { id } = await somebody(usual.id)
    const assign = (policyGroup: string | null, end?: string) => admin.api.assignPolicyGroup({ policyGroup, userIds: [id], ...(end === undefined ? {} : { until: end }) })
    const now = async () => { const { policyGroup, temporary } = await admin.api.getEffectivePolicy({ userId: id }); return [policyGroup?.id, temporary?.until, temporary?.back?.id] }
    await assign(always.id, until)
    expect(await assign(always.id, until)).toMatchObject({ changed: 0, next: null })
    expect(await assign(always.id, later)).toMatchObject({ changed: 1, next: null })
    expect(await now()).toEqual([always.id, later, usual.id])
    await assign(third.id, until)
    expect(await now()).toEqual([third.id, until, usual.id])
    await assign(usual.id, later)
    expect(await now()).toEqual([usual.id, undefined, undefined])
    await assign(always.id, until)
    await assign(always.id)
    expect(await now()).toEqual([always.id, undefined, undefined])
    await at(Date.parse(later), async () => {
      await takeBack()
      expect((await events(id)).filter(({ type }) => type === 'policy-group.reverted')).toEqual([])
    })
  })

  test('singly, on the person that was read, as the console does it', async () => {
    const [usual, always] = [await group('never'), await group()]
    const { id, version } = await somebody(usual.id)
    const until = toWire(house.storage.clock.now() + hour)
    await admin.api.changeUser({ userId: id, policyGroup: always.id, policyGroupUntil: until }, { ifMatch: version })
    expect((await admin.api.getEffectivePolicy({ userId: id })).temporary).toMatchObject({ until, back: { id: usual.id } })
    expect(await problemOf(admin.api.changeUser({ userId: id, policyGroup: usual.id }, { ifMatch: version }))).toBe('request.precondition-failed')
    // What is edited besides leaves the time alone.
    await admin.api.changeUser({ userId: id, department: 'Sales' })
    expect((await house.read(realm, id)).policyGroupUntil).toBe(Date.parse(until))
    await admin.api.changeUser({ userId: id, policyGroup: usual.id })
    expect(await house.read(realm, id)).toMatchObject({ policyGroupId: usual.id, policyGroupUntil: null })
  })

  test.each([
    ['over already', -hour], ['now', 0], ['more than a year away', 400 * 24 * hour],
  ])('an end that is %s is refused, and nobody is moved', async (_, from) => {
    const always = await group()
    const { id } = await somebody()
    const until = toWire(house.storage.clock.now() + from)
    expect(await problemOf(admin.api.assignPolicyGroup({ policyGroup: always.id, userIds: [id], until }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeUser({ userId: id, policyGroup: always.id, policyGroupUntil: until }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeUser({ userId: id, policyGroupUntil: toWire(house.storage.clock.now() + hour) }))).toBe('request.invalid')
    expect((await house.read(realm, id)).policyGroupId).toBeNull()
  })

  test('a group that somebody comes back to is deleted only when it is said where they go; the time goes on', async () => {
    const [usual, always, third] = [await group('never'), await group(), await group('never')]
    const { id } = await somebody(usual.id)
    const until = house.storage.clock.now() + hour / 30
    await admin.api.assignPolicyGroup({ policyGroup: always.id, userIds: [id], until: toWire(until) })
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: usual.id }))).toBe('policy-group.in-use')
    await admin.api.deletePolicyGroup({ policyGroupId: usual.id, moveTo: third.id })
    expect((await admin.api.getEffectivePolicy({ userId: id })).temporary).toEqual({ until: toWire(until), back: { id: third.id, name: third.name } })
    // And the group that they are in for a time: they spend the rest of it in the other one.
    const other = await group()
    await admin.api.deletePolicyGroup({ policyGroupId: always.id, moveTo: other.id })
    expect(await admin.api.getEffectivePolicy({ userId: id })).toMatchObject({ policyGroup: { id: other.id }, temporary: { until: toWire(until), back: { id: third.id } } })
    await at(until, async () => {
      // Back already, and not written down: the deletion does not wait for that.
      await admin.api.deletePolicyGroup({ policyGroupId: other.id, moveTo: 'none' })
      expect(await house.read(realm, id)).toMatchObject({ policyGroupId: third.id, policyGroupUntil: null })
      expect((await events(id))[0]?.type).toBe('policy-group.reverted')
    })
  })

  test('S1-36: a rule that would lock the last administrator out when they come back is refused now', async () => {
    const own = await house.newRealm('alone')
    const boss = await house.person(own, 'boss', ['global-admin'])
    const [usual, calm] = [await boss.api.createPolicyGroup({ name: 'Usual', ask: 'never' }), await boss.api.createPolicyGroup({ name: 'Calm', ask: 'never' })]
    await boss.api.assignPolicyGroup({ policyGroup: usual.id, userIds: [boss.user.id] })
    await house.storage.unit(house.storage.authenticators.removeAll(own.id, boss.user.id))
    const token = await house.signIn(own, boss.user, { authenticatorId: await house.addTotp(own, boss.user) })
    const api = house.apiOf(own, token)
    await api.assignPolicyGroup({ policyGroup: calm.id, userIds: [boss.user.id], until: toWire(house.storage.clock.now() + hour) })
    await house.storage.unit(house.storage.authenticators.removeAll(own.id, boss.user.id))
    const fresh = house.apiOf(own, await house.signIn(own, boss.user))
    // Without an authenticator the session is not fresh: whatever comes first, nothing is changed.
    expect(await problemOf(fresh.changePolicyGroup({ policyGroupId: usual.id, ask: 'always', onUnenrolled: 'deny' }))).not.toBe('done')
    expect((await house.storage.policies.group(own.id, usual.id))?.ask).toBe('never')
  })
})

describe('the policy group of new users', () => {
  test('everybody who is created through the API is in it from the first moment, and it cannot be deleted while it is named', async () => {
    const fresh = await group()
    expect((await admin.api.getRealm()).newUserPolicyGroup).toBeNull()
    expect(await problemOf(admin.api.changeRealm({ newUserPolicyGroup: randomUUID() }))).toBe('policy-group.not-found')
    expect((await admin.api.changeRealm({ newUserPolicyGroup: fresh.id })).newUserPolicyGroup).toBe(fresh.id)
    const made = await admin.api.createUser({ username: `n-${randomUUID()}`, givenName: 'New', familyName: 'Person' })
    expect(made.policyGroup).toEqual({ id: fresh.id, name: fresh.name })
    expect((await admin.api.getEffectivePolicy({ userId: made.id })).reason).toMatchObject({ code: 'line5.always', rule: fresh.name })
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: fresh.id, moveTo: 'none' }))).toBe('policy-group.for-new-users')
    await admin.api.changeRealm({ newUserPolicyGroup: null })
    await admin.api.deletePolicyGroup({ policyGroupId: fresh.id, moveTo: 'none' })
    expect((await admin.api.createUser({ username: `n-${randomUUID()}`, givenName: 'New', familyName: 'Person' })).policyGroup).toBeNull()
  })

  test('race: the group is named for new users while somebody deletes it, and one of the two is refused', async () => {
    for (let round = 0; round < 8; round++) {
      const fresh = await group()
      const outcomes = await Promise.all([
        problemOf(admin.api.changeRealm({ newUserPolicyGroup: fresh.id })), problemOf(admin.api.deletePolicyGroup({ policyGroupId: fresh.id })),
      ])
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
      const { newUserPolicyGroup } = await admin.api.getRealm()
      expect(newUserPolicyGroup === null || await house.storage.policies.group(realm.id, newUserPolicyGroup) !== undefined).toBe(true)
      await admin.api.changeRealm({ newUserPolicyGroup: null })
    }
  })
})
