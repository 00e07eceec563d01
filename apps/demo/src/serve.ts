import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readCookies } from './cookies.ts'
import { chooseLanguage } from './messages/choose-language.ts'
import { troublePage } from './pages/trouble-page.ts'
import type { Asked, Reply, Route } from './route.ts'

type Site = {
  routes: readonly Route[]
  /** Our own address, for example http://localhost:8081. */
  publicUrl: () => URL
  /** The provider's origin: sign-out leads there, and Chromium checks `form-action` on every hop. */
  providerOrigin: string
}

const maxBodyBytes = 64 * 1024

const fixedHeaders = (providerOrigin: string): Record<string, string> => ({
  'Content-Security-Policy': [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    `form-action 'self' ${providerOrigin}`, "frame-ancestors 'none'", "base-uri 'none'",
  ].join('; '),
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
})

/** Reads a form; null when it is larger than a form here can be. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBodyBytes) return null
    chunks.push(bytes)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function write(response: ServerResponse, reply: Reply, isHead: boolean): void {
  if ('cookie' in reply && reply.cookie !== undefined) response.setHeader('Set-Cookie', reply.cookie)
  const send = (status: number, type: string | null, body: string | Buffer) => {
    response.statusCode = status
    if (type !== null) response.setHeader('Content-Type', type)
    response.end(isHead ? undefined : body)
  }
  switch (reply.kind) {
    case 'page':
      if (reply.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(reply.retryAfterSeconds))
      return send(reply.status ?? 200, 'text/html; charset=utf-8', `<!doctype html>\n${reply.body.source.trim()}\n`)
    case 'go':
      response.setHeader('Location', reply.to)
      return send(303, null, '')
    case 'json':
      return send(reply.status ?? 200, 'application/json; charset=utf-8', JSON.stringify(reply.body))
    case 'file':
      return send(200, reply.type, reply.body)
    case 'empty':
      return send(reply.status, null, '')
  }
}

/** True when a POST was pressed on a page of ours: other ports of localhost are the same *site*, so the origin is compared. */
function isFromHere(request: IncomingMessage, publicUrl: URL): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.headers.origin
  return origin === undefined || origin === publicUrl.origin
}

export function createSite({ routes, publicUrl, providerOrigin }: Site): Server {
  const headers = fixedHeaders(providerOrigin)

  async function answer(request: IncomingMessage): Promise<Reply> {
    const t = chooseLanguage(request.headers['accept-language'])
    const own = publicUrl()
    const trouble = (status: number, sentence: string): Reply => ({ kind: 'page', status, body: troublePage({ t, sentence, back: '/' }) })

    // A name that is not ours and leads here is another site's page reading ours (DNS rebinding).
    const host = (request.headers.host ?? '').toLowerCase()
    const isOurs = [own.host, `localhost:${own.port}`, `127.0.0.1:${own.port}`, `[::1]:${own.port}`].includes(host)
    if (!isOurs) return trouble(421, t.trouble.notFound)

    // Joined as text: resolved against our origin, `//elsewhere/` would name another host.
    const address = `${own.origin}${request.url ?? '/'}`
    if (!request.url?.startsWith('/') || !URL.canParse(address)) return trouble(400, t.trouble.notFound)
    const url = new URL(address)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const route = routes.find(([verb, path]) => verb === method && path === url.pathname)
    if (!route) return trouble(404, t.trouble.notFound)

    const [, , from, handler] = route
    if (method === 'POST' && from === 'here' && !isFromHere(request, own)) return trouble(403, t.trouble.crossSite)
    const form = method === 'POST' ? await readForm(request) : new URLSearchParams()
    if (form === null) return trouble(413, t.trouble.tooLarge)

    const asked: Asked = { url, cookies: readCookies(request.headers.cookie), form, t }
    return handler(asked)
  }

  return createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const isHead = request.method === 'HEAD'
    answer(request)
      .catch((error: unknown): Reply => {
        console.error('sample application:', error instanceof Error ? error.message : error)
        const t = chooseLanguage(request.headers['accept-language'])
        return { kind: 'page', status: 500, body: troublePage({ t, sentence: t.trouble.failed, back: '/' }) }
      })
      .then((reply) => write(response, reply, isHead))
      .catch(() => response.destroy())
  })
}
