import { randomUUID } from 'node:crypto'
import type { UserFilter } from '@tegata/contract'
import type { Enforcement, Realm, User } from '@tegata/storage'
import { beforeAll, describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf, type Who } from './api.test-support.ts'

const day = 24 * 60 * 60_000

inAcme()

/** Everybody whom the list shows for a filter, however many pages it takes. */
async function named(filter: UserFilter, who: Who = admin): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Awaited<ReturnType<Who['api']['listUsers']>> = await who.api.listUsers({ ...filter, limit: 3, ...(cursor ? { cursor } : {}) })
    found.push(...page.items.map(({ username }) => username))
    cursor = page.next
  }
  return found.sort()
}
const raw = (query: string) => fetch(`${house.base}/api/realms/acme/users?${query}`, { headers: { authorization: `Bearer ${admin.token}` } })
const must = async (...statements: Parameters<typeof house['storage']['unit']>[0]) => expect((await house.storage.unit(statements)).ok).toBe(true)

describe('required, waiting and not required are what the status column says (S0-40)', () => {
  let other: Realm
  let boss: Who
  const enforcement = (over: Partial<Enforcement>): Enforcement => ({
    id: randomUUID(), realmId: other.id, name: randomUUID(), state: 'announced', enforceFrom: 1, registerBy: null, zone: 'UTC', target: {}, reason: { en: 'x' }, helpLink: {},
    acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut', refusesShared: false,
    waves: [7, 0], announcedAt: null, edition: 1, version: 1, ...over,
  })
  const statuses = async (): Promise<Map<string, string>> => {
    const { items } = await boss.api.listUsers({ limit: 200 })
    return new Map(items.map(({ username, otp }) => [username, `${otp.required ? 'required ' : ''}${otp.status}`]))
  }
  /** Each filter finds exactly those whose column says so. */
  async function agrees(): Promise<void> {
    const seen = [...await statuses()]
    const those = (is: (status: string) => boolean) => seen.filter(([, status]) => is(status)).map(([username]) => username).sort()
    expect(await named({ otp: 'required' }, boss)).toEqual(those((status) => status.startsWith('required')))
    expect(await named({ otp: 'waiting' }, boss)).toEqual(those((status) => status === 'required waiting'))
    expect(await named({ otp: 'not-required' }, boss)).toEqual(those((status) => status === 'not-required'))
    expect(await named({ otp: 'set-up' }, boss)).toEqual(those((status) => status.endsWith('set-up')))
    expect(await named({ otp: 'not-set-up' }, boss)).toEqual(those((status) => !status.endsWith('set-up')))
  }
  beforeAll(async () => {
    other = await house.newRealm('rules')
    boss = await house.person(other, 'boss', ['global-admin'])
    const group = await boss.api.createGroup({ name: 'Drivers' })
    const always = await boss.api.createPolicyGroup({ name: 'Always', ask: 'always' })
    const never = await boss.api.createPolicyGroup({ name: 'Never', ask: 'never' })
    const role = await boss.api.createRole({ name: 'payroll' })
    const made: Record<string, User> = {}
    for (const name of ['plain', 'switched', 'always', 'never', 'driver', 'payroll', 'finance', 'equipped']) made[name] = await house.addUser(other, name, { department: name === 'finance' ? 'Finance' : null })
    const idOf = (name: string) => made[name]?.id ?? ''
    await house.addTotp(other, await house.read(other, idOf('equipped')))
    await boss.api.changeUser({ userId: idOf('switched'), otpRequired: true })
    await boss.api.changeUser({ userId: idOf('always'), policyGroup: always.id })
    await boss.api.changeUser({ userId: idOf('never'), policyGroup: never.id })
    await boss.api.addGroupMember({ groupId: group.id, userId: idOf('driver') })
    await boss.api.grantRole({ roleId: role.id, userId: idOf('payroll') })
  })

  test('by the switch and by the policy group', async () => {
    await agrees()
    expect(await named({ otp: 'required' }, boss)).toEqual(['always', 'switched'])
    expect(await named({ otp: 'waiting' }, boss)).toEqual(['always', 'switched'])
  })

  test.each<[string, Enforcement['target'], string[]]>([
    ['a role', { roleNames: ['payroll'] }, ['always', 'payroll', 'switched']],
    ['a group', { groupNames: ['Drivers'] }, ['always', 'driver', 'switched']],
    ['a department', { departments: ['Finance'] }, ['always', 'finance', 'switched']],
    ['everybody', { everyone: true }, ['always', 'boss', 'driver', 'equipped', 'finance', 'never', 'payroll', 'plain', 'switched']],
    ['nobody that exists', { roleNames: ['no-such-role'] }, ['always', 'switched']],
  ])('by an enforcement of %s', async (_what, target, expected) => {
    const rule = enforcement({ target })
    await must(house.storage.policies.saveEnforcement(rule))
    expect(await named({ otp: 'required' }, boss)).toEqual(expected)
    await agrees()
    await must(house.storage.policies.saveEnforcement({ ...rule, state: 'ended' }))
  })

  test('an enforcement that has not begun, or was suspended, requires nothing yet', async () => {
    await must(house.storage.policies.saveEnforcement(enforcement({ target: { everyone: true }, enforceFrom: house.storage.clock.now() + day })))
    await must(house.storage.policies.saveEnforcement(enforcement({ target: { everyone: true }, state: 'suspended' })))
    expect(await named({ otp: 'required' }, boss)).toEqual(['always', 'switched'])
    await agrees()
  })
})

