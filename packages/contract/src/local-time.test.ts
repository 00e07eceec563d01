import { describe, expect, test } from 'vitest'
import { deadlineOf, resolveLocalTime } from './local-time.ts'

const at = (text: string) => Date.parse(text)

describe('an instant that is entered as local date and time', () => {
  test.each([
    ['2026-12-01', '00:00', 'Asia/Tokyo', '2026-11-30T15:00:00Z'],
    ['2026-12-01', '00:00', 'Asia/Seoul', '2026-11-30T15:00:00Z'],
    ['2026-12-01', '00:00', 'Europe/Berlin', '2026-11-30T23:00:00Z'],
    ['2026-07-01', '17:00', 'Europe/Berlin', '2026-07-01T15:00:00Z'],
    ['2026-12-01', '00:00', 'America/New_York', '2026-12-01T05:00:00Z'],
    ['2026-12-01', '09:30', 'Asia/Kolkata', '2026-12-01T04:00:00Z'],
    ['2026-12-01', '00:00', 'Pacific/Kiritimati', '2026-11-30T10:00:00Z'],
    ['2028-02-29', '23:59', 'UTC', '2028-02-29T23:59:00Z'],
  ])('S0-2: %s %s in %s', (date, time, zone, instant) =>
    expect(resolveLocalTime({ date, time, zone })).toEqual({ ok: true, instant: at(instant) }))

  test.each([
    ['Asia/Tokyo', '2025-03-17', '2025-03-16T15:00:00Z'],
    ['Asia/Seoul', '2025-03-17', '2025-03-16T15:00:00Z'],
    ['UTC', '2025-03-17', '2025-03-17T00:00:00Z'],
  ])('S4-3: a date without a time is 00:00 in %s', (zone, date, instant) =>
    expect(resolveLocalTime({ date, zone })).toEqual({ ok: true, instant: at(instant) }))

  test.each([
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z'],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00Z'],
  ])('S4-3: where %s has no 00:00 on %s, a date alone is the first moment of the day', (zone, date, instant) => {
    expect(resolveLocalTime({ date, zone })).toEqual({ ok: true, instant: at(instant) })
    expect(resolveLocalTime({ date, time: '00:00', zone })).toMatchObject({ ok: false, reason: 'no-such-time' })
  })

  test('a date alone, of a day whose 00:00 comes twice, is the first of the two', () => {
    expect(resolveLocalTime({ date: '2026-11-01', zone: 'America/Havana' })).toEqual({ ok: true, instant: at('2026-11-01T04:00:00Z') })
    expect(resolveLocalTime({ date: '2026-11-01', time: '00:00', zone: 'America/Havana' })).toMatchObject({ ok: false, reason: 'twice' })
  })

  test.each([
    ['Europe/Berlin', '2026-03-29', '02:00', ['2026-03-29 01:59', '2026-03-29 03:00']],
    ['Europe/Berlin', '2026-03-29', '02:59', ['2026-03-29 01:59', '2026-03-29 03:00']],
    ['America/New_York', '2026-03-08', '02:30', ['2026-03-08 01:59', '2026-03-08 03:00']],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', ['2026-10-04 01:59', '2026-10-04 02:30']],
    ['Asia/Beirut', '2026-03-29', '00:30', ['2026-03-28 23:59', '2026-03-29 01:00']],
    ['Pacific/Apia', '2011-12-30', undefined, ['2011-12-29 23:59', '2011-12-31 00:00']],
  ])('that %s does not have, %s %s, is refused with the nearest ones', (zone, date, time, nearest) =>
    expect(resolveLocalTime({ date, time, zone })).toEqual({ ok: false, reason: 'no-such-time', nearest }))

  test.each([
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['America/New_York', '2026-11-01', '01:00', '2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z'],
  ])('that %s has twice, %s %s, is one only when somebody says which', (zone, date, time, earlier, later) => {
    expect(resolveLocalTime({ date, time, zone })).toEqual({ ok: false, reason: 'twice', earlier: at(earlier), later: at(later) })
    expect(resolveLocalTime({ date, time, zone, which: 'earlier' })).toEqual({ ok: true, instant: at(earlier) })
    expect(resolveLocalTime({ date, time, zone, which: 'later' })).toEqual({ ok: true, instant: at(later) })
  })

  test('that exists once does not mind being told which', () =>
    expect(resolveLocalTime({ date: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo', which: 'later' })).toEqual({ ok: true, instant: at('2026-11-30T15:00:00Z') }))

  test.each([['01:59', '2026-03-29T00:59:00Z'], ['03:00', '2026-03-29T01:00:00Z']])('beside a gap, %s, is what it says', (time, instant) =>
    expect(resolveLocalTime({ date: '2026-03-29', time, zone: 'Europe/Berlin' })).toEqual({ ok: true, instant: at(instant) }))
})

test('S0-6: the deadline that people read is the minute before, also across a change of clocks', () => {
  expect(deadlineOf(at('2026-11-30T15:00:00Z'))).toBe(at('2026-11-30T23:59:00+09:00'))
  expect(deadlineOf(at('2026-03-29T01:00:00Z'))).toBe(at('2026-03-29T01:59:00+01:00'))
  expect(deadlineOf(at('2026-10-25T01:00:00Z'))).toBe(at('2026-10-25T02:59:00+02:00'))
})
