import { User } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf } from './api.test-support.ts'

inAcme()

const names = { givenName: '葵', familyName: '山田' }
const mails = async (userId: string) => {
  const due = await house.storage.outbox.claim(100, 1000)
  return due.filter((mail) => mail.userId === userId)
}

describe('adding a user (S2-6 … S2-8)', () => {
  test('201 with Location, the switch on, and the set-up mail in the same unit', async () => {
    const response = await fetch(`${house.base}/api/realms/acme/users`, {
      method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'aoi', email: 'aoi@example.test', ...names, sortName: 'ヤマダ アオイ', language: 'ja', otpRequired: true, sendSetupMail: true }),
    })
    expect(response.status).toBe(201)
    const user = User.parse(await response.json())
    expect(response.headers.get('location')).toBe(`http://id.example.test/api/realms/acme/users/${user.id}`)
    expect(response.headers.get('etag')).toBe(`"${user.version}"`)
    expect(user).toMatchObject({ username: 'aoi', otpRequired: true, otp: { required: true, registered: false, status: 'waiting' }, hasPassword: false })
    expect(await admin.api.getSetupMail({ userId: user.id })).toMatchObject({ state: 'waiting', to: 'aoi@example.test' })
    const [mail] = await mails(user.id)
    expect(mail?.text).toContain('http://id.example.test/realms/acme/link?key=')
  })

  test('what is taken says which of the two, and nothing is half done', async () => {
    await admin.api.createUser({ username: 'taken', email: 'taken@example.test', ...names })
    expect(await problemOf(admin.api.createUser({ username: 'TAKEN', ...names }))).toBe('user.username-taken')
    expect(await problemOf(admin.api.createUser({ username: 'other', email: 'Taken@Example.test', ...names }))).toBe('user.email-taken')
    expect(await problemOf(admin.api.createUser({ username: 'taken@example.test', ...names }))).toBe('user.username-taken')
    expect((await admin.api.listUsers({ search: 'other' })).items).toEqual([])
  })

  test('a set-up mail needs an address, an enabled user and a mail server', async () => {
    expect(await problemOf(admin.api.createUser({ username: 'nomail', ...names, sendSetupMail: true }))).toBe('user.no-email')
    expect(await problemOf(admin.api.createUser({ username: 'off', email: 'off@example.test', ...names, enabled: false, sendSetupMail: true }))).toBe('user.disabled')
  })

  test('fifty at once with one name: one wins', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => problemOf(admin.api.createUser({ username: 'race', ...names }))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['done', 'user.username-taken']))
  })
})

describe('the box "OTP Configured"', () => {
  const withPhone = async (username: string) => {
    const user = await house.addUser(realm, username)
    const authenticatorId = await house.addTotp(realm, user)
    return { user: await house.read(realm, user.id), authenticatorId }
  }

  test('S2-16: turning it on ends nothing', async () => {
    const user = await house.addUser(realm, 'kenji')
    await house.signIn(realm, user)
    const changed = await admin.api.changeUser({ userId: user.id, otpRequired: true })
    expect(changed.otp).toMatchObject({ required: true, status: 'waiting' })
    expect((await admin.api.listSessions({ userId: user.id })).items).toHaveLength(1)
  })

  test('"sign them out now" ends the sessions', async () => {
    const user = await house.addUser(realm, 'now')
    await house.signIn(realm, user)
    await admin.api.changeUser({ userId: user.id, otpRequired: true, signOutNow: true })
    expect((await admin.api.listSessions({ userId: user.id })).items).toEqual([])
  })

  test('turning it off removes what is enrolled, ends sessions and tells the person (P21)', async () => {
    const { user } = await withPhone('off2')
    await admin.api.changeUser({ userId: user.id, otpRequired: true })
    await house.signIn(realm, user)
    const changed = await admin.api.changeUser({ userId: user.id, otpRequired: false })
    expect(changed.otp).toMatchObject({ required: false, registered: false, status: 'not-required' })
    expect((await admin.api.listSessions({ userId: user.id })).items).toEqual([])
    expect((await mails(user.id)).map(({ kind }) => kind)).toContain('authenticator-removed')
  })

  test('S2-21, P20: on after off is a complete reset, whatever was bound in between', async () => {
    const { user } = await withPhone('offon')
    await admin.api.changeUser({ userId: user.id, otpRequired: true })
    await admin.api.changeUser({ userId: user.id, otpRequired: false })
    await house.addTotp(realm, user)
    expect((await admin.api.getUser({ userId: user.id })).otp.turningOnResets).toBe(true)
    const before = house.storage.clock.now()
    const changed = await admin.api.changeUser({ userId: user.id, otpRequired: true })
    expect(changed.otp).toMatchObject({ required: true, registered: false, status: 'waiting' })
    expect(await house.read(realm, user.id)).toMatchObject({ otpRequired: true })
    expect((await house.read(realm, user.id)).otpResetAt).toBeGreaterThanOrEqual(before)
  })

  test('S2-21: off and on in one edit is a reset', async () => {
    const { user } = await withPhone('flip')
    await admin.api.changeUser({ userId: user.id, otpRequired: true })
    const changed = await admin.api.changeUser({ userId: user.id, otpRequired: true, resetOtp: true })
    expect(changed.otp).toMatchObject({ required: true, registered: false })
  })
})

