import type { ParameterizedContext } from 'koa'
import type { Realm } from '@tegata/storage'

/** What the outer middleware has found out about a request before any handler runs. */
export type RequestState = {
  /** Random; printed in logs and on error pages, so that a caller can name a request over the telephone. */
  requestId: string
  /** The peer's address after the trusted-proxy rule; never a header that a stranger wrote. */
  address: string
  /** Present on every route below `/realms/:realm` and `/api/realms/:realm`; an unknown or disabled realm never gets here. */
  realm?: Realm
}

export type RequestContext = ParameterizedContext<RequestState> & { params: Record<string, string> }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may come in, before the handler decides the rest:
 * `anyone`; `page`, a form of ours (same origin and CSRF are checked on POST by the handler's form reader);
 * `api`, a bearer token; `demo`, only in demo mode.
 */
export type Guard = 'anyone' | 'page' | 'api' | 'demo'

export type Handler = (ctx: RequestContext) => Promise<void> | void

export type Route = readonly [method: Method, path: string, guard: Guard, handler: Handler]
