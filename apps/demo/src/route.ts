import type { Html } from './html.ts'
import type { Messages } from './messages/en.ts'

/** What a handler is asked: already read, bounded and checked for being pressed on this site. */
export type Asked = {
  url: URL
  cookies: ReadonlyMap<string, string>
  form: URLSearchParams
  t: Messages
}

export type Reply =
  | { kind: 'page'; status?: number; body: Html; cookie?: string; retryAfterSeconds?: number }
  | { kind: 'go'; to: string; cookie?: string }
  | { kind: 'json'; status?: number; body: unknown }
  | { kind: 'file'; type: string; body: Buffer }
  | { kind: 'empty'; status: 200 | 204 | 400 | 503 }

/** `anywhere`: called by the provider's server, which proves itself by a signed token; all other POSTs come from our own pages. */
export type Route = readonly [method: 'GET' | 'POST', path: string, from: 'here' | 'anywhere', handler: (asked: Asked) => Promise<Reply>]
