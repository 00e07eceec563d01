import { randomUUID } from 'node:crypto'
import type { Api, Enforcement } from '@tegata/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf } from './api.test-support.ts'
import { createKeepReadiness } from './readiness-days.ts'
import { createDecide } from './decide.ts'
import { gatherFacts } from '../journey/facts.ts'

const day = 86_400_000
let api: Api
inAcme()
beforeAll(() => { api = admin.api })

/** Announced for a role of its own, so that a test meets whom it made. */
async function newRule(more: Partial<Parameters<Api['createEnforcement']>[0]> = {}): Promise<{ rule: Enforcement; join: (userId: string) => Promise<void> }> {
  const role = await api.createRole({ name: `r-${randomUUID()}` })
  const rule = await api.createEnforcement({ name: `rule ${randomUUID()}`, enforceFrom: { date: '2031-06-01', zone: 'Asia/Tokyo' }, target: { roles: [role.id] }, ...more })
  return { rule, join: async (userId) => { await house.storage.unit(house.storage.roles.grant(realm.id, userId, role.id)) } }
}
const totp = async (userId: string, used: boolean) => {
  const user = await house.read(realm, userId)
  const id = await house.addTotp(realm, user)
  if (used) await house.storage.unit([house.storage.authenticators.spendTimeStep(realm.id, id, 1)])
}
const named = (items: readonly { username: string; state: string; reasons: readonly string[] }[]) => Object.fromEntries(items.map(({ username, state, reasons }) => [username, [state, ...reasons]]))

