import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type BlockList, isIP } from 'node:net'
import { hostOf, isNamed, judgedLookup, mayReach } from './addresses.ts'

/** Why there is no answer. `plain-http`: http leads to an address where only https may be spoken. */
export type NotReachedReason = 'private-address' | 'plain-http' | 'timeout' | 'too-large' | 'redirected' | 'unreachable'

export class NotReached extends Error {
  override readonly name = 'NotReached'
  readonly reason: NotReachedReason

  constructor(reason: NotReachedReason, message: string) {
    super(message)
    this.reason = reason
  }
}

type Options = { method?: string; headers?: Headers | Record<string, string>; body?: unknown; signal?: AbortSignal | null | undefined }
export type BoundedFetch = (url: string, options?: Options) => Promise<Response>

type Bounds = {
  /** Private networks that may be reached, and the only ones where http may be spoken. */
  allowed: BlockList
  /** For one exchange, from looking the name up to the last byte. */
  timeoutMs: number
  /** Of one answer's body. */
  maxBytes: number
}

/**
 * `fetch` towards a server that an administrator named and that may be hostile: judged where it is connected to, in
 * bounded time and size, no redirect followed, nothing kept open. Rejects with `NotReached` alone.
 */
export const createBoundedFetch = ({ allowed, timeoutMs, maxBytes }: Bounds): BoundedFetch => async (url, options = {}) => {
  const target = URL.parse(url)
  if (target === null || !/^https?:$/.test(target.protocol)) throw new NotReached('unreachable', 'this is no http(s) address')
  const isPlain = target.protocol === 'http:'
  const may = (address: string) => (isPlain ? isNamed(allowed, address) : mayReach(allowed, address))
  const refusal = (host: string) => isPlain
    ? new NotReached('plain-http', `http is spoken in named networks only, and ${host} is not, or does not lead to, one of them`)
    : new NotReached('private-address', `${host} is, or leads to, a private address`)
  const host = hostOf(target)
  if (isIP(host) !== 0 && !may(host)) throw refusal(host)

  const { body: given, signal } = options
  const body = given instanceof URLSearchParams ? given.toString() : typeof given === 'string' ? given : undefined
  const limit = AbortSignal.timeout(timeoutMs)
  const request = (isPlain ? httpRequest : httpsRequest)(target, {
    method: options.method ?? 'GET',
    headers: { ...Object.fromEntries(new Headers(options.headers)), ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
    lookup: judgedLookup(may, refusal), agent: false, signal: signal ? AbortSignal.any([limit, signal]) : limit,
  })
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve).on('error', reject).end(body)
    })
    const status = response.statusCode ?? 0
    if (status < 200 || status > 599) throw new NotReached('unreachable', `it answered with status ${status}`)
    if (status >= 300 && status < 400) throw new NotReached('redirected', 'it answered with a redirect')
    return new Response(await readAll(response, maxBytes), { status, headers: headersOf(response) })
  } catch (error) {
    throw limit.aborted ? new NotReached('timeout', `no answer within ${timeoutMs} ms`) : asNotReached(error)
  } finally {
    request.destroy()
  }
}

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > maxBytes) throw new NotReached('too-large', `the answer is longer than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return size === 0 ? null : new Uint8Array(Buffer.concat(chunks))
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(headersDistinct)) for (const value of values ?? []) headers.append(name, value)
  return headers
}

function asNotReached(error: unknown): NotReached {
  if (error instanceof NotReached) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no connection'
  return new NotReached('unreachable', code)
}