describe('every field, and all of them together', () => {
  test.each(['administrators', 'lockedOut', 'waits', 'oneMailbox'])('S0-40: %s=false, which nobody asks, is refused in the list and where many are changed: it never means everybody', async (field) => {
    const answer = await fetch(`${house.base}/api/realms/${realm.name}/users?${field}=false`, { headers: { authorization: `Bearer ${admin.token}` } })
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'request.invalid', errors: [{ path: field }] }])
    const many = await fetch(`${house.base}/api/realms/${realm.name}/bulk/disable/preview`, {
      method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ filter: { [field]: false } }),
    })
    expect([many.status, await many.json()]).toMatchObject([400, { code: 'request.invalid' }])
  })

  test('roles: any of them; with `administrators` only the administrative of them', async () => {
    await house.person(realm, 'reader', ['read-only-admin'])
    await house.person(realm, 'certs', ['certificate-admin'])
    const role = await admin.api.createRole({ name: 'wiki-editor' })
    const writer = await house.addUser(realm, 'writer')
    await admin.api.grantRole({ roleId: role.id, userId: writer.id })
    expect(await named({ role: ['read-only-admin', 'wiki-editor'] })).toEqual(['reader', 'writer'])
    expect(await named({ role: ['read-only-admin', 'wiki-editor'], administrators: true })).toEqual(['reader'])
    expect(await named({ role: ['wiki-editor'], administrators: true })).toEqual([])
    expect(await named({ role: ['no such role', 'certificate-admin'] })).toEqual(['certs'])
    expect(await named({ administrators: true, otp: 'not-set-up' })).toEqual([])
  })

  test('departments: exact names, any of them; and they are listed for whoever picks one', async () => {
    for (const [username, department] of [['sato', '営業部'], ['kim', '서울 지사'], ['lee', '서울 지사'], ['quote', `O'Neil "R&D" %_`]] as const) await house.addUser(realm, username, { department })
    expect(await named({ department: ['서울 지사', '営業部'] })).toEqual(['kim', 'lee', 'sato'])
    expect(await named({ department: [`O'Neil "R&D" %_`] })).toEqual(['quote'])
    expect(await named({ department: ['서울'] })).toEqual([])
    const first = await admin.api.listDepartments({ limit: 2 })
    const rest = await admin.api.listDepartments({ limit: 2, ...(first.next ? { cursor: first.next } : {}) })
    expect([...first.items, ...rest.items].map(({ name }) => name).sort()).toEqual([`O'Neil "R&D" %_`, '営業部', '서울 지사'].sort())
    expect(rest.next).toBeNull()
  })

  test('the last sign-in: never, before, since', async () => {
    const now = house.storage.clock.now()
    const old = await house.addUser(realm, 'old')
    const recent = await house.addUser(realm, 'recent')
    house.storage.clock.set(now - 100 * day)
    await must(house.storage.users.signedIn(realm.id, old.id))
    house.storage.clock.set(now - day)
    await must(house.storage.users.signedIn(realm.id, recent.id))
    house.storage.clock.set(now)
    const at = (days: number) => new Date(now - days * day).toISOString()
    expect(await named({ signedInBefore: at(90) })).toEqual(['old'])
    expect(await named({ signedInSince: at(90) })).toEqual(['recent'])
    expect(await named({ neverSignedIn: false })).toEqual(['old', 'recent'])
    expect(await named({ neverSignedIn: true, search: 'recent' })).toEqual([])
    expect(await named({ signedInSince: at(120), signedInBefore: at(90) })).toEqual(['old'])
    expect(await named({ signedInSince: at(50), signedInBefore: at(10) })).toEqual([])
    expect(await problemOf(admin.api.listUsers({ neverSignedIn: true, signedInSince: at(9) }))).toBe('request.invalid')
  })

  test('what is set up, and for how long it was not used', async () => {
    const idle = await house.addUser(realm, 'idle')
    await house.addTotp(realm, idle)
    expect(await named({ otpKind: ['app'], search: 'idle' })).toEqual(['idle'])
    expect(await named({ otpKind: ['email', 'unproved'] })).toEqual([])
    expect(await named({ otpKind: ['app'], otp: 'not-set-up' })).toEqual([])
    expect(await named({ unusedDays: 365 })).toEqual([])
    const now = house.storage.clock.now()
    house.storage.clock.set(now + 366 * day)
    const someday = await house.signIn(realm, admin.user, { authenticatorId: (await house.storage.authenticators.listOf(realm.id, admin.user.id))[0]?.id ?? '' })
    expect((await house.apiOf(realm, someday).listUsers({ unusedDays: 365, search: 'idle' })).items.map(({ username }) => username)).toEqual(['idle'])
    house.storage.clock.set(now)
  })

  test('address, shared account, emergency tokens, waits', async () => {
    const unproved = await house.addUser(realm, 'unproved', { emailProvedAt: null })
    await house.addUser(realm, 'nomail', { email: null, emailProvedAt: null })
    await house.addUser(realm, 'desk', { shared: true })
    expect(await named({ emailProved: false })).toEqual(['unproved'])
    expect(await named({ shared: true })).toEqual(['desk'])
    await must(house.storage.throttle.close('a wait', house.storage.clock.now() + day, { realmId: realm.id, userId: unproved.id }))
    expect(await named({ waits: true })).toEqual(['unproved'])
    await admin.api.issueEmergencyTokens({ userId: unproved.id, count: 1, reason: 'test' })
    expect(await named({ emergencyLeft: ['last'] })).toEqual(['unproved'])
    expect(await named({ emergencyLeft: ['some'] })).toEqual([])
    expect(await named({ emergencyLeft: ['some', 'last'] })).toEqual(['unproved'])
    expect(await named({ emergencyLeft: ['none', 'last', 'some'] })).toEqual(await named({}))
    expect((await admin.api.listUsers({ search: 'unproved' })).items[0]).toMatchObject({ emergencyTokensLeft: 1, policyGroupId: null })
  })

  test('S0-40: several policy groups, and none among them, are any of them; an address kept from when one was all still means the same', async () => {
    const grouped = await house.newRealm('grouped')
    const boss = await house.person(grouped, 'boss', ['global-admin'])
    const [days, nights] = [await boss.api.createPolicyGroup({ name: 'Days', ask: 'always' }), await boss.api.createPolicyGroup({ name: 'Nights', ask: 'never' })]
    await house.addUser(grouped, 'day', { policyGroupId: days.id })
    await house.addUser(grouped, 'day-off', { policyGroupId: days.id, enabled: false })
    await house.addUser(grouped, 'night', { policyGroupId: nights.id })
    await house.addUser(grouped, 'free')
    expect(await named({ policyGroup: [days.id, nights.id] }, boss)).toEqual(['day', 'day-off', 'night'])
    expect(await named({ policyGroup: ['none', nights.id] }, boss)).toEqual(['boss', 'free', 'night'])
    expect(await named({ policyGroup: [days.id, 'none', days.id], enabled: true, otp: 'not-set-up' }, boss)).toEqual(['day', 'free'])
    expect(await boss.api.countUsers({ policyGroup: ['none', days.id, nights.id] })).toEqual({ count: 5, more: false })
    // What an action on many is about is the same, and so is what an assignment finds, which leaves disabled accounts out.
    expect((await boss.api.previewBulkEnable({ filter: { policyGroup: [days.id, nights.id] } })).people).toBe(3)
    expect((await boss.api.previewPolicyGroupAssignment({ policyGroup: nights.id, filter: { policyGroup: ['none', days.id] } })).people).toBe(3)

    const listed = async (query: string) => {
      const response = await fetch(`${house.base}/api/realms/grouped/users?${query}`, { headers: { authorization: `Bearer ${boss.token}` } })
      const { items } = await response.json() as { items: readonly { username: string }[] }
      return items.map(({ username }) => username).sort()
    }
    expect(await listed(`policyGroup=${nights.id}&emergencyLeft=none`)).toEqual(['night'])
    expect(await listed(`policyGroup=none&policyGroup=${nights.id}`)).toEqual(['boss', 'free', 'night'])
  })

  test('the list, the count and an action on many mean the same people, whatever is combined', async () => {
    const filters: UserFilter[] = [
      {}, { search: 'e', enabled: true }, { otp: 'not-set-up', neverSignedIn: true, emailProved: true }, { department: ['서울 지사'], shared: false, emergencyLeft: ['none'] },
      { role: ['read-only-admin'], otpKind: ['app'], upstream: 'none', policyGroup: ['none'] }, { policyGroup: ['none', randomUUID()], emergencyLeft: ['none', 'some'] }, { upstream: 'trusted' }, { upstream: 'no-such-alias' },
    ]
    for (const filter of filters) {
      const listed = await named(filter)
      expect([filter, await admin.api.countUsers(filter)]).toEqual([filter, { count: listed.length, more: false }])
      expect([filter, (await admin.api.previewBulkEnable({ filter })).people]).toEqual([filter, listed.length])
      expect([filter, (await admin.api.previewPolicyGroupAssignment({ policyGroup: null, filter })).people]).toEqual([filter, listed.length])
    }
  })
})

