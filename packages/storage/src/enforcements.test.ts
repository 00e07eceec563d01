import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { commit, onBothDatabases, race, wins } from '../test/databases.ts'
import type { Enforcement, EnforcementVersion } from './types.ts'

onBothDatabases((world) => {
  const made = (changes: Partial<Enforcement> = {}): Enforcement => ({
    id: randomUUID(), realmId: world().realmId, name: `rule ${randomUUID()}`, state: 'draft', enforceFrom: 1_000_000, registerBy: null, zone: 'Asia/Tokyo',
    target: { everyone: true }, reason: { ja: '理由' }, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: ['mail'], onUnenrolled: 'mailLink',
    afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [30, 0], announcedAt: null, edition: 1, version: 1, ...changes,
  })
  const told = (document: Enforcement, changes: Partial<EnforcementVersion> = {}): EnforcementVersion =>
    ({ at: 5, act: 'draft', actor: { id: 'a', name: '高橋' }, reason: 'Because', document, ...changes })

  describe('an enforcement', () => {
    test('is found by its id in its own realm, and as it was saved', async () => {
      const { storage: { policies }, realmId } = world()
      const rule = made()
      await commit(world(), policies.saveEnforcement(rule), policies.recordEnforcement(told(rule)))
      expect(await policies.enforcement(realmId, rule.id)).toEqual(rule)
      expect(await policies.enforcement(realmId + 1, rule.id)).toBeUndefined()
      expect(await policies.enforcements(realmId)).toContainEqual(rule)
    })

    test('keeps every version with who made it and why, the newest first (S0-8)', async () => {
      const { storage: { policies }, realmId } = world()
      const rule = made()
      const announced: Enforcement = { ...rule, state: 'announced', announcedAt: 7, version: 2 }
      await commit(world(), policies.saveEnforcement(rule), policies.recordEnforcement(told(rule)))
      await commit(world(), policies.saveEnforcement({ ...announced, version: 1 }), policies.recordEnforcement(told(announced, { act: 'announce', reason: 'Ready' })))
      expect(await policies.enforcementVersions(realmId, rule.id, null, 10)).toEqual([told(announced, { act: 'announce', reason: 'Ready' }), told(rule)])
      expect(await policies.enforcementVersions(realmId, rule.id, 2, 10)).toEqual([told(rule)])
      expect(await policies.enforcementVersions(realmId + 1, rule.id, null, 10)).toEqual([])
    })

    test('two administrators postpone at once: one wins, and there is one new version of it', async () => {
      const { storage: { policies, unit }, realmId, otherNode } = world()
      const other = await otherNode()
      const rule = made({ state: 'announced' })
      await commit(world(), policies.saveEnforcement(rule), policies.recordEnforcement(told(rule)))
      const won = await race((n) => {
        const document: Enforcement = { ...rule, enforceFrom: 2_000_000 + n, version: 2 }
        const node = n % 2 ? other : { policies, unit }
        return wins(node.unit([
          node.policies.saveEnforcement({ ...document, version: 1 }), node.policies.recordEnforcement(told(document, { act: 'postpone', reason: `by ${n}` })),
        ]))
      })
      expect(won).toBe(1)
      const [latest, ...before] = await policies.enforcementVersions(realmId, rule.id, null, 10)
      expect(before).toEqual([told(rule)])
      expect(await policies.enforcement(realmId, rule.id)).toEqual(latest?.document)
    })

    test('one that ended is not among those that a sign-in reads, whatever it was before', async () => {
      const { storage: { policies }, realmId } = world()
      const [draft, announced, suspended, ended] = (['draft', 'announced', 'suspended', 'ended'] as const).map((state) => made({ state, name: `${state} ${randomUUID()}` }))
      await commit(world(), ...[draft, announced, suspended, ended].flatMap((rule) => rule ? [policies.saveEnforcement(rule)] : []))
      const read = async () => (await policies.standing(realmId)).map(({ id }) => id)
      expect(await read()).toEqual(expect.arrayContaining([draft?.id, announced?.id, suspended?.id]))
      expect(await read()).not.toContain(ended?.id)
      if (announced) await commit(world(), policies.saveEnforcement({ ...announced, state: 'ended' }))
      expect(await read()).not.toContain(announced?.id)
      expect((await policies.enforcements(realmId)).map(({ id }) => id), 'its history stays').toEqual(expect.arrayContaining([announced?.id, ended?.id]))
      expect(await policies.standing(realmId + 1)).toEqual([])
    })

    test('a name is taken once in a realm', async () => {
      const { storage: { policies, unit } } = world()
      const rule = made()
      await commit(world(), policies.saveEnforcement(rule))
      expect(await unit([policies.saveEnforcement(made({ name: rule.name }))])).toMatchObject({ ok: false, duplicate: true })
      const other = made()
      await commit(world(), policies.saveEnforcement(other))
      expect(await unit([policies.saveEnforcement({ ...other, name: rule.name })])).toMatchObject({ ok: false, duplicate: true })
    })

    test('a draft goes with its history, and only as it was seen', async () => {
      const { storage: { policies, unit }, realmId } = world()
      const rule = made()
      await commit(world(), policies.saveEnforcement(rule), policies.recordEnforcement(told(rule)))
      expect(await wins(unit([policies.removeEnforcement({ ...rule, version: 2 })]))).toBe(false)
      expect(await wins(unit([policies.removeEnforcement({ ...rule, realmId: realmId + 1 })]))).toBe(false)
      await commit(world(), policies.removeEnforcement(rule))
      expect(await policies.enforcement(realmId, rule.id)).toBeUndefined()
      expect(await policies.enforcementVersions(realmId, rule.id, null, 10)).toEqual([])
    })

    test('of an earlier release has the waves of a new one', async () => {
      const { storage: { policies }, realmId } = world()
      const { waves: _, announcedAt: __, edition: ___, ...old } = made()
      await commit(world(), policies.saveEnforcement(old))
      expect(await policies.enforcement(realmId, old.id)).toEqual({ ...old, waves: [30, 14, 7, 3, 1, 0], announcedAt: null, edition: 1 })
    })
  })
})
