import { randomUUID } from 'node:crypto'
import { administrativeRoles } from '@tegata/contract'
import type { User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { steering } from './enforced.test-support.ts'
import { type Browser, codeIn, type House, openHouse, password, testClient } from './pages/walk.test-support.ts'

// From the API of administrators to the pages of a sign-in: what is declared there is what happens here.
let house: House
let rules: Awaited<ReturnType<typeof steering>>
beforeEach(async () => {
  house = await openHouse()
  rules = await steering(house.storage, house.realm)
})
afterEach(async () => {
  expect(rules.unexpected).toEqual([])
  await rules.close()
  await house.close()
})

const hour = 3_600_000
/** 1 December 2026, 00:00 in Tokyo. */
const start = Date.UTC(2026, 10, 30, 15)
/** A little before or after the start: the clock of a test goes on while it walks. */
const toStart = (ms: number) => house.storage.clock.set(start + ms)

/** One sign-in with the password: the page that follows it. */
async function come(user: User, over: Parameters<House['signIn']>[0] = {}): Promise<Browser> {
  const browser = house.browser()
  await browser.open(house.signIn(over))
  await browser.send({ username: user.username, password })
  return browser
}
const met = async (user: User, over: Parameters<House['signIn']>[0] = {}) => {
  const { shown } = await come(user, over)
  return shown?.title === 'You are in' ? 'in' : shown?.step ?? shown?.title
}
const withToken = async (user: User, code: string) => {
  const browser = await come(user)
  await browser.open(/href="([^"]*\/emergency)"/.exec(browser.shown?.html ?? '')?.[1] ?? `no way to a token on "${browser.shown?.title}"`)
  await browser.send({ code })
  return browser
}
const role = async (name: string, administrative = false) => {
  const id = randomUUID()
  await house.unit(house.storage.roles.create({ id, realmId: house.realm.id, name, description: null, clientId: null, administrative }))
  return id
}
const grant = (user: User, roleId: string) => house.unit(...house.storage.roles.grant(house.realm.id, user.id, roleId))

describe('before its start and from it on', () => {
  test('S0-2, S0-9, S4-5: a minute before, a password is enough; from the instant on, whoever has set nothing up does it at the end of the sign-in and is in, without a second code (S0-27, S0-30, S4-6)', async () => {
    const user = await house.addUser()
    await rules.announce({ reason: { en: 'One leaked password can threaten us all.' } })
    toStart(-60_000)
    expect(['code', 'choose', 'enrol']).not.toContain(await met(user))
    toStart(0)
    const browser = await come(user)
    expect(browser.shown).toMatchObject({ title: 'Set up your authenticator app', step: 'enrol' })
    const menu = house.browser()
    menu.method = null
    await menu.open(house.signIn())
    expect((await menu.send({ username: user.username, password })).html, 'S0-1: and is told why').toContain('One leaked password can threaten us all.')
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
    expect(house.finished.at(-1)?.proofs.map(({ kind }) => kind)).toEqual(['password', 'totp'])
    house.pass(60_000)
    expect(await met(user)).toBe('code')
  })

  test('S0-6, S0-8: a postponement moves the instant for everybody, and bringing it forward does', async () => {
    const user = await house.addUser()
    const { id } = await rules.announce({ reason: { en: 'x' }, waves: [] })
    await rules.host.postponeEnforcement({ enforcementId: id, reason: 'later', enforceFrom: { date: '2026-12-08' } })
    toStart(hour)
    expect(await met(user)).not.toBe('enrol')
    toStart(7 * 24 * hour)
    expect(await met(user)).toBe('enrol')
    toStart(hour)
    await rules.host.bringForwardEnforcement({ enforcementId: id, reason: 'attack', now: true })
    expect(await met(user)).toBe('enrol')
  })

  test('a suspended one asks nobody, and a resumed one asks again; a draft never did', async () => {
    const user = await house.addUser()
    const { id } = await rules.host.createEnforcement({ name: 'Draft', enforceFrom: { date: '2026-11-25' }, target: { everyone: true } })
    house.pass(5 * 24 * hour)
    expect(await met(user)).toBe('in')
    await rules.host.announceEnforcement({ enforcementId: id, reason: 'r', now: true })
    expect(await met(user)).toBe('enrol')
    await rules.host.suspendEnforcement({ enforcementId: id, reason: 'r' })
    expect(await met(user)).toBe('in')
    await rules.host.resumeEnforcement({ enforcementId: id, reason: 'r', now: true })
    expect(await met(user)).toBe('enrol')
  })

  test('S4-28: what people set up stays when a rule ends, and is asked for by whoever asks those who have one', async () => {
    const user = await house.addUser()
    const { id } = await rules.announce({}, { now: true })
    const browser = await come(user)
    const key = browser.key()
    await browser.send({ code: house.code(key) })
    await rules.host.endEnforcement({ enforcementId: id, reason: 'over' })
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ kind: 'totp', state: 'active' }])
    house.pass(60_000)
    const next = await come(user)
    expect(next.shown?.step).toBe('code')
    expect((await next.send({ code: house.code(key) })).title).toBe('You are in')
  })
})

