// @vitest-environment node
import { expect, test } from 'vitest'
import { draftOf, isAddress, newDraft, queryOf, questionOf, type SimulatorDraft } from './draft.ts'

const now = Date.parse('2026-11-24T00:10:00Z')
const ask = (part: Partial<SimulatorDraft>) => questionOf({ ...newDraft(), ...part }, now)

test.each<[Partial<SimulatorDraft>, ReturnType<typeof questionOf>]>([
  [{}, { missing: 'person' }],
  [{ userId: 'u' }, { question: { userId: 'u' } }],
  [{ userId: 'u', address: ' 192.0.2.7 ', app: 'wiki', group: 'none', rule: 'r', page: 'classic', demanded: '2, gold' },
    { question: { userId: 'u', policyGroup: 'none', enforcementId: 'r', presentation: 'classic', clientId: 'wiki', address: '192.0.2.7', demandedAcr: ['2', 'gold'] } }],
  [{ userId: 'u', address: '192.0.2.0/24' }, { missing: 'address' }],
  [{ who: 'imagined' }, { question: { person: {} } }],
  [{ who: 'imagined', userId: 'u', roles: ['a'], groups: ['g'], kinds: ['totp'], otpRequired: true, addressProved: false, shared: true, token: true },
    { question: { person: { roles: ['a'], groups: ['g'], kinds: ['totp'], otpRequired: true, addressProved: false, shared: true, emergencyTokens: 1 } } }],
  [{ userId: 'u', way: 'corp' }, { question: { userId: 'u', through: { alias: 'corp' } } }],
  [{ userId: 'u', way: 'corp', acr: 'gold', amr: 'pwd, hwk', ago: '30m' }, { question: { userId: 'u', through: { alias: 'corp', acr: 'gold', amr: ['pwd', 'hwk'], authenticatedSecondsAgo: 1800 } } }],
  [{ userId: 'u', way: 'corp', ago: 'unknown' }, { question: { userId: 'u', through: { alias: 'corp', authenticatedSecondsAgo: null } } }],
  [{ userId: 'u', acr: 'gold', ago: '8h' }, { question: { userId: 'u' } }],
  [{ userId: 'u', at: { day: '2026-12-01', time: '', zone: 'Asia/Tokyo', which: null } }, { question: { userId: 'u', at: { date: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo' } } }],
  [{ userId: 'u', at: { day: '', time: '', zone: 'Asia/Tokyo', which: null } }, { missing: 'when' }],
  [{ userId: 'u', at: { day: '2020-01-01', time: '', zone: 'Asia/Tokyo', which: null } }, { missing: 'when' }],
  [{ userId: 'u', at: { day: '2027-03-28', time: '02:30', zone: 'Europe/Berlin', which: null } }, { missing: 'when' }],
])('%j is asked as it is meant', (part, expected) => expect(ask(part)).toEqual(expected))

test.each([['192.0.2.7', true], ['255.255.255.255', true], ['2001:db8::7', true], ['::1', true], ['::ffff:192.0.2.7', true], ['256.1.1.1', false], ['1.2.3', false], ['1.2.3.4.5', false], ['office', false], ['192.0.2.0/24', false], ['fe80::1%eth0', false], ['[::1]', false], [':', false]])(
  '%s is an address: %s', (text, is) => expect(isAddress(text)).toBe(is))

test.each<Partial<SimulatorDraft>>([
  {}, { userId: 'u' }, { userId: 'u', app: 'wiki', address: '2001:db8::7', way: 'corp', acr: 'gold', amr: 'a, b', ago: 'unknown', demanded: '2', group: 'g', rule: 'r', page: 'interactive' },
  { who: 'imagined', roles: ['a', 'b'], groups: ['g'], kinds: ['totp', 'emailed-code'], otpRequired: true, addressProved: false, shared: true, token: true },
  { userId: 'u', at: { day: '2026-12-01', time: '09:30', zone: 'Asia/Seoul', which: 'later' } },
])('whoever follows the address of %j asks the same', (part) => {
  const draft = { ...newDraft(), ...part }
  const query = Object.fromEntries(Object.entries(queryOf(draft)).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]))
  expect(draftOf(query)).toEqual(draft)
})

test('an address that makes no sense asks nothing odd', () => {
  expect(draftOf({ who: 'x', user: ['', 'u'], kinds: ['totp', 'retina'], page: 'best', ago: 'yesterday', which: 'both', roles: null })).toEqual({ ...newDraft(), userId: 'u', kinds: ['totp'] })
})
