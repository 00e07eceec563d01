import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { User } from '@tegata/storage'
import { admin, house, inAcme, realm } from '../acme.test-support.ts'
import { problemOf } from '../api.test-support.ts'
import { people } from './people-of.test-support.ts'

inAcme()

const read = (users: readonly { id: string }[]) => Promise.all(users.map(({ id }) => house.read(realm, id)))
const eventsOf = async (userId: string) => (await house.storage.audit.list(realm.id, { userId }, null, 50)).items
const mailsOf = async (userId: string, kind: string) => (await house.storage.outbox.stateOf(realm.id, userId, kind))?.state
const nothing = {
  people: 0, changed: 0, unchanged: 0, refused: [], asked: 0, setUp: 0, notAsked: 0, needToken: 0, lockedOut: 0, lockedOutPeople: [], signedOut: 0, sessions: 0,
  authenticators: 0, emergencyTokensRevoked: 0, emergencyTokensIssued: 0, resets: 0, keeping: 0, administrators: 0, mails: 0, newPasswords: 0, withoutAddress: 0, mailMinutes: 0, confirm: false, next: null,
}

describe('OTP Configured on for many (S2-6, S2-16)', () => {
  test('the preview says whom it changes, who will set up and who is asked, and the run does just that', async () => {
    const { department, users } = await people(3)
    const [first] = users
    await house.storage.unit([house.storage.users.setOtpRequired(realm.id, first?.id ?? '', true)])
    await house.signIn(realm, users[1] as User)
    expect(await admin.api.previewBulkOtpOn({ filter: { department: [department] } })).toEqual({ ...nothing, people: 3, changed: 2, unchanged: 1, setUp: 2 })
    expect(await admin.api.bulkOtpOn({ filter: { department: [department] }, reason: 'from Monday on' })).toEqual({ done: 3, changed: 2, failures: [], next: null })
    const after = await read(users)
    expect(after.map(({ otpRequired }) => otpRequired)).toEqual([true, true, true])
    expect((await eventsOf(users[1]?.id ?? '')).at(0)).toMatchObject({ type: 'user.otp-turned-on', actor: admin.user.id, reason: 'from Monday on', address: expect.any(String) })
    expect(after[1]?.version).toBe((users[1]?.version ?? 0) + 1)
    // S2-16: nobody is thrown out.
    expect(await house.storage.sessions.listOf(realm.id, users[1]?.id ?? '')).toHaveLength(1)
    expect(await admin.api.bulkOtpOn({ filter: { department: [department] } })).toEqual({ done: 3, changed: 0, failures: [], next: null })
    expect(await eventsOf(first?.id ?? '')).toHaveLength(0)
  })

  test('"sign them out now" says how many sessions end, and ends them', async () => {
    const { users, userIds } = await people(2)
    await house.signIn(realm, users[0] as User)
    await house.signIn(realm, users[0] as User)
    expect(await admin.api.previewBulkOtpOn({ userIds, signOutNow: true })).toMatchObject({ changed: 2, signedOut: 1, sessions: 2, confirm: false })
    expect(await admin.api.bulkOtpOn({ userIds, signOutNow: true })).toMatchObject({ changed: 2 })
    expect(await house.storage.sessions.listOf(realm.id, userIds[0] ?? '')).toEqual([])
    expect((await read(users)).map(({ epoch }) => epoch)).toEqual(users.map(({ epoch }) => epoch + 1))
  })

  test('S2-21, P20: of somebody for whom it was on before it is a complete reset, which has to be confirmed', async () => {
    const { department, users, userIds } = await people(2, { otpRequired: true })
    await house.addTotp(realm, users[0] as User)
    expect(await admin.api.bulkOtpOff({ userIds, confirmed: 2, reason: 'as agreed' })).toMatchObject({ changed: 2 })
    // Bound in between, by whoever was there.
    await house.addTotp(realm, users[0] as User)
    const plain = await house.addUser(realm, `u-${randomUUID()}`, { department })
    const preview = await admin.api.previewBulkOtpOn({ filter: { department: [department] } })
    expect(preview).toMatchObject({ people: 3, changed: 3, resets: 2, authenticators: 1, mails: 2, mailMinutes: 1, confirm: true })
    const run = await admin.api.bulkOtpOn({ filter: { department: [department] } })
    expect(run).toMatchObject({ done: 3, changed: 1, next: null })
    expect(run.failures.map(({ userId, code, username }) => [userId, code, username]).sort()).toEqual(users.map(({ id, username }) => [id, 'bulk.not-confirmed', username]).sort())
    expect((await house.read(realm, plain.id)).otpRequired).toBe(true)
    expect(await house.storage.authenticators.listOf(realm.id, userIds[0] ?? '')).toHaveLength(1)
    expect(await admin.api.bulkOtpOn({ userIds, confirmed: 2 })).toEqual({ done: 2, changed: 2, failures: [], next: null })
    expect(await house.storage.authenticators.listOf(realm.id, userIds[0] ?? '')).toEqual([])
    expect((await eventsOf(userIds[0] ?? '')).at(0)).toMatchObject({ type: 'user.otp-reset', detail: { by: 'switch' } })
    expect(await mailsOf(userIds[0] ?? '', 'otp-reset')).toBe('waiting')
  })
})

