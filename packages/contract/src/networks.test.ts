import { describe, expect, test } from 'vitest'
import { containedOnes, coveredFamilies, isWithin, type Network, readNetwork, writeAddress } from './networks.ts'

const read = (text: string): Network => {
  const network = readNetwork(text)
  if (!network) throw new Error(`${text} is no network`)
  return network
}

describe('a network is kept in the one way to write it', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.0/24'], ['192.0.2.77/24', '192.0.2.0/24'], [' 10.0.0.0/8 ', '10.0.0.0/8'], ['192.0.2.7', '192.0.2.7/32'], ['0.0.0.0/0', '0.0.0.0/0'],
    ['203.0.113.9/0', '0.0.0.0/0'], ['１９２．０．２．０／２４', '192.0.2.0/24'],
    ['2001:DB8::/32', '2001:db8::/32'], ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1/128'], ['2001:0db8:0000::0007/64', '2001:db8::/64'], ['::1', '::1/128'], ['::/0', '::/0'],
    ['fe80::/10', 'fe80::/10'], ['2001:db8:1:1:1:1:0:1/128', '2001:db8:1:1:1:1:0:1/128'], ['1::8', '1::8/128'], ['0:0:1:0:0:1:1:1', '::1:0:0:1:1:1/128'], ['1:0:0:2:0:0:0:3', '1:0:0:2::3/128'], ['1:0:0:10:0:0:1:1', '1::10:0:0:1:1/128'], ['::', '::/128'], ['1:2:3:4:5:6:0:0/128', '1:2:3:4:5:6::/128'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'], ['::ffff:c000:207', '192.0.2.7/32'], ['::192.0.2.7', '::c000:207/128'],
  ])('%s is %s (RFC 5952 §4, RFC 4291 §2.5.5.2)', (written, text) => {
    expect(readNetwork(written)?.text).toBe(text)
    expect(readNetwork(text)?.text).toBe(text)
  })

  test.each([
    '', 'office', '192.0.2', '192.0.2.256', '192.0.2.0/33', '192.0.2.0/-1', '192.0.2.0/', '192.0.2.0/24/24', '192.0.2.0/255.255.255.0', '192.0.2.1-192.0.2.9', '010.0.0.1', '10.0.0.0/08',
    '2001:db8::/129', '2001:db8:::/32', ':::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', 'fe80::1%eth0', '::ffff:192.0.2.0/95', 'g::', '::1.2.3', '*', '10.*', '12345::',
  ])('%s is none', (written) => expect(readNetwork(written)).toBeNull())
})

test('the first and the last address are those that the prefix says', () => {
  const { first, last } = read('192.0.2.77/30')
  expect([writeAddress(4, first), writeAddress(4, last)]).toEqual(['192.0.2.76', '192.0.2.79'])
  expect(writeAddress(6, read('2001:db8::/126').last)).toBe('2001:db8::3')
})

test('what lies in another one is named: it adds nothing', () => {
  const networks = ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32', '10.0.0.0/8', '192.0.2.0/24'].map(read)
  expect(containedOnes(networks).map(({ inner, outer }) => [inner.text, outer.text])).toEqual([['10.1.0.0/16', '10.0.0.0/8'], ['10.0.0.0/8', '10.0.0.0/8']])
  expect(isWithin(read('::/128'), read('0.0.0.0/0'))).toBe(false)
})

test.each([
  [['0.0.0.0/0'], [4]], [['0.0.0.0/1', '128.0.0.0/1'], [4]], [['128.0.0.0/1', '0.0.0.0/2', '64.0.0.0/2', '10.0.0.0/8'], [4]], [['0.0.0.0/1', '128.0.0.0/2'], []],
  [['::/0'], [6]], [['::/0', '0.0.0.0/0'], [4, 6]], [['10.0.0.0/8', '2000::/3'], []], [['1.0.0.0/8', '128.0.0.0/1'], []], [[], []],
])('of %j every address of the families %j is inside, wherever somebody is', (texts, families) => {
  expect(coveredFamilies(texts.map(read))).toEqual(families)
})
