import { describe, expect, test } from 'vitest'
import { enforcementOf } from '../../../testing/fake-enforcements.ts'
import { NOW } from '../../../testing/people.ts'
import { changesBetween, draftOf, entryOf, lookOver, newDraft, newOf } from './draft.ts'

const enforcement = enforcementOf('Administrators')
const draft = draftOf(enforcement)

describe('what can be typed about an enforcement', () => {
  test('begins with the defaults of the policy and without a date, which its author has to decide', () => {
    const fresh = newDraft('Asia/Tokyo')
    expect(fresh).toMatchObject({ when: { day: '', time: '00:00', zone: 'Asia/Tokyo' }, registerBy: null, waves: [30, 14, 7, 3, 1, 0], rule: { onUnenrolled: 'enrol', sessionsBefore: 'askAtNextUse', afterEmergency: 'nextSignIn', refusesShared: false } })
    expect([...lookOver(fresh, NOW)]).toEqual([['name', 'missing'], ['target', 'no-target'], ['when', 'missing']])
  })

  test('S0-2: is read back in its zone, and of a time that comes twice as the one that it is', () => {
    expect(draft.when).toEqual({ day: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo', which: null })
    expect(entryOf('2026-10-25T00:30:00.000Z', 'Europe/Berlin')).toEqual({ day: '2026-10-25', time: '02:30', zone: 'Europe/Berlin', which: 'earlier' })
    expect(entryOf('2026-10-25T01:30:00.000Z', 'Europe/Berlin').which).toBe('later')
  })

  test('is sent whole when it is new, with texts trimmed and languages without one left out', () => {
    const sent = newOf({ ...draft, name: '  Administrators ', reason: { en: ' Because. ', ja: '', ko: '  ' }, registerBy: { day: '2026-11-27', time: '17:00', zone: 'anything', which: null } }, NOW)
    expect(sent).toMatchObject({
      name: 'Administrators', reason: { en: 'Because.' }, enforceFrom: { date: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo' }, registerBy: { date: '2026-11-27', time: '17:00', zone: 'Asia/Tokyo' },
      target: { everyone: false, roles: draft.target.roles }, onUnenrolled: 'codeOnly',
    })
    expect(sent.reason).toEqual({ en: 'Because.' })
  })

  test('is changed field by field: nothing else is sent, so that nobody’s change is written over', () => {
    expect(changesBetween(draft, structuredClone(draft), NOW)).toEqual({})
    expect(changesBetween(draft, { ...draft, rule: { ...draft.rule, onUnenrolled: 'mailLink' }, waves: [7, 0] }, NOW)).toEqual({ onUnenrolled: 'mailLink', waves: [7, 0] })
    expect(changesBetween(draft, { ...draft, when: { ...draft.when, time: '09:00' } }, NOW)).toEqual({ enforceFrom: { date: '2026-12-01', time: '09:00', zone: 'Asia/Tokyo' } })
    expect(changesBetween({ ...draft, registerBy: draft.when }, draft, NOW)).toEqual({ registerBy: null })
  })

  test.each([
    ['nobody as its target', { target: { ...draft.target, roles: [] } }, 'target', 'no-target'], ['no kind that counts', { rule: { ...draft.rule, kinds: [] } }, 'rule', 'no-kind'],
    ['help at something that is no address', { helpLink: { en: 'javascript:alert(1)', ja: '', ko: '' } }, 'helpLink', 'not-an-address'], ['an advisory date after the start', { registerBy: { ...draft.when, time: '00:01' } }, 'registerBy', 'late'],
    ['a start that is over', { when: { ...draft.when, day: '2026-11-01' } }, 'when', 'past'],
  ])('with %s is seen to be wrong before the server is asked', (_, part, field, fault) => {
    expect(lookOver({ ...draft, ...part }, NOW).get(field as 'when')).toBe(fault)
  })

  test('is not wrong for a start that is over where only its texts are changed', () => {
    expect(lookOver({ ...draft, when: { ...draft.when, day: '2026-11-01' } }, NOW, false).size).toBe(0)
  })

  test('everyone needs no names', () => {
    expect(lookOver({ ...draft, target: { everyone: true, roles: [], groups: [], departments: [], policyGroups: [] } }, NOW).size).toBe(0)
  })
})
