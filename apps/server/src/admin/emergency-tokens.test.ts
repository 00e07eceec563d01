import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { normaliseEmergencyToken } from '@tegata/otp'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who
let help: Who

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('acme')
  admin = await house.person(realm, 'admin', ['global-admin'])
  help = await house.person(realm, 'help', ['help-desk'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const reason = 'Called back on the number in the directory'
const works = async (userId: string, value: string): Promise<boolean> =>
  (await house.storage.unit([house.storage.emergencyTokens.spend(realm.id, userId, normaliseEmergencyToken(value))])).ok
const mailsTo = async (userId: string) => (await house.storage.outbox.claim(100, 1000)).filter((mail) => mail.userId === userId)
let n = 0
const someone = () => house.addUser(realm, `someone-${n++}`)

describe('an emergency token from the help desk (S0-36, K-5)', () => {
  test('is shown once, never cached, works for a day, is audited with its reason, and told to the person by mail (P24)', async () => {
    const user = await someone()
    const response = await fetch(`${house.base}/api/realms/acme/users/${user.id}/emergency-tokens`, {
      method: 'POST', headers: { authorization: `Bearer ${help.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ reason }),
    })
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { value, id, expiresAt } = await response.json() as Record<string, string>
    expect(value).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
    expect(Math.round((Date.parse(expiresAt ?? '') - house.storage.clock.now()) / 3_600_000)).toBe(24)

    const listed = await help.api.listEmergencyTokens({ userId: user.id })
    expect(listed).toEqual({ next: null, everHad: true, items: [{ id, masked: `••••${value?.slice(-2)}`, recoverable: true, issuedAt: expect.any(String), issuedBy: 'help', expiresAt }] })
    const events = await admin.api.listEvents({ userId: user.id })
    expect(events.items).toMatchObject([{ type: 'emergency.issued', actor: { name: 'help' }, reason, details: { tokenId: id } }])
    expect(JSON.stringify(events), 'S3-20: no value in an event').not.toContain(value)
    expect(await mailsTo(user.id)).toMatchObject([{ kind: 'emergency-issued' }])
    expect(await works(user.id, value ?? '')).toBe(true)
  })

  test('works as long as was asked for: a day from the help desk (S3-25), thirty at most', async () => {
    const user = await someone()
    expect(await problemOf(help.api.issueEmergencyToken({ userId: user.id, reason, expiresInHours: 25 }))).toBe('permission.missing')
    const { expiresAt } = await admin.api.issueEmergencyToken({ userId: user.id, reason, expiresInHours: 720 })
    expect(Math.round((Date.parse(expiresAt ?? '') - house.storage.clock.now()) / 3_600_000)).toBe(720)
    expect(await problemOf(admin.api.issueEmergencyToken({ userId: user.id, reason, expiresInHours: 721 }))).toBe('request.invalid')
  })

  test('demands a reason', async () => {
    const user = await someone()
    for (const none of ['', '  ']) expect(await problemOf(help.api.issueEmergencyToken({ userId: user.id, reason: none }))).toBe('request.invalid')
  })

  test('is never issued for oneself, by the help desk never for administrators, and not for who is disabled', async () => {
    const off = await house.addUser(realm, 'off', { enabled: false })
    expect(await problemOf(admin.api.issueEmergencyToken({ userId: admin.user.id, reason }))).toBe('permission.not-for-yourself')
    expect(await problemOf(help.api.issueEmergencyToken({ userId: help.user.id, reason }))).toBe('permission.not-for-yourself')
    expect(await problemOf(help.api.issueEmergencyToken({ userId: admin.user.id, reason }))).toBe('permission.not-for-administrators')
    expect(await problemOf(help.api.revokeEmergencyTokens({ userId: admin.user.id }))).toBe('permission.not-for-administrators')
    expect(await problemOf(admin.api.issueEmergencyToken({ userId: off.id, reason }))).toBe('user.disabled')
    expect(await problemOf(admin.api.issueEmergencyToken({ userId: help.user.id, reason }))).toBe('done')
  })

  test('needs a second factor of the last five minutes (Z-4)', async () => {
    const user = await someone()
    const { id } = help.user
    const authenticatorId = (await house.storage.authenticators.listOf(realm.id, id))[0]?.id ?? ''
    const old = house.apiOf(realm, await house.signIn(realm, help.user, { authenticatorId }))
    house.storage.clock.set(house.storage.clock.now() + 5 * 60_000 + 1)
    expect(await problemOf(old.issueEmergencyToken({ userId: user.id, reason }))).toBe('token.insufficient-authentication')
    help = { ...help, api: house.apiOf(realm, await house.signIn(realm, help.user, { authenticatorId })) }
    const own = (await house.storage.authenticators.listOf(realm.id, admin.user.id))[0]?.id ?? ''
    admin = { ...admin, api: house.apiOf(realm, await house.signIn(realm, admin.user, { authenticatorId: own })) }
  })

  test('the operator on the host issues one for a sole administrator, and is named', async () => {
    const operator = await house.operator(realm)
    const { value } = await operator.issueEmergencyToken({ userId: admin.user.id, reason: 'issued on the host' })
    expect((await admin.api.listEvents({ userId: admin.user.id, type: 'emergency.issued' })).items[0]).toMatchObject({ actor: { name: 'operator@host' } })
    expect(await works(admin.user.id, value)).toBe(true)
  })

  test('revoked, none works', async () => {
    const user = await someone()
    const { value } = await help.api.issueEmergencyToken({ userId: user.id, reason })
    await help.api.revokeEmergencyTokens({ userId: user.id })
    expect(await help.api.listEmergencyTokens({ userId: user.id })).toEqual({ items: [], next: null, everHad: true })
    expect((await mailsTo(user.id)).map(({ kind }) => kind)).toEqual(['emergency-issued', 'emergency-revoked'])
    expect(await works(user.id, value)).toBe(false)
    expect((await admin.api.listEvents({ userId: user.id })).items[0]).toMatchObject({ type: 'emergency.revoked', details: { revoked: 1 } })
  })
})

describe('ends with what it stood in for (P20)', () => {
  test('Reset OTP revokes', async () => {
    const user = await someone()
    await house.addTotp(realm, user)
    const { value } = await help.api.issueEmergencyToken({ userId: user.id, reason })
    await help.api.resetOtp({ userId: user.id, reason })
    expect(await works(user.id, value)).toBe(false)
  })

  test('OTP Configured turned off revokes', async () => {
    const user = await someone()
    await admin.api.changeUser({ userId: user.id, otpRequired: true })
    const { value } = await admin.api.issueEmergencyToken({ userId: user.id, reason })
    await admin.api.changeUser({ userId: user.id, otpRequired: false })
    expect(await works(user.id, value)).toBe(false)
  })
})

test('sixty an hour and no more, by one administrator (section 5.4); fifty that work, for one person (S3-22)', async () => {
  const other = await house.person(realm, 'busy', ['help-desk'])
  const [one, two] = [await someone(), await someone()]
  const outcomes = await Promise.all(Array.from({ length: 55 }, () => problemOf(other.api.issueEmergencyToken({ userId: one.id, reason }))))
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(50)
  expect(new Set(outcomes.filter((outcome) => outcome !== 'done'))).toEqual(new Set(['emergency-token.too-many']))
  for (let rest = 0; rest < 10; rest++) expect(await problemOf(other.api.issueEmergencyToken({ userId: two.id, reason }))).toBe('done')
  expect(await problemOf(other.api.issueEmergencyToken({ userId: two.id, reason }))).toBe('request.too-many')
  expect((await admin.api.listEvents({ userId: two.id })).items[0]).toMatchObject({ type: 'emergency.issue-refused', outcome: 'refused' })
  expect(await problemOf(help.api.issueEmergencyToken({ userId: two.id, reason })), 'another one still may').toBe('done')
})
