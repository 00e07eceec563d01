import { type LookupAddress, lookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { plainAddress } from '../http/client-address.ts'

/** Addresses that are not the internet's: this host, its networks, metadata services, documentation, multicast. */
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const) special.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 128], ['::1', 128], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16],
  ['3fff::', 20], ['5f00::', 16], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8],
] as const) special.addSubnet(network, prefix, 'ipv6')

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Whether we may connect there: public addresses, and the private ones that the operator named (O-10, O-11). */
export function mayReach(allowed: BlockList, written: string): boolean {
  const address = plainAddress(written)
  return isIP(address) !== 0 && (!isIn(special, address) || isIn(allowed, address))
}

/**
 * `fetch` for what oidc-provider sends of its own accord. The address is judged where it is connected to, after the name
 * was resolved, so that a name cannot point elsewhere in between; redirects are not followed, and no answer is read
 * beyond its status.
 */
export const createFetch = (allowed: BlockList): typeof fetch => (input, options = {}) => new Promise((resolve, reject) => {
  const target = new URL(input instanceof Request ? input.url : input)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !mayReach(allowed, host)) return reject(isPrivate(host))
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  const body = options.body instanceof URLSearchParams ? options.body.toString() : typeof options.body === 'string' ? options.body : undefined
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const request = send(target, {
    method: options.method ?? 'GET', headers: { ...Object.fromEntries(new Headers(options.headers)), ...length },
    lookup: judgedLookup(allowed), signal: options.signal ?? undefined, agent: false,
  }, (response) => {
    response.resume()
    resolve(new Response(null, { status: response.statusCode ?? 502 }))
  })
  request.on('error', reject)
  request.end(body)
})

const isPrivate = (host: string): Error => new Error(`${host} is, or leads to, a private address. TEGATA_LOGOUT_NETWORKS allows it.`)

const judgedLookup = (allowed: BlockList): LookupFunction => (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses: LookupAddress[] = error ? [] : found.filter(({ address }) => mayReach(allowed, address))
    const [first] = addresses
    if (error) callback(error, [])
    else if (first === undefined) callback(isPrivate(hostname), [])
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
