import type { Enforcement, EnforcementVersion, Wave } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { dueNow } from './due.ts'

const day = 86_400_000
const from = Date.UTC(2026, 10, 30, 15)

const rule = (changes: Partial<Enforcement> = {}): Enforcement => ({
  id: 'rule', realmId: 1, name: 'Everybody', state: 'announced', enforceFrom: from, registerBy: null, zone: 'Asia/Tokyo', target: { everyone: true }, reason: {}, helpLink: {},
  acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
  waves: [30, 14, 7, 3, 1, 0], announcedAt: from - 60 * day, edition: 2, version: 2, ...changes,
})
const version = (act: EnforcementVersion['act'], n: number, at: number, enforceFrom = from): EnforcementVersion =>
  ({ at, act, actor: { id: 'a', name: 'a' }, reason: 'r', document: rule({ version: n, enforceFrom }) })
const done = (wave: string, edition = 2): Wave => ({ enforcementId: 'rule', edition, wave, dueAt: 0, doneAt: 1, cursor: null })
const announced = [version('announce', 2, from - 60 * day), version('draft', 1, from - 61 * day)]
const waveAt = (now: number, waves: readonly Wave[] = [], changes: Partial<Enforcement> = {}, versions = announced) => dueNow(rule(changes), versions, waves, now)?.wave ?? null

describe('reminders (S0-5)', () => {
  test.each([
    [-30 * day - 1, null], [-30 * day, '30'], [-14 * day - 1, '30'], [-14 * day, '14'], [-7 * day, '7'], [-3 * day, '3'], [-day, '1'], [-1, '1'], [0, '0'], [1, '0'], [3 * day - 1, '0'], [3 * day, null],
  ])('%d ms from the start: %s', (off, wave) => expect(waveAt(from + off)).toBe(wave))

  test('what was told is not told again, and nothing is made up for', () => {
    expect(waveAt(from - 8 * day, [done('14')])).toBe(null)
    expect(waveAt(from - 7 * day, [done('14')])).toBe('7')
    expect(waveAt(from - 2 * day)).toBe('3')
  })
  test('at the instant only where the rule says so; a mail of before is not true any more', () => {
    expect(waveAt(from, [], { waves: [7, 1] })).toBe(null)
  })
  test('nothing while it is suspended, over, or a draft', () => {
    for (const state of ['suspended', 'ended', 'draft'] as const) expect(waveAt(from - day, [], { state })).toBe(null)
  })
  test('another date begins the waves anew', () => {
    const versions = [version('postpone', 3, from - 6 * day, from), ...announced]
    expect(waveAt(from - 5 * day, [done('7'), done('moved', 3)], { edition: 3, version: 3 }, versions)).toBe('7')
  })
})

describe('news (S0-8)', () => {
  const after = (act: EnforcementVersion['act'], n = 3) => [version('change', n + 1, from - day), version(act, n, from - 2 * day), version('announce', 2, from - 60 * day, from - 20 * day)]
  test.each([['postpone', 'moved'], ['bring-forward', 'moved'], ['suspend', 'suspended'], ['resume', 'resumed'], ['end', 'ended']] as const)('%s is told as %s, before any reminder, once', (act, news) => {
    expect(dueNow(rule({ version: 4 }), after(act), [], from - day)).toMatchObject({ kind: 'news', news, edition: 3, wave: news, dueAt: from - 2 * day })
    expect(dueNow(rule({ version: 4 }), after(act), [done(news, 3)], from - day)).toMatchObject({ kind: 'reminder' })
  })
  test('says which date was told before', () => expect(dueNow(rule(), after('postpone'), [], from - day)).toMatchObject({ before: from - 20 * day }))
  test('the second suspension is news again', () => {
    const versions = [version('suspend', 5, from - day), version('resume', 4, from - 2 * day), version('suspend', 3, from - 3 * day), ...announced]
    expect(dueNow(rule({ state: 'suspended', version: 5 }), versions, [done('suspended', 3), done('resumed', 4)], from - day)).toMatchObject({ wave: 'suspended', edition: 5 })
  })
})
