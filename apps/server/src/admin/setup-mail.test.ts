import { randomUUID } from 'node:crypto'
import type { NewUser, PolicyGroup, User } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'

inAcme()

const mails = async (userId: string) => (await house.storage.outbox.claim(100, 0)).filter((mail) => mail.userId === userId)
const newest = (user: User) => admin.api.getSetupMail({ userId: user.id })
const send = (user: User, newPassword?: true) => admin.api.sendSetupMail({ userId: user.id, ...(newPassword && { newPassword }) })
const delivered = async (user: User, kind: string) => {
  const mail = (await mails(user.id)).find((each) => each.kind === kind)
  await house.storage.unit([house.storage.outbox.sent(mail?.id ?? '')])
}
const later = (): void => house.storage.clock.set(house.storage.clock.now() + 1000)
const suspend = async (user: User): Promise<void> => {
  await house.storage.unit([...house.storage.authenticators.setState(realm.id, user.id, await house.addTotp(realm, user), 'suspended')])
}

describe('what a mail sent now would be', () => {
  const people: [string, Partial<NewUser>, (user: User) => Promise<unknown>, 'set-up' | 'set-up-code' | 'new-password', number][] = [
    ['no password', { passwordHash: null }, async () => undefined, 'set-up', 0],
    ['a password alone', {}, async () => undefined, 'set-up-code', 0],
    ['a password and an app', {}, (user) => house.addTotp(realm, user), 'new-password', 1],
    ['a password and a suspended app: nothing is set up beside it', {}, suspend, 'new-password', 1],
  ]
  test.each(people)('is what is sent, and what many are told of: %s (P-6, P18)', async (_, about, prepare, purpose, newPasswords) => {
    const user = await house.addUser(realm, randomUUID(), about)
    await prepare(user)
    expect((await newest(user)).next).toMatchObject({ purpose })
    expect(await admin.api.previewBulkSetupMail({ userIds: [user.id] })).toMatchObject({ mails: 1, newPasswords })
    expect(await send(user)).toMatchObject({ purpose, next: { purpose } })
    expect((await mails(user.id)).map(({ kind }) => kind)).toEqual([purpose === 'new-password' ? 'reset-password' : purpose])
  })

  test('says where it does not lead in: the account page stands behind the same sign-in', async () => {
    const group: PolicyGroup = {
      id: randomUUID(), realmId: realm.id, name: 'Denied', ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'],
      onUnenrolled: 'deny', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
    }
    await house.storage.unit([house.storage.policies.saveGroup(group)])
    const [free, denied, suspended] = [await house.addUser(realm, 'free'), await house.addUser(realm, 'denied', { policyGroupId: group.id }), await house.addUser(realm, 'stuck', { otpRequired: true })]
    await suspend(suspended)
    expect((await newest(free)).next).toEqual({ purpose: 'set-up-code', signIn: 'in' })
    expect((await newest(denied)).next).toEqual({ purpose: 'set-up-code', signIn: 'locked-out' })
    expect((await newest(suspended)).next).toEqual({ purpose: 'new-password', signIn: 'locked-out' })
    await admin.api.issueEmergencyToken({ userId: suspended.id, reason: 'known by voice' })
    expect((await newest(suspended)).next).toEqual({ purpose: 'new-password', signIn: 'token' })
  })
})

describe('what became of the newest one', () => {
  test('the newer is told, whichever the mail server took last', async () => {
    const user = await house.addUser(realm, 'slow')
    const { queuedAt } = await send(user)
    expect(await newest(user)).toMatchObject({ purpose: 'set-up-code', by: 'admin', queuedAt })
    later()
    await send(user, true)
    await delivered(user, 'set-up-code')
    expect(await newest(user), 'asked for later, delivered later').toMatchObject({ purpose: 'new-password', state: 'waiting', by: 'admin' })
  })

  test('when it was asked for stays, when it was sent is another thing', async () => {
    const user = await house.addUser(realm, 'told')
    const { queuedAt } = await send(user)
    later()
    await delivered(user, 'set-up-code')
    const told = await newest(user)
    expect(told).toMatchObject({ state: 'sent', purpose: 'set-up-code', queuedAt })
    expect(Date.parse(told.sentAt ?? '') - Date.parse(queuedAt ?? '')).toBeGreaterThanOrEqual(1000)
  })

  test('asked for a code, and suspended since: there is none now', async () => {
    const user = await house.addUser(realm, 'lost-it')
    await send(user)
    await suspend(user)
    expect(await newest(user)).toMatchObject({ state: 'waiting', purpose: 'set-up-code', next: { purpose: 'new-password' } })
  })

  test('an address that was changed since is not where it went', async () => {
    const user = await house.addUser(realm, 'moved')
    expect(await send(user)).toMatchObject({ to: 'moved@example.test' })
    await admin.api.changeUser({ userId: user.id, email: 'elsewhere@example.test' })
    expect(await newest(user)).toMatchObject({ purpose: 'set-up-code', to: null })
    expect(await send(user)).toMatchObject({ to: 'elsewhere@example.test' })
  })
})
