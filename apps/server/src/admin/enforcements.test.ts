import { describe, expect, test } from 'vitest'
import { problemOf, type Who } from './api.test-support.ts'
import { announced, dateIn, day, detailsOf, type Draft, draft, inDays, now, why } from './drafting.test-support.ts'
import { boss, house, inARealmOfItsOwn, realm } from './realm-of-its-own.test-support.ts'

inARealmOfItsOwn()

describe('a draft', () => {
  test('concerns nobody, and has what a new rule has: an instant with its zone, the deadline that people read, waves of mail (S0-2, S0-6, S0-9)', async () => {
    await house.addUser(realm, 'emma')
    const rule = await boss.api.createEnforcement({
      name: 'Administrators', enforceFrom: { date: '2027-12-01', time: '00:00', zone: 'Asia/Tokyo' }, target: { roles: [await house.roleId(realm, 'global-admin')], departments: ['Sales'] },
      reason: { en: 'Because.', ja: '', ko: '이유' }, helpLink: { en: 'https://help.example/otp' },
    })
    expect(rule).toMatchObject({
      state: 'draft', inForce: false, enforceFrom: '2027-11-30T15:00:00.000Z', deadline: '2027-11-30T14:59:00.000Z', registerBy: null, zone: 'Asia/Tokyo',
      target: { everyone: false, roles: [{ name: 'global-admin' }], groups: [], departments: ['Sales'], policyGroups: [] }, reason: { en: 'Because.', ko: '이유' },
      helpLink: { en: 'https://help.example/otp' }, waves: [30, 14, 7, 3, 1, 0], lateWaves: [], announcedAt: null, onUnenrolled: 'enrol', afterEmergency: 'nextSignIn',
      sessionsBefore: 'askAtNextUse', refusesShared: false, version: 1,
    })
    expect(await boss.api.getEnforcement({ enforcementId: rule.id })).toEqual(rule)
  })

  test('whose date has no time starts at 00:00 in the zone of the realm (S4-3)', async () => {
    const { zone } = realm.settings
    const rule = await draft({ enforceFrom: { date: '2027-12-01' } })
    expect(rule.zone).toBe(zone)
    expect(rule.enforceFrom).toBe(zone === 'UTC' ? '2027-12-01T00:00:00.000Z' : '2027-11-30T15:00:00.000Z')
  })

  test.each([
    ['a start that is over', { enforceFrom: { date: '2020-01-01' } }, 'enforcement.in-the-past'],
    ['a time that does not exist', { enforceFrom: { date: '2027-03-28', time: '02:30', zone: 'Europe/Berlin' } }, 'enforcement.no-such-time'],
    ['a time that comes twice', { enforceFrom: { date: '2027-10-31', time: '02:30', zone: 'Europe/Berlin' } }, 'enforcement.time-twice'],
    ['a year mistyped', { enforceFrom: { date: '2206-12-01' } }, 'request.invalid'],
    ['a zone that is none', { enforceFrom: { date: '2027-12-01', zone: 'Tokyo' } }, 'request.invalid'],
    ['a day that is none', { enforceFrom: { date: '2027-02-30' } }, 'request.invalid'],
    ['a date to be ready by after the start', { registerBy: { date: '2027-12-02' }, enforceFrom: { date: '2027-12-01' } }, 'enforcement.register-by-late'],
    ['a date to be ready by that is over', { registerBy: { date: '2020-12-02' } }, 'enforcement.register-by-late'],
    ['a role that is none', { target: { roles: ['00000000-0000-4000-8000-000000000000'] } }, 'role.not-found'],
    ['a group that is none', { target: { groups: ['00000000-0000-4000-8000-000000000000'] } }, 'group.not-found'],
    ['a policy group that is none', { target: { policyGroups: ['00000000-0000-4000-8000-000000000000'] } }, 'policy-group.not-found'],
    ['only kinds that nobody can have here', { kinds: ['passkey'] }, 'enforcement.no-kind'],
    ['no kind', { kinds: [] }, 'request.invalid'],
    ['a help link that leads nowhere', { helpLink: { en: 'javascript:alert(1)' } }, 'request.invalid'],
  ] as const)('with %s is refused', async (_what, more, code) => expect(await problemOf(draft(more as unknown as Draft))).toBe(code))

  test('says which times there are instead, and takes the one of two that was meant', async () => {
    expect(await detailsOf(draft({ enforceFrom: { date: '2027-03-28', time: '02:30', zone: 'Europe/Berlin' } })))
      .toMatchObject({ code: 'enforcement.no-such-time', times: ['2027-03-28 01:59', '2027-03-28 03:00'] })
    const twice = { date: '2027-10-31', time: '02:30', zone: 'Europe/Berlin' }
    expect(await detailsOf(draft({ enforceFrom: twice }))).toMatchObject({ times: ['2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'] })
    expect((await draft({ enforceFrom: { ...twice, which: 'later' } })).enforceFrom).toBe('2027-10-31T01:30:00.000Z')
  })

  test('has a name of its own', async () => {
    const { name } = await draft()
    expect(await problemOf(draft({ name }))).toBe('enforcement.name-taken')
    const other = await draft()
    expect(await problemOf(boss.api.changeEnforcement({ enforcementId: other.id, name }))).toBe('enforcement.name-taken')
  })

  test('can be changed in everything without a word why, and deleted', async () => {
    const { id } = await draft()
    const changed = await boss.api.changeEnforcement({
      enforcementId: id, name: 'Other', enforceFrom: inDays(50, '12:30'), registerBy: inDays(45), target: { departments: ['Sales', 'Sales'] }, kinds: ['totp'], recoveries: [],
      onUnenrolled: 'codeOnly', waves: [1, 10], refusesShared: true,
    })
    expect(changed).toMatchObject({ name: 'Other', target: { everyone: false, departments: ['Sales'] }, kinds: ['totp'], recoveries: [], waves: [10, 1], refusesShared: true, version: 2 })
    await boss.api.deleteEnforcement({ enforcementId: id })
    expect(await problemOf(boss.api.getEnforcement({ enforcementId: id }))).toBe('enforcement.not-found')
  })

  test('is deleted only while it is one', async () => {
    const { id } = await announced()
    expect(await detailsOf(boss.api.deleteEnforcement({ enforcementId: id }))).toMatchObject({ code: 'enforcement.wrong-state', state: 'announced' })
  })
})

