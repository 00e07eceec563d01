import { describe, expect, test } from 'vitest'
import { administratorsWithoutOtp, isFiltered, isSameFilter, noFilter, readFilter, writeFilter, type UserFilter } from './user-filter.ts'

describe('the filter in the address (S0-40)', () => {
  const everything: UserFilter = {
    search: '田中', role: ['wiki editor', 'R&D'], administrators: true, otp: 'waiting', otpKind: ['email', 'unproved'], department: ['営業部', '서울 지사'],
    enabled: false, policyGroup: ['00000000-0000-4000-8000-000000000001', 'none'], signedInBefore: '2026-10-01T00:00:00.000Z', waits: true, lockedOut: true, emergencyLeft: ['none', 'last'],
    upstream: 'corp', emailProved: false, unusedDays: 365, shared: true,
  }
  test.each<UserFilter>([noFilter, administratorsWithoutOtp, everything, { enabled: true }, { policyGroup: ['none'] }, { neverSignedIn: true }, { upstream: 'trusted' }])(
    'survives the way there and back: %j', (filter) => {
      expect(readFilter(writeFilter(filter))).toEqual(filter)
    })

  test('what it does not understand is ignored', () => {
    expect(readFilter({
      otp: 'nonsense', enabled: 'maybe', administrators: '1', policyGroup: '------------------------------------', page: '7', unusedDays: '-3', signedInSince: 'yesterday',
      emergencyLeft: ['5', 'many'], otpKind: 'none', waits: 'false', lockedOut: 'yes', role: '', shared: null,
    })).toEqual(noFilter)
  })

  test('a field that stands there twice counts once, unless it is a list', () => {
    expect(readFilter({ search: ['a', 'b'], otp: ['waiting', null], role: ['x', 'y', 'x'], policyGroup: ['none', 'Days', 'none'], emergencyLeft: ['some', 'none'] }))
      .toEqual({ search: 'a', otp: 'waiting', role: ['x', 'y'], policyGroup: ['none'], emergencyLeft: ['none', 'some'] })
  })

  test('who never signed in did so on no day: that word counts alone; two days are a span', () => {
    expect(readFilter({ neverSignedIn: 'true', signedInBefore: '2026-10-01T00:00:00Z' })).toEqual({ neverSignedIn: true })
    const span = { signedInBefore: '2026-10-01T00:00:00.000Z', signedInSince: '2026-09-01T00:00:00.000Z' }
    expect(readFilter(span)).toEqual(span)
  })

  test('a search has an end, and so has a list', () => {
    expect(readFilter({ search: 'x'.repeat(10_000) }).search).toHaveLength(200)
    expect(readFilter({ role: Array.from({ length: 500 }, (_, n) => `role ${n}`) }).role).toHaveLength(20)
  })

  test('no filter is no address', () => {
    expect(writeFilter(noFilter)).toEqual({})
    expect(isFiltered(noFilter)).toBe(false)
    expect(isFiltered(administratorsWithoutOtp)).toBe(true)
  })

  test('the same fields in another order are the same filter', () => {
    expect(isSameFilter({ otp: 'waiting', enabled: true }, { enabled: true, otp: 'waiting' })).toBe(true)
    expect(isSameFilter({ otp: 'waiting' }, { otp: 'waiting', enabled: true })).toBe(false)
  })
})
