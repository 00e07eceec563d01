import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser as addNew, ok, onBothDatabases, race, wins, type World } from '../test/databases.ts'
import type { Enforcement, User } from './types.ts'

async function addRule({ storage, realmId }: World, changes: Partial<Enforcement> = {}): Promise<Enforcement> {
  const id = randomUUID()
  const rule = {
    id, realmId, name: id, state: 'announced', enforceFrom: 0, registerBy: null, zone: 'UTC', target: { everyone: true }, reason: { en: '' }, helpLink: {},
    acceptedKinds: ['totp'], acceptedRecoveries: ['mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [30, 14, 7, 3, 1, 0], announcedAt: 0, edition: 1, version: 1, ...changes,
  } satisfies Enforcement
  ok(await storage.unit([storage.policies.saveEnforcement(rule)].flat()))
  return rule
}
async function addUser(world: World): Promise<User> {
  const user = await world.storage.users.find(world.realmId, (await addNew(world)).id)
  if (user === undefined) throw new Error('Somebody who was just added is not there')
  return user
}
const keyOf = ({ id }: Enforcement, wave = '7', edition = 1) => ({ enforcementId: id, edition, wave })

onBothDatabases((world) => {
  describe('a wave', () => {
    test('begins once, and only one of many nodes takes each of its steps (S0-5)', async () => {
      const { storage, otherNode } = world()
      const nodes = [storage, await otherNode(), await otherNode()]
      const node = (index: number) => nodes[index % nodes.length] ?? storage
      const wave = keyOf(await addRule(world()))
      expect(await race((index) => wins(node(index).unit([storage.reminders.begin({ ...wave, dueAt: 5 })])), 20)).toBe(20)
      expect(await storage.reminders.waves(wave.enforcementId)).toEqual([{ ...wave, dueAt: 5, doneAt: null, cursor: null }])
      expect(await race((index) => wins(node(index).unit([storage.reminders.advance(wave, null, 7)])), 20)).toBe(1)
      expect(await race((index) => wins(node(index).unit([storage.reminders.advance(wave, 7, 3)])), 20)).toBe(1)
      expect(await race((index) => wins(node(index).unit([storage.reminders.finish(wave, 3)])), 20)).toBe(1)
      expect(await wins(storage.unit([storage.reminders.advance(wave, 3, 1)]))).toBe(false)
    })

    test('tells nobody twice, and a unit that would leaves nothing', async () => {
      const { storage } = world()
      const [user, rule] = [await addUser(world()), await addRule(world())]
      expect(await race(() => wins(storage.unit([storage.reminders.tell(keyOf(rule), user.n, 'm')])), 20)).toBe(1)
      expect(await storage.unit([storage.reminders.begin({ ...keyOf(rule, '3'), dueAt: 1 }), storage.reminders.tell(keyOf(rule), user.n, 'other')]))
        .toEqual({ ok: false, missed: 'reminders.tell', duplicate: true })
      expect(await storage.reminders.waves(rule.id)).toEqual([])
      expect(await wins(storage.unit([storage.reminders.tell(keyOf(rule, '7', 2), user.n, 'm2')]))).toBe(true)
    })

    test('stops where its rule was changed', async () => {
      const { storage } = world()
      const rule = await addRule(world())
      expect(await wins(storage.unit([storage.reminders.unchanged(rule)]))).toBe(true)
      expect(await wins(storage.unit([storage.reminders.unchanged({ ...rule, version: 2 })]))).toBe(false)
    })
  })

  test('who heard, who had no address and who was told that they are ready are told apart', async () => {
    const { storage, realmId } = world()
    const people = [await addUser(world()), await addUser(world()), await addUser(world())]
    const [one, two, three] = people.map(({ n }) => n) as [number, number, number]
    const [rule, other] = [await addRule(world()), await addRule(world())]
    const now = storage.clock.now()
    ok(await storage.unit([
      storage.reminders.tell(keyOf(rule), one, 'a'), storage.reminders.tell(keyOf(rule), two, null), storage.reminders.tell(keyOf(rule, '3'), one, 'b'),
      storage.reminders.tell(keyOf(rule, 'ready', 1), three, 'c'), storage.reminders.tell(keyOf(other), two, 'd'),
    ]))
    const numbers = [one, two, three]
    expect(await storage.reminders.heardSince(numbers, now - 1000)).toEqual(new Set(numbers))
    expect(await storage.reminders.heardSince(numbers, now + 3_600_000)).toEqual(new Set())
    const unheard = (since: number, ...who: number[]) => wins(storage.unit(storage.reminders.unheard(realmId, who, since)))
    expect([await unheard(now - 1000, one), await unheard(now + 3_600_000, one, two), await unheard(0)]).toEqual([false, true, true])
    expect(await storage.reminders.toldReady(rule.id, numbers)).toEqual(new Set([three]))
    const later = now + 3_600_000
    expect(await storage.reminders.hearers(rule.id, later, 0, 10)).toEqual([one, two, three])
    expect(await storage.reminders.hearers(rule.id, later, one, 1)).toEqual([two])
    ok(await storage.unit([storage.reminders.later(realmId, people[0]?.id ?? '', other.id)]))
    expect(await storage.reminders.hearers(other.id, later, 0, 10), 'at a sign-in').toEqual([one, two])
    expect(await storage.reminders.hearers(rule.id, now - 1, 0, 10)).toEqual([])
    expect((await storage.reminders.counts(rule.id)).toSorted((a, b) => a.wave.localeCompare(b.wave))).toEqual([
      { edition: 1, wave: '3', mails: 1, withoutAddress: 0, heardAlready: 0 }, { edition: 1, wave: '7', mails: 1, withoutAddress: 1, heardAlready: 0 },
      { edition: 1, wave: 'ready', mails: 1, withoutAddress: 0, heardAlready: 0 },
    ])
    ok(await storage.unit([...storage.reminders.putOff(keyOf(rule), [three]), ...storage.reminders.putOff(keyOf(rule, '1'), [one, two])]))
    const passedBy = (await storage.reminders.counts(rule.id)).filter(({ heardAlready }) => heardAlready > 0).toSorted((a, b) => a.wave.localeCompare(b.wave))
    expect(passedBy, 'also of a wave that has told nobody yet').toEqual([
      { edition: 1, wave: '1', mails: 0, withoutAddress: 0, heardAlready: 2 }, { edition: 1, wave: '7', mails: 1, withoutAddress: 1, heardAlready: 1 },
    ])
  })

  test('"later" is remembered for a person and a rule, the last time of it; drafts are told to nobody', async () => {
    const { storage, realmId } = world()
    const [user, rule, draft] = [await addUser(world()), await addRule(world()), await addRule(world(), { state: 'draft' })]
    expect(await storage.reminders.answers(realmId, user.id)).toEqual(new Map())
    ok(await storage.unit([storage.reminders.later(realmId, user.id, rule.id)]))
    const [first] = (await storage.reminders.answers(realmId, user.id)).values()
    ok(await storage.unit([storage.reminders.later(realmId, user.id, rule.id)]))
    const again = await storage.reminders.answers(realmId, user.id)
    expect([...again.keys()]).toEqual([rule.id])
    expect(again.get(rule.id)).toBeGreaterThanOrEqual(first ?? Infinity)
    const ids = (await storage.reminders.rules()).map(({ id }) => id)
    expect([ids.includes(rule.id), ids.includes(draft.id)]).toEqual([true, false])
  })
})