describe('the acts', () => {
  test('announce, postpone, bring forward, suspend, resume and end, each with its reason, who, and what became different (S0-6, S0-8, S0-42, S4-28)', async () => {
    const { id } = await draft()
    const acts = [
      await boss.api.announceEnforcement({ enforcementId: id, reason: 'decided' }),
      await boss.api.postponeEnforcement({ enforcementId: id, reason: 'too early', enforceFrom: inDays(60) }),
      await boss.api.postponeEnforcement({ enforcementId: id, reason: 'more', enforceFrom: inDays(70), registerBy: inDays(65) }),
      await boss.api.bringForwardEnforcement({ enforcementId: id, reason: 'an attack', enforceFrom: inDays(50), registerBy: inDays(49) }),
      await boss.api.suspendEnforcement({ enforcementId: id, reason: 'trouble' }),
      await boss.api.resumeEnforcement({ enforcementId: id, reason: 'over' }),
      await boss.api.endEnforcement({ enforcementId: id, reason: 'replaced' }),
    ]
    expect(acts.map(({ state, version }) => [state, version])).toEqual([
      ['announced', 2], ['announced', 3], ['announced', 4], ['announced', 5], ['suspended', 6], ['announced', 7], ['ended', 8],
    ])
    const { items } = await boss.api.listEnforcementVersions({ enforcementId: id })
    expect(items.map(({ act, reason, actor }) => [act, reason, actor.name])).toEqual([
      ['end', 'replaced', 'boss'], ['resume', 'over', 'boss'], ['suspend', 'trouble', 'boss'], ['bring-forward', 'an attack', 'boss'], ['postpone', 'more', 'boss'],
      ['postpone', 'too early', 'boss'], ['announce', 'decided', 'boss'], ['draft', '', 'boss'],
    ])
    expect(items[5]?.changes).toEqual([{ field: 'enforceFrom', before: acts[0]?.enforceFrom, after: acts[1]?.enforceFrom }])
    expect(items[6]?.changes).toEqual([{ field: 'state', before: 'draft', after: 'announced' }])
    expect(items[7]?.changes.find(({ field }) => field === 'target.everyone')).toEqual({ field: 'target.everyone', before: null, after: true })
    const page = await boss.api.listEnforcementVersions({ enforcementId: id, limit: 3 })
    expect(page.items).toEqual(items.slice(0, 3))
    expect((await boss.api.listEnforcementVersions({ enforcementId: id, ...(page.next === null ? {} : { cursor: page.next }) })).items).toEqual(items.slice(3))

    const { items: told } = await boss.api.listEvents({ type: 'enforcement.announced,enforcement.postponed,enforcement.ended' })
    expect(told.map(({ type, reason }) => [type, reason])).toEqual([
      ['enforcement.ended', 'replaced'], ['enforcement.postponed', 'more'], ['enforcement.postponed', 'too early'], ['enforcement.announced', 'decided'],
    ])
    expect(told[2]?.details).toMatchObject({ enforcement: id, before: { enforceFrom: acts[0]?.enforceFrom }, after: { enforceFrom: acts[1]?.enforceFrom } })
  })

  test('only the acts that say when it starts begin a new edition: who heard of it hears again', async () => {
    const editionOf = async (id: string) => (await house.storage.policies.enforcement(realm.id, id))?.edition
    const { id } = await announced()
    expect(await editionOf(id)).toBe(2)
    await boss.api.changeEnforcement({ enforcementId: id, why, reason: { en: 'Clearer.' } })
    expect(await editionOf(id)).toBe(2)
    await boss.api.postponeEnforcement({ enforcementId: id, reason: why, enforceFrom: inDays(60) })
    expect(await editionOf(id)).toBe(4)
  })

  test('is refused from a state that it does not lead from', async () => {
    const { id } = await draft()
    const all = ['postponeEnforcement', 'bringForwardEnforcement', 'suspendEnforcement', 'resumeEnforcement', 'endEnforcement'] as const
    for (const act of all) expect(await detailsOf(boss.api[act]({ enforcementId: id, reason: why })), act).toMatchObject({ code: 'enforcement.wrong-state', state: 'draft' })
    await boss.api.announceEnforcement({ enforcementId: id, reason: why })
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: id, reason: why }))).toBe('enforcement.wrong-state')
    await boss.api.endEnforcement({ enforcementId: id, reason: why })
    for (const act of [...all, 'announceEnforcement'] as const) expect(await problemOf(boss.api[act]({ enforcementId: id, reason: why })), act).toBe('enforcement.wrong-state')
    expect(await problemOf(boss.api.changeEnforcement({ enforcementId: id, why, reason: { en: 'x' } }))).toBe('enforcement.wrong-state')
  })

  test('needs a reason, a second factor shown a moment ago, and the permission', async () => {
    const { id } = await draft()
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: id, reason: '  ' }))).toBe('request.invalid')
    const reader = await house.person(realm, 'reader', ['read-only-admin'])
    expect(await problemOf(reader.api.announceEnforcement({ enforcementId: id, reason: why }))).toBe('permission.missing')
    expect(await problemOf(reader.api.listEnforcements())).toBe('done')
    const before = now()
    house.storage.clock.set(before + 6 * 60_000)
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: id, reason: why }))).toBe('token.insufficient-authentication')
    house.storage.clock.set(before)
  })

  test('postponing moves to later and bringing forward to earlier, each date alone or both, and neither the other way (S0-6)', async () => {
    const { id } = await announced({ registerBy: inDays(30) })
    const postpone = (more: object) => problemOf(boss.api.postponeEnforcement({ enforcementId: id, reason: why, ...more }))
    const forward = (more: object) => problemOf(boss.api.bringForwardEnforcement({ enforcementId: id, reason: why, ...more }))
    for (const more of [{}, { enforceFrom: inDays(39) }, { enforceFrom: inDays(40) }, { registerBy: inDays(29) }, { enforceFrom: inDays(45), registerBy: inDays(29) }]) {
      expect(await postpone(more), JSON.stringify(more)).toBe('enforcement.other-direction')
    }
    for (const more of [{}, { enforceFrom: inDays(41) }, { registerBy: inDays(31) }, { registerBy: null }]) expect(await forward(more), JSON.stringify(more)).toBe('enforcement.other-direction')
    expect(await postpone({ registerBy: inDays(35) })).toBe('done')
    expect(await boss.api.getEnforcement({ enforcementId: id })).toMatchObject({ enforceFrom: new Date(Date.parse(`${dateIn(40)}T00:00:00+09:00`)).toISOString() })
    expect(await postpone({ registerBy: null })).toBe('done')
    expect(await forward({ registerBy: inDays(20) })).toBe('done')
    expect(await forward({ enforceFrom: inDays(10) })).toBe('done')
    expect((await boss.api.getEnforcement({ enforcementId: id })).registerBy, 'advice that lies behind the start falls away').toBeNull()
  })

  test('that would start in the past is refused, and one that starts now is in force', async () => {
    const { id } = await draft({ enforceFrom: inDays(2) })
    const before = now()
    house.storage.clock.set(before + 4 * day)
    const fresh = await house.person(realm, 'late', ['global-admin'])
    expect(await problemOf(fresh.api.announceEnforcement({ enforcementId: id, reason: why }))).toBe('enforcement.in-the-past')
    expect(await fresh.api.announceEnforcement({ enforcementId: id, reason: why, now: true })).toMatchObject({ state: 'announced', inForce: true })
    house.storage.clock.set(before)
  })

  test('one that nobody could be reminded of any more starts without reminders only when that is said; of a draft it is seen which waves are late', async () => {
    const soon = await draft({ enforceFrom: inDays(5) })
    expect(soon.lateWaves).toEqual([30, 14, 7])
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: soon.id, reason: why }))).toBe('done')
    const tomorrow = await draft({ enforceFrom: inDays(1) })
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: tomorrow.id, reason: why }))).toBe('enforcement.no-time-for-reminders')
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: tomorrow.id, reason: why, withoutReminders: true }))).toBe('done')
    const far = await announced()
    expect(await problemOf(boss.api.bringForwardEnforcement({ enforcementId: far.id, reason: why, enforceFrom: inDays(1) }))).toBe('enforcement.no-time-for-reminders')
    expect(await problemOf(boss.api.bringForwardEnforcement({ enforcementId: far.id, reason: why, now: true }))).toBe('done')
  })

  test('of a suspended one whose start is over says from when on', async () => {
    const { id } = await announced({ enforceFrom: inDays(3) })
    await boss.api.suspendEnforcement({ enforcementId: id, reason: why })
    const before = now()
    house.storage.clock.set(before + 5 * day)
    const { api } = await house.person(realm, 'later', ['global-admin'])
    expect(await problemOf(api.resumeEnforcement({ enforcementId: id, reason: why }))).toBe('enforcement.in-the-past')
    expect(await api.resumeEnforcement({ enforcementId: id, reason: why, now: true })).toMatchObject({ inForce: true })
    house.storage.clock.set(before)
  })

  test('an announced one changes with a reason, and its instants by acts of their own', async () => {
    const { id } = await announced()
    expect(await problemOf(boss.api.changeEnforcement({ enforcementId: id, enforceFrom: inDays(60), why }))).toBe('enforcement.wrong-state')
    expect(await problemOf(boss.api.changeEnforcement({ enforcementId: id, registerBy: inDays(10), why }))).toBe('enforcement.wrong-state')
    expect(await problemOf(boss.api.changeEnforcement({ enforcementId: id, name: 'New' }))).toBe('request.invalid')
    expect(await boss.api.changeEnforcement({ enforcementId: id, name: 'New', why })).toMatchObject({ name: 'New', version: 3 })
    expect(await boss.api.changeEnforcement({ enforcementId: id, name: 'New' }), 'what changes nothing is no version').toMatchObject({ version: 3 })
  })

  test('two administrators at once: the second is told that somebody was faster, and sees what changed', async () => {
    const other = await house.person(realm, 'other', ['global-admin'])
    const rule = await announced()
    const seen = rule.version
    const act = (who: Who, days: number, headers: { ifMatch?: number }) => problemOf(who.api.postponeEnforcement({ enforcementId: rule.id, reason: `${days}`, enforceFrom: inDays(days) }, headers))
    expect((await Promise.all([act(boss, 50, { ifMatch: seen }), act(other, 60, { ifMatch: seen })])).toSorted()).toEqual(['done', 'request.precondition-failed'])
    expect((await Promise.all([act(boss, 70, {}), act(other, 80, {})])).toSorted(), 'also who did not say what they saw').toEqual(['done', 'request.precondition-failed'])
    expect((await boss.api.listEnforcementVersions({ enforcementId: rule.id })).items.map(({ act: kind }) => kind)).toEqual(['postpone', 'postpone', 'announce', 'draft'])
  })
})

test('the list has what is in force and what comes first on top, then drafts, and what is over at the end', async () => {
  const names: string[] = []
  const add = async (name: string, days: number) => { names.push(name); return draft({ name, enforceFrom: inDays(days) }) }
  const [over, later, sketch, soon, paused] = [await add('over', 60), await add('later', 50), await add('sketch', 5), await add('soon', 20), await add('paused', 30)]
  for (const { id } of [over, later, soon, paused]) await boss.api.announceEnforcement({ enforcementId: id, reason: why })
  await boss.api.endEnforcement({ enforcementId: over.id, reason: why })
  await boss.api.suspendEnforcement({ enforcementId: paused.id, reason: why })
  expect((await boss.api.listEnforcements()).items.map(({ name }) => name)).toEqual(['soon', 'later', 'paused', 'sketch', 'over'])
  expect((await boss.api.listEnforcements({ state: 'draft' })).items.map(({ id }) => id)).toEqual([sketch.id])
  const { items, next } = await boss.api.listEnforcements({ limit: 2 })
  expect([items.length, (await boss.api.listEnforcements({ limit: 200, ...(next === null ? {} : { cursor: next }) })).items.length]).toEqual([2, 3])
})
