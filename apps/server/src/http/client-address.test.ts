import { describe, expect, test } from 'vitest'
import { clientAddress, parseNetworks } from './client-address.ts'

const proxies = parseNetworks(['10.0.0.0/8', '::1'])

describe('clientAddress', () => {
  const table: [socket: string, forwarded: string | undefined, expected: string, why: string][] = [
    ['203.0.113.9', '1.2.3.4', '203.0.113.9', 'a stranger who writes the header is still the stranger'],
    ['10.1.1.1', undefined, '10.1.1.1', 'a proxy that says nothing is the peer'],
    ['10.1.1.1', '203.0.113.9', '203.0.113.9', 'a trusted proxy is believed'],
    ['10.1.1.1', '6.6.6.6, 203.0.113.9, 10.2.2.2', '203.0.113.9', 'only up to the first address that is not a proxy'],
    ['::ffff:10.1.1.1', '203.0.113.9', '203.0.113.9', 'IPv4 in IPv6 dress'],
    ['10.1.1.1', 'unknown', '10.1.1.1', 'what is no address is not believed'],
    ['::1', '2001:db8::7', '2001:db8::7', 'IPv6'],
  ]
  test.each(table)('%s with %s is %s: %s', (socket, forwarded, expected) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(expected)
  })
})
