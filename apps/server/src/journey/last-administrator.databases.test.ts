import { randomUUID } from 'node:crypto'
import type { Enforcement, PolicyGroup, Realm, Storage, Upstream, User } from '@tegata/storage'
import { beforeEach, describe, expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { addUpstream, addUser, commit, onBothDatabases } from '../../../../packages/storage/test/databases.ts'
import { createComposeMail } from '../mail/compose.ts'
import { accepting } from './accepting.ts'
import { gatherFacts } from './facts.ts'
import { createLetters } from './letters.ts'
import type { UpstreamSaid } from './upstream-said.ts'

const where = { address: '192.0.2.1', userAgent: 'test', clientId: null }

onBothDatabases((world) => {
  let realm: Realm
  let corp: Upstream
  let right: string
  let rules: UpstreamSaid['roles'] = []

  beforeEach(async () => {
    // A realm of its own: who administers one is nothing to another.
    const name = `r-${randomUUID().slice(0, 8)}`
    const [demo] = await world().storage.realms.list()
    if (demo === undefined) throw new Error('no realm')
    await commit(world(), world().storage.realms.create({ name, settings: demo.settings }))
    realm = await now(name)
    right = randomUUID()
    rules = ['boss']
    corp = { ...await addUpstream({ ...world(), realmId: realm.id }, {}) } as Upstream
    corp = { ...corp, mapping: { ...corp.mapping, passOn: false, rules: [{ claim: 'roles', value: 'boss', grants: { role: 'global-admin' } }, { claim: 'groups', value: 'board', grants: { group: 'Board' } }] } }
    await commit(world(), world().storage.roles.create({ id: right, realmId: realm.id, name: 'global-admin', description: null, clientId: null, administrative: true }))
  })
  async function now(name = realm.name): Promise<Realm> {
    const found = await world().storage.realms.find(name)
    if (found === undefined) throw new Error(name)
    return found
  }
  const read = async (id: string): Promise<User> => {
    const user = await world().storage.users.find(realm.id, id)
    if (user === undefined) throw new Error(id)
    return user
  }
  const person = async (passwordHash: string | null = 'x') => read((await addUser({ ...world(), realmId: realm.id }, { passwordHash, emailProvedAt: 1 })).id)
  /** What the answer changes here, as a sign-in of theirs commits it. */
  async function comes(user: User, said: Partial<UpstreamSaid>, storage: Storage = world().storage) {
    const letters = createLetters({ storage, compose: createComposeMail({ outbox: storage.outbox, host: 'localhost' }), publicUrl: new URL('http://localhost') })
    const answer: UpstreamSaid = {
      issuer: corp.issuer, subject: user.id, acr: null, amr: [], authTime: null, sid: null, idToken: '', username: null, email: null, emailVerified: false, givenName: null, familyName: null,
      roles: [], clientRoles: {}, groups: [], ...said,
    }
    return storage.unit(await accepting({ storage, letters, gatherFacts: gatherFacts(storage, () => true) }, { realm: await now(), upstream: corp, user, said: answer, journeyId: 'j', where }))
  }
  const holds = async (user: User) => (await world().storage.roles.effectiveOf(realm.id, user.id)).some(({ id }) => id === right)
  const kept = async () => (await world().storage.audit.list(realm.id, { types: ['upstream.administrator-kept'] }, null, 10)).items.map(({ userId, reason }) => [userId, reason])
  const grant = (user: User) => commit(world(), ...world().storage.roles.grant(realm.id, user.id, right))

  /** A rule for the staff, of whom they are one, that nobody sets anything up for by themselves. */
  async function denyStaff(user: User, enforceFrom: number) {
    const { roles, policies } = world().storage
    const staff = randomUUID()
    const name = `staff-${staff}`
    await commit(world(), roles.create({ id: staff, realmId: realm.id, name, description: null, clientId: null, administrative: false }), ...roles.grant(realm.id, user.id, staff))
    const rule: Enforcement = {
      id: randomUUID(), realmId: realm.id, name, state: 'announced', enforceFrom, registerBy: null, zone: 'Asia/Tokyo', target: { roleNames: [name] }, reason: {}, helpLink: {},
      acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'deny', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
      waves: [], announcedAt: 0, edition: 1, version: 1,
    }
    await commit(world(), policies.saveEnforcement(rule))
  }

  /** In a group that nobody sets anything up for by themselves, and for an hour in one that asks nobody. */
  async function letInForAnHour(user: User, until = world().storage.clock.now() + 3_600_000) {
    const { policies, users } = world().storage
    const [usual, meanwhile] = [randomUUID(), randomUUID()]
    const group = (id: string, ask: PolicyGroup['ask']): PolicyGroup => ({
      id, name: id, ask, realmId: realm.id, exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'deny', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
    })
    await commit(world(), policies.saveGroup(group(usual, 'always')), policies.saveGroup(group(meanwhile, 'never')))
    await commit(world(), ...users.change(realm.id, user.id, { policyGroupId: usual }))
    await commit(world(), ...users.change(realm.id, user.id, { policyGroupId: meanwhile, policyGroupUntil: until }))
  }

  /** The mails of this realm that are due, each once. */
  async function mails() {
    const { outbox } = world().storage
    const due = (await outbox.claim(100, 60_000)).filter(({ realmId }) => realmId === realm.id)
    await commit(world(), ...due.map(({ id }) => outbox.sent(id)))
    return due.toSorted((one, other) => (one.to < other.to ? -1 : 1))
  }
  /** Whom a mail is about stands in it by their user name. */
  const seen = ({ kind, to, text }: { kind: string; to: string; text: string }) => [kind, to, /^.*user name.*?: *(\S+)$/im.exec(text)?.[1]]

  describe('an upstream that no longer calls somebody a global administrator', () => {
    test('is not followed where nobody else is one; with another one there, at the next sign-in, it is', async () => {
      const user = await person()
      await comes(user, { roles: rules })
      expect(await comes(user, {})).toMatchObject({ ok: true })
      expect([await holds(user), await kept()]).toEqual([true, [[user.id, 'last-administrator']]])
      await grant(await person())
      await comes(user, {})
      expect([await holds(user), (await kept()).length]).toEqual([false, 1])
    })

    test('is told to those others who hold the right, once a day for each who is kept, whoever signs in how often', async () => {
      const { clock } = world().storage
      const [user, other, plain, second] = [await person(), await person(), await person(), await person()]
      for (const each of [user, second]) await comes(each, { roles: rules })
      await grant(other)
      for (const each of [other, second]) await denyStaff(each, 0)
      await comes(user, {})
      const told = (about: User, readers: readonly User[]) => readers.map(({ email }) => ['administrator-kept', email, about.username]).toSorted()
      const first = await mails()
      expect(first.map(seen)).toEqual(told(user, [other, second]))
      expect(first.map(({ to }) => to), 'neither is who is kept').not.toContain(plain.email)
      await comes(user, {})
      expect(await mails(), 'on the same day').toEqual([])
      await grant(plain)
      for (const each of [plain, user]) await denyStaff(each, 0)
      await comes(second, {})
      expect((await mails()).map(seen), 'somebody else on the same day').toEqual(told(second, [other, plain, user]))
      const now = clock.now()
      clock.set(now + 24 * 3_600_000 + 1)
      try {
        await comes(second, {})
        expect((await mails()).map(seen)).toEqual(told(second, [other, plain, user]))
      } finally {
        clock.set(now)
      }
      expect(await kept()).toHaveLength(4)
    })

    test('is told to who is kept where no mail reaches anybody else', async () => {
      const [user, other] = [await person(), await person()]
      await comes(user, { roles: rules })
      await grant(other)
      await commit(world(), ...world().storage.users.change(realm.id, other.id, { email: null }))
      await denyStaff(other, 0)
      await comes(user, {})
      expect((await mails()).map(seen)).toEqual([['administrator-kept', user.email, user.username]])
    })

    test.each<[string, (other: User) => Promise<unknown>]>([
      ['is disabled', (other) => commit(world(), ...world().storage.users.change(realm.id, other.id, { enabled: false }))],
      ['is locked out by an enforcement', (other) => denyStaff(other, 0)],
    ])('nor where the only other one %s', async (_, happen) => {
      const [user, other] = [await person(), await person()]
      await comes(user, { roles: rules })
      await grant(other)
      await happen(other)
      await comes(user, {})
      expect(await holds(user)).toBe(true)
    })

    test.each<[string, number, (other: User, from: number) => Promise<unknown>]>([
      ['by an enforcement that is announced', 7 * 24 * 3_600_000, denyStaff],
      ['when their time in an Access Policy Group is over (S1-34)', 3_600_000, letInForAnHour],
      ['when their time in a group is over, not when an earlier enforcement of others begins', 3_600_000, async (other, from) => { await letInForAnHour(other, from); await denyStaff(await person(), from - 1000) }],
    ])('a day to come is no reason to keep the right: where the only other one will be locked out %s, they are told from when', async (_, ahead, happen) => {
      const [user, other] = [await person(), await person()]
      const from = Math.floor(world().storage.clock.now() / 60_000) * 60_000 + ahead
      await comes(user, { roles: rules })
      await grant(other)
      await happen(other, from)
      await comes(user, {})
      expect([await holds(user), await holds(other), await kept()]).toEqual([false, true, []])
      const told = await mails()
      expect(told.map(seen)).toEqual([['administrators-shut-out', other.email, user.username]])
      expect(told[0]?.text).toContain(new Intl.DateTimeFormat('en-GB', { timeZone: realm.settings.zone, hour: '2-digit', minute: '2-digit' }).format(from))
      const { items } = await world().storage.audit.list(realm.id, { userId: user.id, types: ['upstream.accepted'] }, null, 1)
      expect(items.map(({ detail }) => detail)).toMatchObject([{ nobodyFrom: from }])
    })

    test('nobody is told of a day to come on which somebody who stays gets in', async () => {
      const [user, other, third] = [await person(), await person(), await person()]
      await comes(user, { roles: rules })
      for (const each of [other, third]) await grant(each)
      await denyStaff(other, Date.now() + 3_600_000)
      await comes(user, {})
      expect([await holds(user), (await mails()).map(seen)]).toEqual([false, []])
    })

    test('their own time in a group is nothing to it where another one gets in before and after', async () => {
      const [user, other] = [await person(), await person()]
      await comes(user, { roles: rules })
      await grant(other)
      await letInForAnHour(user)
      await comes(user, {})
      expect(await holds(user)).toBe(false)
    })

    test('nor where the other one comes by the provider alone, and they have a password here; the other way round it is', async () => {
      const [user, other] = [await person(), await person(null)]
      for (const each of [user, other]) await comes(each, { roles: rules })
      await comes(user, {})
      expect([await holds(user), await holds(other)]).toEqual([true, true])
      await comes(other, {})
      expect([await holds(user), await holds(other)]).toEqual([true, false])
    })

    test('of those who all come by the provider alone the last one stays', async () => {
      const [one, other] = [await person(null), await person(null)]
      for (const each of [one, other]) await comes(each, { roles: rules })
      await comes(one, {})
      await comes(other, {})
      expect([await holds(one), await holds(other), await kept()]).toEqual([false, true, [[other.id, 'last-administrator']]])
    })

    test('a group that carries the right stays with it; what carries none goes', async () => {
      const user = await person()
      const [board, plain] = [randomUUID(), randomUUID()]
      const { groups } = world().storage
      await commit(world(), groups.create({ id: board, realmId: realm.id, name: 'Board' }), groups.create({ id: plain, realmId: realm.id, name: 'Plain' }), ...groups.grantRole(realm.id, board, right))
      corp = { ...corp, mapping: { ...corp.mapping, rules: [...corp.mapping.rules, { claim: 'groups', value: 'plain', grants: { group: 'Plain' } }] } }
      await comes(user, { groups: ['board', 'plain'] })
      await comes(user, {})
      expect([await holds(user), (await groups.of(realm.id, user.id)).map(({ name }) => name)]).toEqual([true, ['Board']])
      await comes(user, { roles: rules })
      expect([await holds(user), await groups.of(realm.id, user.id)], 'held by another way, the group goes').toEqual([true, []])
    })

    test('what an administrator granted is not the upstream’s to take, and nothing is told', async () => {
      const user = await person()
      await grant(user)
      await comes(user, { roles: rules })
      await comes(user, {})
      expect([await holds(user), await kept()]).toEqual([true, []])
    })

    test('of two who sign in at the same moment on two nodes one stays', async () => {
      const other = await world().otherNode()
      for (let round = 0; round < 6; round += 1) {
        const people = [await person(), await person()]
        for (const each of people) await comes(each, { roles: rules })
        // Whom the first of them did not wait for is decided anew, as the sign-in does.
        await Promise.all(people.map(async (each, index) => {
          for (let turn = 0; turn < 6; turn += 1) if ((await comes(each, {}, index === 0 ? world().storage : other)).ok) return
        }))
        expect((await Promise.all(people.map(holds))).filter(Boolean)).toHaveLength(1)
        for (const each of people) await commit(world(), ...world().storage.users.change(realm.id, each.id, { enabled: false }))
      }
    })
  })

  test('whoever becomes an administrator by the provider’s word is told of the address that is worth nothing any more', async () => {
    const { authenticators, outbox, audit } = world().storage
    const user = await person()
    await commit(world(), ...await authenticators.create({
      id: randomUUID(), realmId: realm.id, userId: user.id, kind: 'emailed-code', state: 'active', label: 'desk@evil.example', boundBy: 'administrator', confirmedFor: 'deny', boundAt: 1, boundByActor: 'desk',
      lastStep: null, totp: null, address: 'desk@evil.example', secret: '',
    }, ''))
    expect(await comes(user, { roles: rules })).toMatchObject({ ok: true })
    expect((await audit.list(realm.id, { userId: user.id, types: ['authenticator.address-fell'] }, null, 5)).items).toMatchObject([{ reason: 'doubted', actor: user.id, detail: { label: 'desk@evil.example' } }])
    expect((await outbox.claim(100, 1)).filter(({ realmId }) => realmId === realm.id).map(({ kind, to }) => [kind, to])).toEqual([['address-fell', user.email]])
    await comes(user, { roles: rules })
    expect((await audit.list(realm.id, { types: ['authenticator.address-fell'] }, null, 5)).items, 'once').toHaveLength(1)
  })
})
