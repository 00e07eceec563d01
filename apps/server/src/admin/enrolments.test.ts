import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Enrolment } from '@tegata/contract'
import { codeOf, newTotpParameters } from '@tegata/otp'
import type { User } from '@tegata/storage'
import { problemOf, type Who } from './api.test-support.ts'
import { boss, house, inARealmWithSomebody, person, realm } from './realm-of-its-own.test-support.ts'

inARealmWithSomebody({ otpRequired: true })
beforeEach(async () => {
  started = Date.now()
  house.storage.clock.set(started)
})
let started = 0

const minute = 60_000
/** What the app on the telephone of the person shows for what stands on the screen. */
const code = (enrolment: Pick<Enrolment, 'otpauthUri'>, steps = 0): string =>
  codeOf(new URL(enrolment.otpauthUri).searchParams.get('secret') ?? '', newTotpParameters, Math.floor(house.storage.clock.now() / 30_000) + steps)
const wrong = (enrolment: Enrolment): string => (code(enrolment) === '123456' ? '654321' : '123456')
const begin = (who: Who = boss, user: User = person) => who.api.beginEnrolment({ userId: user.id })
const confirm = (enrolment: Enrolment, typed = code(enrolment), who: Who = boss, user: User = person) =>
  who.api.confirmEnrolment({ userId: user.id, enrolmentId: enrolment.id, code: typed })
const held = (user: User = person) => house.storage.authenticators.listOf(realm.id, user.id)
const audited = async (user: User = person) => (await house.storage.audit.list(realm.id, { userId: user.id }, null, 50)).items
async function mails(): Promise<{ kind: string; to: string; text: string }[]> {
  return (await house.storage.outbox.claim(50, 1)).filter(({ realmId }) => realmId === realm.id).map(({ kind, to, text }) => ({ kind, to, text }))
}

describe('an app, set up with the person beside the administrator (S1-7 … S1-20)', () => {
  test('a QR code, the code that the app shows, done: marked as such, written down, told to the person in the same unit (P16, P24)', async () => {
    const enrolment = await begin()
    expect(enrolment).toMatchObject({ key: expect.stringMatching(/^[A-Z2-7]{32}$/), algorithm: 'SHA-1', digits: 6, periodSeconds: 30, account: expect.stringContaining('(yuna)') })
    expect(enrolment.otpauthUri).toContain(`secret=${enrolment.key}`)
    expect(Date.parse(enrolment.expiresAt) - started - 10 * minute).toBeLessThan(minute)
    expect(await held(), 'nothing is bound by looking').toEqual([])

    expect(await confirm(enrolment)).toMatchObject({ kind: 'totp', state: 'active', boundBy: 'administrator', name: 'Authenticator app' })
    expect(await held()).toMatchObject([{ boundBy: 'administrator', confirmedFor: 'deny', state: 'active' }])
    expect((await house.read(realm, person.id)).otpStatus).toBe('app')
    expect((await audited()).map(({ type, actor }) => [type, actor])).toEqual([['authenticator.added', boss.user.id], ['enrolment.begun', boss.user.id]])
    const [letter, ...others] = await mails()
    expect(others).toEqual([])
    expect(letter).toMatchObject({ kind: 'authenticator-added', to: 'yuna@example.test' })
    expect(letter?.text).toContain('An administrator set this up')
    expect(letter?.text).toMatch(/By +boss|By: boss|boss/)
    expect(letter?.text, 'with a link that stops it').toMatch(/link\?key=/)
  })

  test('the address before the one on file is told, too, while the change is young (P24)', async () => {
    await boss.api.changeUser({ userId: person.id, email: 'new@example.test' })
    await confirm(await begin())
    expect((await mails()).filter(({ kind }) => kind === 'authenticator-added').map(({ kind, to }) => [kind, to])).toEqual([['authenticator-added', 'new@example.test'], ['authenticator-added', 'yuna@example.test']])
  })

  test('sessions of the person that rest on the password alone end with it (P35)', async () => {
    const theirs = await house.signIn(realm, person)
    await confirm(await begin())
    expect(await problemOf(house.apiOf(realm, theirs).whoAmI())).toBe('token.invalid')
    expect(await house.storage.sessions.listOf(realm.id, person.id)).toEqual([])
  })

  test('the step of the confirming code is spent with it (T-2)', async () => {
    const enrolment = await begin()
    await confirm(enrolment)
    const [bound] = await held()
    const spend = await house.storage.unit([house.storage.authenticators.spendTimeStep(realm.id, bound?.id ?? '', Math.floor(house.storage.clock.now() / 30_000))])
    expect(spend.ok).toBe(false)
  })

  test('the secret is in no answer but that one, and in nothing that is written down (T-6)', async () => {
    const enrolment = await begin()
    await confirm(enrolment)
    const later = JSON.stringify([
      await boss.api.listAuthenticators({ userId: person.id }), await boss.api.getUser({ userId: person.id }), await boss.api.listEvents({ userId: person.id }), await audited(), await mails(),
    ])
    expect(later).not.toContain(enrolment.key)
  })

  test('a name in the language of the person, and another one for a second app of the same name', async () => {
    await house.storage.unit(house.storage.users.change(realm.id, person.id, { language: 'ja' }))
    expect((await confirm(await begin())).name).toBe('認証アプリ')
  })
})