describe('no exceptions (S0-3, S0-18)', () => {
  test('S0-19, S0-23, S0-24, S0-25: neither Never require, nor a condition that holds, nor the sign-in before excuses anybody: every time', async () => {
    const conditions = [{ networks: ['127.0.0.0/8'], applications: [] }]
    const groups = [await rules.host.createPolicyGroup({ name: 'Never', ask: 'never' }), await rules.host.createPolicyGroup({ name: 'Unless', ask: 'unless', conditions })]
    await rules.announce()
    for (const group of groups) {
      house.storage.clock.set(house.started)
      const user = await house.addUser()
      const { secret } = await house.addTotp(user)
      await house.unit(...house.storage.users.change(house.realm.id, user.id, { policyGroupId: group.id }))
      expect(['code', 'enrol'], group.name).not.toContain(await met(user))
      toStart(0)
      const browser = house.browser()
      for (const time of [1, 2]) {
        await browser.open(house.signIn())
        expect((await browser.send({ username: user.username, password })).step, `${group.name}, ${time}`).toBe('code')
        expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
        house.pass(60_000)
      }
    }
  })

  test('S0-20, S0-22: whatever application is asked for, our own console and account page among them', async () => {
    const user = await house.addUser()
    await rules.announce({}, { now: true })
    for (const clientId of ['wiki', 'payroll', 'tegata-console', 'tegata-account']) {
      expect(await met(user, { client: testClient(house.realm, { clientId }) }), clientId).toBe('enrol')
    }
  })

  test('a provider that is trusted always excuses nobody, unless it proves a code itself (line 3)', async () => {
    const evidence = [{ claim: 'amr' as const, value: 'mfa', level: 2 as const }]
    const corp = await house.addUpstream({ trust: 'always', evidence })
    const user = await house.addUser({ username: 'hana' })
    await house.link(user, corp)
    const visit = async (said: Parameters<House['comeBack']>[3]) => {
      const browser = house.browser()
      const path = house.signIn()
      await browser.open(path)
      await house.comeBack(browser, path, corp, { subject: 'sub-hana', ...said })
      return browser.shown?.title === 'You are in' ? 'in' : browser.shown?.step
    }
    expect(await visit({})).toBe('in')
    await rules.announce({}, { now: true })
    expect(await visit({})).toBe('enrol')
    expect(await visit({ amr: ['mfa'], authTime: house.now() })).toBe('in')
    expect(await visit({ amr: ['mfa'], authTime: null })).toBe('enrol')
  })

  test.each(administrativeRoles)('S0-10, S0-12 … S0-17: %s, by whatever way it is held, from the moment of its grant', async (name) => {
    const roleId = await role(name, true)
    const group = { id: randomUUID(), realmId: house.realm.id, name: 'office' }
    await house.unit(house.storage.groups.create(group), ...house.storage.groups.grantRole(house.realm.id, group.id, roleId))
    await rules.announce({ target: { roles: [roleId] } }, { now: true })
    const [direct, member, other] = [await house.addUser(), await house.addUser(), await house.addUser()]
    for (const user of [direct, member, other]) {
      await house.addTotp(user, { confirmedFor: 'mailLink' })
      await house.unit(...house.storage.users.change(house.realm.id, user.id, { policyGroupId: (await neverGroup()).id }))
      expect(await met(user)).toBe('in')
    }
    await grant(direct, roleId)
    await rules.host.addGroupMember({ groupId: group.id, userId: member.id })
    expect([await met(direct), await met(member), await met(other)]).toEqual(['code', 'code', 'in'])
  })
})

let never: Awaited<ReturnType<typeof rules.host.createPolicyGroup>> | undefined
beforeEach(() => { never = undefined })
const neverGroup = async () => (never ??= await rules.host.createPolicyGroup({ name: 'Never', ask: 'never' }))

