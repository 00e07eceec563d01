import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { plainAddress } from './client-address.ts'

/** Addresses that are not the internet's: this host, its networks, metadata services, documentation, multicast. */
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const) special.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16],
  ['3fff::', 20], ['5f00::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
] as const) special.addSubnet(network, prefix, 'ipv6')

/** Whether an address, in whatever dress, is in one of the networks. What is no address is in none. */
export function isNamed(networks: BlockList, written: string): boolean {
  const address = plainAddress(written)
  return isIP(address) !== 0 && networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Whether we may connect there: public addresses, and the private ones that the operator named (O-10, O-11). */
export const mayReach = (allowed: BlockList, address: string): boolean =>
  isIP(plainAddress(address)) !== 0 && (!isNamed(special, address) || isNamed(allowed, address))

/** The host of an address as `isIP` reads it: without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/**
 * Judges a name where it is connected to, after it was resolved, so that it cannot point elsewhere in between. The
 * addresses that `may` refuses are left out; when none is left, the connection fails with `refusal`. An address that is
 * written out is never looked up: judge it before connecting.
 */
export const judgedLookup = (may: (address: string) => boolean, refusal: (hostname: string) => Error): LookupFunction => (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses: LookupAddress[] = error ? [] : found.filter(({ address }) => may(address))
    const [first] = addresses
    if (error) callback(error, [])
    else if (first === undefined) callback(refusal(hostname), [])
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
