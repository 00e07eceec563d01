import { expect, test } from 'vitest'
import { fromWire, isZone, sayInstant, toWire, zoneName } from './zones.ts'

const start = Date.UTC(2026, 10, 30, 15)

test('S0-8: an instant is said with weekday, date, time and zone in three languages', () => {
  expect(sayInstant(start, 'Asia/Tokyo', 'en')).toBe('Tuesday, December 1, 2026 at 00:00 JST')
  expect(sayInstant(start, 'Asia/Tokyo', 'ja')).toBe('2026年12月1日火曜日 00:00 JST')
  expect(sayInstant(start, 'Asia/Seoul', 'ko')).toBe('2026년 12월 1일 화요일 00:00 KST')
})

test('a zone without a short name of its own is said by its offset of that day', () => {
  expect(zoneName('Europe/Berlin', Date.UTC(2026, 6, 1))).toBe('GMT+2')
  expect(zoneName('Europe/Berlin', Date.UTC(2026, 11, 1))).toBe('GMT+1')
  expect(zoneName('Asia/Kolkata', start)).toBe('GMT+5:30')
})

test.each(['Asia/Tokyo', 'Asia/Seoul', 'UTC', 'Europe/Berlin'])('%s is a zone', (zone) => expect(isZone(zone)).toBe(true))
test.each(['Tokyo', '+09:00', '', 'Asia/Tokio', '../etc/passwd', 'constructor'])('%s is no zone', (zone) => expect(isZone(zone)).toBe(false))

test('the wire is ISO 8601, whatever offset it came with', () => {
  expect(toWire(start)).toBe('2026-11-30T15:00:00.000Z')
  expect(fromWire('2026-12-01T00:00:00+09:00')).toBe(start)
})
