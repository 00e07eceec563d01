import { describe, expect, test } from 'vitest'
import { administratorsWithoutOtp, isFiltered, noFilter, readFilter, writeFilter, type UserFilter } from './user-filter.ts'

describe('the filter in the address', () => {
  test.each<UserFilter>([
    noFilter, administratorsWithoutOtp,
    { search: '田中', role: 'wiki editor', administrators: false, otp: 'waiting', enabled: false, policyGroup: 'none' },
    { ...noFilter, enabled: true },
    { ...noFilter, policyGroup: '00000000-0000-4000-8000-000000000001' },
  ])('survives the way there and back: %j', (filter) => {
    expect(readFilter(writeFilter(filter))).toEqual(filter)
  })

  test('what it does not understand is ignored', () => {
    expect(readFilter({ otp: 'nonsense', enabled: 'maybe', administrators: '1', policyGroup: 'x', page: '7' })).toEqual(noFilter)
  })

  test('a field that stands there twice counts once', () => {
    expect(readFilter({ search: ['a', 'b'], otp: ['waiting', null] })).toEqual({ ...noFilter, search: 'a', otp: 'waiting' })
  })

  test('a search has an end', () => {
    expect(readFilter({ search: 'x'.repeat(10_000) }).search).toHaveLength(200)
  })

  test('no filter is no address', () => {
    expect(writeFilter(noFilter)).toEqual({})
    expect(isFiltered(noFilter)).toBe(false)
    expect(isFiltered(administratorsWithoutOtp)).toBe(true)
  })
})
