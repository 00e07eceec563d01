import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type BlockList, isIP } from 'node:net'
import { hostOf, judgedLookup, mayReach } from '../http/addresses.ts'

/**
 * `fetch` for what oidc-provider sends of its own accord. The address is judged where it is connected to; redirects are
 * not followed, and no answer is read beyond its status.
 */
export const createFetch = (allowed: BlockList): typeof fetch => (input, options = {}) => new Promise((resolve, reject) => {
  const target = new URL(input instanceof Request ? input.url : input)
  const host = hostOf(target)
  if (isIP(host) !== 0 && !mayReach(allowed, host)) return reject(isPrivate(host))
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  const body = options.body instanceof URLSearchParams ? options.body.toString() : typeof options.body === 'string' ? options.body : undefined
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const request = send(target, {
    method: options.method ?? 'GET', headers: { ...Object.fromEntries(new Headers(options.headers)), ...length },
    lookup: judgedLookup((address) => mayReach(allowed, address), isPrivate), signal: options.signal ?? undefined, agent: false,
  }, (response) => {
    response.resume()
    resolve(new Response(null, { status: response.statusCode ?? 502 }))
  })
  request.on('error', reject)
  request.end(body)
})

const isPrivate = (host: string): Error => new Error(`${host} is, or leads to, a private address. TEGATA_LOGOUT_NETWORKS allows it.`)
