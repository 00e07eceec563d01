import { readNetwork, writeAddress } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { isInNetwork } from '../../../../packages/policy/src/network.ts'
import { whereItChanges } from './policy-circumstances.ts'

type Exemption = { networks?: string[]; clientIds?: string[] }
const changes = (before: Exemption[], after: Exemption[]) => whereItChanges({ ask: 'unless', exemptions: before }, { ask: 'unless', exemptions: after })
const [office, branch, wiki, payroll] = [{ networks: ['10.0.0.0/8'] }, { networks: ['10.1.0.0/16'] }, { clientIds: ['wiki'] }, { clientIds: ['payroll'] }]

describe('where a change of conditions changes what is asked', () => {
  test('the same conditions in another order: nowhere', () => {
    expect(changes([office, wiki], [wiki, office])).toEqual({ exempted: null, noLonger: null })
    expect(changes([{ networks: ['10.0.0.0/9', '10.128.0.0/9'] }], [office])).toEqual({ exempted: null, noLonger: null })
  })
  test('one more: inside of it', () => {
    expect(changes([], [office])).toEqual({ exempted: { address: '10.0.0.1', clientId: null }, noLonger: null })
    expect(changes([office], [office, wiki])).toEqual({ exempted: { address: null, clientId: 'wiki' }, noLonger: null })
    expect(changes([office], [office, { ...branch, ...wiki }]), 'it holds already wherever this one does').toEqual({ exempted: null, noLonger: null })
  })
  test('one fewer, or a narrower one: what is left over of it', () => {
    expect(changes([office, payroll], [office])).toEqual({ exempted: null, noLonger: { address: null, clientId: 'payroll' } })
    expect(changes([office], [branch])).toEqual({ exempted: null, noLonger: { address: '10.0.0.1', clientId: null } })
    expect(changes([office], [{ ...office, ...wiki }])).toEqual({ exempted: null, noLonger: { address: '10.0.0.1', clientId: null } })
    // What is cut out of the middle is found as well.
    expect(changes([office], [{ networks: ['10.0.0.0/10', '10.128.0.0/9'] }])).toEqual({ exempted: null, noLonger: { address: '10.64.0.0', clientId: null } })
  })
  test('both at once, IPv6 too', () => {
    expect(changes([{ networks: ['2001:db8::/32'] }], [{ networks: ['2001:db8::/33', '192.0.2.0/24'] }]))
      .toEqual({ exempted: { address: '192.0.2.1', clientId: null }, noLonger: { address: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', clientId: null } })
  })
  test('conditions that are kept while something else is chosen hold nowhere', () => {
    expect(whereItChanges({ ask: 'always', exemptions: [office] }, { ask: 'unless', exemptions: [office] })).toEqual({ exempted: { address: '10.0.0.1', clientId: null }, noLonger: null })
    expect(whereItChanges({ ask: 'never', exemptions: [office] }, { ask: 'always', exemptions: [] })).toEqual({ exempted: null, noLonger: null })
  })
  test('what is no network lies nowhere, and exempts from nowhere', () => {
    expect(changes([], [{ networks: ['office'] }])).toEqual({ exempted: null, noLonger: null })
  })
})

test('a network as it is kept holds the very addresses, for the decision of the sign-in, that it holds as it was typed', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  const bits = (width: number) => Array.from({ length: width / 8 }, () => random(256)).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  for (let round = 0; round < 2000; round += 1) {
    const family = round % 2 === 0 ? 4 : 6
    const width = family === 4 ? 32 : 128
    const [base, prefix] = [bits(width), random(width + 1)]
    const plain = `${writeAddress(family, base)}/${prefix}`
    const typed = family === 4 && round % 3 === 0 ? `::ffff:${writeAddress(4, base)}/${prefix + 96}` : plain
    const kept = readNetwork(typed)
    if (!kept) throw new Error(`${typed} is a network`)
    const edges = [kept.first, kept.last, kept.first - 1n, kept.last + 1n, base ^ (1n << BigInt(random(width)))].filter((at) => at >= 0n && at < 1n << BigInt(width))
    for (const at of edges) {
      const address = writeAddress(family, at)
      const inside = kept.first <= at && at <= kept.last
      expect([typed, address, isInNetwork(address, typed), isInNetwork(address, kept.text)]).toEqual([typed, address, inside, inside])
    }
  }
})