describe('whom it meets', () => {
  test('S0-12, S4-3: whoever has any of its roles, groups, departments or policy groups, and nobody else', async () => {
    const [roleId, group, policyGroup] = [await role('staff'), await rules.host.createGroup({ name: 'office' }), await rules.host.createPolicyGroup({ name: 'Desk', ask: 'never' })]
    const people = {
      role: await house.addUser(), group: await house.addUser(), department: await house.addUser({ department: 'Sales' }), policyGroup: await house.addUser(),
      nobody: await house.addUser({ department: 'sales' }),
    }
    await grant(people.role, roleId)
    await rules.host.addGroupMember({ groupId: group.id, userId: people.group.id })
    await rules.host.changeUser({ userId: people.policyGroup.id, policyGroup: policyGroup.id })
    await rules.announce({ target: { roles: [roleId], groups: [group.id], departments: ['Sales'], policyGroups: [policyGroup.id] } }, { now: true })
    const seen = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([name, user]) => [name, await met(user)])))
    expect(seen).toEqual({ role: 'enrol', group: 'enrol', department: 'enrol', policyGroup: 'enrol', nobody: 'in' })
  })

  test('a role of a client is not the role of the realm that has its name', async () => {
    const roleId = await role('staff')
    const ofClient = randomUUID()
    await house.unit(house.storage.roles.create({ id: ofClient, realmId: house.realm.id, name: 'staff', description: null, clientId: 'wiki', administrative: false }))
    const user = await house.addUser()
    await grant(user, ofClient)
    await rules.announce({ target: { roles: [roleId] } }, { now: true })
    expect(await met(user)).toBe('in')
  })

  test('S4-4: a shared account is refused from the start on where the rule says so, and asked like everybody else where it does not', async () => {
    const shared = await house.addUser({ shared: true })
    const { id } = await rules.announce({ refusesShared: true }, { confirmed: 1 })
    toStart(-60_000)
    expect(await met(shared)).not.toBe('enrol')
    toStart(0)
    const { shown } = await come(shared)
    expect(shown?.title).not.toBe('You are in')
    expect([shown?.step, shown?.html]).toEqual([null, expect.stringContaining('shared')])
    await rules.host.changeEnforcement({ enforcementId: id, why: 'not yet', refusesShared: false })
    expect(await met(shared)).toBe('enrol')
  })
})

describe('what it accepts', () => {
  test('S0-28: only its own kinds can be set up, and one of another kind is proved first', async () => {
    await rules.announce({ kinds: ['totp'] }, { now: true })
    const user = await house.addUser()
    const browser = house.browser()
    browser.method = null
    await browser.open(house.signIn())
    expect((await browser.send({ username: user.username, password })).html).not.toContain('value="emailed-code"')
  })

  test('onUnenrolled is the ladder: after a mail, with a token, or not at all', async () => {
    const { id } = await rules.announce({ onUnenrolled: 'mailLink' }, { now: true })
    const user = await house.addUser()
    await house.newMails()
    const browser = await come(user)
    expect(browser.shown?.step).not.toBe('enrol')
    const mail = (await house.newMails()).find((each) => codeIn(each) !== '')
    expect(mail?.to).toBe(user.email)

    await rules.host.changeEnforcement({ enforcementId: id, why: 'stricter', onUnenrolled: 'codeOnly', confirmed: 1 })
    expect(await met(user)).toBe('You cannot sign in yet')
    await rules.host.changeEnforcement({ enforcementId: id, why: 'strictest', onUnenrolled: 'deny', confirmed: 1 })
    expect(await met(user)).toBe('You cannot sign in yet')
  })

  test('S0-35: emergency tokens alone make nobody ready: whoever has some is asked to set up like everybody else', async () => {
    const user = await house.addUser()
    await house.unit(...house.storage.emergencyTokens.create(
      { id: randomUUID(), realmId: house.realm.id, userId: user.id, createdAt: 1, createdBy: 'admin', reason: 'r', expiresAt: null }, 'AAAABBBBCCCC', null))
    await rules.announce({}, { now: true })
    expect(await met(user)).toBe('enrol')
  })

  test('S0-29, S0-31: an emergency token lets in, and what comes after it is the rule’s', async () => {
    const user = await house.addUser()
    const { id } = await rules.announce({ onUnenrolled: 'codeOnly', afterEmergency: 'nothing' }, { now: true, confirmed: 1 })
    const add = (value: string) => house.unit(...house.storage.emergencyTokens.create(
      { id: randomUUID(), realmId: house.realm.id, userId: user.id, createdAt: 1, createdBy: 'admin', reason: 'r', expiresAt: null }, value, null))
    await add('AAAABBBBCCCC')
    const once = await withToken(user, 'AAAABBBBCCCC')
    expect(once.shown?.title).toBe('You are in')
    await rules.host.changeEnforcement({ enforcementId: id, why: 'stricter', afterEmergency: 'enrolNow', confirmed: 1 })
    await add('DDDDEEEEFFFF')
    expect((await withToken(user, 'DDDDEEEEFFFF')).shown?.step).toBe('enrol')
  })
})

