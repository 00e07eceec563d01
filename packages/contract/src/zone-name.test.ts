import { expect, test } from 'vitest'
import { zoneName } from './zone-name.ts'

const winter = Date.UTC(2026, 10, 30, 15)
test.each([
  ['Asia/Tokyo', 'JST'], ['Asia/Seoul', 'KST'], ['UTC', 'UTC'], ['Asia/Kolkata', 'IST'], ['Asia/Calcutta', 'IST'], ['Europe/Berlin', 'CET'], ['America/New_York', 'EST'], ['Europe/London', 'GMT'],
  ['Australia/Sydney', 'AEDT'], ['Asia/Kathmandu', 'GMT+5:45'],
])('%s is %s in winter, as people there write it', (zone, name) => expect(zoneName(zone, winter)).toBe(name))

test('a zone with summer time is named by the time of that day', () => {
  expect(zoneName('Europe/Berlin', Date.UTC(2026, 6, 1))).toBe('CEST')
  expect(zoneName('Europe/Berlin', Date.UTC(2026, 11, 1))).toBe('CET')
})
