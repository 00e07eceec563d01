import { randomUUID } from 'node:crypto'
import { isProblem } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import '../../../packages/storage/test/postgres.ts'
import { addUser, commit, onBothDatabases } from '../../../packages/storage/test/databases.ts'
import { steering } from './enforced.test-support.ts'
import { createRealm } from './realms/create-realm.ts'
import { defaultRealmSettings } from './realms/default-settings.ts'

// Two administrators, each on a node of their own, at the same moment.
onBothDatabases((world) => {
  async function twoNodes() {
    const { storage, otherNode } = world()
    const name = `r-${randomUUID().slice(0, 8)}`
    const created = await createRealm(storage, { name, settings: defaultRealmSettings({ en: name }) }, new URL('http://id.example.test'))
    if (!created.ok) throw new Error(created.reason)
    const [one, other] = [await steering(storage, { name }), await steering(await otherNode(), { name })]
    const globalAdmin = (await storage.roles.list(created.realm.id)).find((role) => role.name === 'global-admin')?.id ?? ''
    return {
      realm: created.realm, one, other, globalAdmin,
      async close() {
        expect([...one.unexpected, ...other.unexpected]).toEqual([])
        await one.close()
        await other.close()
      },
    }
  }
  const outcome = (call: Promise<unknown>) => call.then(() => 'done', (error: unknown) => (isProblem(error) ? error.code : String(error)))

  describe('of two administrators at once', () => {
    test('who postpone, one does, and the other is told that somebody was faster: no version is lost (S0-8)', async () => {
      const nodes = await twoNodes()
      const { id } = await nodes.one.announce({ enforceFrom: { date: '2030-01-01' } })
      for (let round = 1; round <= 4; round += 1) {
        const { version } = await nodes.one.host.getEnforcement({ enforcementId: id })
        const postpone = ({ host }: typeof nodes.one, day: number) => outcome(host.postponeEnforcement(
          { enforcementId: id, reason: `${day}`, enforceFrom: { date: `2030-${String(round + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}` } }, round % 2 ? { ifMatch: version } : {}))
        const outcomes = await Promise.all([postpone(nodes.one, 10), postpone(nodes.other, 20)])
        // Without a word about what was seen, the one that comes second may come to later all the same, and is a version of its own.
        expect(['done,request.precondition-failed', ...(round % 2 ? [] : ['done,done', 'done,enforcement.other-direction'])]).toContain(outcomes.toSorted().join())
      }
      const { items } = await nodes.one.host.listEnforcementVersions({ enforcementId: id })
      expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => items.length - index))
      expect(items[0]?.version).toBe((await nodes.other.host.getEnforcement({ enforcementId: id })).version)
      await nodes.close()
    })

    test('one announces a rule for a role and the other grants it: the last global administrator is never left without a way in', async () => {
      const nodes = await twoNodes()
      const { storage } = world()
      const bare = await addUser({ ...world(), realmId: nodes.realm.id }, { passwordHash: 'x', email: null })
      await commit(world(), ...storage.roles.grant(nodes.realm.id, bare.id, nodes.globalAdmin))
      for (let round = 0; round < 3; round += 1) {
        const role = await nodes.one.host.createRole({ name: `role-${round}` })
        const rule = await nodes.one.host.createEnforcement({ name: `rule-${round}`, enforceFrom: { date: '2030-01-01' }, target: { roles: [role.id] } })
        const outcomes = await Promise.all([
          outcome(nodes.one.host.announceEnforcement({ enforcementId: rule.id, reason: 'r', nobodyYet: true })), outcome(nodes.other.host.grantRole({ userId: bare.id, roleId: role.id })),
        ])
        // Whoever looks while the grant comes in counts one who is locked out: that, too, is refused.
        expect(['done,permission.last-administrator', 'done,enforcement.other-number']).toContain(outcomes.toSorted().join())
      }
      await nodes.close()
    })

    test('one drafts a rule for a group and the other deletes it: no rule is left that names what is gone', async () => {
      const nodes = await twoNodes()
      for (let round = 0; round < 3; round += 1) {
        const group = await nodes.one.host.createGroup({ name: `group-${round}` })
        const outcomes = await Promise.all([
          outcome(nodes.one.host.createEnforcement({ name: `draft-${round}`, enforceFrom: { date: '2030-01-01' }, target: { groups: [group.id] } })), outcome(nodes.other.host.deleteGroup({ groupId: group.id })),
        ])
        expect(outcomes.filter((each) => each === 'done')).toHaveLength(1)
      }
      const { items } = await nodes.one.host.listEnforcements()
      expect(items.flatMap(({ target }) => target.groups).filter(({ id }) => id === null)).toEqual([])
      await nodes.close()
    })
  })
})