describe('OTP Configured off for many', () => {
  test('says how many sessions end, what is removed and who is told, demands the number, and does just that (P24)', async () => {
    const { department, users, userIds } = await people(4, { otpRequired: true })
    const [first, second, third, silent] = users as [User, User, User, User]
    await house.addTotp(realm, first)
    await house.addTotp(realm, second)
    await house.storage.unit(house.storage.users.change(realm.id, silent.id, { email: null }))
    await house.addTotp(realm, silent)
    await house.signIn(realm, third)
    const filter = { department: [department] }
    const preview = await admin.api.previewBulkOtpOff({ filter })
    expect(preview).toEqual({
      ...nothing, people: 4, changed: 4, notAsked: 4, signedOut: 1, sessions: 1, authenticators: 3, mails: 2, withoutAddress: 1, mailMinutes: 1, confirm: true,
    })
    expect(await problemOf(admin.api.bulkOtpOff({ filter, reason: 'as agreed' }))).toBe('bulk.other-number')
    expect(await problemOf(admin.api.bulkOtpOff({ filter, confirmed: 3, reason: 'as agreed' }))).toBe('bulk.other-number')
    expect(await admin.api.bulkOtpOff({ filter, confirmed: preview.people, reason: 'the pilot is over' })).toEqual({ done: 4, changed: 4, failures: [], next: null })
    for (const id of userIds) expect(await house.storage.authenticators.listOf(realm.id, id)).toEqual([])
    expect(await house.storage.sessions.listOf(realm.id, third.id)).toEqual([])
    expect(await mailsOf(first.id, 'authenticator-removed')).toBe('waiting')
    expect(await mailsOf(silent.id, 'authenticator-removed')).toBeUndefined()
    expect((await eventsOf(second.id)).at(0)).toMatchObject({ type: 'user.otp-turned-off', reason: 'the pilot is over', detail: { authenticatorsRemoved: true } })
    expect((await read(users)).every(({ otpRequired, otpTurnedOffAt }) => !otpRequired && otpTurnedOffAt !== null)).toBe(true)
  })

  test('P21: what people set up stays where another rule requires it, and the preview says of how many', async () => {
    const group = await admin.api.createPolicyGroup({ name: `always ${randomUUID()}`, ask: 'always' })
    const { users, userIds } = await people(2, { otpRequired: true, policyGroupId: group.id })
    await house.addTotp(realm, users[0] as User)
    expect(await admin.api.previewBulkOtpOff({ userIds })).toMatchObject({ changed: 2, keeping: 2, notAsked: 0, authenticators: 0, mails: 0 })
    expect(await admin.api.bulkOtpOff({ userIds, confirmed: 2, reason: 'as agreed' })).toMatchObject({ changed: 2 })
    expect(await house.storage.authenticators.listOf(realm.id, userIds[0] ?? '')).toHaveLength(1)
  })

  test('a filter that means more people than were previewed is not run: somebody came meanwhile', async () => {
    const { department } = await people(2, { otpRequired: true })
    const filter = { department: [department] }
    const { people: number } = await admin.api.previewBulkOtpOff({ filter })
    const late = await house.addUser(realm, `u-${randomUUID()}`, { department, otpRequired: true })
    expect(await problemOf(admin.api.bulkOtpOff({ filter, confirmed: number, reason: 'as agreed' }))).toBe('bulk.other-number')
    expect((await house.read(realm, late.id)).otpRequired).toBe(true)
  })
})