describe('the digits that a caller reads out (S2-20)', () => {
  const request = (userId: string, reference: string, createdAt = house.storage.clock.now()) => must(house.storage.resetRequests.create({
    id: randomUUID(), realmId: realm.id, userId, reference, journeyId: randomUUID(), createdAt, address: '',
  }))

  test('find the person of the open request, however they are typed, together with the rest of the filter', async () => {
    const caller = await house.addUser(realm, 'caller', { department: 'Logistics' })
    await house.addUser(realm, 'number-427108')
    expect(await named({ search: '427108' })).toEqual(['number-427108'])
    await request(caller.id, '4271-08')
    for (const typed of ['4271-08', '427108', ' 4271 08 ', '４２７１−０８', '4271ー08']) expect([typed, await named({ search: typed })]).toEqual([typed, ['caller']])
    expect(await named({ search: '427108', department: ['Logistics'] })).toEqual(['caller'])
    expect(await named({ search: '427108', department: ['Elsewhere'] })).toEqual([])
    expect((await admin.api.previewBulkEnable({ filter: { search: '4271-08' } })).people).toBe(1)
    expect((await admin.api.countUsers({ search: '4271-08' }))).toEqual({ count: 1, more: false })
  })

  test('find who was refused and has asked for nothing, as long as their page lives', async () => {
    const refused = await house.addUser(realm, 'refused')
    const { clock, journeys } = house.storage
    const walk = (userId: string, reference: string, expiresAt: number) => journeys.create({
      id: randomUUID(), realmId: realm.id, userId, epoch: refused.epoch, linkId: null, resetReference: null, reference, browserHash: 'b', expiresAt, version: 1, state: {},
    })
    await walk(refused.id, '1522-25', clock.now() + 60_000)
    await walk(refused.id, '1522-26', clock.now())
    for (const typed of ['1522-25', '152225', '１５２２２５']) expect(await named({ search: typed })).toEqual(['refused'])
    expect(await named({ search: '1522-26' })).toEqual([])
    expect(await named({ search: '1522-25', department: ['Elsewhere'] })).toEqual([])
    // Of those who were locked out, whoever reads these digits: nobody else.
    expect(await named({ search: '1522-25', lockedOut: true })).toEqual([])
    await must(house.storage.audit.record({ realmId: realm.id, type: 'sign-in.locked-out', actor: refused.id, userId: refused.id, outcome: 'refused', reason: 'refused.deny' }))
    expect(await named({ search: '1522-25', lockedOut: true })).toEqual(['refused'])
  })

  test('find nobody when the request is over, or of another realm', async () => {
    const late = await house.addUser(realm, 'late')
    await request(late.id, '1111-22', house.storage.clock.now() - 365 * day)
    expect(await named({ search: '111122' })).toEqual([])
    const elsewhere = await house.newRealm('elsewhere')
    const stranger = await house.person(elsewhere, 'stranger', ['global-admin'])
    expect(await named({ search: '4271-08' }, stranger)).toEqual([])
  })
})

