import { BlockList } from 'node:net'
import { describe, expect, test } from 'vitest'
import { mayReach } from './addresses.ts'
import { parseNetworks } from './client-address.ts'

const nowhere = new BlockList()

describe('where we connect to of our own accord (O-10)', () => {
  test.each([
    '127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1',
    '255.255.255.255', '::1', '::', 'fc00::1', 'fd12::1', 'fe80::1', 'fec0::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2001:db8::1', '2002:7f00:1::', 'ff02::1', 'localhost', '',
  ])('is not %s', (address) => expect(mayReach(nowhere, address)).toBe(false))

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])('may be %s', (address) => expect(mayReach(nowhere, address)).toBe(true))

  test('is a private network only when the operator named it', () => {
    const named = parseNetworks(['10.0.0.0/8', '::1'])
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1', '192.168.1.1', '127.0.0.1'].map((address) => mayReach(named, address))).toEqual([true, true, true, false, false])
  })
})