describe('Reset OTP for many', () => {
  test('S2-21 … S2-23: everything goes in one unit each, with the mail that says how to get in again', async () => {
    const { users, userIds } = await people(3, { otpRequired: true })
    const [first, , invited] = users as [User, User, User]
    await house.addTotp(realm, first)
    await admin.api.topUpEmergencyTokens({ userId: first.id, reason: 'lost' })
    await house.storage.unit([...house.storage.users.change(realm.id, invited.id, {})])
    const preview = await admin.api.previewBulkResetOtp({ userIds })
    expect(preview).toEqual({ ...nothing, people: 3, changed: 3, setUp: 3, authenticators: 1, emergencyTokensRevoked: 5, mails: 3, mailMinutes: 1, confirm: true })
    expect(await admin.api.bulkResetOtp({ userIds, confirmed: 3, reason: 'all telephones were replaced' })).toEqual({ done: 3, changed: 3, failures: [], next: null })
    for (const user of await read(users)) {
      expect(user).toMatchObject({ otpRequired: true, otpResetAt: expect.any(Number), epoch: 2 })
      expect((await eventsOf(user.id)).at(0)).toMatchObject({ type: 'user.otp-reset', reason: 'all telephones were replaced' })
      expect(await mailsOf(user.id, 'otp-reset')).toBe('waiting')
    }
    expect(await house.storage.emergencyTokens.countLeft(realm.id, first.id)).toBe(0)
  })

  test('how people prove who they are changes what they meet, and the preview says so', async () => {
    const { users, userIds } = await people(2)
    await house.storage.unit([...house.storage.users.change(realm.id, userIds[1] ?? '', { email: null })])
    const preview = await admin.api.previewBulkResetOtp({ userIds, proof: 'emergency-token' })
    expect(preview).toMatchObject({ changed: 2, setUp: 0, needToken: 2, mails: 1, withoutAddress: 1 })
    expect(preview.lockedOutPeople.map(({ id }) => id).sort()).toEqual(users.map(({ id }) => id).sort())
    await admin.api.bulkResetOtp({ userIds, confirmed: 2, proof: 'emergency-token', reason: 'as agreed' })
    expect((await read(users)).map(({ resetProof }) => resetProof)).toEqual(['codeOnly', 'codeOnly'])
  })
})

describe('set-up mails for many', () => {
  test('go to whoever has an address; the others are named, with the reason, and hold nobody up', async () => {
    const { users, userIds } = await people(3, { passwordHash: null })
    const [mailed, silent, disabled] = users as [User, User, User]
    await house.storage.unit([...house.storage.users.change(realm.id, silent.id, { email: null }), ...house.storage.users.change(realm.id, disabled.id, { enabled: false })])
    const preview = await admin.api.previewBulkSetupMail({ userIds })
    expect(preview).toMatchObject({ people: 3, changed: 1, mails: 1, confirm: false })
    expect(preview.refused.map(({ code, people: count }) => [code, count]).sort()).toEqual([['user.disabled', 1], ['user.no-email', 1]])
    const run = await admin.api.bulkSetupMail({ userIds })
    expect(run).toMatchObject({ done: 3, changed: 1, next: null })
    expect(run.failures.map(({ userId, code, title }) => [userId, code, title]).sort()).toEqual([
      [silent.id, 'user.no-email', 'This user has no email address.'], [disabled.id, 'user.disabled', 'This user is disabled.'],
    ].sort())
    expect(await mailsOf(mailed.id, 'set-up')).toBe('waiting')
    // To try again: the ids of those who failed, once what stood in the way is gone.
    await house.storage.unit(house.storage.users.change(realm.id, disabled.id, { enabled: true }))
    expect(await admin.api.bulkSetupMail({ userIds: run.failures.map(({ userId }) => userId) })).toMatchObject({ done: 2, changed: 1 })
  })

  test('say whose mail leads to a new password, and ask whoever has one and no code to set that up', async () => {
    const { users, userIds } = await people(2)
    const invited = await people(1, { passwordHash: null })
    await house.addTotp(realm, users[1] as User)
    const all = [...userIds, ...invited.userIds]
    expect(await admin.api.previewBulkSetupMail({ userIds: all })).toMatchObject({ changed: 3, mails: 3, newPasswords: 1 })
    expect(await admin.api.bulkSetupMail({ userIds: all })).toMatchObject({ changed: 3 })
    expect(await Promise.all([mailsOf(all[0] ?? '', 'set-up-code'), mailsOf(all[1] ?? '', 'reset-password'), mailsOf(all[2] ?? '', 'set-up')])).toEqual(['waiting', 'waiting', 'waiting'])
  })

  test('S2-9: whoever was sent too many is told so by name, and everybody else is mailed in the same call', async () => {
    const { userIds } = await people(5)
    const { max } = realm.settings.limits.mailAfterPassword
    for (let sent = 0; sent < max; sent++) expect(await admin.api.bulkSetupMail({ userIds: userIds.slice(2, 3) })).toMatchObject({ changed: 1 })
    expect(await admin.api.previewBulkSetupMail({ userIds })).toMatchObject({ changed: 4, mails: 4, refused: [{ code: 'mail.too-many', people: 1 }] })
    const run = await admin.api.bulkSetupMail({ userIds })
    expect(run).toMatchObject({ done: 5, changed: 4 })
    expect(run.failures.map(({ userId, code }) => [userId, code])).toEqual([[userIds[2], 'mail.too-many']])
    for (const id of userIds) expect((await eventsOf(id)).filter(({ type }) => type === 'user.setup-mail-sent')).toHaveLength(id === userIds[2] ? max : 1)
  })

  test('are refused where the realm has no mail server', async () => {
    const bare = await house.newRealm('bare')
    const boss = await house.person(bare, 'boss', ['global-admin'])
    await house.storage.unit([house.storage.realms.saveSettings(bare.id, { ...bare.settings, mailServer: null }, bare.version)])
    expect(await problemOf(boss.api.previewBulkSetupMail({ filter: {} }))).toBe('mail.not-configured')
    expect(await problemOf(boss.api.bulkSetupMail({ filter: {} }))).toBe('mail.not-configured')
  })
})