describe('the code that is typed', () => {
  test.each([['blanks', (digits: string) => `${digits.slice(0, 3)} ${digits.slice(3)}`], ['full-width digits', (digits: string) => digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xFF10 + Number(digit)))]] as const)('may have %s', async (_, written) => {
    const enrolment = await begin()
    expect(await confirm(enrolment, written(code(enrolment)))).toMatchObject({ boundBy: 'administrator' })
  })

  test('a wrong one says so, a clock that is off says by how much, and the next right one goes through (S1-20)', async () => {
    const enrolment = await begin()
    const detailsOf = (typed: string) => confirm(enrolment, typed).then(() => null, (error: unknown) => (error as { details: unknown }).details)
    expect(await detailsOf(wrong(enrolment))).toEqual({ reason: 'wrong' })
    expect(await detailsOf('12 34')).toEqual({ reason: 'malformed' })
    expect(await detailsOf(code(enrolment, -10))).toEqual({ reason: 'clock-slow', minutes: 5 })
    expect(await detailsOf(code(enrolment, 10))).toEqual({ reason: 'clock-fast', minutes: 5 })
    expect(await confirm(enrolment)).toMatchObject({ state: 'active' })
  })

  test('ten wrong ones end it, fifty at once are judged ten times, and the person’s own limits know nothing of them (L-4)', async () => {
    const enrolment = await begin()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => problemOf(confirm(enrolment, wrong(enrolment)))))
    expect(outcomes.filter((outcome) => outcome === 'enrolment.wrong-code')).toHaveLength(10)
    expect(outcomes.filter((outcome) => outcome === 'enrolment.too-many-codes')).toHaveLength(40)
    expect(await problemOf(confirm(enrolment)), 'also a right one').toBe('enrolment.too-many-codes')
    expect((await boss.api.getUser({ userId: person.id })).waitsUntil).toBeNull()
    expect(await problemOf(confirm(await begin()).then(() => undefined)), 'begun anew, it goes on').toBe('done')
  })
})

