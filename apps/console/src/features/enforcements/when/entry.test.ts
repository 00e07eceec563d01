import { describe, expect, test } from 'vitest'
import { deadlineOf, readEntry, sentEntry, type WhenEntry } from './entry.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const entry = (part: Partial<WhenEntry>): WhenEntry => ({ day: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo', which: null, ...part })

describe('S0-2, S0-9: an instant as people enter it', () => {
  test('is one instant, and a date without a time means 00:00', () => {
    expect(readEntry(entry({}), now)).toMatchObject({ instant: '2026-11-30T15:00:00.000Z', fault: null })
    expect(readEntry(entry({ time: '' }), now)).toMatchObject({ instant: '2026-11-30T15:00:00.000Z', fault: null })
  })

  test.each([
    ['without a date', { day: '' }, 'missing'], ['with half a date', { day: '2026-12' }, 'missing'], ['on a day that no month has', { day: '2026-13-40' }, 'missing'],
    ['in a zone that there is not', { zone: 'Asia/Nowhere' }, 'zone'], ['in an offset, which knows no summer time', { zone: '+09:00' }, 'zone'], ['in the past', { day: '2025-12-31' }, 'past'],
    ['at a time that does not exist', { day: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' }, 'no-such-time'],
    ['at a time that comes twice', { day: '2026-10-25', time: '02:30', zone: 'Europe/Berlin' }, 'twice'],
  ])('%s there is none', (_, part, fault) => {
    expect(readEntry(entry(part), now)).toMatchObject({ instant: null, fault })
  })

  test('says what clocks show around a time that does not exist', () => {
    expect(readEntry(entry({ day: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' }), now).leap).toEqual({ before: '01:59', after: '03:00' })
  })

  test('takes the one of two that was chosen, and sends it; otherwise sends no choice', () => {
    const twice = entry({ day: '2026-10-25', time: '02:30', zone: 'Europe/Berlin' })
    expect(readEntry({ ...twice, which: 'earlier' }, now).instant).toBe('2026-10-25T00:30:00.000Z')
    const later = readEntry({ ...twice, which: 'later' }, now)
    expect(later.instant).toBe('2026-10-25T01:30:00.000Z')
    expect(sentEntry({ ...twice, which: 'later' }, later)).toEqual({ date: '2026-10-25', time: '02:30', zone: 'Europe/Berlin', which: 'later' })
    expect(sentEntry(entry({ time: '', zone: ' Asia/Tokyo ' }), readEntry(entry({}), now))).toEqual({ date: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo' })
  })

  test('S0-6: the deadline that people read is the minute before', () => {
    expect(deadlineOf('2026-11-30T15:00:00.000Z')).toBe('2026-11-30T14:59:00.000Z')
  })
})
