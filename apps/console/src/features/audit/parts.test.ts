// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { askedOf, isFiltered, noFilter, readFilter, writeFilter } from './audit-filter.ts'
import { startOfDay } from './days.ts'
import { detailLines, subjectOf } from './detail-lines.ts'
import { csvCell } from './export-log.ts'

describe('a day of the realm', () => {
  test.each([
    ['2026-11-24', 'Asia/Tokyo', '2026-11-23T15:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    // Summer time begins at 01:00 UTC of this day, and ends so on the other: the day begins before the change.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-01-01', 'America/St_Johns', '2026-01-01T03:30:00.000Z'],
    ['2026-11-24', 'UTC', '2026-11-24T00:00:00.000Z'],
  ])('%s in %s begins at %s', (day, zone, instant) => expect(startOfDay(day, zone)).toBe(instant))

  test('and the one after it ends it, also where it has 23 hours', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin', 1)).toBe('2026-03-29T22:00:00.000Z')
  })
})

describe('the filter', () => {
  test('survives its address, and ignores what it does not understand', () => {
    const filter = { userId: '00000000-0000-4000-8000-000000000001', group: 'codes', outcome: 'refused', from: '2026-11-01', until: '2026-11-02' } as const
    expect(readFilter(writeFilter(filter))).toEqual(filter)
    expect(readFilter({ user: 'x', kind: 'nothing', outcome: 'maybe', from: '2026-13-99', until: ['2026-01-01', 'x'] })).toEqual({ ...noFilter, until: '2026-01-01' })
    expect([isFiltered(noFilter), isFiltered({ ...noFilter, group: 'rights' })]).toEqual([false, true])
    expect(askedOf(noFilter, 'UTC')).toEqual({})
  })
})

describe('details', () => {
  test('of a change are what differs; nested values stay exact; others are said as they are', () => {
    expect(detailLines({ before: { a: 1, b: ['x'], version: 1 }, after: { a: 2, b: ['x'], c: { d: true }, version: 2 }, count: 3 })).toEqual([
      { name: 'a', before: '1', now: '2' }, { name: 'c', before: '–', now: '{"d":true}' }, { name: 'count', value: '3' },
    ])
    expect(detailLines({ roles: ['a', 'b'], none: null, empty: [] })).toEqual([{ name: 'roles', value: 'a, b' }, { name: 'none', value: '–' }, { name: 'empty', value: '–' }])
    expect(detailLines({ conditions: [{ networks: ['10.0.0.0/8', '::1/128'], applications: ['wiki'] }, { networks: [], applications: ['app'] }] })).toEqual([{ name: 'conditions', value: '10.0.0.0/8, ::1/128 + wiki · app' }])
    expect(detailLines({ after: 'x' })).toEqual([{ name: 'after', value: 'x' }])
  })
})

test.each([
  [{ clientId: 'wiki' }, 'wiki'], [{ client: { clientId: 'board', name: 'Board' } }, 'board'], [{ before: { alias: 'corp' }, after: { alias: 'corp' } }, 'corp'],
  [{ role: 'editor' }, 'editor'], [{ before: { zone: 'UTC' }, after: { zone: 'Asia/Tokyo' } }, null], [{ to: 'me@example.test', server: 's' }, 'me@example.test'], [{}, null],
])('%j is about %j', (details, subject) => expect(subjectOf(details)).toBe(subject))

describe('a cell of a spreadsheet', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＠x'])('%j is no formula', (text) => expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/))
  test('keeps everything else, quoted where it must be', () => {
    expect([csvCell('佐藤'), csvCell('a,b'), csvCell('say "hi"'), csvCell('two\nlines'), csvCell('a=b')]).toEqual(['佐藤', '"a,b"', '"say ""hi"""', '"two\nlines"', 'a=b'])
  })
})