describe('single use, and only by whoever began (attacks)', () => {
  test('fifty right ones at once bind once', async () => {
    const enrolment = await begin()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => problemOf(confirm(enrolment))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(await held()).toHaveLength(1)
    expect((await audited()).filter(({ type }) => type === 'authenticator.added')).toHaveLength(1)
  })

  test('a confirmation that is sent again binds nothing, also after what it bound was removed', async () => {
    const enrolment = await begin()
    await confirm(enrolment)
    expect(await problemOf(confirm(enrolment))).toBe('authenticator.works-already')
    await boss.api.resetOtp({ userId: person.id })
    expect(await problemOf(confirm(enrolment))).toBe('enrolment.not-found')
    expect(await held()).toEqual([])
  })

  test('another administrator’s enrolment is none of theirs', async () => {
    const other = await house.person(realm, 'other', ['global-admin'])
    const enrolment = await begin()
    expect(await problemOf(confirm(enrolment, code(enrolment), other))).toBe('enrolment.not-found')
    expect(await problemOf(confirm(enrolment)), 'and it is still whole').toBe('done')
  })

  test('nor does it go on in another session of the same administrator', async () => {
    const [authenticator] = await held(boss.user)
    const again = { ...boss, api: house.apiOf(realm, await house.signIn(realm, boss.user, { authenticatorId: authenticator?.id ?? '' })) }
    const enrolment = await begin()
    expect(await problemOf(confirm(enrolment, code(enrolment), again))).toBe('enrolment.not-found')
  })

  test('it binds for nobody else than it was begun for', async () => {
    const victim = await house.addUser(realm, 'victim')
    const enrolment = await begin()
    expect(await problemOf(confirm(enrolment, code(enrolment), boss, victim))).toBe('enrolment.not-found')
    expect(await held(victim)).toEqual([])
  })

  test('an id that nobody began, and one of another realm, are unknown', async () => {
    const enrolment = await begin()
    expect(await problemOf(confirm({ ...enrolment, id: randomUUID() }))).toBe('enrolment.not-found')
    const elsewhere = await house.newRealm('elsewhere')
    const there = await house.person(elsewhere, 'boss', ['global-admin'])
    const theirs = await house.addUser(elsewhere, 'yuna')
    expect(await problemOf(confirm(enrolment, code(enrolment), there))).toBe('user.not-found')
    expect(await problemOf(confirm(enrolment, code(enrolment), there, theirs))).toBe('enrolment.not-found')
  })

  test.each([['a second before they are over', -1000, 'done'], ['over', 0, 'enrolment.not-found'], ['a clock that was set back by an hour', -70 * minute, 'enrolment.not-found']] as const)('ten minutes, %s', async (_, ms, outcome) => {
    // Whose own proof is as fresh then as it has to be.
    const operator = { ...boss, api: await house.operator(realm) }
    const enrolment = await begin(operator)
    house.storage.clock.set(Date.parse(enrolment.expiresAt) + ms)
    expect(await problemOf(confirm(enrolment, code(enrolment), operator))).toBe(outcome)
  })

  test('a new one ends the one before, whoever began it (T-2)', async () => {
    const other = await house.person(realm, 'other', ['global-admin'])
    const first = await begin()
    const second = await begin(other)
    expect(await problemOf(confirm(first))).toBe('enrolment.not-found')
    expect(await problemOf(confirm(second, code(second), other))).toBe('done')
  })

  test('sixty in an hour are enough for one administrator', async () => {
    for (let n = 0; n < 60; n += 1) await begin()
    expect(await problemOf(begin())).toBe('request.too-many')
  })
})

