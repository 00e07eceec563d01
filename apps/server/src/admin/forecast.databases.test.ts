import { randomUUID } from 'node:crypto'
import { decide, type Proof, type Readiness, readinessOf } from '@tegata/policy'
import { isReadThroughSignIn } from '@tegata/contract'
import type { Enforcement, PolicyGroup, Realm, Statement, Storage, Upstream, User } from '@tegata/storage'
import { expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { testRealmSettings } from '../../../../packages/storage/src/testing.ts'
import { commit, identity, newUser, onBothDatabases, totp, upstream, type World } from '../../../../packages/storage/test/databases.ts'
import { gatherFacts } from '../journey/facts.ts'
import { createDecide } from './decide.ts'
import { outlook } from './forecast.ts'
import { rulesWith } from './look-ahead.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
/** Not at midnight. */
const today = Date.UTC(2026, 10, 24, 3, 17, 21, 345)
const ladder = ['enrol', 'mailLink', 'codeOnly', 'deny'] as const

/** The same numbers for the same seed. */
function createChance(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const oneOf = <Item>(...items: readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined && items.length === 0) throw new Error('nothing to choose from')
    return item as Item
  }
  return { oneOf, is: (share: number) => next() < share, some: <Item>(items: readonly Item[], share = 0.4) => items.filter(() => next() < share) }
}
type Chance = ReturnType<typeof createChance>

/** Instants that lie at, just before and just after every boundary that a forecast at one of `ats` knows. */
const ats = [today, today + hour, today + 8 * day, Date.UTC(2026, 11, 1)] as const
const lately = ats.flatMap((at) => [0, 14 * day, 7 * day, day, 30 * minute, 365 * day].flatMap((age) => [-1, 0, 1, -5 * hour, 7 * hour].map((off) => at - age + off))).filter((at) => at < today - minute)
const soon = ats.flatMap((at) => [at - 1, at, at + 1, at + 3 * hour]).filter((at) => at > today)

type Furniture = { roles: { plain: string; office: string; desk: string }; groups: { tokyo: string; desk: string }; policyGroups: readonly PolicyGroup[]; upstreams: readonly Upstream[] }

async function furnish(world: World, realm: Realm, chance: Chance): Promise<Furniture> {
  const { storage } = world
  const furniture = { roles: { plain: randomUUID(), office: randomUUID(), desk: randomUUID() }, groups: { tokyo: randomUUID(), desk: randomUUID() } }
  const { roles, groups } = furniture
  const role = (id: string, name: string, administrative: boolean) => storage.roles.create({ id, realmId: realm.id, name, description: null, clientId: null, administrative })
  const group = (name: string, ask: PolicyGroup['ask']): PolicyGroup => ({
    id: randomUUID(), realmId: realm.id, name, ask, exemptions: ask === 'unless' ? [{ networks: ['10.0.0.0/8'] }] : [], acceptedKinds: chance.oneOf(['totp'], ['totp', 'emailed-code']),
    acceptedRecoveries: ['emergency-token'], onUnenrolled: chance.oneOf(...ladder), afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
  })
  const policyGroups = [group('Always', 'always'), group('Outside', 'unless'), group('Never', 'never')]
  const upstreams = (['always', 'evidence', 'never'] as const).map((trust, at) => upstream({ ...world, realmId: realm.id }, { alias: `up-${at}`, trust, enabled: at < 2 || chance.is(0.5) }))
  await commit(world, role(roles.plain, 'employee', false), role(roles.office, 'office', false), role(roles.desk, 'help-desk', true),
    storage.groups.create({ id: groups.tokyo, realmId: realm.id, name: 'tokyo' }), storage.groups.create({ id: groups.desk, realmId: realm.id, name: 'desk' }),
    ...storage.groups.grantRole(realm.id, groups.tokyo, roles.office), ...storage.groups.grantRole(realm.id, groups.desk, roles.desk),
    ...policyGroups.map((each) => storage.policies.saveGroup(each)), ...upstreams.map((each) => storage.upstreams.create(each, null)))
  return { ...furniture, policyGroups, upstreams }
}

