import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sentences } from '@tegata/policy'
import { problemOf } from './api.test-support.ts'
import { boss, house, inARealmWithSomebody, person, realm } from './realm-of-its-own.test-support.ts'
import { standardMapping } from './upstream-suggestions.ts'

inARealmWithSomebody({ otpRequired: true })

const policy = (through?: string) => boss.api.getEffectivePolicy({ userId: person.id, ...(through ? { through } : {}) })

async function linked(trust: 'always' | 'evidence' | 'never'): Promise<string> {
  const id = randomUUID()
  const made = await house.storage.unit([
    house.storage.upstreams.create({
      id, realmId: realm.id, alias: 'corp', name: { en: 'Corp ID', ja: '全社ID' }, enabled: true, issuer: 'https://corp.test', clientId: 'tegata', clientAuth: 'none', scopes: ['openid'],
      trust, evidence: [{ claim: 'acr', value: '2', level: 2 }], evidenceMaxAgeMs: 900_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local', mapping: standardMapping,
      signOut: false, createdAt: 0,
    }, null),
    house.storage.identities.link({ realmId: realm.id, upstreamId: id, issuer: 'https://corp.test', subject: 's', userId: person.id, username: null, linkedAt: 0, linkedBy: 'administrator', linkedByActor: boss.user.id }),
  ])
  if (!made.ok) throw new Error(made.missed)
  return 'corp'
}

describe('why a code is asked, or not (S1-28)', () => {
  test('every line of the table in order: which one decided, and why the earlier ones did not', async () => {
    const { required, asked, reason, trace, through, ways } = await policy()
    expect({ required, asked, code: reason.code, through, ways }).toEqual({ required: true, asked: 'yes', code: 'line4.on', through: null, ways: [] })
    expect(trace.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(trace.filter(({ decided }) => decided).map(({ line, outcome }) => [line, outcome])).toEqual([[4, 'yes']])
    expect(trace.slice(0, 4).map(({ outcome, reason: { code } }) => [outcome, code])).toEqual([['go-on', 'line0.nothing'], ['go-on', 'line1.none'], ['go-on', 'line2.none'], ['go-on', 'line3.none']])
    for (const { reason: { code, sentence } } of trace) expect(Object.entries(sentences).find(([known]) => known === code)?.[1]).toBe(sentence)
  })

  test('rules stand in it by their names, instants in ISO 8601, and the sentence is the command line’s', async () => {
    const from = Date.now() + 86_400_000
    await house.storage.unit([house.storage.policies.saveEnforcement({
      id: randomUUID(), realmId: realm.id, name: 'Everybody', enforceFrom: from, zone: 'Asia/Tokyo', registerBy: null, target: { everyone: true }, acceptedKinds: ['totp'], acceptedRecoveries: [],
      onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, reason: { en: 'Because' }, helpLink: {}, state: 'announced', version: 1,
    })])
    const { trace } = await policy()
    const at = new Date(from).toISOString()
    expect(trace[1]?.reason).toMatchObject({ code: 'line1.not-yet', params: { rule: 'Everybody', from: at }, sentence: `the enforcement "Everybody" will be in force from ${at}` })
  })

  test('by a trusted provider that the person is linked to, and not by its id but its name', async () => {
    await linked('always')
    expect((await policy()).ways).toEqual([{ alias: 'corp', name: { en: 'Corp ID', ja: '全社ID' } }])
    const { asked, reason, through, trace, required } = await policy('corp')
    expect({ asked, code: reason.code, through, required }).toEqual({ asked: 'no', code: 'line3.trusted', through: 'corp', required: true })
    expect(trace[3]).toMatchObject({ decided: true, outcome: 'no', reason: { params: { upstream: 'Corp ID' }, sentence: 'the identity provider "Corp ID" is always trusted' } })
    expect(trace[4], 'what comes after it still says what it would say').toMatchObject({ decided: false, outcome: 'yes', reason: { code: 'line4.on' } })
  })

  test('by one that must prove it, which is not assumed: what is unknown never exempts (P1)', async () => {
    await linked('evidence')
    const { asked, reason, trace } = await policy('corp')
    expect({ asked, code: reason.code }).toEqual({ asked: 'yes', code: 'line4.on' })
    expect(trace[3]?.reason.code).toBe('line3.no-evidence')
  })

  test('a provider that the person does not come by is not asked about', async () => {
    expect(await problemOf(policy('corp'))).toBe('identity.not-found')
  })

  test('where something is to be set up: why no lesser proof binds it', async () => {
    await house.storage.unit(house.storage.roles.grant(realm.id, person.id, await house.roleId(realm, 'help-desk')))
    const { floors } = await policy()
    expect(floors.map(({ code }) => code)).toContain('floor.administrative')
  })
})
