import { describe, expect, test } from 'vitest'
import { conditionDraftOf, conditionOf, isWrong, lookAtNetworks, networkWith, piecesOf, withNetwork } from './condition-draft.ts'

describe('networks that are typed', () => {
  test('stand one a line, or with commas and blanks between them, as a keyboard in Japan writes them, too', () => {
    expect(piecesOf(' 10.0.0.0/8\n192.0.2.0/24, 2001:db8::/32、198.51.100.7；203.0.113.0/24 ')).toEqual(['10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32', '198.51.100.7', '203.0.113.0/24'])
    expect(conditionOf({ networks: '１０．０．０．１／８ 10.0.0.0/8', applications: ['wiki'] })).toEqual({ networks: ['10.0.0.0/8'], applications: ['wiki'] })
  })

  test('what is none is named; the condition is wrong then, and when nothing is named at all', () => {
    expect(lookAtNetworks('10.0.0.0/8 office 10.0.0.1-9 office').wrong).toEqual(['office', '10.0.0.1-9'])
    expect([isWrong({ networks: 'office', applications: ['wiki'] }), isWrong({ networks: ' ', applications: [] }), isWrong({ networks: '', applications: ['wiki'] })]).toEqual([true, true, false])
    expect(isWrong({ networks: Array.from({ length: 51 }, (_, n) => `10.0.0.${n}`).join('\n'), applications: [] })).toBe(true)
  })

  test('what is kept as something larger than typed is said; another way to write the same is not', () => {
    expect(lookAtNetworks('10.1.2.3/8 192.0.2.7 ::ffff:192.0.2.0/120 2001:DB8::/32').rounded).toEqual([{ typed: '10.1.2.3/8', kept: '10.0.0.0/8' }])
  })

  test('what adds nothing, and what is everywhere, is said', () => {
    const { contained, everywhere } = lookAtNetworks('0.0.0.0/1 128.0.0.0/1 10.0.0.0/8')
    expect(contained.map(({ inner, outer }) => [inner.text, outer.text])).toEqual([['10.0.0.0/8', '0.0.0.0/1']])
    expect(everywhere).toEqual([4])
  })

  test('the own address is found in them, and a network is added once', () => {
    expect(networkWith('192.0.2.0/24\n10.0.0.0/8', '10.2.3.4')).toBe('10.0.0.0/8')
    expect(networkWith('192.0.2.0/24', '::ffff:192.0.2.9')).toBe('192.0.2.0/24')
    expect([networkWith('192.0.2.0/24', '192.0.3.1'), networkWith('0.0.0.0/0', '2001:db8::1'), networkWith('office', '')]).toEqual([null, null, null])
    expect(withNetwork('', '198.51.100.7')).toBe('198.51.100.7')
    expect(withNetwork('10.0.0.0/8\n', '198.51.100.0/24')).toBe('10.0.0.0/8\n198.51.100.0/24')
    expect(withNetwork('10.0.0.1/8', '10.0.0.0/8')).toBe('10.0.0.1/8')
  })

  test('a condition that was read is the same when nothing was typed', () => {
    const condition = { networks: ['10.0.0.0/8', '2001:db8::/32'], applications: ['wiki'] }
    expect(conditionOf(conditionDraftOf(condition))).toEqual(condition)
  })
})