/** Somebody of whom anything may be so, each thing done at an instant of its own. */
async function addPerson(world: World, realm: Realm, chance: Chance, { roles, groups, policyGroups, upstreams }: Furniture): Promise<void> {
  const { storage } = world
  const { clock, users } = storage
  const id = randomUUID()
  // Before the statements are made: they hold the instant.
  const on = (at: number) => clock.set(at)
  const done = async (_: void, ...statements: readonly (Statement | readonly Statement[])[]) => { await commit(world, ...statements.flat()) }
  const sometime = () => chance.oneOf(...lately)
  const group = () => chance.oneOf(null, ...policyGroups)?.id ?? null
  const email = chance.is(0.15) ? null : `${id}@${chance.oneOf('corp.example', 'home.example')}`
  await done(on(sometime()), users.create(realm.id, newUser({
    id, username: id, email, emailProvedAt: email !== null && chance.is(0.7) ? 1 : null, shared: chance.is(0.1), otpRequired: chance.is(0.4), enabled: chance.is(0.95),
    department: chance.oneOf(null, 'Sales', 'Legal'), policyGroupId: chance.is(0.5) ? group() : null, passwordHash: chance.is(0.75) ? 'hash' : null,
  })))
  if (chance.is(0.15)) await done(on(sometime()), users.change(realm.id, id, { email: `${id}@new.example` }))
  if (chance.is(0.1)) await done(on(sometime()), users.proveEmail(realm.id, id, `${id}@new.example`)).catch(() => undefined)
  if (chance.is(0.15)) await done(on(sometime()), users.setOtpRequired(realm.id, id, true))
  if (chance.is(0.15)) await done(on(sometime()), users.change(realm.id, id, { policyGroupId: group() }))
  if (chance.is(0.25)) await done(on(today - hour), users.change(realm.id, id, { policyGroupId: group(), policyGroupUntil: chance.oneOf(...soon) }))
  if (chance.is(0.2)) await done(on(sometime()), users.markOtpReset(realm.id, id, chance.oneOf(null, ...ladder.slice(0, 3))))
  if (chance.is(0.1)) {
    const request = randomUUID()
    await done(on(today - 2 * hour), storage.resetRequests.create({ id: request, realmId: realm.id, userId: id, reference: String(Math.floor(Math.random() * 1e6)), journeyId: randomUUID(), createdAt: today - 2 * hour, address: '192.0.2.1' }))
    await done(on(chance.oneOf(today - hour, today - 29 * minute, today - 30 * minute, today)), storage.resetRequests.answer(realm.id, request, 'desk'), users.markOtpReset(realm.id, id, null))
  }
  if (chance.is(0.15)) await done(on(sometime()), users.setPassword(realm.id, id, 'hash-2', { credentialVersion: 1, byMail: chance.is(0.7) })).catch(() => undefined)
  for (const kind of chance.oneOf<readonly ('totp' | 'emailed-code')[]>([], [], ['totp'], ['emailed-code'], ['totp', 'emailed-code'], ['totp', 'totp'])) {
    const authenticator = totp({ ...world, realmId: realm.id }, id, {
      kind, state: kind === 'emailed-code' ? chance.oneOf('active', 'unproved') : 'active', confirmedFor: chance.oneOf('enrol', 'mailLink', 'codeOnly'), boundAt: sometime(),
      ...(kind === 'totp' ? {} : { totp: null, address: `codes@${chance.oneOf('corp.example', 'mail.corp.example', 'home.example')}` }),
    })
    await done(on(sometime()), storage.authenticators.create(authenticator, await storage.authenticators.setDigest(realm.id, id)))
    if (kind === 'totp' && chance.is(0.6)) await done(on(sometime()), storage.authenticators.spendTimeStep(realm.id, authenticator.id, 1))
    if (chance.is(0.2)) await done(on(sometime()), storage.authenticators.setState(realm.id, id, authenticator.id, 'suspended'))
    if (chance.is(0.1)) await done(on(sometime()), storage.authenticators.confirm(realm.id, id, authenticator.id, 'codeOnly'))
  }
  for (const until of chance.some([null, ...soon], 0.06)) {
    const token = randomUUID()
    await done(on(today - 2 * hour), storage.emergencyTokens.create({ id: token, realmId: realm.id, userId: id, createdAt: today - 2 * hour, createdBy: 'desk', reason: 'test', expiresAt: until }, token, null))
    if (chance.is(0.3)) await done(on(today - hour), storage.emergencyTokens.revoke(realm.id, id, token))
  }
  if (chance.is(0.4)) await done(on(sometime()), storage.roles.grant(realm.id, id, roles.plain))
  if (chance.is(0.08)) await done(on(sometime()), storage.roles.grant(realm.id, id, roles.desk))
  if (chance.is(0.3)) await done(on(sometime()), storage.groups.add(realm.id, id, groups.tokyo))
  if (chance.is(0.08)) await done(on(sometime()), storage.groups.add(realm.id, id, groups.desk))
  for (const each of chance.some(upstreams, 0.25)) await done(on(sometime()), storage.identities.link(identity({ ...world, realmId: realm.id }, each, id)))
  if (chance.is(0.6)) await done(on(sometime()), users.signedIn(realm.id, id))
  for (const outcome of chance.some(['refused', 'sent', 'refused'] as const, 0.15)) {
    const mail = randomUUID()
    await done(on(today - hour), storage.outbox.put({ id: mail, realmId: realm.id, userId: id, kind: 'x', to: 'x@example.org', subject: 'x', text: 'x', html: 'x', messageId: mail, linkId: null, expiresAt: null }))
    await done(on(today - 2 * minute), outcome === 'sent' ? storage.outbox.sent(mail) : storage.outbox.refused(mail, 'no'))
  }
}