describe('what has changed since the QR code was shown (P15)', () => {
  const changes: readonly [string, string, () => Promise<unknown>][] = [
    ['another role', 'enrolment.changed', async () => boss.api.grantRole({ userId: person.id, roleId: await house.roleId(realm, 'help-desk') })],
    ['the switch turned off', 'enrolment.changed', async () => house.storage.unit([house.storage.users.setOtpRequired(realm.id, person.id, false)])],
    ['another address', 'enrolment.changed', async () => boss.api.changeUser({ userId: person.id, email: 'new@example.test' })],
    ['an authenticator that the person bound meanwhile', 'authenticator.works-already', async () => house.addTotp(realm, person)],
    ['a reset: everything older is over', 'enrolment.not-found', async () => boss.api.resetOtp({ userId: person.id })],
    ['all sessions ended', 'enrolment.not-found', async () => boss.api.endSessions({ userId: person.id })],
    ['the account disabled', 'user.disabled', async () => boss.api.changeUser({ userId: person.id, enabled: false })],
    ['the account deleted', 'user.not-found', async () => boss.api.deleteUser({ userId: person.id })],
    ['the administrator’s role withdrawn', 'permission.missing', async () => house.storage.unit(house.storage.roles.withdraw(realm.id, boss.user.id, await house.roleId(realm, 'global-admin')))],
  ]
  test.each(changes)('%s', async (_, problem, change) => {
    const enrolment = await begin()
    await change()
    expect(await problemOf(confirm(enrolment))).toBe(problem)
    expect((await held()).filter(({ boundBy }) => boundBy === 'administrator')).toEqual([])
  })

  test('of the administrator’s window and the person’s own set-up page one wins', async () => {
    const enrolment = await begin()
    const outcomes = await Promise.all([problemOf(confirm(enrolment)), house.addTotp(realm, person).then(() => 'bound', () => 'lost')])
    expect(await held()).toHaveLength(1)
    expect(outcomes).not.toEqual(['done', 'bound'])
  })
})

describe('who may, and for whom', () => {
  test('nobody for themself: that way is the account page (S1-10)', async () => {
    expect(await problemOf(begin(boss, boss.user))).toBe('permission.not-for-yourself')
  })

  test('not beside an authenticator that works, whatever rules there are; beside one that was suspended it is (P13)', async () => {
    const id = await house.addTotp(realm, person)
    expect(await problemOf(begin())).toBe('authenticator.works-already')
    await house.storage.unit(house.storage.authenticators.setState(realm.id, person.id, id, 'suspended'))
    expect(await problemOf(confirm(await begin()))).toBe('done')
  })

  test.each(['help-desk', 'read-only-admin', 'certificate-admin'] as const)('%s does not (permission of its own)', async (role) => {
    const other = await house.person(realm, role, [role])
    expect(await problemOf(begin(other))).toBe('permission.missing')
    const enrolment = await begin()
    expect(await problemOf(confirm(enrolment, code(enrolment), other))).toBe('permission.missing')
  })

  test('for another administrator of the same rank it is permitted, and binds what a floor for administrators asks for (P14)', async () => {
    const colleague = await house.addUser(realm, 'colleague', { otpRequired: true })
    await house.storage.unit(house.storage.roles.grant(realm.id, colleague.id, await house.roleId(realm, 'global-admin')))
    const enrolment = await begin(boss, colleague)
    expect(await confirm(enrolment, code(enrolment), boss, colleague)).toMatchObject({ boundBy: 'administrator' })
  })

  test('a factor of the last five minutes is demanded to begin and to confirm (Z-4)', async () => {
    const enrolment = await begin()
    house.storage.clock.set(started + 6 * minute)
    expect(await problemOf(confirm(enrolment))).toBe('token.insufficient-authentication')
    expect(await problemOf(begin())).toBe('token.insufficient-authentication')
    const bare = { ...boss, api: house.apiOf(realm, await house.signIn(realm, boss.user)) }
    expect(await problemOf(begin(bare))).toBe('token.insufficient-authentication')
  })

  test('where the rules accept no app, none is set up', async () => {
    const { id } = await boss.api.createPolicyGroup({ name: 'passkeys', ask: 'always' })
    const group = await house.storage.policies.group(realm.id, id)
    if (!group) throw new Error('no group')
    await house.storage.unit([house.storage.policies.saveGroup({ ...group, acceptedKinds: ['passkey'] }), ...house.storage.users.change(realm.id, person.id, { policyGroupId: id })])
    expect(await problemOf(begin())).toBe('enrolment.not-accepted')
  })

  test('a disabled person, and one that is not there', async () => {
    await boss.api.changeUser({ userId: person.id, enabled: false })
    expect(await problemOf(begin())).toBe('user.disabled')
    expect(await problemOf(boss.api.beginEnrolment({ userId: randomUUID() }))).toBe('user.not-found')
  })
})
