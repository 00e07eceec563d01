import { describe, expect, test } from 'vitest'
import { showDate } from './dates.ts'

const start = '2026-11-30T15:00:00.000Z'

describe('dates carry time and zone, and a weekday where there is room (S0-2)', () => {
  test.each([
    ['en', 'moment', 'Tuesday, 1 December 2026, 00:00 JST'],
    ['en', 'brief', 'Tue 1 Dec 2026, 00:00 JST'],
    ['en', 'day', 'Tuesday, 1 December 2026'],
    ['en', 'row', '1 Dec 2026, 00:00 JST'],
    ['ja', 'row', '2026/12/1 0:00(JST)'],
    ['ko', 'row', '2026. 12. 1. 0:00(JST)'],
    ['ja', 'moment', '2026年12月1日(火) 0:00(JST)'],
    ['ja', 'brief', '2026/12/1(火) 0:00(JST)'],
    ['ko', 'moment', '2026년 12월 1일(화) 0:00(JST)'],
    ['ko', 'brief', '2026. 12. 1.(화) 0:00(JST)'],
  ] as const)('%s, %s', (language, style, expected) => {
    expect(showDate(start, style, 'Asia/Tokyo', language)).toBe(expected)
  })

  test('each month of a list has three letters in English', () => {
    expect(showDate('2026-09-23T03:00:00Z', 'brief', 'Asia/Tokyo', 'en')).toBe('Wed 23 Sep 2026, 12:00 JST')
    expect(showDate('2026-09-23T03:00:00Z', 'day', 'Asia/Tokyo', 'en')).toBe('Wednesday, 23 September 2026')
  })

  test('something that is no instant is shown as nothing, never as "Invalid Date"', () => {
    expect(showDate('yesterday', 'moment', 'Asia/Tokyo', 'en')).toBe('')
  })
})