const rule = (realm: Realm, chance: Chance, name: string): Enforcement => ({
  id: randomUUID(), realmId: realm.id, name, state: chance.oneOf('announced', 'announced', 'suspended', 'draft'),
  enforceFrom: chance.oneOf(...ats.flatMap((at) => [at - 1, at, at + 1]), today - 20 * day, today - 14 * day), registerBy: null, zone: 'Asia/Tokyo',
  target: chance.oneOf<Enforcement['target']>({ everyone: true }, { roleNames: ['employee'] }, { roleNames: ['office', 'help-desk'] }, { groupNames: ['desk'], departments: ['Sales'] }, { departments: ['Legal', 'Nobody'] }, {}),
  reason: {}, helpLink: {}, acceptedKinds: chance.oneOf(['totp'], ['totp', 'emailed-code'], ['totp', 'emailed-code', 'push', 'passkey']), acceptedRecoveries: ['mail'],
  onUnenrolled: chance.oneOf(...ladder), afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: chance.is(0.4), waves: [], announcedAt: null, edition: 1, version: 1,
})

/** The sign-in itself, at its instant: what it decides of this person, and what that means. */
async function signIn(storage: Storage, realm: Realm, user: User, at: number, rules: readonly Enforcement[], refused: ReadonlyMap<string, number>): Promise<{ readiness: Readiness; rules: readonly string[] }> {
  const { settings } = realm
  const linked = new Set((await storage.identities.listOf(realm.id, user.id)).map(({ upstreamId }) => upstreamId))
  const upstreams = await storage.upstreams.list(realm.id)
  const through = settings.onlyUpstreamId !== null ? upstreams.find(({ id }) => id === settings.onlyUpstreamId)
    : user.hasPassword ? undefined : upstreams.find(({ id, enabled }) => enabled && linked.has(id))
  const journeyId = randomUUID()
  const proof: Proof = through
    ? { kind: 'upstream', at, journeyId, epoch: user.epoch, upstream: { id: through.id, issuer: through.issuer, acr: null, amr: ['pwd'], authTime: at, idTokenJourneyId: journeyId } }
    : { kind: 'password', at, journeyId, epoch: user.epoch }
  const facts = await gatherFacts({ ...storage, policies: { ...storage.policies, standing: async () => rules } }, () => true)({
    now: at, channel: 'page', realm, user, client: null, proofs: [proof],
    journey: { id: journeyId, mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false },
  })
  const decision = decide(facts)
  const held = await storage.authenticators.listOf(realm.id, user.id)
  const codes = held.filter(({ kind }) => kind === 'emailed-code')
  const readiness = readinessOf(decision, {
    now: storage.clock.now(), user: facts.user, usedIds: held.filter(({ lastUsedAt }) => lastUsedAt !== null).map(({ id }) => id),
    lastUseAt: held.length === 0 ? null : Math.max(...held.map(({ lastUsedAt, boundAt }) => lastUsedAt ?? boundAt)),
    behindProvider: { onFile: isReadThroughSignIn(user.email, settings.mailDomains), codes: codes.length > 0 && codes.every(({ address }) => isReadThroughSignIn(address, settings.mailDomains)) },
    mailRefused: refused.has(user.id), everSignedIn: user.lastSignInAt !== null, throughUpstream: through !== undefined,
  })
  return { readiness, rules: [...decision.requirements, ...decision.upcoming].map(({ id }) => id) }
}

