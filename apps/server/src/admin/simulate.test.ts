import { randomUUID } from 'node:crypto'
import type { Api } from '@tegata/contract'
import type { Enforcement, PolicyGroup } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { problemOf } from './api.test-support.ts'
import { boss, house, inARealmWithSomebody, person, realm } from './realm-of-its-own.test-support.ts'
import { standardMapping } from './upstream-suggestions.ts'

type Asked = NonNullable<Parameters<Api['simulate']>[0]>

const day = 86_400_000

inARealmWithSomebody()

const simulate = (asked: Asked = {}) => boss.api.simulate(asked.person ? asked : { userId: person.id, ...asked })
const walkOf = ({ asked, line, steps, acr, end }: Awaited<ReturnType<typeof simulate>>) => ({ asked, line, steps: steps.map(({ kind }) => kind).join(' '), acr, end })

async function group(ask: PolicyGroup['ask'], exemptions: PolicyGroup['exemptions'] = []): Promise<PolicyGroup> {
  const made: PolicyGroup = {
    id: randomUUID(), realmId: realm.id, name: `${ask} ${randomUUID().slice(0, 4)}`, ask, exemptions, acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'],
    onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
  }
  await house.storage.unit([house.storage.policies.saveGroup(made)])
  return made
}

async function rule(over: Partial<Enforcement> = {}): Promise<Enforcement> {
  const made: Enforcement = {
    id: randomUUID(), realmId: realm.id, name: 'Everybody', enforceFrom: Date.now() + day, zone: 'Asia/Tokyo', registerBy: null, target: { everyone: true }, acceptedKinds: ['totp'],
    acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, reason: {}, helpLink: {},
    state: 'announced', waves: [], announcedAt: 1, edition: 1, version: 1, ...over,
  }
  const saved = await house.storage.unit([house.storage.policies.saveEnforcement(made)])
  if (!saved.ok) throw new Error(saved.missed)
  return made
}

const upstream = (trust: 'always' | 'evidence' | 'never') => house.storage.unit([house.storage.upstreams.create({
  id: randomUUID(), realmId: realm.id, alias: 'corp', name: { en: 'Corp ID' }, enabled: true, issuer: 'https://corp.test', clientId: 'tegata', clientAuth: 'none', scopes: ['openid'], trust,
  evidence: [{ claim: 'acr', value: 'gold', level: 2 }], evidenceMaxAgeMs: 900_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local', mapping: standardMapping, signOut: false, createdAt: 0,
}, null)])

