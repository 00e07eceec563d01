import { BlockList, isIP } from 'node:net'
import type { Middleware } from 'koa'

/** Addresses of proxies whose `X-Forwarded-For` is believed: `10.0.0.0/8`, `::1`. */
export function parseNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

/** IPv4 in its IPv6 dress is the same address; without this every limit per address would have two counters. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

const contains = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/**
 * Finds the address of the peer: the socket's, or, when that is a trusted proxy, the rightmost address in
 * `X-Forwarded-For` that is not one. Everything left of it was written by strangers.
 */
export function clientAddress(socketAddress: string, forwardedFor: string | undefined, trusted: BlockList): string {
  let address = plainAddress(socketAddress)
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim())).filter((hop) => hop !== '')
  while (contains(trusted, address)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    address = hop
  }
  return address
}

/**
 * Replaces everything that the request claims about where it came from and whom it wanted: Host and Forwarded headers
 * never decide a link, an issuer or a limit (P-8). The first middleware; what follows may read `ctx.ip`, `ctx.origin`
 * and `ctx.secure` as koa's `proxy = true` computes them.
 */
export const pinOrigin = (publicUrl: URL, trusted: BlockList): Middleware => async (ctx, next) => {
  const { headers } = ctx.req
  const forwardedFor = headers['x-forwarded-for']
  const address = clientAddress(ctx.req.socket.remoteAddress ?? '', Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor, trusted)
  for (const name of Object.keys(headers)) if (name === 'forwarded' || name.startsWith('x-forwarded-')) delete headers[name]
  headers['x-forwarded-for'] = address
  headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1)
  headers['x-forwarded-host'] = publicUrl.host
  headers.host = publicUrl.host
  ctx.state.address = address
  await next()
}
