import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf } from './api.test-support.ts'
import { events, members, named, office, withConditions } from './policy-groups.test-support.ts'

inAcme()

describe('conditions (S0-24)', () => {
  const application = async (kind: 'web' | 'single-page' = 'web') => (await admin.api.createClient({ clientId: `app-${randomUUID()}`, kind })).client.clientId

  test('are written down as networks are written, and hold together where one names networks and applications', async () => {
    const wiki = await application()
    const group = await admin.api.createPolicyGroup({
      name: named(), ask: 'unless',
      conditions: [{ networks: ['10.1.2.3/8', '１０．０．０．０／８', '2001:DB8:0::/32', '::ffff:192.0.2.0/120', '203.0.113.7'] }, { networks: ['0.0.0.0/0'], applications: [wiki, wiki] }],
    })
    expect(group).toMatchObject({ ask: 'unless', conditions: [{ networks: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.0/24', '203.0.113.7/32'], applications: [] }, { networks: ['0.0.0.0/0'], applications: [wiki] }] })
    const stored = await house.storage.policies.group(realm.id, group.id)
    expect(stored?.exemptions).toEqual([{ networks: group.conditions[0]?.networks }, { networks: ['0.0.0.0/0'], clientIds: [wiki] }])
    const kept = await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'never', conditions: [office] })
    expect(kept).toMatchObject({ ask: 'never', conditions: [office] })
    expect((await events('policy-group.changed'))[0]?.detail).toMatchObject({ after: { ask: 'never', conditions: [office] } })
  })

  test('what would never hold, or is none, is refused by name', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'unless', conditions: [office] })
    const refusal = (conditions: readonly object[]) => admin.api.changePolicyGroup({ policyGroupId: group.id, conditions: conditions as never })
      .then(() => [], (error: { details: { errors?: { path: string; rule: string }[] } }) => error.details.errors?.map(({ path, rule }) => [path, rule]))
    expect(await refusal([office, { networks: [], applications: [] }])).toEqual([['conditions.1', 'custom']])
    expect(await refusal([{ networks: ['10.0.0.0/8', '10.0.0.0-10.0.0.9'] }])).toEqual([['conditions.0.networks.1', 'custom']])
    expect(await refusal([{ networks: ['10.0.0.0/8'], country: 'JP' }])).toEqual([['conditions.0.country', 'unknown-field']])
    expect(await refusal([{ applications: ['nobody-made-this'] }])).toEqual([['conditions.0.applications.0', 'not-found']])
    expect(await refusal(Array.from({ length: 21 }, () => office))).toEqual([['conditions', 'too-big']])
    expect(await refusal([{ networks: Array.from({ length: 51 }, (_, n) => `10.0.0.${n}`) }])).toEqual([['conditions.0.networks', 'too-big']])
    for (const call of [
      admin.api.changePolicyGroup({ policyGroupId: group.id, conditions: [] }), admin.api.previewPolicyGroupChange({ policyGroupId: group.id, conditions: [] }),
      admin.api.createPolicyGroup({ name: named(), ask: 'unless' }), admin.api.copyPolicyGroup({ policyGroupId: group.id, name: named(), conditions: [] }),
    ]) expect(await problemOf(call)).toBe('policy-group.no-conditions')
    expect((await admin.api.getPolicyGroup({ policyGroupId: group.id })).version).toBe(group.version)
  })

  test('an application that a condition names is not deleted: it would be asked everywhere, or nowhere', async () => {
    const [wiki, other] = [await application(), await application('single-page')]
    const group = await admin.api.createPolicyGroup({ name: named('Wiki in the office'), ask: 'never', conditions: [{ networks: ['10.0.0.0/8'], applications: [wiki, other] }] })
    const refused = await admin.api.deleteClient({ clientId: wiki }).then(() => null, (error: unknown) => error)
    expect(refused).toMatchObject({ code: 'client.in-condition', details: { groups: ['Wiki in the office'] } })
    await admin.api.changePolicyGroup({ policyGroupId: group.id, conditions: [{ networks: ['10.0.0.0/8'], applications: [other] }] })
    await admin.api.deleteClient({ clientId: wiki })
    expect((await admin.api.getPolicyGroup({ policyGroupId: group.id })).conditions).toEqual([{ networks: ['10.0.0.0/8'], applications: [other] }])
  })

  test.each(['create', 'copy', 'change'] as const)('of a deletion of the application and a %s that names it at the same time, one is refused', async (way) => {
    for (let round = 0; round < 5; round++) {
      const wiki = await application()
      const conditions = [{ networks: [], applications: [wiki] }]
      const group = await admin.api.createPolicyGroup({ name: named(), ask: 'unless', conditions: [office] })
      const write = way === 'create' ? admin.api.createPolicyGroup({ name: named(), ask: 'unless', conditions })
        : way === 'copy' ? admin.api.copyPolicyGroup({ policyGroupId: group.id, name: named(), conditions }) : admin.api.changePolicyGroup({ policyGroupId: group.id, conditions })
      const outcomes = await Promise.all([problemOf(write), problemOf(admin.api.deleteClient({ clientId: wiki }))])
      expect([['done', 'client.in-condition'], ['request.invalid', 'done']]).toContainEqual(outcomes)
    }
  })

  test('the preview counts from outside, and from where a condition holds from now on or not any more', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    const people = await members(2, group.id)
    const preview = (change: object) => admin.api.previewPolicyGroupChange({ policyGroupId: group.id, ...change })
    const opened = await preview({ ask: 'unless', conditions: [office] })
    // Nobody has set up anything: who is not asked there is led to the set-up all the same (P7).
    expect(opened).toMatchObject({ people: 2, changed: 0, where: [{ exempt: true, address: '10.0.0.1', application: null, people: 2, changed: 0 }] })
    for (const user of people) await house.addTotp(realm, user)
    const names = people.map(({ username }) => username).toSorted()
    const ready = await preview({ ask: 'unless', conditions: [office] })
    expect(ready).toMatchObject({ changed: 0, where: [{ exempt: true, changed: 2, notAsked: 2 }] })
    expect(ready.where[0]?.notAskedPeople.map(({ username }) => username).toSorted()).toEqual(names)
    await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'unless', conditions: [office] })
    const narrowed = await preview({ conditions: [{ networks: ['10.9.0.0/16', '192.0.2.0/24'], applications: [] }] })
    expect(narrowed).toMatchObject({ changed: 0, where: [{ exempt: true, address: '192.0.2.1', notAsked: 2 }, { exempt: false, address: '10.0.0.1', asked: 2 }] })
    expect(await preview({ ask: 'never' })).toMatchObject({ changed: 2, notAsked: 2, where: [{ exempt: false, changed: 0 }] })
    expect(await problemOf(preview({ conditions: [{ networks: [], applications: ['nobody-made-this'] }] }))).toBe('request.invalid')
  })

  test('the administrator’s own address is said, and the networks that the realm calls its own', async () => {
    await admin.api.changeRealm({ ownNetworks: ['198.51.100.0/24'] })
    expect(await admin.api.getCallersNetwork({})).toEqual({ address: '127.0.0.1', ownNetworks: ['198.51.100.0/24'] })
  })
})