describe('a sign-in that nobody makes (S1-25)', () => {
  test('of somebody whom nothing concerns: in, by one factor, and the table says why', async () => {
    const answer = await simulate()
    expect(walkOf(answer)).toEqual({ asked: 'no', line: 9, steps: 'none', acr: '1', end: 'in' })
    expect(answer).toMatchObject({ amr: ['pwd'], next: 'in', required: false, registered: false, requirements: [], upcoming: [], floors: [], policyGroup: null, enforcement: null, person: { id: person.id, username: 'yuna' } })
    expect(answer.trace.map(({ reason }) => reason.code)).toContain('line4.off')
  })

  test('with an app: the code, and what the application is told then', async () => {
    await house.addTotp(realm, person)
    expect(await simulate()).toMatchObject({ asked: 'yes', line: 8, next: 'code', acr: '2', amr: ['pwd', 'otp', 'mfa'], registered: true })
  })

  test('what is demanded and wished is read as at the authorization endpoint', async () => {
    await house.addTotp(realm, person)
    expect(await simulate({ demandedAcr: ['2'] })).toMatchObject({ line: 2, acr: '2', amr: ['pwd', 'otp', 'mfa'] })
    expect(await simulate({ wishedAcr: ['urn:tegata:acr:code'] })).toMatchObject({ line: 2, acr: 'urn:tegata:acr:code' })
    expect(await simulate({ demandedAcr: ['gold'] })).toMatchObject({ asked: 'refused', line: 0, end: 'refused', acr: null, amr: [], next: 'locked-out' })
  })

  test('the policy group that the person would be in, and none', async () => {
    const always = await group('always')
    expect(walkOf(await simulate({ policyGroup: always.id }))).toEqual({ asked: 'yes', line: 5, steps: 'set-up none', acr: '2', end: 'in' })
    await house.storage.unit(house.storage.users.change(realm.id, person.id, { policyGroupId: always.id }))
    expect(await simulate()).toMatchObject({ line: 5, policyGroup: { id: always.id, name: always.name }, requirements: [{ source: 'policy-group', name: always.name, kinds: ['totp'] }] })
    expect(await simulate({ policyGroup: 'none' })).toMatchObject({ line: 9, policyGroup: null })
  })

  test('networks and applications hold exemptions; what is unknown exempts from nothing', async () => {
    const office = await group('unless', [{ networks: ['192.0.2.0/24'] }, { clientIds: ['tegata-account'], networks: ['2001:db8::/32'] }])
    const at = async (more: Partial<Asked>) => (await simulate({ policyGroup: office.id, ...more })).reason.code
    expect(await at({ address: '192.0.2.9' })).toBe('line6.exempt')
    expect(await at({ address: '198.51.100.1' })).toBe('line6.not-exempt')
    expect(await at({})).toBe('line6.not-exempt')
    expect(await at({ address: '2001:db8::7', clientId: 'tegata-account' })).toBe('line6.exempt')
    expect(await at({ address: '2001:db8::7' })).toBe('line6.not-exempt')
  })

  test('a draft counts as announced, at its own instant, and nobody else meets it (S1-25)', async () => {
    const draft = await rule({ state: 'draft', announcedAt: null, onUnenrolled: 'codeOnly' })
    const then = new Date(draft.enforceFrom).toISOString()
    expect(await simulate({ at: then })).toMatchObject({ line: 9, enforcement: null })
    expect(await simulate({ at: then, enforcementId: draft.id })).toMatchObject({ line: 1, asked: 'yes', next: 'locked-out', end: 'locked-out', enforcement: { id: draft.id, name: 'Everybody' }, at: then })
    const before = await simulate({ at: new Date(draft.enforceFrom - 1).toISOString(), enforcementId: draft.id })
    expect(before).toMatchObject({ line: 9, upcoming: [{ id: draft.id, name: 'Everybody', enforceFrom: then, ready: false }] })
    expect(before.trace[1]?.reason.code).toBe('line1.not-yet')
  })

  test('so does one that is not saved, new or changed; nothing of it is kept (S0-4)', async () => {
    const everybody = { target: { everyone: true }, onUnenrolled: 'codeOnly' as const }
    const start = { date: new Date(Date.now() + 40 * day).toISOString().slice(0, 10), zone: 'Asia/Tokyo' }
    expect(await simulate({ enforcement: { ...everybody, name: 'New', enforceFrom: start }, at: start })).toMatchObject({ line: 1, end: 'locked-out', enforcement: { name: 'New' } })
    expect(await simulate({ enforcement: { ...everybody, enforceFrom: start } })).toMatchObject({ line: 9, upcoming: [{ enforceFrom: new Date(`${start.date}T00:00:00+09:00`).toISOString() }] })
    expect(await simulate({ enforcement: { ...everybody, now: true } }), 'without a date: as if it began now').toMatchObject({ line: 1, end: 'locked-out' })
    const draft = await rule({ state: 'draft', announcedAt: null, onUnenrolled: 'codeOnly' })
    const then = new Date(draft.enforceFrom).toISOString()
    expect(await simulate({ at: then, enforcementId: draft.id, enforcement: { onUnenrolled: 'enrol' } })).toMatchObject({ line: 1, end: 'in', enforcement: { id: draft.id, name: 'Everybody' } })
    expect(await simulate({ at: then, enforcementId: draft.id, enforcement: { target: { departments: ['Elsewhere'] } } })).toMatchObject({ line: 9 })
    expect((await boss.api.listEnforcements({})).items.filter(({ name }) => name === 'New')).toEqual([])
    expect((await boss.api.getEnforcement({ enforcementId: draft.id })).onUnenrolled).toBe('codeOnly')
    for (const wrong of [{ enforceFrom: { date: '2020-01-01' } }, { target: { roles: [randomUUID()] } }]) expect(await problemOf(simulate({ enforcement: wrong }))).toMatch(/^(enforcement.in-the-past|role.not-found)$/)
  })

  test('an instant is also a date and a time of a zone, that of the realm where none is named (S0-2)', async () => {
    const announced = await rule({ enforceFrom: Date.parse('2126-12-01T00:00:00+09:00') })
    expect(await simulate({ at: { date: '2126-12-01', zone: 'Asia/Tokyo' } })).toMatchObject({ line: 1, at: '2126-11-30T15:00:00.000Z', requirements: [{ source: 'enforcement', name: announced.name }] })
    expect(await simulate({ at: { date: '2126-11-30', time: '23:59', zone: 'Asia/Tokyo' } })).toMatchObject({ line: 9 })
    const refusal = (at: NonNullable<Asked['at']>) => simulate({ at }).catch((error: { details?: { errors?: readonly unknown[] } }) => error.details?.errors)
    expect(await refusal({ date: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' })).toMatchObject([{ path: 'at', rule: 'no-such-time' }])
    expect(await refusal({ date: '2125-10-28', time: '02:30', zone: 'Europe/Berlin' })).toMatchObject([{ path: 'at', rule: 'time-twice' }])
    expect(await refusal('2020-01-01T00:00:00Z')).toMatchObject([{ path: 'at', rule: 'too-early' }])
  })

  test('through an identity provider: trust, evidence, and what the provider leaves unsaid', async () => {
    await upstream('evidence')
    await house.addTotp(realm, person)
    const came = async (said: Partial<NonNullable<Asked['through']>> = {}) => (await simulate({ through: { alias: 'corp', ...said } })).trace[3]?.reason
    expect(await came()).toMatchObject({ code: 'line3.no-evidence', params: { upstream: 'Corp ID' } })
    expect(await came({ acr: 'gold' })).toMatchObject({ code: 'line3.evidence' })
    expect(await came({ acr: 'gold', authenticatedSecondsAgo: 901 })).toMatchObject({ code: 'line3.no-evidence' })
    expect(await came({ acr: 'gold', authenticatedSecondsAgo: null })).toMatchObject({ code: 'line3.no-evidence' })
    expect(await simulate({ through: { alias: 'corp', acr: 'gold' } })).toMatchObject({ asked: 'no', acr: '2', end: 'in' })
  })

  test('trust `always` counts for nothing where an enforcement is in force (S0-18)', async () => {
    await upstream('always')
    await rule({ enforceFrom: 1 })
    expect(await simulate({ through: { alias: 'corp' } })).toMatchObject({ line: 1, asked: 'yes', next: 'set-up' })
  })

  test('as if the sign-in were presented classically: nothing can be set up there (S0-37)', async () => {
    const always = await group('always')
    expect(walkOf(await simulate({ policyGroup: always.id, presentation: 'classic' }))).toEqual({ asked: 'yes', line: 5, steps: 'emergency', acr: null, end: 'locked-out' })
  })

  test('an imagined person: roles, those of groups, kinds and tokens', async () => {
    const helpDesk = await house.roleId(realm, 'help-desk')
    const desk = await boss.api.createGroup({ name: 'Desk' })
    await boss.api.grantGroupRole({ groupId: desk.id, roleId: helpDesk })
    await rule({ enforceFrom: 1, target: { roleNames: ['help-desk'] } })
    expect(await simulate({ person: {} })).toMatchObject({ line: 9, person: null })
    for (const one of [{ roles: [helpDesk] }, { groups: [desk.id] }]) {
      const answer = await simulate({ person: one })
      expect(answer, 'an administrative role: the mailbox, too').toMatchObject({ line: 1, onUnenrolled: 'mailLink', steps: [{ kind: 'set-up', kinds: ['totp'], proof: 'mailbox' }, { kind: 'none' }] })
      expect(answer.floors.map(({ code }) => code)).toContain('floor.administrative')
    }
    expect(walkOf(await simulate({ person: { roles: [helpDesk], kinds: ['totp'] } }))).toMatchObject({ line: 1, steps: 'challenge none' })
    expect(walkOf(await simulate({ person: { roles: [helpDesk], addressProved: false } }))).toMatchObject({ end: 'locked-out' })
    expect(walkOf(await simulate({ person: { roles: [helpDesk], addressProved: false, emergencyTokens: 1 } }))).toMatchObject({ steps: 'emergency none', end: 'in' })
    expect(walkOf(await simulate({ person: { otpRequired: true } }))).toMatchObject({ line: 4, steps: 'set-up none' })
  })

  test('changes nothing, and leaves no trace in the log', async () => {
    const before = await house.storage.audit.list(realm.id, {}, null, 200)
    await simulate({ person: { otpRequired: true } })
    expect((await house.storage.audit.list(realm.id, {}, null, 200)).items).toEqual(before.items)
  })
})

describe('what is not there, or makes no sense', () => {
  test.each<[Partial<Asked>, string]>([
    [{ userId: '00000000-0000-4000-8000-000000000001' }, 'user.not-found'],
    [{ policyGroup: '00000000-0000-4000-8000-000000000001' }, 'policy-group.not-found'],
    [{ enforcementId: '00000000-0000-4000-8000-000000000001' }, 'enforcement.not-found'],
    [{ clientId: 'nobody' }, 'client.not-found'],
    [{ through: { alias: 'nobody' } }, 'upstream.not-found'],
    [{ person: { roles: ['00000000-0000-4000-8000-000000000001'] } }, 'role.not-found'],
    [{ person: { groups: ['00000000-0000-4000-8000-000000000001'] } }, 'group.not-found'],
    [{ address: 'office' }, 'request.invalid'],
    [{ address: '192.0.2.0/24' }, 'request.invalid'],
  ])('%j: %s', async (asked, code) => expect(await problemOf(simulate(asked))).toBe(code))

  test('a person, or an imagined one: not both, and not neither', async () => {
    expect(await problemOf(boss.api.simulate({}))).toBe('request.invalid')
    expect(await problemOf(boss.api.simulate({ userId: person.id, person: {} }))).toBe('request.invalid')
  })

  test('whoever may only look simulates too, and nobody looks into another realm', async () => {
    const reader = await house.person(realm, 'reader', ['read-only-admin'])
    expect(await reader.api.simulate({ userId: person.id })).toMatchObject({ line: 9 })
    const stranger = await house.person(realm, 'stranger')
    expect(await problemOf(stranger.api.simulate({ userId: person.id }))).toBe('permission.missing')
    const elsewhere = await house.addUser(await house.newRealm('elsewhere'), 'theirs')
    expect(await problemOf(boss.api.simulate({ userId: elsewhere.id }))).toBe('user.not-found')
  })
})
