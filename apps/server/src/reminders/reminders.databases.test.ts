import { randomUUID } from 'node:crypto'
import type { DueMail, Enforcement, EnforcementAct, Storage, User } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { commit, newUser, onBothDatabases, race, totp, type World } from '../../../../packages/storage/test/databases.ts'
import { testRealmSettings } from '../../../../packages/storage/src/testing.ts'
import { gatherFacts } from '../journey/facts.ts'
import { createReminders } from './reminders.ts'

const [hour, day] = [3_600_000, 86_400_000]
/** Tuesday, 1 December 2026, 00:00 JST. */
const from = Date.UTC(2026, 10, 30, 15)

/** A realm of its own, with one rule for everybody, 60 days before it starts. */
async function openRealm(world: World, changes: Partial<Enforcement> = {}) {
  const { storage } = world
  const name = `realm-${randomUUID().slice(0, 8)}`
  await commit(world, storage.realms.create({ name, settings: { ...testRealmSettings, displayName: { en: 'Demo', ja: 'デモ' }, mailsPerMinute: 6000 } }))
  const realm = await found(storage.realms.find(name))
  const nodes: Storage[] = [storage]
  const setClock = (now: number) => nodes.forEach((node) => node.clock.set(now))
  setClock(from - 60 * day)
  let rule: Enforcement = {
    id: randomUUID(), realmId: realm.id, name, state: 'announced', enforceFrom: from, registerBy: null, zone: 'Asia/Tokyo', target: { everyone: true }, reason: { en: 'Because.', ja: '理由。' },
    helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: ['mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [30, 14, 7, 3, 1, 0], announcedAt: from - 60 * day, edition: 1, version: 1, ...changes,
  }
  await commit(world, storage.policies.saveEnforcement(rule), storage.policies.recordEnforcement({ at: storage.clock.now(), act: 'announce', actor: { id: 'a', name: 'Admin' }, reason: 'r', document: rule }))
  const node = (of: Storage = storage, over: Partial<Storage> = {}) => createReminders({
    storage: { ...of, ...over }, gatherFacts: gatherFacts(of, () => true), publicUrl: new URL('https://id.demo.example'), canMail: (each) => each.id === realm.id,
  })

  return {
    storage, realm, node, rule: () => rule,
    async otherNode() {
      const other = await world.otherNode()
      other.clock.set(storage.clock.now())
      nodes.push(other)
      return other
    },
    at: setClock,
    async act(act: EnforcementAct, more: Partial<Enforcement> = {}) {
      const before = rule
      rule = { ...rule, ...more, version: rule.version + 1, edition: act === 'postpone' || act === 'bring-forward' ? rule.version + 1 : rule.edition }
      await commit(world, storage.policies.saveEnforcement({ ...rule, version: before.version }), storage.policies.recordEnforcement({ at: storage.clock.now(), act, actor: { id: 'a', name: 'Admin' }, reason: 'r', document: rule }))
    },
    async addUser(over: Partial<Parameters<Storage['users']['create']>[1]> = {}): Promise<User> {
      const user = newUser(over)
      await commit(world, ...storage.users.create(realm.id, user))
      return found(storage.users.find(realm.id, user.id))
    },
    async giveApp(user: User): Promise<void> {
      await commit(world, ...storage.authenticators.create(totp({ ...world, realmId: realm.id }, user.id, { confirmedFor: 'mailLink' }), await storage.authenticators.setDigest(realm.id, user.id)))
    },
    /** What was written since the last look, by whom it goes to. */
    async mails(): Promise<readonly DueMail[]> {
      const all: DueMail[] = []
      for (let some = await storage.outbox.claim(200, 60_000); some.length > 0; some = await storage.outbox.claim(200, 60_000)) all.push(...some)
      await commit(world, ...all.map(({ id }) => storage.outbox.sent(id)))
      return all.filter(({ realmId }) => realmId === realm.id)
    },
  }
}
async function found<Value>(value: Promise<Value | undefined>): Promise<Value> {
  const there = await value
  if (there === undefined) throw new Error('not there')
  return there
}
const told = (mails: readonly DueMail[]) => mails.map(({ kind, to }) => `${kind.replace('enforcement-', '')} ${to}`).toSorted()

onBothDatabases((world) => {
  describe('waves of mail (S0-4, S0-5)', () => {
    test('each says to one person, in their language, when, until when, why, and what it will mean for them', async () => {
      const { node, addUser, giveApp, mails, at } = await openRealm(world(), { onUnenrolled: 'mailLink' })
      const aoi = await addUser({ email: 'aoi@demo.example', language: 'ja', emailProvedAt: 1 })
      await addUser({ email: 'eve@demo.example' })
      await giveApp(await addUser({ email: 'max@demo.example' }))
      await node().run()
      expect(await mails(), 'nothing before the first wave').toEqual([])
      at(from - 7 * day)
      await node().run()
      const written = await mails()
      expect(told(written)).toEqual(['coming aoi@demo.example', 'coming eve@demo.example', 'ready max@demo.example'])
      const [toAoi, toEve, toMax] = ['aoi', 'eve', 'max'].map((name) => written.find(({ to }) => to.startsWith(name))?.text ?? '')
      expect(toAoi).toContain('2026年12月1日(火)0:00(JST)から')
      expect(toAoi).toContain('理由。')
      expect(toAoi).toContain('2026年11月30日(月)23:59(JST)までは、これまでどおり')
      expect(toAoi).toContain('このメールアドレスでご本人を確認し')
      expect(toEve, 'no proved address: a token').toContain('After that you cannot sign in without it.')
      expect(toMax).toContain('You are ready. From that time you are asked for a code at every sign-in.')
      expect([...toAoi?.matchAll(/https?:\S+/g) ?? []].map(([link]) => link)).toEqual([expect.stringMatching(/^https:\/\/id\.demo\.example\/realms\/[\w-]+\/account$/)])
      expect(aoi.email).toBe('aoi@demo.example')
    })

    test('go out once each, the ready hear once of all, and nobody twice in a day', async () => {
      const { node, addUser, giveApp, mails, at } = await openRealm(world())
      await giveApp(await addUser({ email: 'max@demo.example' }))
      const eve = await addUser({ email: 'eve@demo.example' })
      const heard: string[] = []
      for (let now = from - 31 * day; now <= from + 4 * day; now += 6 * hour) {
        at(now)
        await node().run()
        heard.push(...told(await mails()).map((each) => `${Math.round((now - from) / day)} ${each}`))
      }
      expect(heard).toEqual([
        '-30 coming eve@demo.example', '-30 ready max@demo.example', '-14 coming eve@demo.example', '-7 coming eve@demo.example', '-3 coming eve@demo.example', '-1 coming eve@demo.example', '0 began eve@demo.example',
      ])
      expect(eve.email).toBe('eve@demo.example')
    })

    test('a late start sends at once what is due, one mail each', async () => {
      const { node, addUser, mails, at } = await openRealm(world())
      await addUser({ email: 'eve@demo.example' })
      at(from - 2 * day)
      await node().run()
      await node().run()
      expect(told(await mails())).toEqual(['coming eve@demo.example'])
    })

    test('S0-44: reach everybody whom the rule means, also who has to already by a rule in force and reads nothing of it on the pages', async () => {
      const house = await openRealm(world(), { enforceFrom: from - 61 * day, announcedAt: from - 70 * day, waves: [] })
      const [eve, max] = [await house.addUser({ email: 'eve@demo.example' }), await house.addUser({ email: 'max@demo.example' })]
      await house.giveApp(max)
      await commit(world(), house.storage.policies.saveEnforcement({ ...house.rule(), id: randomUUID(), name: 'second', enforceFrom: from, waves: [7] }))
      house.at(from - 7 * day)
      await house.node().run()
      expect(told(await house.mails())).toEqual(['coming eve@demo.example', 'ready max@demo.example'])
      expect(await Promise.all([eve, max].map((user) => house.node().comingFor(house.realm, user)))).toEqual([[], []])
    })

    test('two rules on one day are one mail', async () => {
      const house = await openRealm(world())
      await house.addUser({ email: 'eve@demo.example' })
      await commit(world(), house.storage.policies.saveEnforcement({ ...house.rule(), id: randomUUID(), name: 'second' }))
      house.at(from - 7 * day)
      await house.node().run()
      expect(told(await house.mails())).toEqual(['coming eve@demo.example'])
    })

    test('whom a wave passed by, because they had heard of another rule that day, it tells when their day is over, whatever node is there', async () => {
      const house = await openRealm(world())
      for (let n = 0; n < 3; n += 1) await house.addUser({ email: `p${n}@demo.example` })
      const second = { ...house.rule(), id: randomUUID(), name: 'second', enforceFrom: from + hour }
      await commit(world(), house.storage.policies.saveEnforcement(second))
      const other = await house.otherNode()
      const heard = new Map<string, number[]>()
      for (let now = from - 8 * day; now <= from + 3 * day; now += 2 * hour) {
        house.at(now)
        await Promise.all([house.node().run(), house.node(other).run()])
        for (const { to } of await house.mails()) heard.set(to, [...heard.get(to) ?? [], now])
      }
      expect(heard.size).toBe(3)
      const counts = async ({ id }: { id: string }) => Object.fromEntries((await house.storage.reminders.counts(id)).map(({ wave, mails }) => [wave, mails]))
      const everybody = { 14: 3, 7: 3, 3: 3, 1: 3, 0: 3 }
      expect([await counts(house.rule()), await counts(second)]).toEqual([everybody, everybody])
      for (const at of heard.values()) expect(Math.min(...at.slice(1).map((each, index) => each - (at[index] ?? 0)))).toBeGreaterThanOrEqual(20 * hour)
      expect((await house.storage.reminders.waves(second.id)).map(({ doneAt }) => doneAt)).not.toContain(null)
    }, 60_000)

    test('who was reminded by hand before a wave hears of it, too; who heard nothing of a rule has no news of it', async () => {
      const house = await openRealm(world())
      const eve = await house.addUser({ email: 'eve@demo.example' })
      const second = { ...house.rule(), id: randomUUID(), name: 'second' }
      await commit(world(), house.storage.policies.saveEnforcement(second))
      house.at(from - 7 * day - hour)
      expect(await house.node().remindNow(house.realm, second, [eve])).toEqual(['mailed'])
      expect(told(await house.mails())).toEqual(['coming eve@demo.example'])
      house.at(from - 7 * day)
      await house.node().run()
      expect(await house.mails()).toEqual([])
      expect(await house.storage.reminders.hearers(house.rule().id, from, 0, 10), 'passed by is not told').toEqual([])
      const planned = async () => (await house.node().plan(house.realm, house.rule())).waves.find(({ days }) => days === 7)
      expect(await planned(), 'and counted').toMatchObject({ state: 'sending', mails: 0, heardAlready: 1 })
      for (const off of [18 * hour, 20 * hour]) {
        house.at(from - 7 * day + off)
        await house.node().run()
        expect(told(await house.mails())).toEqual(off < 19 * hour ? [] : ['coming eve@demo.example'])
      }
    })

    test('two rules on one day that two nodes look at in the same moment are one mail, too', async () => {
      const house = await openRealm(world())
      const [people, other] = [[] as User[], await house.otherNode()]
      for (let n = 0; n < 12; n += 1) people.push(await house.addUser({ email: `p${n}@demo.example` }))
      const second = { ...house.rule(), id: randomUUID(), name: 'second' }
      await commit(world(), house.storage.policies.saveEnforcement(second))
      house.at(from - 7 * day)
      await Promise.all([house.node().remindNow(house.realm, house.rule(), people), house.node(other).remindNow(house.realm, second, people)])
      const to = (await house.mails()).map((mail) => mail.to)
      expect([to.length, new Set(to).size]).toEqual([12, 12])
    })

    test('who has no address is counted, and whom the rule does not mean hears nothing', async () => {
      const house = await openRealm(world(), { target: { departments: ['Sales'] } })
      await house.addUser({ email: null, department: 'Sales' })
      await house.addUser({ email: 'eve@demo.example', department: 'Sales' })
      await house.addUser({ email: 'bob@demo.example', department: 'Desk', otpRequired: true })
      house.at(from - 7 * day)
      await house.node().run()
      expect(told(await house.mails())).toEqual(['coming eve@demo.example'])
      expect(await house.storage.reminders.counts(house.rule().id)).toEqual([{ edition: 1, wave: '7', mails: 1, withoutAddress: 1, heardAlready: 0 }])
    })

    test('roles and groups are meant by whatever way somebody has them', async () => {
      const house = await openRealm(world(), { target: { roleNames: ['editor'] } })
      const { storage, realm } = house
      const [role, group, user] = [randomUUID(), randomUUID(), await house.addUser({ email: 'eve@demo.example' })]
      await house.addUser({ email: 'bob@demo.example' })
      await commit(world(), storage.roles.create({ id: role, realmId: realm.id, name: 'editor', description: null, clientId: null, administrative: false }), storage.groups.create({ id: group, realmId: realm.id, name: 'g' }))
      await commit(world(), ...storage.groups.grantRole(realm.id, group, role), ...storage.groups.add(realm.id, user.id, group))
      house.at(from - 7 * day)
      await house.node().run()
      expect(told(await house.mails())).toEqual(['coming eve@demo.example'])
    })

    test('two nodes at once, and one that dies in the middle: everybody has one mail', async () => {
      const house = await openRealm(world())
      const { storage } = house
      for (let n = 0; n < 230; n += 1) await house.addUser({ email: `p${n}@demo.example` })
      const other = await house.otherNode()
      house.at(from - 7 * day)
      let units = 0
      const dying = house.node(storage, { unit: async (statements) => {
        units += 1
        if (units > 2) throw new Error('killed')
        return storage.unit(statements)
      } })
      await expect(dying.run()).rejects.toThrow('killed')
      expect((await storage.reminders.waves(house.rule().id)).map(({ doneAt }) => doneAt)).toEqual([null])
      const nodes = [house.node(), house.node(other), house.node(storage), house.node(other)]
      for (let turn = 0; turn < 10; turn += 1) await race(async (index) => await nodes[index]?.run() === undefined, nodes.length)
      const to = (await house.mails()).map((mail) => mail.to)
      expect([to.length, new Set(to).size]).toEqual([230, 230])
      expect((await storage.reminders.waves(house.rule().id))[0]?.doneAt).toBeGreaterThanOrEqual(from - 7 * day)
    })

    test('no more wait for the mail server than it takes in two minutes; the rest is judged when its turn comes', async () => {
      const house = await openRealm(world())
      const { storage, realm } = house
      await commit(world(), storage.realms.saveSettings(realm.id, { ...realm.settings, mailsPerMinute: 6 }, realm.version))
      const people: User[] = []
      for (let n = 0; n < 20; n += 1) people.push(await house.addUser({ email: `p${n}@demo.example` }))
      house.at(from - 7 * day)
      await house.node().run()
      await house.node().run()
      expect(await storage.reminders.waiting(realm.id, 100)).toBe(8)
      for (const user of people) await house.giveApp(user)
      const first = await house.mails()
      await house.node().run()
      const second = await house.mails()
      expect([...new Set(first.map(({ kind }) => kind)), ...new Set(second.map(({ kind }) => kind))]).toEqual(['enforcement-coming', 'enforcement-ready'])
    })

    test('a mail that the mail server takes too late is not sent: it would not be true', async () => {
      const house = await openRealm(world())
      await house.addUser({ email: 'eve@demo.example' })
      house.at(from - day)
      await house.node().run()
      expect(await house.storage.reminders.waiting(house.realm.id, 10)).toBe(1)
      const plan = await house.node().plan(house.realm, house.rule())
      expect([plan.waves.find(({ days }) => days === 1)?.waiting, plan.waitingBecause]).toEqual([1, [null]])
      house.at(from)
      expect(await house.mails()).toEqual([])
      await house.node().run()
      expect(told(await house.mails()), 'a day later there is another one').toEqual(['began eve@demo.example'])
    })

    test('nothing is written for a realm that has no mail server, or that is switched off', async () => {
      const house = await openRealm(world())
      await house.addUser({ email: 'eve@demo.example' })
      house.at(from - 7 * day)
      await commit(world(), house.storage.realms.setEnabled(house.realm.id, false))
      await house.node().run()
      expect(await house.mails()).toEqual([])
    })
  })

  describe('news (S0-8)', () => {
    test('of another date goes to whoever was told, with what it means now, on the same day, too', async () => {
      const house = await openRealm(world())
      const { storage, realm } = house
      await house.addUser({ email: 'eve@demo.example' })
      const seen = await house.addUser({ email: 'bob@demo.example' })
      house.at(from - 7 * day)
      await house.node().run()
      await house.mails()
      await house.addUser({ email: 'new@demo.example' })
      await commit(world(), storage.reminders.later(realm.id, seen.id, house.rule().id))
      house.at(from - 7 * day + hour)
      await house.act('postpone', { enforceFrom: from + 14 * day })
      await house.node().run()
      await house.node().run()
      const written = await house.mails()
      expect(told(written), 'and whoever is new hears of the date alone').toEqual(['coming new@demo.example', 'moved bob@demo.example', 'moved eve@demo.example'])
      expect(written[0]?.text).toContain('We told you that a one-time code is needed from Tuesday, 1 December 2026, 00:00 JST. That date has been moved.')
      expect(written[0]?.text).toContain('From Tuesday, 15 December 2026, 00:00 JST a one-time code is needed')
      house.at(from)
      await house.node().run()
      expect(told(await house.mails()), 'the waves of the new date').toEqual(['coming bob@demo.example', 'coming eve@demo.example', 'coming new@demo.example'])
    })

    test('of a start that was brought forward to this moment says what holds now', async () => {
      const house = await openRealm(world())
      await house.addUser({ email: 'eve@demo.example' })
      house.at(from - 7 * day)
      await house.node().run()
      await house.mails()
      await house.act('bring-forward', { enforceFrom: from - 7 * day })
      await house.node().run()
      await house.node().run()
      const written = await house.mails()
      expect(told(written)).toEqual(['moved eve@demo.example'])
      expect(written[0]?.text).toContain('At your next sign-in you are asked to set it up')
      expect(written[0]?.text).not.toContain('as before')
    })

    test('of a suspension, a resumption and the end', async () => {
      const house = await openRealm(world())
      await house.addUser({ email: 'eve@demo.example' })
      house.at(from - 7 * day)
      await house.node().run()
      expect(told(await house.mails())).toEqual(['coming eve@demo.example'])
      for (const [act, state, after] of [['suspend', 'suspended', 5], ['resume', 'announced', 4], ['suspend', 'suspended', 3], ['end', 'ended', 2]] as const) {
        house.at(from - after * day)
        await house.act(act, { state })
        await house.node().run()
        await house.node().run()
        expect(told(await house.mails()), act).toEqual([`${state === 'announced' ? 'resumed' : state} eve@demo.example`])
      }
      house.at(from)
      await house.node().run()
      expect(await house.mails()).toEqual([])
    })

    test('nobody hears of what was never told', async () => {
      const house = await openRealm(world())
      await house.addUser({ email: 'eve@demo.example' })
      await house.act('postpone', { enforceFrom: from + 30 * day })
      await house.node().run()
      expect(await house.mails()).toEqual([])
    })
  })

  test('reminding somebody by hand tells them what it means for them, once a day whoever does it', async () => {
    const house = await openRealm(world())
    const [eve, max, nobody] = [await house.addUser({ email: 'eve@demo.example' }), await house.addUser({ email: 'max@demo.example' }), await house.addUser({ email: null })]
    await house.giveApp(max)
    const remind = (of: Storage = house.storage) => house.node(of).remindNow(house.realm, house.rule(), [eve, max, nobody])
    const both = await Promise.all([remind(), remind(await house.otherNode())])
    expect(both.map(([outcome]) => outcome).toSorted()).toEqual(['mailed', 'today-already'])
    expect(told(await house.mails())).toEqual(['coming eve@demo.example', 'ready max@demo.example'])
    expect((await remind())[0]).toBe('today-already')
    house.at(house.storage.clock.now() + day)
    expect(await remind()).toEqual(['mailed', 'not-met', 'no-address'])
  })
})
