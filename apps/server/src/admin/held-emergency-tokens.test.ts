import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrativeRoles } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import { normaliseEmergencyToken } from '@tegata/otp'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who
let boss: Who

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('acme')
  admin = await house.person(realm, 'admin', ['global-admin'])
  boss = await house.person(realm, 'boss', ['global-admin'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const reason = 'Called back on the number in the directory'
let n = 0
const someone = () => house.addUser(realm, `someone-${n++}`)
const works = async (userId: string, value: string): Promise<boolean> =>
  (await house.storage.unit([house.storage.emergencyTokens.spend(realm.id, userId, normaliseEmergencyToken(value))])).ok
const mailsTo = async (userId: string) => (await house.storage.outbox.claim(1000, 1000)).filter((mail) => mail.userId === userId)
const eventsOf = async (userId: string) => (await admin.api.listEvents({ userId })).items
const listed = async (userId: string) => (await admin.api.listEmergencyTokens({ userId })).items
/** One that was made for somebody, and its id. */
async function held(userId: string, value?: string): Promise<{ tokenId: string; value: string }> {
  const { items: [issued] } = await admin.api.issueEmergencyTokens({ userId, reason, ...(value === undefined ? {} : { values: [value] }) })
  return { tokenId: issued?.id ?? '', value: issued?.value ?? '' }
}

describe('those that somebody begins with (S3-21)', () => {
  const made = (username: string, more: Record<string, unknown> = {}) =>
    admin.api.createUser({ username, givenName: 'New', familyName: 'Person', email: `${username}@example.test`, otpRequired: true, ...more })

  test('are five, without an end, each of them one sign-in; the answer and the log hold no value', async () => {
    const created = await made('begins')
    const tokens = await listed(created.id)
    expect(tokens).toHaveLength(5)
    expect(new Set(tokens.map(({ expiresAt, recoverable, issuedBy }) => JSON.stringify({ expiresAt, recoverable, issuedBy }))))
      .toEqual(new Set([JSON.stringify({ expiresAt: null, recoverable: true, issuedBy: 'admin' })]))
    const { value } = await admin.api.revealEmergencyToken({ userId: created.id, tokenId: tokens[0]?.id ?? '', reason })
    const told = JSON.stringify([created, tokens, await eventsOf(created.id)])
    for (const spelling of [value, normaliseEmergencyToken(value)]) expect(told).not.toContain(spelling)
    expect((await eventsOf(created.id)).at(-1)).toMatchObject({ type: 'user.created', details: { emergencyTokens: 5 } })
    expect(await works(created.id, value)).toBe(true)
    expect(await listed(created.id)).toHaveLength(4)
  })

  test('are as many as the realm says; none where no value is kept', async () => {
    const other = await house.newRealm('sparing')
    const chief = await house.person(other, 'chief', ['global-admin'])
    const newcomer = async (username: string) => {
      const { id } = await chief.api.createUser({ username, givenName: 'New', familyName: 'Person', otpRequired: false })
      return (await chief.api.listEmergencyTokens({ userId: id })).items.length
    }
    expect(await chief.api.getRealm()).toMatchObject({ emergencyMode: 'recoverable', emergencyInitial: 5 })
    await chief.api.changeRealm({ emergencyInitial: 2 })
    expect(await newcomer('two')).toBe(2)
    expect((await chief.api.whoAmI()).realm).toMatchObject({ emergencyMode: 'recoverable', emergencyInitial: 2 })
    await chief.api.changeRealm({ emergencyInitial: 0 })
    expect(await newcomer('none')).toBe(0)
    await chief.api.changeRealm({ emergencyInitial: 3, emergencyMode: 'once' })
    expect(await newcomer('hashed')).toBe(0)
    for (const emergencyInitial of [-1, 51, 2.5]) expect(await problemOf(chief.api.changeRealm({ emergencyInitial }))).toBe('request.invalid')
  })
})

describe('several at once, chosen, and topped up', () => {
  test('S3-15, S3-25: as many as asked for, without an end or with one; told in one mail and one event', async () => {
    const user = await someone()
    const { items } = await admin.api.issueEmergencyTokens({ userId: user.id, reason, count: 3 })
    expect(new Set(items.map(({ value, expiresAt }) => `${value.length} ${expiresAt}`))).toEqual(new Set(['19 null']))
    expect((await mailsTo(user.id)).map(({ kind, text }) => [kind, text.includes('3 emergency tokens were issued')])).toEqual([['emergency-issued', true]])
    expect(await eventsOf(user.id)).toMatchObject([{ type: 'emergency.issued', reason, details: { tokenIds: items.map(({ id }) => id), expiresAt: null } }])
    const { items: [short] } = await admin.api.issueEmergencyTokens({ userId: user.id, reason, expiresInHours: 8760 })
    expect(Math.round((Date.parse(short?.expiresAt ?? '') - house.storage.clock.now()) / 3_600_000)).toBe(8760)
    expect((await listed(user.id)).map(({ id }) => id).sort()).toEqual([...items, ...short ? [short] : []].map(({ id }) => id).sort())
  })

  test('S3-23, S3-24: a value of one’s own works however it is typed, and never comes again, used or not', async () => {
    const [user, other] = [await someone(), await someone()]
    const { value } = await held(user.id, ' Sakura-2026-Haru ')
    expect(value).toBe('SAKU-RA20-26HA-RU')
    expect((await listed(user.id))[0]?.masked).toBe('••••RU')
    const again = (values: string[], userId = user.id) => problemOf(admin.api.issueEmergencyTokens({ userId, reason, values }))
    expect(await again(['SAKURA 2026 HARU'])).toBe('emergency-token.value-taken')
    expect(await works(user.id, 'ｓａｋｕｒａ２０２６ ｈａｒｕ')).toBe(true)
    expect(await again(['sakura2026haru'])).toBe('emergency-token.value-taken')
    expect(await again(['momiji-2026', 'MOMIJI 2026'])).toBe('emergency-token.value-taken')
    expect(await listed(user.id), 'all or none').toEqual([])
    expect(await again(['sakura2026haru'], other.id)).toBe('done')
    for (const short of ['1234567', '1-2-3-4-5-6-7', '        ', '-------------']) expect(await again([short])).toBe('emergency-token.too-short')
    for (const simple of ['12345678', 'aaaa-aaaa', 'ａｂｃｄｅｆｇｈ']) expect(await again([simple])).toBe('emergency-token.too-simple')
    for (const odd of ['abcdefgh\u0000', 'abcdefgh\u202e', 'abcdefgh\ud800', 'a'.repeat(65)]) expect(await again([odd])).toBe('request.invalid')
    expect(await problemOf(admin.api.issueEmergencyTokens({ userId: user.id, reason, values: ['momiji-2026'], count: 2 }))).toBe('request.invalid')
    expect(JSON.stringify(await eventsOf(user.id))).not.toMatch(/sakura/i)
  })

  test('whoever never had one is told from whoever has none left', async () => {
    const user = await someone()
    const ever = async () => (await admin.api.listEmergencyTokens({ userId: user.id })).everHad
    expect(await ever()).toBe(false)
    await held(user.id, 'sakura-2026')
    expect(await ever()).toBe(true)
    await admin.api.revokeEmergencyTokens({ userId: user.id })
    expect([await listed(user.id), await ever()]).toEqual([[], true])
  })

  test('S3-22: fifty and not one more, by however many requests at once', async () => {
    const user = await someone()
    expect(await problemOf(admin.api.issueEmergencyTokens({ userId: user.id, reason, count: 51 }))).toBe('request.invalid')
    await admin.api.issueEmergencyTokens({ userId: user.id, reason, count: 20 })
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => problemOf(boss.api.issueEmergencyTokens({ userId: user.id, reason, count: 20 }))))
    expect(outcomes.sort()).toEqual(['done', 'emergency-token.too-many', 'emergency-token.too-many', 'emergency-token.too-many'])
    expect(await listed(user.id)).toHaveLength(40)
  })

  test('S3-26: topped up to the number of the realm and no further, also twice at once', async () => {
    const user = await someone()
    await held(user.id)
    const both = await Promise.all([admin, boss].map(({ api }) => api.topUpEmergencyTokens({ userId: user.id, reason })))
    expect(both.map(({ items }) => items.length).sort()).toEqual([0, 4])
    expect(await listed(user.id)).toHaveLength(5)
    expect((await admin.api.topUpEmergencyTokens({ userId: user.id, reason })).items).toEqual([])
    expect((await eventsOf(user.id)).filter(({ type }) => type === 'emergency.issued')).toHaveLength(2)
  })
})

