import { describe, expect, test } from 'vitest'
import { showDate } from './dates.ts'

const start = Date.UTC(2026, 10, 30, 15, 0)

describe('dates carry weekday, time and zone', () => {
  test.each([
    ['en', 'moment', 'Tuesday, 1 December 2026, 00:00 JST'],
    ['en', 'brief', 'Tue 1 Dec 2026, 00:00 JST'],
    ['en', 'day', 'Tuesday, 1 December 2026'],
    ['en', 'time', '00:00 JST'],
    ['ja', 'moment', '2026年12月1日(火)0:00(JST)'],
    ['ja', 'brief', '2026/12/1(火) 0:00(JST)'],
    ['ja', 'time', '0:00(JST)'],
    ['ko', 'moment', '2026년 12월 1일(화) 0시(JST)'],
    ['ko', 'brief', '2026. 12. 1.(화) 0:00(JST)'],
    ['ko', 'time', '0시(JST)'],
  ] as const)('%s %s: %s', (language, style, said) => {
    expect(showDate(start, style, 'Asia/Tokyo', language)).toBe(said)
  })
  test('the minute before is still the day before (S0-6)', () => {
    expect(showDate(start - 60_000, 'moment', 'Asia/Tokyo', 'ko')).toBe('2026년 11월 30일(월) 23시 59분(JST)')
    expect(showDate(start - 60_000, 'moment', 'Asia/Tokyo', 'ja')).toBe('2026年11月30日(月)23:59(JST)')
  })
})
