import { randomUUID } from 'node:crypto'
import type { User } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { problemOf, type Who } from './api.test-support.ts'
import { boss, house, inARealmWithSomebody, person, realm } from './realm-of-its-own.test-support.ts'

inARealmWithSomebody({ otpRequired: true })

const enter = (address = 'codes@mail.example', who: Who = boss, user: User = person) => who.api.enterAddress({ userId: user.id, address })
const held = (user: User = person) => house.storage.authenticators.listOf(realm.id, user.id)

describe('an address that an administrator enters (S1-21 … S1-24)', () => {
  test('counts at once and is not proved yet; written down, and told to the person at the address on file (P24)', async () => {
    expect(await enter()).toMatchObject({ kind: 'emailed-code', state: 'unproved', boundBy: 'administrator', address: 'codes@mail.example', name: 'codes@mail.example', lastUsedAt: null })
    expect(await held()).toMatchObject([{ state: 'unproved', boundBy: 'administrator', confirmedFor: 'deny', address: 'codes@mail.example' }])
    expect((await house.read(realm, person.id)).otpStatus).toBe('unproved')
    expect((await boss.api.getUser({ userId: person.id })).otp).toMatchObject({ registered: true })
    const { items } = await house.storage.audit.list(realm.id, { userId: person.id }, null, 10)
    expect(items).toMatchObject([{ type: 'authenticator.added', actor: boss.user.id, detail: { kind: 'emailed-code', boundBy: 'administrator' } }])
    const mails = (await house.storage.outbox.claim(50, 1)).filter(({ realmId }) => realmId === realm.id)
    expect(mails.map(({ kind, to }) => [kind, to]), 'nothing goes to the address itself').toEqual([['authenticator-added', 'yuna@example.test']])
    expect(mails[0]?.text).toContain('codes@mail.example')
  })

  test('not beside one that works, and only once, also fifty at once (P13, P15)', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => problemOf(enter(`codes${n}@mail.example`))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(await held()).toHaveLength(1)
    expect(await problemOf(enter())).toBe('authenticator.works-already')
  })

  test.each(['a@example.org\r\nBcc: b@example.org', 'a@example.org\n', '"a b"@example.org', 'а@example.org', 'a@ехample.org', 'a@-example.org', 'a@localhost', '', `${'x'.repeat(250)}@example.org`])('%j is refused, and nothing is written (P-12)', async (address) => {
    expect(await problemOf(enter(address))).toBe('request.invalid')
    expect(await held()).toEqual([])
  })

  test('never for oneself, and not without the permission or a fresh factor', async () => {
    expect(await problemOf(enter(undefined, boss, boss.user))).toBe('permission.not-for-yourself')
    for (const role of ['help-desk', 'read-only-admin'] as const) expect(await problemOf(enter(undefined, await house.person(realm, role, [role])))).toBe('permission.missing')
    const bare = { ...boss, api: house.apiOf(realm, await house.signIn(realm, boss.user)) }
    expect(await problemOf(enter(undefined, bare))).toBe('token.insufficient-authentication')
  })

  test('not where the rules accept no emailed code (M-1), nor for somebody disabled, or of another realm', async () => {
    const { id } = await boss.api.createPolicyGroup({ name: 'apps', ask: 'always', kinds: ['totp'] })
    await boss.api.assignPolicyGroup({ userIds: [person.id], policyGroup: id })
    expect(await problemOf(enter())).toBe('enrolment.not-accepted')
    const off = await house.addUser(realm, 'off', { enabled: false })
    expect(await problemOf(enter(undefined, boss, off))).toBe('user.disabled')
    const elsewhere = await house.newRealm('elsewhere')
    expect(await problemOf(enter(undefined, boss, await house.addUser(elsewhere, 'yuna')))).toBe('user.not-found')
    expect(await problemOf(boss.api.enterAddress({ userId: randomUUID(), address: 'a@example.org' }))).toBe('user.not-found')
  })

  test('entered for an ordinary person, it lets nobody in who administers: with the role it is gone (Z-2)', async () => {
    await enter('desk@evil.example')
    await boss.api.grantRole({ userId: person.id, roleId: await house.roleId(realm, 'help-desk') })
    expect(await held()).toEqual([])
    expect((await house.read(realm, person.id)).otpStatus).toBe('none')
  })

  test('how long codes work is a setting of the realm', async () => {
    expect((await boss.api.getRealm()).emailedCodes).toBe('standard')
    const { version } = await boss.api.getRealm()
    expect((await boss.api.changeRealm({ emailedCodes: 'time-step' }, { ifMatch: version })).emailedCodes).toBe('time-step')
    expect((await house.storage.realms.find(realm.name))?.settings.emailedCodes).toBe('time-step')
  })

  test('a realm may take none (M-1): nobody’s address is entered then, and no rule is left that accepts nothing else (P9)', async () => {
    const { id } = await boss.api.createPolicyGroup({ name: 'by mail', ask: 'always', kinds: ['emailed-code'] })
    const off = async () => problemOf(boss.api.changeRealm({ emailedCodes: 'off' }, { ifMatch: (await boss.api.getRealm()).version }))
    expect(await off()).toBe('policy-group.no-kind')
    await boss.api.changePolicyGroup({ policyGroupId: id, kinds: ['emailed-code', 'totp'] })
    expect(await off()).toBe('done')
    expect(await problemOf(enter())).toBe('enrolment.not-accepted')
    expect(await problemOf(boss.api.createPolicyGroup({ name: 'by mail again', ask: 'always', kinds: ['emailed-code'] }))).toBe('policy-group.no-kind')
  })

  test('not where no mail goes out: nobody waits for a code that never comes', async () => {
    await boss.api.changeRealm({ mailServer: null }, { ifMatch: (await boss.api.getRealm()).version })
    expect(await problemOf(enter())).toBe('mail.not-configured')
    expect(await held()).toEqual([])
  })
})
