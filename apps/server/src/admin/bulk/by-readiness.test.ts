import { randomUUID } from 'node:crypto'
import type { Api } from '@tegata/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from '../acme.test-support.ts'
import { problemOf } from '../api.test-support.ts'

let api: Api
inAcme()
beforeAll(() => { api = admin.api })

/** A rule for a department of its own: who has no proved address is locked out by it, who has one sets up, one is ready. */
async function newRule(lost: number) {
  const department = `d-${randomUUID()}`
  const rule = await api.createEnforcement({ name: `rule ${randomUUID()}`, enforceFrom: { date: '2031-06-01', zone: 'Asia/Tokyo' }, target: { departments: [department] }, onUnenrolled: 'mailLink' })
  const add = (name: string, emailProvedAt: number | null) => house.addUser(realm, `${name}-${randomUUID().slice(0, 8)}`, { department, emailProvedAt })
  const stuck: string[] = []
  for (let n = 0; n < lost; n += 1) stuck.push((await add(n === 0 ? 'tanaka' : 'sato', null)).id)
  const open = await add('tanaka', 1)
  await house.addTotp(realm, await add('tanaka', 1))
  return { enforcementId: rule.id, stuck, open: open.id }
}
const tokensOf = async (userId: string) => (await house.storage.emergencyTokens.countLeft(realm.id, userId))
const given = async (ids: readonly string[]) => (await Promise.all(ids.map(tokensOf))).filter((count) => count > 0).length

describe('everybody who is in a state of an enforcement (S0-38)', () => {
  test('is handed emergency tokens, and nobody else is; then nobody is locked out any more', async () => {
    const { enforcementId, stuck, open } = await newRule(45)
    const readiness = { enforcementId, state: ['locked-out' as const] }
    expect(await api.previewBulkTopUp({ readiness })).toMatchObject({ people: 45, changed: 45, next: null })
    expect(await api.bulkTopUp({ readiness, reason: 'for the first day' })).toMatchObject({ done: 45, changed: 45, failures: [], next: null })
    expect([await given(stuck), await tokensOf(open)]).toEqual([45, 0])
    expect((await api.getReadiness({ enforcementId })).states).toMatchObject({ 'locked-out': 0, 'needs-token': 45, 'set-up': 1, ready: 0 })
  })

  test('by state, reason and a word together; each of them narrows', async () => {
    const { enforcementId, stuck, open } = await newRule(3)
    const people = async (more: object) => (await api.previewBulkSetupMail({ readiness: { enforcementId, ...more } })).people
    expect(await people({})).toBe(5)
    expect(await people({ search: 'tanaka' })).toBe(3)
    expect(await people({ search: 'tanaka', state: ['locked-out', 'set-up'] })).toBe(2)
    expect(await people({ reason: ['never-signed-in'], state: ['set-up'] })).toBe(1)
    expect(await people({ search: 'nobody' })).toBe(0)
    expect(await api.bulkTopUp({ readiness: { enforcementId, search: 'tanaka', state: ['locked-out', 'set-up'] }, reason: 'known by sight' })).toMatchObject({ done: 2, changed: 2 })
    expect([await given(stuck), await tokensOf(open) > 0]).toEqual([1, true])
  })

  test('the number that is confirmed is that of the run: whoever set up a code since the preview is not taken for one who has none', async () => {
    const { enforcementId, open } = await newRule(1)
    const readiness = { enforcementId, state: ['set-up' as const] }
    expect((await api.previewBulkDisable({ readiness })).people).toBe(1)
    const user = await house.storage.users.find(realm.id, open)
    if (!user) throw new Error(open)
    await house.addTotp(realm, user)
    expect(await problemOf(api.bulkDisable({ readiness, confirmed: 1 }))).toBe('bulk.other-number')
    expect(await house.storage.users.find(realm.id, open)).toMatchObject({ enabled: true })
  })

  test('whoever cannot be helped so is named with the reason, and can be tried again by name', async () => {
    const { enforcementId } = await newRule(1)
    const rule = await api.getEnforcement({ enforcementId })
    const mailless = await house.addUser(realm, `mute-${randomUUID().slice(0, 8)}`, { department: rule.target.departments[0] ?? '', email: null, emailProvedAt: null })
    const run = await api.bulkSetupMail({ readiness: { enforcementId, state: ['locked-out'] } })
    expect(run).toMatchObject({ done: 2, changed: 1, failures: [{ userId: mailless.id, code: 'user.no-email' }], next: null })
    expect(await api.bulkSetupMail({ userIds: run.failures.map(({ userId }) => userId) })).toMatchObject({ done: 1, changed: 0 })
  })

  test('of a rule that is not there, or of another realm, is nobody; and it stands alone', async () => {
    const { enforcementId } = await newRule(1)
    const readiness = { enforcementId }
    expect(await problemOf(api.previewBulkSetupMail({ readiness: { enforcementId: randomUUID() } }))).toBe('enforcement.not-found')
    expect(await problemOf(api.bulkTopUp({ readiness, filter: {}, reason: 'both' }))).toBe('request.invalid')
    expect(await problemOf(api.bulkTopUp({ readiness, userIds: [randomUUID()], reason: 'both' }))).toBe('request.invalid')
    const elsewhere = await house.person(await house.newRealm('other'), 'root', ['global-admin'])
    expect(await problemOf(elsewhere.api.previewBulkSetupMail({ readiness }))).toBe('enforcement.not-found')
  })
})