describe('what is no filter is refused with the name of the field', () => {
  test.each([
    ['otp=maybe', 'otp'], ['enabled=1', 'enabled'], ['unusedDays=0', 'unusedDays'], ['unusedDays=1e9', 'unusedDays'], ['signedInBefore=yesterday', 'signedInBefore'],
    ['policyGroup=Admins', 'policyGroup.0'], ['policyGroup=none&policyGroup=Admins', 'policyGroup.1'], ['emergencyLeft=3', 'emergencyLeft.0'], ['emergencyLeft=last&emergencyLeft=4', 'emergencyLeft.1'], ['otpKind=none', 'otpKind.0'], ['role=', 'role.0'], ['colour=blue', 'colour'],
    [Array.from({ length: 21 }, (_, n) => `role=r${n}`).join('&'), 'role'], [`search=${'x'.repeat(201)}`, 'search'],
  ])('%s', async (query, path) => {
    const response = await raw(query)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'request.invalid', errors: [{ path }] })
  })

  test('what is no list stands once', async () => {
    expect((await raw('otp=waiting&otp=set-up')).status).toBe(400)
    expect((await raw('role=a&role=b&department=c&department=d')).status).toBe(200)
  })

  test('names of built-in things of the language do no harm', async () => {
    expect((await raw('__proto__=1')).status).toBe(400)
    expect((await raw('constructor=1')).status).toBe(400)
  })
})