describe('revealed (K-6, S3-20)', () => {
  test('as it was given, with a reason, in the log, and told to the person; the answer is never cached', async () => {
    const user = await someone()
    const { tokenId, value } = await held(user.id, 'sakura-2026')
    const response = await fetch(`${house.base}/api/realms/acme/users/${user.id}/emergency-tokens/${tokenId}/reveal`, {
      method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ reason }),
    })
    expect([response.status, response.headers.get('cache-control'), await response.json()]).toEqual([200, 'no-store', { value }])
    const [event] = await eventsOf(user.id)
    expect(event).toMatchObject({ type: 'emergency.revealed', actor: { name: 'admin' }, reason, details: { tokenId } })
    expect((await mailsTo(user.id)).map(({ kind }) => kind)).toEqual(['emergency-issued', 'emergency-revealed'])
    expect(await listed(user.id), 'and works as before').toHaveLength(1)
    for (const none of ['', ' ']) expect(await problemOf(admin.api.revealEmergencyToken({ userId: user.id, tokenId, reason: none }))).toBe('request.invalid')
  })

  test.each(administrativeRoles)('by %s: global administrators alone may', async (role) => {
    const user = await someone()
    const { tokenId } = await held(user.id)
    const who = await house.person(realm, `reveals-${role}`, [role])
    expect(await problemOf(who.api.revealEmergencyToken({ userId: user.id, tokenId, reason }))).toBe(role === 'global-admin' ? 'done' : 'permission.missing')
    expect(await problemOf(who.api.issueEmergencyTokens({ userId: user.id, reason }))).toBe(role === 'global-admin' ? 'done' : 'permission.missing')
    expect(await problemOf(who.api.topUpEmergencyTokens({ userId: user.id, reason }))).toBe(role === 'global-admin' ? 'done' : 'permission.missing')
  })

  test('never one’s own, never issued or topped up for oneself', async () => {
    const { items: [token] } = await boss.api.issueEmergencyTokens({ userId: admin.user.id, reason })
    const mine = { userId: admin.user.id, reason }
    expect(await problemOf(admin.api.revealEmergencyToken({ ...mine, tokenId: token?.id ?? '' }))).toBe('permission.not-for-yourself')
    expect(await problemOf(admin.api.issueEmergencyTokens(mine))).toBe('permission.not-for-yourself')
    expect(await problemOf(admin.api.topUpEmergencyTokens(mine))).toBe('permission.not-for-yourself')
    expect(await problemOf(boss.api.revealEmergencyToken({ ...mine, tokenId: token?.id ?? '' }))).toBe('done')
  })

  test('never by a token of the command line, which may all the rest', async () => {
    const [user, operator] = [await someone(), await house.operator(realm)]
    const { items: [token] } = await operator.issueEmergencyTokens({ userId: user.id, reason })
    expect(await problemOf(operator.revealEmergencyToken({ userId: user.id, tokenId: token?.id ?? '', reason }))).toBe('permission.not-on-the-host')
    expect((await eventsOf(user.id)).map(({ type }) => type)).not.toContain('emergency.revealed')
    expect((await operator.topUpEmergencyTokens({ userId: user.id, reason })).items).toHaveLength(4)
  })

  test('not once it was used, revoked or has expired; not another person’s', async () => {
    const [user, other] = [await someone(), await someone()]
    const [used, revoked, kept] = [await held(user.id), await held(user.id), await held(user.id)]
    await works(user.id, used.value)
    await admin.api.revokeEmergencyToken({ userId: user.id, tokenId: revoked.tokenId })
    const reveal = (tokenId: string, userId = user.id) => problemOf(admin.api.revealEmergencyToken({ userId, tokenId, reason }))
    expect(await Promise.all([reveal(used.tokenId), reveal(revoked.tokenId), reveal(kept.tokenId, other.id)]))
      .toEqual(['emergency-token.not-found', 'emergency-token.not-found', 'emergency-token.not-found'])
    expect(await reveal(kept.tokenId)).toBe('done')
  })

  test('sixty an hour and no more, by one administrator; the log says that it was tried', async () => {
    const user = await someone()
    const { tokenId } = await held(user.id)
    const busy = await house.person(realm, 'busy-reader', ['global-admin'])
    const outcomes = await Promise.all(Array.from({ length: 62 }, () => problemOf(busy.api.revealEmergencyToken({ userId: user.id, tokenId, reason }))))
    expect([outcomes.filter((outcome) => outcome === 'done').length, outcomes.filter((outcome) => outcome === 'request.too-many').length]).toEqual([60, 2])
    expect((await eventsOf(user.id))[0]).toMatchObject({ type: 'emergency.reveal-refused', outcome: 'refused' })
    expect(await problemOf(boss.api.revealEmergencyToken({ userId: user.id, tokenId, reason })), 'another one still may').toBe('done')
  })

  test('where a realm turns to `once`, what was kept is forgotten, works on, and new ones are shown once', async () => {
    const other = await house.newRealm('forgets')
    const chief = await house.person(other, 'chief', ['global-admin'])
    const user = await house.addUser(other, 'someone')
    const { items: [before] } = await chief.api.issueEmergencyTokens({ userId: user.id, reason })
    await chief.api.changeRealm({ emergencyMode: 'once' })
    const { items: [after] } = await chief.api.issueEmergencyTokens({ userId: user.id, reason })
    for (const token of [before, after]) {
      expect(await problemOf(chief.api.revealEmergencyToken({ userId: user.id, tokenId: token?.id ?? '', reason }))).toBe('emergency-token.not-kept')
    }
    await chief.api.changeRealm({ emergencyMode: 'recoverable' })
    const { items } = await chief.api.listEmergencyTokens({ userId: user.id })
    expect(items.map(({ masked, recoverable }) => [masked, recoverable])).toEqual([['••••', false], ['••••', false]])
    expect((await house.storage.unit([house.storage.emergencyTokens.spend(other.id, user.id, normaliseEmergencyToken(before?.value ?? ''))])).ok).toBe(true)
  })
})

test('one is revoked, the others stay; the person is told; not twice', async () => {
  const user = await someone()
  const [one, other] = [await held(user.id), await held(user.id)]
  await admin.api.revokeEmergencyToken({ userId: user.id, tokenId: one.tokenId })
  expect((await listed(user.id)).map(({ id }) => id)).toEqual([other.tokenId])
  expect(await works(user.id, one.value)).toBe(false)
  expect((await eventsOf(user.id))[0]).toMatchObject({ type: 'emergency.revoked', details: { revoked: 1, tokenId: one.tokenId } })
  expect((await mailsTo(user.id)).at(-1)).toMatchObject({ kind: 'emergency-revoked' })
  expect(await problemOf(admin.api.revokeEmergencyToken({ userId: user.id, tokenId: one.tokenId }))).toBe('emergency-token.not-found')
})
