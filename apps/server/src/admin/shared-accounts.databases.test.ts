import { randomUUID } from 'node:crypto'
import type { Realm } from '@tegata/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { onBothDatabases } from '../../../../packages/storage/test/databases.ts'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

onBothDatabases((world) => {
  let house: TestApi
  let realm: Realm
  let boss: Who
  beforeAll(async () => { house = await startApi(world().storage) })
  beforeEach(async () => {
    realm = await house.newRealm(`shared-${randomUUID().slice(0, 8)}`)
    boss = await house.person(realm, 'boss', ['global-admin'])
  })
  afterAll(async () => {
    expect(house.unexpected).toEqual([])
    await house.stop()
  })
  const mails = async () => (await house.storage.outbox.claim(500, 1)).filter(({ realmId }) => realmId === realm.id).map(({ kind, to }) => [kind, to])
  const eventsOf = async (userId: string) => (await house.storage.audit.list(realm.id, { userId }, null, 50)).items.map(({ type }) => type).toSorted()

  describe('accounts that several people may share (S4-4)', () => {
    test('are listed with their reasons; marked, disabled and ordinary ones are not, and nobody is marked by it', async () => {
      await house.addUser(realm, 'hana')
      await house.addUser(realm, 'info', { shared: true })
      await house.addUser(realm, 'team-old', { enabled: false })
      const desk = await house.addUser(realm, 'reception')
      const plus = await house.addUser(realm, 'plus', { email: 'hana+orders@example.test' })
      const { items, next } = await boss.api.listLikelyShared({})
      expect(next).toBeNull()
      expect(items.map(({ user, signs }) => [user.username, signs.map(({ kind, word, others }) => [kind, word, others.map(({ username }) => username)])])).toEqual([
        ['plus', [['one-mailbox', null, ['hana']]]],
        ['reception', [['name', 'reception', []]]],
        ['hana', [['one-mailbox', null, ['plus']]]],
      ])
      expect([await house.read(realm, desk.id), await house.read(realm, plus.id)].map(({ shared }) => shared)).toEqual([false, false])
      expect(await boss.api.getSharedSigns({ userId: plus.id })).toMatchObject({ shared: false, signs: [{ kind: 'one-mailbox', others: [{ username: 'hana' }] }] })
      expect(await problemOf(boss.api.getSharedSigns({ userId: randomUUID() }))).toBe('user.not-found')
    })

    test('of two accounts whose codes go to one mailbox each names the other, however far apart they are', async () => {
      const { storage } = house
      const codesTo = async (username: string, address: string) => {
        const user = await house.addUser(realm, username)
        const outcome = await storage.unit(await storage.authenticators.create({
          id: randomUUID(), realmId: realm.id, userId: user.id, kind: 'emailed-code', state: 'active', label: address, boundBy: 'mailbox', confirmedFor: 'mailLink', boundAt: 1, boundByActor: user.id,
          lastStep: null, totp: null, address, secret: '',
        }, ''))
        expect(outcome.ok).toBe(true)
        return user
      }
      const [first, last] = [await codesTo('first', 'desk@example.test'), await codesTo('last', 'Desk@Example.test')]
      const others = async (userId: string) => (await boss.api.getSharedSigns({ userId })).signs.map(({ kind, others: named }) => [kind, named.map(({ username }) => username)])
      expect([await others(first.id), await others(last.id)]).toEqual([[['one-mailbox', ['last']]], [['one-mailbox', ['first']]]])
    })

    test('a realm of any size is looked through a slice at a time, everybody once', async () => {
      const { storage } = house
      const outcome = await storage.unit(Array.from({ length: 1001 }, (_, n) => storage.users.create(realm.id, {
        id: randomUUID(), username: `p${n}`, email: null, givenName: 'P', familyName: n === 3 ? '共有' : 'Q', otpRequired: false,
      })).flat())
      expect(outcome.ok).toBe(true)
      let calls = 0
      const found: string[] = []
      for (let cursor: string | undefined; ;) {
        const { items, next } = await boss.api.listLikelyShared(cursor === undefined ? {} : { cursor })
        calls += 1
        found.push(...items.map(({ user }) => user.username))
        if (next === null) break
        cursor = next
      }
      expect([calls, found]).toEqual([3, ['p3']])
      expect(await problemOf(boss.api.listLikelyShared({ cursor: 'elsewhere' }))).toBe('request.invalid')
    })
  })

  describe('splitting one into persons (S4-4)', () => {
    const persons = [{ username: 'sato', givenName: 'Hana', familyName: 'Sato', email: 'sato@example.test' }, { username: 'kim', givenName: 'Jun', familyName: 'Kim', email: 'kim@example.test' }]
    /** A shared account with a role, a group that carries one, a department and a policy group. */
    async function reception() {
      const account = await house.addUser(realm, 'reception', { department: 'Front' })
      const [role, carried] = [await boss.api.createRole({ name: 'orders' }), await boss.api.createRole({ name: 'calendar' })]
      const group = await boss.api.createGroup({ name: 'Front desk' })
      const policyGroup = await boss.api.createPolicyGroup({ name: 'Lobby', ask: 'always' })
      await boss.api.grantGroupRole({ groupId: group.id, roleId: carried.id })
      await boss.api.grantRole({ userId: account.id, roleId: role.id })
      await boss.api.addGroupMember({ userId: account.id, groupId: group.id })
      await boss.api.changeUser({ userId: account.id, policyGroup: policyGroup.id })
      await mails()
      return { account, role, group, policyGroup, userId: account.id }
    }

    test('says first what it will do, and does nothing', async () => {
      const { userId, role, group, policyGroup } = await reception()
      await house.signIn(realm, await house.read(realm, userId))
      await house.addUser(realm, 'kim')
      expect(await boss.api.previewSplit({ userId, persons, account: 'disable' })).toEqual({
        roles: [{ id: role.id, name: 'orders', clientId: null, mayGrant: true }], groups: [{ id: group.id, name: 'Front desk', mayGrant: true }], department: 'Front',
        policyGroup: { id: policyGroup.id, name: 'Lobby' }, sessionsEnd: 1,
        persons: [{ username: 'sato', state: 'create', problem: null }, { username: 'kim', state: 'refused', problem: 'user.username-taken' }],
      })
      expect(await house.storage.users.findByLogin(realm.id, 'sato')).toBeUndefined()
      expect(await house.read(realm, userId)).toMatchObject({ enabled: true, shared: false })
    })

    test('gives each what was chosen and a set-up mail, marks and disables the account, and writes it down', async () => {
      const { userId, role, group, policyGroup } = await reception()
      await house.signIn(realm, await house.read(realm, userId))
      const { created, there } = await boss.api.splitUser({ userId, persons, roleIds: [role.id], groupIds: [group.id], department: true, policyGroup: true, account: 'disable', reason: 'one person, one factor' })
      expect([created.map(({ username }) => username), there]).toEqual([['sato', 'kim'], []])
      expect(await mails()).toEqual([['set-up', 'sato@example.test'], ['set-up', 'kim@example.test']])
      for (const { id } of created) {
        expect(await house.read(realm, id)).toMatchObject({ department: 'Front', policyGroupId: policyGroup.id, enabled: true, shared: false, hasPassword: false })
        expect((await house.storage.roles.effectiveOf(realm.id, id)).map(({ name }) => name)).toEqual(['calendar', 'orders'])
        expect(await eventsOf(id)).toEqual(['group.joined', 'policy-group.assigned', 'role.granted', 'user.created'])
      }
      expect(await house.read(realm, userId)).toMatchObject({ enabled: false, shared: true })
      expect(await house.storage.sessions.listOf(realm.id, userId)).toEqual([])
      expect((await house.storage.audit.list(realm.id, { types: ['user.split'] }, null, 10)).items).toMatchObject([
        { userId, actor: boss.user.id, reason: 'one person, one factor', detail: { persons: ['sato', 'kim'], account: 'disable' } },
      ])
    })

    test('whoever was deleted leaves their `sub` to nobody: the next of that user name is somebody else (OIDC Core §2)', async () => {
      const { userId } = await reception()
      const split = async () => (await boss.api.splitUser({ userId, persons: persons.slice(0, 1), account: 'mark' })).created.map(({ id }) => id)
      const [first = ''] = await split()
      await boss.api.deleteUser({ userId: first })
      const second = await split()
      expect([second.length, second.includes(first), await split()]).toEqual([1, false, []])
    })

    test('said twice makes nobody twice: somebody who was forgotten is added, and one mail goes to each', async () => {
      const { userId } = await reception()
      const [sato, kim] = persons
      if (!sato || !kim) throw new Error('two')
      const first = await boss.api.splitUser({ userId, persons: [sato], account: 'mark' })
      const again = await boss.api.splitUser({ userId, persons: [{ ...sato, username: 'SATO' }, kim], account: 'mark' })
      expect(again).toEqual({ created: [expect.objectContaining({ username: 'kim' })], there: first.created })
      expect(await boss.api.splitUser({ userId, persons, account: 'mark' })).toMatchObject({ created: [] })
      expect(await mails()).toEqual([['set-up', 'sato@example.test'], ['set-up', 'kim@example.test']])
      expect((await house.storage.audit.list(realm.id, { types: ['user.split'] }, null, 10)).items).toHaveLength(2)
      expect(await boss.api.previewSplit({ userId, persons, account: 'mark' })).toMatchObject({ persons: [{ state: 'there' }, { state: 'there' }] })
    })

    test('of two that arrive at once each person is made once', async () => {
      const { userId } = await reception()
      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => boss.api.splitUser({ userId, persons, account: 'mark' })))
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
      expect((await house.storage.users.list(realm.id, { search: 'sato' }, null, 10)).items).toHaveLength(1)
      expect((await mails()).map(([, to]) => to).toSorted()).toEqual(['kim@example.test', 'sato@example.test'])
    })

    test('is whole or not at all: one name that is taken, and nobody is made, nothing is marked', async () => {
      const { userId } = await reception()
      await house.addUser(realm, 'other', { email: 'kim@example.test' })
      expect(await problemOf(boss.api.splitUser({ userId, persons, account: 'disable' }))).toBe('user.email-taken')
      expect(await house.storage.users.findByLogin(realm.id, 'sato')).toBeUndefined()
      expect(await house.read(realm, userId)).toMatchObject({ enabled: true, shared: false })
      expect(await mails()).toEqual([])
    })

    test.each<[string, (given: Awaited<ReturnType<typeof reception>>) => Promise<unknown>, string]>([
      ['the same name twice', ({ userId }) => boss.api.splitUser({ userId, persons: persons.map((each) => ({ ...each, username: 'Sato' })), account: 'mark' }), 'request.invalid'],
      ['somebody without an address, who is to get a mail', ({ userId }) => boss.api.splitUser({ userId, persons: persons.map((each) => ({ ...each, email: null })), account: 'mark' }), 'user.no-email'],
      ['a role that the account does not have', async ({ userId }) => boss.api.splitUser({ userId, persons, roleIds: [(await boss.api.createRole({ name: 'foreign' })).id], account: 'mark' }), 'role.not-found'],
      ['oneself', () => boss.api.splitUser({ userId: boss.user.id, persons, account: 'disable' }), 'permission.not-for-yourself'],
      ['nobody', () => boss.api.splitUser({ userId: randomUUID(), persons, account: 'mark' }), 'user.not-found'],
      ['where no mail goes out', async ({ userId }) => {
        await boss.api.changeRealm({ mailServer: null })
        return boss.api.splitUser({ userId, persons, account: 'mark' })
      }, 'mail.not-configured'],
    ])('refuses %s', async (_, attempt, code) => {
      expect(await problemOf(attempt(await reception()))).toBe(code)
    })

    test('the last administrator who gets in is not disabled by it, and what they hold is handed on only by who holds it', async () => {
      const operator = await house.operator(realm)
      const adminRole = await house.roleId(realm, 'global-admin')
      expect(await problemOf(operator.splitUser({ userId: boss.user.id, persons, roleIds: [adminRole], account: 'disable' }))).toBe('permission.last-administrator')
      expect(await problemOf(operator.splitUser({ userId: boss.user.id, persons, roleIds: [adminRole], account: 'keep' }))).toBe('done')
      for (const { username } of persons) {
        const user = await house.storage.users.findByLogin(realm.id, username)
        expect((await house.storage.roles.effectiveOf(realm.id, user?.id ?? '')).map(({ name }) => name)).toEqual(['global-admin'])
      }
      const desk = await house.person(realm, 'desk', ['help-desk'])
      expect(await problemOf(desk.api.splitUser({ userId: boss.user.id, persons, account: 'keep' }))).toBe('permission.missing')
    })
  })
})