describe('Reset OTP (S2-21 … S2-23)', () => {
  test('one unit: authenticators gone, sessions ended, switch on, links dead, person told, audited with the reason', async () => {
    const user = await house.addUser(realm, 'yuna')
    await house.addTotp(realm, user)
    await house.signIn(realm, user)
    await admin.api.sendSetupMail({ userId: user.id })
    const before = await house.read(realm, user.id)
    const response = await fetch(`${house.base}/api/realms/acme/users/${user.id}/reset-otp`, {
      method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ reason: 'called back' }),
    })
    expect(response.status).toBe(204)
    const after = await house.read(realm, user.id)
    expect(after).toMatchObject({ otpRequired: true, otpStatus: 'none', epoch: before.epoch + 1 })
    expect((await admin.api.listAuthenticators({ userId: user.id })).items).toEqual([])
    expect((await admin.api.listSessions({ userId: user.id })).items).toEqual([])
    expect((await admin.api.getSetupMail({ userId: user.id })).state).toBe('void')
    const [event] = (await admin.api.listEvents({ userId: user.id, type: 'user.otp-reset' })).items
    expect(event).toMatchObject({ reason: 'called back', actor: { kind: 'administrator', name: 'admin' } })
    expect((await mails(user.id)).map(({ kind }) => kind)).toContain('otp-reset')
  })

  test('what comes next is said as it is: the same on the page, in the mail, and for the page that waits (P20, P23)', async () => {
    const [enrols, boss, fresh] = [await house.addUser(realm, 'enrols'), (await house.person(realm, 'another', ['global-admin'])).user, await house.addUser(realm, 'fresh', { passwordHash: null })]
    const next = async (userId: string) => (await admin.api.getUser({ userId })).otp.afterReset
    expect(await Promise.all([enrols, boss, fresh].map(({ id }) => next(id)))).toEqual(['set-up', 'emergency-token', 'set-up-mail'])

    await admin.api.resetOtp({ userId: enrols.id })
    expect((await mails(enrols.id)).at(-1)?.text).toContain('you set up a new one. Have your phone at hand')
    const old = await house.addUser(realm, 'old', { emailProvedAt: null })
    await admin.api.resetOtp({ userId: old.id, proof: 'mail' })
    expect((await mails(old.id)).at(-1)?.text).toContain('you need an emergency token')
    await admin.api.resetOtp({ userId: boss.id })
    expect((await mails(boss.id)).at(-1)?.text).toContain('you need an emergency token')
    await file(boss.id, '2222-33')
    expect((await admin.api.listResetRequests({ userId: boss.id })).items[0]?.afterReset).toBe('emergency-token')
    await admin.api.deleteUser({ userId: boss.id })
  })

  test('somebody still to be set up gets a new set-up mail, instead of losing the only way in (S2-8, P20)', async () => {
    const { id: userId } = await admin.api.createUser({ username: 'tobe', email: 'tobe@example.test', ...names, otpRequired: true, sendSetupMail: true })
    const [first] = await mails(userId)
    await admin.api.resetOtp({ userId })
    const sent = await mails(userId)
    expect(sent.map(({ kind }) => kind)).toEqual(['set-up'])
    expect(sent[0]?.linkId).not.toBe(first?.linkId)
    expect((await admin.api.getSetupMail({ userId })).state).toBe('waiting')
  })

  test('a body is not needed', async () => {
    const user = await house.addUser(realm, 'bare')
    const response = await fetch(`${house.base}/api/realms/acme/users/${user.id}/reset-otp`, { method: 'POST', headers: { authorization: `Bearer ${admin.token}` } })
    expect(response.status).toBe(204)
  })

  test('how the person will prove it is kept', async () => {
    const user = await house.addUser(realm, 'proof')
    await admin.api.resetOtp({ userId: user.id, proof: 'mail' })
    expect((await house.read(realm, user.id)).resetProof).toBe('mailLink')
  })

  test('an open request without its reference is dismissed, so that no stranger’s page goes on (P23)', async () => {
    const user = await house.addUser(realm, 'stranger')
    await file(user.id, '1111-22')
    await admin.api.resetOtp({ userId: user.id })
    expect((await admin.api.listResetRequests({ reference: '1111-22' })).items[0]?.state).toBe('dismissed')
  })

  test('a wrong reference changes nothing', async () => {
    const user = await house.addUser(realm, 'wrongref')
    const authenticatorId = await house.addTotp(realm, user)
    await file(user.id, '3333-44')
    expect(await problemOf(admin.api.resetOtp({ userId: user.id, reference: '3333-45' }))).toBe('reset-request.other-reference')
    expect((await admin.api.listAuthenticators({ userId: user.id })).items.map(({ id }) => id)).toEqual([authenticatorId])
  })
})