describe('readiness of an enforcement (S0-4, S0-38)', () => {
  test('counts those whom it meets by state and reason, and lists them as they are at this moment', async () => {
    const { rule, join } = await newRule()
    const [ready, untested, nothing, elsewhere, gone] = await Promise.all(['a-ready', 'a-untested', 'a-nothing', 'a-elsewhere', 'a-gone'].map((name) => house.addUser(realm, name, { enabled: name !== 'a-gone' })))
    if (!ready || !untested || !nothing || !elsewhere || !gone) throw new Error('nobody')
    for (const user of [ready, untested, nothing, gone]) await join(user.id)
    await totp(ready.id, true)
    await totp(untested.id, false)

    const seen = await api.getReadiness({ enforcementId: rule.id })
    expect(seen).toMatchObject({ at: '2031-05-31T15:00:00.000Z', people: 3, days: [] })
    expect(seen.states).toEqual({ 'not-met': 0, ready: 1, 'ready-untested': 1, 'ready-unproved': 0, 'set-up': 1, 'needs-token': 0, 'locked-out': 0 })
    const { items } = await api.listReadinessPeople({ enforcementId: rule.id })
    expect(named(items)).toEqual({ 'a-ready': ['ready'], 'a-untested': ['ready-untested'], 'a-nothing': ['set-up', 'never-signed-in'] })

    const notReady = await api.listReadinessPeople({ enforcementId: rule.id, state: ['set-up', 'locked-out'] })
    expect(notReady.items.map(({ username }) => username)).toEqual(['a-nothing'])
    await totp(nothing.id, true)
    expect((await api.listReadinessPeople({ enforcementId: rule.id, state: ['set-up'] })).items).toEqual([])
    expect((await api.listReadinessPeople({ enforcementId: rule.id, search: 'untest' })).items.map(({ username }) => username)).toEqual(['a-untested'])
  })

  test('is read in pages that end', async () => {
    const { rule, join } = await newRule()
    for (let at = 0; at < 7; at++) await join((await house.addUser(realm, `page-${at}`)).id)
    const found: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await api.listReadinessPeople({ enforcementId: rule.id, limit: 3, ...(cursor === undefined ? {} : { cursor }) })
      found.push(...page.items.map(({ username }) => username))
      if (page.next === null) break
      cursor = page.next
    }
    expect(found).toEqual(['page-6', 'page-5', 'page-4', 'page-3', 'page-2', 'page-1', 'page-0'])
  })

  test('begins with those who need somebody most, whatever page they are on (S0-38)', async () => {
    const { rule, join } = await newRule({ onUnenrolled: 'mailLink' })
    const mailbox = { emailProvedAt: house.storage.clock.now() }
    const [lost, late, plain, again, tried] = await Promise.all([
      house.addUser(realm, 'w-lost', { email: null }), house.addUser(realm, 'w-plain', mailbox), house.addUser(realm, 'w-untested', mailbox), house.addUser(realm, 'w-ready', mailbox), house.addUser(realm, 'w-late', { email: null }),
    ])
    for (const user of [lost, late, plain, again, tried]) await join(user.id)
    await totp(plain.id, false)
    await totp(again.id, true)
    const read = async (more: { search?: string }) => {
      const states: string[] = []
      const names: string[] = []
      for (let cursor: string | undefined; ;) {
        const page = await api.listReadinessPeople({ enforcementId: rule.id, limit: 2, ...more, ...(cursor === undefined ? {} : { cursor }) })
        expect(page.items.length).toBeLessThanOrEqual(2)
        names.push(...page.items.map(({ username }) => username))
        states.push(...page.items.map(({ state }) => state))
        if (page.next === null) return { states, names }
        cursor = page.next
      }
    }
    for (const more of [{}, { search: 'w-' }]) {
      const { states, names } = await read(more)
      expect(states).toEqual(['locked-out', 'locked-out', 'set-up', 'ready-untested', 'ready'])
      expect(new Set(names).size).toBe(5)
    }
    for (const cursor of ['17', 'ready~x', 'nobody~1', 'ready~1~2']) expect(await problemOf(api.listReadinessPeople({ enforcementId: rule.id, cursor }))).toBe('request.invalid')
  })

  test('the ladder, shared accounts, and what goes wrong with mail, each with its reason', async () => {
    const { rule, join } = await newRule({ onUnenrolled: 'codeOnly', refusesShared: true })
    const [helpless, helped, shared] = await Promise.all([house.addUser(realm, 'b-helpless', { email: null }), house.addUser(realm, 'b-helped'), house.addUser(realm, 'b-shared', { shared: true })])
    for (const user of [helpless, helped, shared]) await join(user.id)
    await api.issueEmergencyToken({ userId: helped.id, reason: 'known by sight' })
    const mail = randomUUID()
    await house.storage.unit([house.storage.outbox.put({ id: mail, realmId: realm.id, userId: helped.id, kind: 'x', to: 'x@example.test', subject: 'x', text: 'x', html: 'x', messageId: mail, linkId: null, expiresAt: null })])
    await house.storage.unit([house.storage.outbox.refused(mail, 'no such mailbox')])

    const { items } = await api.listReadinessPeople({ enforcementId: rule.id })
    expect(named(items)).toEqual({
      'b-helpless': ['locked-out', 'token-to-set-up', 'no-address', 'never-signed-in'],
      'b-shared': ['locked-out', 'shared', 'never-signed-in'],
      // A token that is handed out works for a day: long over by then.
      'b-helped': ['locked-out', 'token-to-set-up', 'mail-refused', 'never-signed-in'],
    })
    const now = await api.listReadinessPeople({ enforcementId: rule.id, at: new Date(house.storage.clock.now()).toISOString() })
    // Not in force before its start: nobody is met by it then.
    expect(new Set(now.items.map(({ state }) => state))).toEqual(new Set(['not-met']))
    expect((await api.previewEnforcement({ enforcementId: rule.id, now: true })).states).toMatchObject({ 'locked-out': 2, 'needs-token': 1 })
  })

  test('a look a few seconds old may answer, but not whoever looks again', async () => {
    const { rule, join } = await newRule()
    expect((await api.getReadiness({ enforcementId: rule.id })).people).toBe(0)
    await join((await house.addUser(realm, 'late')).id)
    expect((await api.getReadiness({ enforcementId: rule.id, anew: true })).states['set-up']).toBe(1)
    expect((await api.listReadinessPeople({ enforcementId: rule.id })).items.map(({ username }) => username)).toEqual(['late'])
  })

  test('a draft that is not saved is foreseen as if it were announced, and changes nothing', async () => {
    const { rule, join } = await newRule()
    await join((await house.addUser(realm, 'c-one')).id)
    const role = rule.target.roles[0]?.id ?? ''
    const before = (await api.listEnforcements({})).items.length
    const foreseen = await api.previewNewEnforcement({ name: 'deny', enforceFrom: { date: '2031-06-01' }, target: { roles: [role] }, onUnenrolled: 'deny' })
    expect(foreseen).toMatchObject({ people: 1, states: { 'locked-out': 1 }, reasons: { denied: 1 }, lockedOutPeople: [{ username: 'c-one' }] })
    expect((await api.previewEnforcement({ enforcementId: rule.id, onUnenrolled: 'deny' })).states['locked-out']).toBe(1)
    expect((await api.getReadiness({ enforcementId: rule.id })).states['set-up']).toBe(1)
    expect((await api.listEnforcements({})).items).toHaveLength(before)
    expect(await problemOf(api.previewEnforcement({ enforcementId: randomUUID() }))).toBe('enforcement.not-found')
  })

  test('a realm is foreseen at an instant to come; what is over is known of nobody', async () => {
    const at = new Date(house.storage.clock.now() + day).toISOString()
    const foreseen = await api.forecastSignIns({ at })
    expect(foreseen.people).toBe(Object.values(foreseen.states).reduce((sum, count) => sum + count, 0))
    await house.addUser(realm, 'e-one')
    expect((await api.forecastSignIns({ at })).states['not-met']).toBe(foreseen.states['not-met'] + 1)
    expect(await problemOf(api.forecastSignIns({ at: '2020-01-01T00:00:00Z' }))).toBe('request.invalid')
  })

  test('is kept once a day, in the zone of the rule, whatever node comes first', async () => {
    const { rule, join } = await newRule()
    const user = await house.addUser(realm, 'd-one')
    await join(user.id)
    const stored = await house.storage.policies.enforcement(realm.id, rule.id)
    if (!stored) throw new Error('no rule')
    await house.storage.unit([house.storage.policies.saveEnforcement({ ...stored, state: 'announced' })])
    const { clock } = house.storage
    const needs = { storage: house.storage, decide: createDecide({ storage: house.storage, gatherFacts: gatherFacts(house.storage, () => true) }) }
    const [one, other] = [createKeepReadiness(needs), createKeepReadiness(needs)]
    const start = clock.now()
    // Midnight in Tokyo is 15:00 UTC.
    clock.set(Date.UTC(2030, 5, 10, 14, 59))
    await Promise.all([one(), other()])
    await totp(user.id, true)
    await one()
    clock.set(Date.UTC(2030, 5, 10, 15, 0))
    await other()
    expect((await house.storage.readinessDays.list(rule.id, 10)).map(({ day: kept, counts }) => [kept, counts['set-up'], counts['ready']])).toEqual([[22_075, 1, 0], [22_076, 0, 1]])
    clock.set(start)
    expect((await api.getReadiness({ enforcementId: rule.id })).days).toMatchObject([{ day: '2030-06-10', states: { 'set-up': 1 } }, { day: '2030-06-11', states: { ready: 1 } }])
  })
})
