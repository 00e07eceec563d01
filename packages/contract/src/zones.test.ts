import { expect, test } from 'vitest'
import { fromWire, isZone, toWire } from './zones.ts'

const start = Date.UTC(2026, 10, 30, 15)

test.each(['Asia/Tokyo', 'Asia/Seoul', 'UTC', 'Europe/Berlin'])('%s is a zone', (zone) => expect(isZone(zone)).toBe(true))
test.each(['Tokyo', '+09:00', '', 'Asia/Tokio', '../etc/passwd', 'constructor'])('%s is no zone', (zone) => expect(isZone(zone)).toBe(false))

test('the wire is ISO 8601, whatever offset it came with', () => {
  expect(toWire(start)).toBe('2026-11-30T15:00:00.000Z')
  expect(fromWire('2026-12-01T00:00:00+09:00')).toBe(start)
})