const file = (userId: string, reference: string, createdAt = house.storage.clock.now()) => house.storage.unit([house.storage.resetRequests.create({
  id: crypto.randomUUID(), realmId: realm.id, userId, reference, journeyId: crypto.randomUUID(), createdAt, address: '192.0.2.7',
})])

describe('reset requests (S2-20)', () => {
  test('the caller’s digits find the request, however they are typed', async () => {
    const user = await house.addUser(realm, 'caller')
    await file(user.id, '4271-08')
    for (const reference of ['4271-08', '427108', '4271 08']) {
      const [found] = (await admin.api.listResetRequests({ reference })).items
      expect(found).toMatchObject({ reference: '4271-08', state: 'open', user: { username: 'caller' }, address: '192.0.2.7' })
    }
  })

  test('answering resets and closes it; of two answers one wins', async () => {
    const user = await house.addUser(realm, 'answered')
    await house.addTotp(realm, user)
    await file(user.id, '5555-66')
    const [request] = (await admin.api.listResetRequests({ reference: '5555-66' })).items
    const outcomes = await Promise.all([1, 2].map(() => problemOf(admin.api.answerResetRequest({ requestId: request!.id, reference: '5555-66' }))))
    expect(outcomes.sort()).toEqual(['done', 'reset-request.already-closed'])
    expect((await admin.api.getUser({ userId: user.id })).otp.registered).toBe(false)
    expect((await admin.api.listResetRequests({ reference: '555566' })).items[0]?.state).toBe('answered')
  })

  test('a request whose page is gone cannot be answered', async () => {
    const user = await house.addUser(realm, 'late')
    await house.addTotp(realm, user)
    await file(user.id, '7777-88', house.storage.clock.now() - 31 * 60_000)
    const [request] = (await admin.api.listResetRequests({ reference: '7777-88' })).items
    expect(request?.state).toBe('expired')
    expect(await problemOf(admin.api.answerResetRequest({ requestId: request!.id }))).toBe('reset-request.expired')
    expect((await admin.api.getUser({ userId: user.id })).otp.registered).toBe(true)
    expect((await admin.api.listResetRequests({})).items.map(({ id }) => id)).not.toContain(request!.id)
  })

  test('dismissing changes nothing but the request', async () => {
    const user = await house.addUser(realm, 'dismissed')
    await house.addTotp(realm, user)
    await file(user.id, '9999-00')
    const [request] = (await admin.api.listResetRequests({ userId: user.id })).items
    await admin.api.dismissResetRequest({ requestId: request!.id, reason: 'was somebody else' })
    expect((await admin.api.getUser({ userId: user.id })).otp.registered).toBe(true)
    expect(await problemOf(admin.api.dismissResetRequest({ requestId: request!.id }))).toBe('reset-request.already-closed')
  })
})