describe('while people sign in (P33)', () => {
  test('a role granted between the page and the password counts in this very sign-in', async () => {
    const roleId = await role('staff')
    await rules.announce({ target: { roles: [roleId] } }, { now: true })
    const user = await house.addUser()
    const browser = house.browser()
    await browser.open(house.signIn())
    await rules.host.grantRole({ userId: user.id, roleId })
    expect((await browser.send({ username: user.username, password })).step).toBe('enrol')
  })

  test('and one granted behind the password, before the code, with all that its rule asks for', async () => {
    const roleId = await role('staff')
    await rules.announce({ target: { roles: [roleId] }, kinds: ['emailed-code'] }, { now: true })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browser = await come(user)
    expect(browser.shown?.step).toBe('code')
    await rules.host.grantRole({ userId: user.id, roleId })
    await browser.send({ code: house.code(secret) })
    expect(browser.shown?.title, 'the app alone is not what the rule accepts').not.toBe('You are in')
    expect(house.finished).toEqual([])
  })

  test('a rule that is tightened meanwhile stops what it no longer accepts: nothing is bound', async () => {
    const { id } = await rules.announce({}, { now: true })
    const user = await house.addUser()
    const browser = await come(user)
    const code = house.code(browser.key())
    await rules.host.changeEnforcement({ enforcementId: id, why: 'attack', onUnenrolled: 'codeOnly', confirmed: 1 })
    expect((await browser.send({ code })).title).toBe('You cannot sign in yet')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
    expect(house.finished).toEqual([])
  })

  test('a rule that is suspended meanwhile lets go: the step vanishes, with its key', async () => {
    const { id } = await rules.announce({}, { now: true })
    const user = await house.addUser()
    const browser = await come(user)
    await rules.host.suspendEnforcement({ enforcementId: id, reason: 'trouble' })
    expect((await browser.open(browser.shown?.path ?? '')).title).toBe('You are in')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
  })

  test('a group that a rule names cannot be deleted from under the people who sign in; one that left it is asked no more', async () => {
    const group = await rules.host.createGroup({ name: 'office' })
    const user = await house.addUser()
    await rules.host.addGroupMember({ groupId: group.id, userId: user.id })
    const { name } = await rules.announce({ target: { groups: [group.id] } }, { now: true })
    const browser = await come(user)
    expect(browser.shown?.step).toBe('enrol')
    await expect(rules.host.deleteGroup({ groupId: group.id })).rejects.toMatchObject({ code: 'group.named-by-rule', details: { rule: name } })
    expect((await browser.open(browser.shown?.path ?? '')).step).toBe('enrol')
    await rules.host.removeGroupMember({ groupId: group.id, userId: user.id })
    expect((await browser.open(browser.shown?.path ?? '')).title).toBe('You are in')
  })
})

test('with five of them a sign-in reads the same rows as with one, and once', async () => {
  const reads = { enforcements: 0, heldSince: 0 }
  await rules.close()
  await house.close()
  house = await openHouse({
    storage: (storage) => ({
      ...storage,
      policies: { ...storage.policies, standing: (...of) => { reads.enforcements += 1; return storage.policies.standing(...of) } },
      roles: { ...storage.roles, heldSince: (...of) => { reads.heldSince += 1; return storage.roles.heldSince(...of) } },
    }),
  })
  rules = await steering(house.storage, house.realm)
  const user = await house.addUser()
  await house.addTotp(user)
  const counted = async () => {
    Object.assign(reads, { enforcements: 0, heldSince: 0 })
    expect(await met(user)).toBe('code')
    return { ...reads }
  }
  const roleId = await role('staff')
  await rules.announce({}, { now: true })
  const one = await counted()
  for (let n = 0; n < 4; n += 1) await rules.announce({ target: { roles: [roleId], departments: ['Sales'] } }, { now: true })
  expect(await counted()).toEqual(one)
  await grant(user, roleId)
  expect((await counted()).enforcements).toBe(one.enforcements)
})