/** People with nothing set up who differ in instants alone, so that whoever is sorted wrongly lands among others. */
async function addAlike(world: World, realm: Realm, chance: Chance, { policyGroups: [group] }: Furniture): Promise<void> {
  const { storage } = world
  const { clock, users } = storage
  const id = randomUUID()
  // Before the statements are made: they hold the instant.
  const on = (at: number) => clock.set(at)
  const done = async (_: void, ...statements: readonly (Statement | readonly Statement[])[]) => { await commit(world, ...statements.flat()) }
  const sometime = () => chance.oneOf(...lately)
  const email = chance.is(0.5) ? null : `${id}@corp.example`
  await done(on(today - 400 * day), users.create(realm.id, newUser({ id, username: id, email, emailProvedAt: email === null ? null : 1, passwordHash: 'hash' })))
  const demand = chance.oneOf('switch', 'group', 'both')
  if (demand !== 'group') await done(on(sometime()), users.setOtpRequired(realm.id, id, true))
  if (demand !== 'switch') await done(on(sometime()), users.change(realm.id, id, { policyGroupId: group?.id ?? null }))
  if (chance.is(0.4)) await done(on(sometime()), users.markOtpReset(realm.id, id, chance.oneOf(null, 'enrol', 'codeOnly')))
}

onBothDatabases((world) => {
  async function newRealm(chance: Chance, seed: number): Promise<{ realm: Realm; furniture: Furniture }> {
    const { storage } = world()
    storage.clock.set(today - 500 * day)
    const name = `forecast-${seed}`
    await commit(world(), storage.realms.create({ name, settings: { ...testRealmSettings, mailDomains: ['corp.example'], presentation: chance.oneOf('interactive', 'interactive', 'classic'), askRegistered: chance.is(0.7), enrolWithinMs: chance.oneOf(14 * day, 14 * day, 0) } }))
    const created = await storage.realms.find(name)
    if (!created) throw new Error('no realm')
    const furniture = await furnish(world(), created, chance)
    const [first] = furniture.upstreams
    const realm: Realm = { ...created, settings: { ...created.settings, onlyUpstreamId: chance.is(0.2) && first ? first.id : null } }
    return { realm, furniture }
  }

  /** At every instant: what is foreseen of each person is what their sign-in decides. */
  async function expectTheSame(realm: Realm, drafts: (chance: Chance) => readonly (Enforcement | undefined)[], chance: Chance): Promise<void> {
    const { storage } = world()
    const needs = { storage, decide: createDecide({ storage, gatherFacts: gatherFacts(storage, () => true) }) }

    for (const at of ats) {
      for (const enforcement of drafts(chance)) {
        // It goes on: nothing may turn over between the two looks.
        storage.clock.set(today - minute)
        const foreseen = new Map((await outlook(needs, realm, { at, enforcement })).flatMap(({ numbers, state, reasons }) => numbers.map((n) => [n, { state, reasons }] as const)))
        const refused = await storage.outbox.lastRefused(realm.id)
        const met = new Map<number, Readiness>()
        const { items } = await storage.users.list(realm.id, {}, null, 200)
        for (const user of items) {
          if (!user.enabled) continue
          const there = await signIn(storage, realm, user, at, rulesWith(await storage.policies.enforcements(realm.id), enforcement), refused)
          if (enforcement === undefined || there.rules.includes(enforcement.id)) met.set(user.n, there.readiness)
        }
        expect([...foreseen].toSorted(([one], [other]) => one - other)).toEqual([...met].toSorted(([one], [other]) => one - other))
      }
    }
  }

  test('whoever differs in an instant alone is told apart at every boundary (P12)', async () => {
    const { storage } = world()
    const chance = createChance(11)
    const { realm: any, furniture } = await newRealm(chance, 11)
    const realm: Realm = { ...any, settings: { ...any.settings, presentation: 'interactive', askRegistered: true, enrolWithinMs: 14 * day, onlyUpstreamId: null } }
    const [always] = furniture.policyGroups
    if (!always) throw new Error('no group')
    await commit(world(), storage.policies.saveGroup({ ...always, onUnenrolled: 'enrol' }))
    for (let person = 0; person < 150; person++) await addAlike(world(), realm, chance, furniture)
    await expectTheSame(realm, () => [undefined], chance)
  })

  // Each seed is another realm; a failure names it, and it is the same again.
  test.each([1, 2, 3, 4, 5, 6])('what is foreseen for each person is what the sign-in of that instant decides (P12), realm %i', async (seed) => {
    const { storage } = world()
    const chance = createChance(seed)
    const { realm, furniture } = await newRealm(chance, seed)
    const rules = [rule(realm, chance, 'one'), rule(realm, chance, 'two'), rule(realm, chance, 'three')]
    await commit(world(), ...rules.map((each) => storage.policies.saveEnforcement(each)))
    for (let person = 0; person < 45; person++) await addPerson(world(), realm, chance, furniture)
    await expectTheSame(realm, (some) => [undefined, some.oneOf(...rules), { ...rule(realm, some, 'draft'), state: 'draft' }], chance)
  })
})