describe('the wait after wrong codes', () => {
  test('is shown, and lifted by the help desk', async () => {
    const user = await house.addUser(realm, 'waiting')
    const { throttle, unit } = house.storage
    const until = house.storage.clock.now() + 900_000
    const close = () => unit([throttle.close(`${realm.id}:code:short:${user.id}`, until)])
    await close()
    expect((await admin.api.getUser({ userId: user.id })).waitsUntil).toBe(new Date(until).toISOString())
    await admin.api.liftWait({ userId: user.id, reason: 'called' })
    expect((await admin.api.getUser({ userId: user.id })).waitsUntil).toBeNull()
    await close()
    await admin.api.resetOtp({ userId: user.id })
    expect((await admin.api.getUser({ userId: user.id })).waitsUntil).toBeNull()
  })

  test('of a spent budget of thirty days is lifted, too; the budget stays until a reset', async () => {
    const user = await house.addUser(realm, 'spent')
    const { throttle, unit } = house.storage
    const key = `${realm.id}:code:month:${user.id}`
    const before = house.storage.clock.now()
    await unit([throttle.reserve('month', key, { max: 1, windowMs: 30 * 86_400_000, waitsMs: [86_400_000], pace: true })])
    expect(Date.parse((await admin.api.getUser({ userId: user.id })).waitsUntil ?? ''), 'a day').toBeGreaterThanOrEqual(before + 86_400_000)
    await admin.api.liftWait({ userId: user.id })
    expect((await admin.api.getUser({ userId: user.id })).waitsUntil).toBeNull()
    expect(await throttle.state(key)).toMatchObject({ count: 1 })
    await admin.api.resetOtp({ userId: user.id })
    expect(await throttle.state(key)).toMatchObject({ count: 0 })
  })
})

describe('an address', () => {
  test('a new one is unproved, is told to both, and ends links (P-6, C-5)', async () => {
    const user = await house.addUser(realm, 'moves')
    await admin.api.sendSetupMail({ userId: user.id, newPassword: true })
    const changed = await admin.api.changeUser({ userId: user.id, email: 'new@example.test' })
    expect(changed).toMatchObject({ email: 'new@example.test', emailVerified: false })
    expect((await admin.api.getSetupMail({ userId: user.id })).state).toBe('void')
    const told = (await mails(user.id)).filter(({ kind }) => kind === 'address-changed').map(({ to }) => to)
    expect(told.sort()).toEqual(['moves@example.test', 'new@example.test'])
  })
})

describe('the set-up mail', () => {
  test('P-6, P12, P18: whoever has a password and no code is asked to sign in and set one up: no link binds it by the mailbox alone, and no reset keeps them from it', async () => {
    const user = await house.addUser(realm, 'settled')
    expect(await admin.api.sendSetupMail({ userId: user.id })).toMatchObject({ state: 'waiting', purpose: 'set-up-code', how: 'mail', to: user.email, expiresAt: null })
    const [mail, ...others] = await mails(user.id)
    expect([mail?.kind, mail?.subject, others]).toEqual(['set-up-code', expect.stringContaining('Set up your one-time code'), []])
    expect(mail?.text).toContain('/realms/acme/account')
    expect(mail?.text).toContain('sent by admin')
    expect(mail?.text).not.toContain('/link?key=')
    await house.storage.unit([house.storage.outbox.sent(mail?.id ?? '')])
    expect(await admin.api.getSetupMail({ userId: user.id })).toMatchObject({ state: 'sent', purpose: 'set-up-code', sentAt: expect.any(String) })
    await house.addTotp(realm, user)
    expect((await admin.api.getSetupMail({ userId: user.id })).state, 'a code is set up').toBe('used')
  })

  test('whoever has both gets a link for a new password, and so does whoever has no code when that is asked for; it says who sent it', async () => {
    const [both, bare] = [await house.addUser(realm, 'both'), await house.addUser(realm, 'forgetful')]
    await house.addTotp(realm, both)
    expect(await admin.api.sendSetupMail({ userId: both.id })).toMatchObject({ state: 'waiting', purpose: 'new-password' })
    const [one] = await mails(both.id)
    await admin.api.sendSetupMail({ userId: bare.id })
    expect(await admin.api.sendSetupMail({ userId: bare.id, newPassword: true })).toMatchObject({ state: 'waiting', purpose: 'new-password' })
    const another = (await mails(bare.id)).find(({ kind }) => kind === 'reset-password')
    for (const mail of [one, another]) {
      expect(mail?.kind).toBe('reset-password')
      expect(mail?.text).toContain('admin sent you this link')
      expect(mail?.text).toContain('/link?key=')
    }
  })

  test('is limited per person, and says for how long', async () => {
    const user = await house.addUser(realm, 'flood')
    const outcomes = []
    for (let n = 0; n < 21; n++) outcomes.push(await problemOf(admin.api.sendSetupMail({ userId: user.id })))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(20)
    expect(outcomes.at(-1)).toBe('mail.too-many')
  })
})