describe('topping up emergency tokens for many (S3-21)', () => {
  test('says how many are issued, issues what is missing to each, and answers no value', async () => {
    const { users, userIds } = await people(3)
    const [first, half] = users as [User, User, User]
    await admin.api.issueEmergencyTokens({ userId: half.id, count: 3, reason: 'before the journey' })
    const preview = await admin.api.previewBulkTopUp({ userIds })
    expect(preview).toMatchObject({ people: 3, changed: 3, emergencyTokensIssued: 12, mails: 3 })
    const run = await admin.api.bulkTopUp({ userIds, reason: 'everybody keeps five' })
    expect(run).toEqual({ done: 3, changed: 3, failures: [], next: null })
    expect(await Promise.all(userIds.map((id) => house.storage.emergencyTokens.countLeft(realm.id, id)))).toEqual([5, 5, 5])
    expect((await eventsOf(half.id)).at(0)).toMatchObject({ type: 'emergency.issued', reason: 'everybody keeps five', detail: { tokenIds: [expect.any(String), expect.any(String)] } })
    expect(await mailsOf(first.id, 'emergency-issued')).toBe('waiting')
    expect(await admin.api.bulkTopUp({ userIds, reason: 'again' })).toMatchObject({ done: 3, changed: 0, failures: [] })
  })

  test('never one’s own, never without a reason, never where nobody could read the values', async () => {
    expect((await admin.api.bulkTopUp({ userIds: [admin.user.id], reason: 'me too' })).failures.map(({ code }) => code)).toEqual(['permission.not-for-yourself'])
    expect(await problemOf(admin.api.bulkTopUp({ filter: {}, reason: ' ' }))).toBe('request.invalid')
    const once = await house.newRealm('once')
    const boss = await house.person(once, 'boss', ['global-admin'])
    await house.storage.unit([house.storage.realms.saveSettings(once.id, { ...once.settings, emergencyMode: 'once' }, once.version)])
    expect(await problemOf(boss.api.previewBulkTopUp({ filter: {} }))).toBe('bulk.values-not-kept')
    expect(await problemOf(boss.api.bulkTopUp({ filter: {}, reason: 'all' }))).toBe('bulk.values-not-kept')
  })
})

describe('disable and enable for many', () => {
  test('disabling says whose sessions end, demands the number, ends them and the links; enabling undoes the switch alone', async () => {
    const { users, userIds } = await people(2)
    await house.signIn(realm, users[0] as User)
    expect(await admin.api.previewBulkDisable({ userIds })).toEqual({ ...nothing, people: 2, changed: 2, signedOut: 1, sessions: 1, confirm: true })
    expect(await problemOf(admin.api.bulkDisable({ userIds }))).toBe('bulk.other-number')
    expect(await admin.api.bulkDisable({ userIds, confirmed: 2, reason: 'left' })).toMatchObject({ done: 2, changed: 2 })
    expect((await read(users)).map(({ enabled, epoch }) => [enabled, epoch])).toEqual([[false, 2], [false, 2]])
    expect((await eventsOf(userIds[0] ?? '')).at(0)).toMatchObject({ type: 'user.changed', reason: 'left', detail: { before: { enabled: true }, after: { enabled: false } } })
    expect(await house.storage.sessions.listOf(realm.id, userIds[0] ?? '')).toEqual([])
    expect(await admin.api.previewBulkEnable({ userIds })).toEqual({ ...nothing, people: 2, changed: 2, confirm: true })
    expect(await admin.api.bulkEnable({ userIds, confirmed: 2 })).toEqual({ done: 2, changed: 2, failures: [], next: null })
    expect((await eventsOf(userIds[1] ?? '')).at(0)).toMatchObject({ type: 'user.changed', detail: { before: { enabled: false }, after: { enabled: true } } })
  })
})
