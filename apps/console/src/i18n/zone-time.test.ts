import { describe, expect, test } from 'vitest'
import { clockOf, instantOf, instantsOf, leapAround } from './zone-time.ts'

describe('a day and a time in the realm’s zone are one instant', () => {
  test.each([
    ['2026-12-01', '00:00', 'Asia/Tokyo', '2026-11-30T15:00:00.000Z'], ['2026-12-01', '09:30', 'Asia/Seoul', '2026-12-01T00:30:00.000Z'],
    ['2026-07-01', '12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'], ['2026-12-01', '12:00', 'Europe/Berlin', '2026-12-01T11:00:00.000Z'],
    // The day on which clocks go back: before it and after it.
    ['2026-10-25', '01:30', 'Europe/Berlin', '2026-10-24T23:30:00.000Z'], ['2026-10-25', '03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'], ['2026-12-01', '08:00', 'UTC', '2026-12-01T08:00:00.000Z'],
  ])('%s %s in %s', (day, time, zone, instant) => {
    expect(instantOf(day, time, zone)).toBe(instant)
    expect(clockOf(instant, zone)).toEqual({ day, time })
  })

  test.each([['', '10:00'], ['2026-12-01', ''], ['2026-13-40', '10:00'], ['tomorrow', '10:00'], ['2026-12-01', '25:61']])('“%s %s” is none', (day, time) => {
    expect(instantOf(day, time, 'Asia/Tokyo')).toBeNull()
  })
})

describe('S0-2, S0-9: a day and a time that clocks show once, never, or twice', () => {
  test.each([
    ['2026-12-01', '00:00', 'Asia/Tokyo', ['2026-11-30T15:00:00.000Z']],
    ['2026-03-29', '02:30', 'Europe/Berlin', []],
    ['2026-03-29', '01:59', 'Europe/Berlin', ['2026-03-29T00:59:00.000Z']], ['2026-03-29', '03:00', 'Europe/Berlin', ['2026-03-29T01:00:00.000Z']],
    ['2026-10-25', '02:30', 'Europe/Berlin', ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['2026-11-01', '01:30', 'America/New_York', ['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z']],
    // Samoa left out a whole day.
    ['2011-12-30', '12:00', 'Pacific/Apia', []], ['tomorrow', '10:00', 'Asia/Tokyo', []],
  ])('%s %s in %s', (day, time, zone, instants) => {
    expect(instantsOf(day, time, zone)).toEqual(instants)
  })

  test.each([
    ['2026-03-29', '02:30', 'Europe/Berlin', '01:59', '03:00'], ['2026-03-08', '02:00', 'America/New_York', '01:59', '03:00'], ['2026-09-06', '00:15', 'America/Santiago', '23:59', '01:00'],
  ])('around %s %s in %s clocks leap from %s to %s', (day, time, zone, before, after) => {
    expect(leapAround(day, time, zone)).toEqual({ before, after })
  })
})