describe('the list', () => {
  test('walks by cursor over everybody exactly once', async () => {
    const walk = await house.newRealm('walk')
    const reader = await house.person(walk, 'reader', ['read-only-admin'])
    for (let n = 0; n < 25; n++) await house.addUser(walk, `walker-${n}`)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await reader.api.listUsers({ limit: 7, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items.map(({ username }) => username))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(26)
    expect(new Set(seen).size).toBe(26)
  })

  test('S0-39: administrators without OTP', async () => {
    const late = await house.addUser(realm, 'auditor')
    await house.storage.unit(house.storage.roles.grant(realm.id, late.id, await house.roleId(realm, 'read-only-admin')))
    const { items } = await admin.api.listUsers({ administrators: true, otp: 'not-set-up' })
    expect(items.map(({ username }) => username)).toEqual(['auditor'])
  })

  test('filters combine; an unknown role finds nobody', async () => {
    expect((await admin.api.listUsers({ role: ['global-admin'] })).items.map(({ username }) => username)).toEqual(['admin'])
    expect((await admin.api.listUsers({ role: ['no-such-role'] })).items).toEqual([])
    expect((await admin.api.listUsers({ search: 'YUNA' })).items.map(({ username }) => username)).toEqual(['yuna'])
    expect((await admin.api.listUsers({ search: '山田' })).items.map(({ username }) => username)).toContain('aoi')
  })
})

describe('If-Match is honoured when sent, never demanded', () => {
  test('of two edits of one copy the second learns that it is late', async () => {
    const { id, version } = await house.addUser(realm, 'edited')
    const first = await admin.api.changeUser({ userId: id, department: 'Sales' }, { ifMatch: version })
    expect(await problemOf(admin.api.changeUser({ userId: id, department: 'IT' }, { ifMatch: version }))).toBe('request.precondition-failed')
    expect((await admin.api.getUser({ userId: id })).department).toBe('Sales')
    await admin.api.changeUser({ userId: id, department: 'IT' })
    expect(await problemOf(admin.api.deleteUser({ userId: id }, { ifMatch: first.version }))).toBe('request.precondition-failed')
    await admin.api.deleteUser({ userId: id })
    expect(await problemOf(admin.api.getUser({ userId: id }))).toBe('user.not-found')
  })

  test('fifty edits of one copy at once: one wins', async () => {
    const { id, version } = await house.addUser(realm, 'edited-50')
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) =>
      problemOf(admin.api.changeUser({ userId: id, department: `D${n}` }, { ifMatch: version }))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
  })
})

test('deleting leaves no trace but the audit log', async () => {
  const user = await house.addUser(realm, 'leaver')
  await house.addTotp(realm, user)
  await house.signIn(realm, user)
  await admin.api.deleteUser({ userId: user.id })
  expect(await problemOf(admin.api.getUser({ userId: user.id }))).toBe('user.not-found')
  expect((await admin.api.listEvents({ userId: user.id, type: 'user.deleted' })).items).toHaveLength(1)
})