describe('every version of a group is kept (S1-34)', () => {
  const versions = async (policyGroupId: string) => (await admin.api.listPolicyGroupVersions({ policyGroupId })).items

  test('with who, when, why and what changed; a copy begins a history of its own', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always', reason: 'Audit of spring' })
    await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'unless', conditions: [office], reason: '工場' })
    await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'unless' })
    const renamed = await admin.api.changePolicyGroup({ policyGroupId: group.id, name: named() })
    const kept = await versions(group.id)
    expect(kept.map(({ version, by, reason, changes }) => [version, by, reason, changes])).toEqual([
      [3, 'admin', null, { before: { name: group.name }, after: { name: renamed.name } }],
      [2, 'admin', '工場', { before: { ask: 'always', conditions: [] }, after: { ask: 'unless', conditions: [office] } }],
      [1, 'admin', 'Audit of spring', null],
    ])
    expect(kept[2]).toMatchObject({ at: expect.any(String), copiedFrom: null, rule: { name: group.name, ask: 'always', conditions: [], kinds: group.kinds } })
    expect((await events('policy-group.changed')).find(({ reason }) => reason === '工場')).toMatchObject({ actor: admin.user.id })
    const copy = await admin.api.copyPolicyGroup({ policyGroupId: group.id, name: named(), ask: 'never' })
    expect(await versions(copy.id)).toMatchObject([{ version: 1, copiedFrom: { id: group.id, name: renamed.name }, rule: { ask: 'never', conditions: [office] }, changes: null }])
    expect(await problemOf(versions(randomUUID()))).toBe('policy-group.not-found')
  })

  test('is read page by page, and stays when the group is gone', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    for (const ask of ['never', 'always', 'never'] as const) await admin.api.changePolicyGroup({ policyGroupId: group.id, ask })
    const first = await admin.api.listPolicyGroupVersions({ policyGroupId: group.id, limit: 2 })
    expect(first.items.map(({ version, changes }) => [version, changes?.after.ask])).toEqual([[4, 'never'], [3, 'always']])
    const rest = await admin.api.listPolicyGroupVersions({ policyGroupId: group.id, limit: 2, cursor: first.next ?? '' })
    expect(rest).toMatchObject({ items: [{ version: 2, changes: { before: { ask: 'always' } } }, { version: 1, changes: null }], next: null })
    expect(await problemOf(admin.api.listPolicyGroupVersions({ policyGroupId: group.id, cursor: 'x' }))).toBe('request.invalid')
    await admin.api.deletePolicyGroup({ policyGroupId: group.id, reason: 'Merged' })
    expect(await versions(group.id)).toHaveLength(4)
    expect((await events('policy-group.deleted'))[0]).toMatchObject({ reason: 'Merged', detail: { before: { ask: 'never' } } })
  })

  test('of a group from before versions were kept, what it was until its first change is not lost', async () => {
    const old = await withConditions()
    expect(await versions(old.id)).toMatchObject([{ version: 1, at: null, by: null, rule: { ask: 'unless' }, changes: null }])
    await admin.api.changePolicyGroup({ policyGroupId: old.id, ask: 'always' })
    expect(await versions(old.id)).toMatchObject([{ version: 2, by: 'admin', changes: { before: { ask: 'unless' }, after: { ask: 'always' } } }, { version: 1, at: null, by: null, rule: { conditions: [{ networks: ['10.0.0.0/8'] }, { applications: ['wiki'] }] } }])
  })

  test('of two changes at the same time both are in it, or one was refused; never a gap', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    const outcomes = await Promise.all((['codeOnly', 'deny', 'mailLink'] as const).map((onUnenrolled) => problemOf(admin.api.changePolicyGroup({ policyGroupId: group.id, onUnenrolled }))))
    const kept = await versions(group.id)
    expect(new Set(outcomes)).toEqual(new Set(outcomes.filter((outcome) => outcome === 'done' || outcome === 'request.precondition-failed')))
    expect(kept.map(({ version }) => version)).toEqual(Array.from({ length: outcomes.filter((outcome) => outcome === 'done').length + 1 }, (_, n) => n + 1).toReversed())
    expect(kept[0]?.rule.onUnenrolled).toBe((await admin.api.getPolicyGroup({ policyGroupId: group.id })).onUnenrolled)
  })
})
