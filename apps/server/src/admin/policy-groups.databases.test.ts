import { randomUUID } from 'node:crypto'
import type { Storage } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { onBothDatabases } from '../../../../packages/storage/test/databases.ts'
import { problemOf, startApi } from './api.test-support.ts'

const written = ['policies.saveGroup', 'policies.changeGroup', 'policies.saveEnforcement']
const why = 'as the board decided'

onBothDatabases((world) => {
  /** Two nodes and an administrator at each; an act comes `before` the other one's next group or rule, at the last moment. */
  async function openNodes() {
    let first: (() => Promise<unknown>) | null = null
    const slow = await world().otherNode()
    const held: Storage = {
      ...slow,
      unit: (async (...given: Parameters<Storage['unit']>) => {
        const before = first
        if (before !== null && [...given[0]].some(({ name }) => written.includes(name))) {
          first = null
          await before()
        }
        return slow.unit(...given)
      }) as Storage['unit'],
    }
    const [one, other] = [await startApi(world().storage), await startApi(held)]
    const realm = await one.newRealm(`kinds-${randomUUID().slice(0, 8)}`)
    const nodes = { fast: (await one.person(realm, 'boss', ['global-admin'])).api, slow: (await other.person(realm, 'other', ['global-admin'])).api }
    return { ...nodes, before: (act: () => Promise<unknown>) => { first = act }, close: async () => { await one.stop(); await other.stop() } }
  }

  describe.each(['create', 'copy', 'change'] as const)('a rule and the %s of a policy group at the same time', (way) => {
    test.each(['rule', 'group'] as const)('never leave kinds that have nothing in common: the %s, which came second, is refused (P9)', async (second) => {
      const house = await openNodes()
      try {
        const group = await house.fast.createPolicyGroup({ name: 'group', ask: 'always' })
        const rule = await house.fast.createEnforcement({ name: 'rule', enforceFrom: { date: '2031-01-01', time: '00:00', zone: 'Asia/Tokyo' }, target: { departments: ['Sales'] } })
        await house.fast.announceEnforcement({ enforcementId: rule.id, reason: why, nobodyYet: true })
        const [forGroup, forRule] = second === 'group' ? [house.slow, house.fast] : [house.fast, house.slow]
        const write = () => problemOf(way === 'create' ? forGroup.createPolicyGroup({ name: 'new', ask: 'always', kinds: ['totp'] })
          : way === 'copy' ? forGroup.copyPolicyGroup({ policyGroupId: group.id, name: 'new', kinds: ['totp'] })
            : forGroup.changePolicyGroup({ policyGroupId: group.id, kinds: ['totp'] }))
        const narrow = () => problemOf(forRule.changeEnforcement({ enforcementId: rule.id, kinds: ['emailed-code'], why, nobodyYet: true }))

        let ahead = ''
        house.before(async () => { ahead = await (second === 'group' ? narrow() : write()) })
        const behind = await (second === 'group' ? write() : narrow())
        expect([ahead, behind]).toEqual(['done', second === 'group' ? 'policy-group.no-kind' : 'enforcement.no-kind'])
        const kinds = [(await house.fast.getEnforcement({ enforcementId: rule.id })).kinds, ...(await house.fast.listPolicyGroups()).items.filter(({ ask }) => ask === 'always').map((each) => each.kinds)]
        expect(kinds.reduce((left, some) => left.filter((kind) => some.includes(kind)))).not.toEqual([])
      } finally {
        await house.close()
      }
    })
  })
})
