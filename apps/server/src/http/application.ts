import { randomUUID } from 'node:crypto'
import type { BlockList } from 'node:net'
import Router from '@koa/router'
import Koa, { type Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Realm } from '@tegata/storage'
import { pinOrigin } from './client-address.ts'
import { securityHeaders } from './headers.ts'
import type { RequestContext, RequestState, Route } from './route.ts'
import { isUnavailable } from './unavailable.ts'

type Needs = {
  publicUrl: URL
  trustedProxies: BlockList
  demo: boolean
  log: Logger
  /** Signs the cookies of oidc-provider, which is mounted below and shares our keys (stack.md). */
  cookieKeys: Koa['keys']
  findRealm(name: string): Promise<Realm | undefined>
  /** What a person, or a program, sees when nothing else answered. Never more than the reference. */
  renderFailure(ctx: RequestContext, failure: { status: number; requestId: string }): void
  observe(request: { method: string; route: string; status: number; seconds: number }): void
}

/**
 * The outermost layer: pins where a request came from, gives it a reference, loads its realm, dispatches the route
 * tables, and turns whatever nobody expected into a short answer with that reference. `mounts` are asked first: they know
 * their paths by name, and most requests are theirs (a key set costs a quarter less than behind the route tables).
 */
export function createApplication(needs: Needs, routes: readonly Route[], mounts: readonly Middleware<RequestState>[]): Koa<RequestState> {
  const { publicUrl, log } = needs
  const app = new Koa<RequestState>()
  app.proxy = true
  app.keys = needs.cookieKeys
  app.silent = true
  app.on('error', (error: Error & { status?: number }) => {
    if ((error.status ?? 500) >= 500) log.error({ err: { name: error.name, message: error.message, stack: error.stack } }, 'a request failed')
  })

  app.use(pinOrigin(publicUrl, needs.trustedProxies))
  app.use(securityHeaders({ https: publicUrl.protocol === 'https:' }))
  app.use(async (ctx, next) => {
    ctx.state.requestId = randomUUID()
    // Keycloak's path before version 17; old clients still ask for it.
    if (ctx.path.startsWith('/auth/realms/')) ctx.url = ctx.url.slice('/auth'.length)
    const started = process.hrtime.bigint()
    try {
      await next()
    } catch (error) {
      refuse(needs, ctx as unknown as RequestContext, error)
    }
    if (ctx.status === 404 && ctx.body === undefined && ctx.respond !== false) {
      needs.renderFailure(ctx as unknown as RequestContext, { status: 404, requestId: ctx.state.requestId })
    }
    const seconds = Number(process.hrtime.bigint() - started) / 1e9
    const route = typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : 'other'
    needs.observe({ method: ctx.method, route, status: ctx.status, seconds })
    // The path may hold a journey's or a user's id; the query may hold anything. Neither is logged.
    log.debug({ requestId: ctx.state.requestId, method: ctx.method, route, status: ctx.status, ms: Math.round(seconds * 1000) }, 'request')
  })

  app.use(loadRealm(needs.findRealm))
  const router = new Router<RequestState>()
  for (const [method, path, guard, handler] of routes) {
    if (guard === 'demo' && !needs.demo) continue
    router.register(path, method === 'GET' ? ['GET', 'HEAD'] : [method], (ctx: unknown) => handler(ctx as RequestContext))
  }
  for (const mount of mounts) app.use(mount)
  app.use(router.routes() as unknown as Middleware<RequestState>)
  return app
}

/** An unknown and a disabled realm look the same, and neither reaches a handler (security.md 5.1). */
function loadRealm(findRealm: Needs['findRealm']): Middleware<RequestState> {
  return async (ctx, next) => {
    const name = /^\/(?:api\/)?realms\/([a-z0-9][a-z0-9-]{0,62})(?:\/|$)/.exec(ctx.path)?.[1]
    if (name !== undefined) {
      const realm = await findRealm(name)
      if (!realm?.enabled) return
      ctx.state.realm = realm
    } else if (/^\/(?:api\/)?realms\//.test(ctx.path)) return
    await next()
  }
}

function refuse(needs: Needs, ctx: RequestContext, error: unknown): void {
  const { requestId } = ctx.state
  const status = statusOf(error)
  if (status >= 500) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    needs.log.error({ requestId, err: { name, message, stack } }, 'a request failed')
  }
  if (status === 503) ctx.set('Retry-After', '5')
  needs.renderFailure(ctx, { status, requestId })
}

/** What koa and the URL parser throw for a malformed request is the caller's mistake; a database that is away is 503. */
function statusOf(error: unknown): number {
  if (error instanceof URIError) return 400
  if (typeof error !== 'object' || error === null) return 500
  if ('status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 600) return error.status
  return isUnavailable(error) ? 503 : 500
}
