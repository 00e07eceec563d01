import type { Middleware } from 'koa'
import type { Realm } from '@tegata/storage'
import type { RequestContext, RequestState } from '../http/route.ts'

/** One realm's side of the protocol, as Node's own request handler below `/realms/{realm}`. */
export type Mounted = {
  /** Whether the path is the protocol's at all. */
  takes: (path: string) => boolean
  handle: (ctx: RequestContext, path: string) => Promise<void>
}

type Needs = { publicUrl: URL; mountedOf: (realm: Realm) => Promise<Mounted> }

/**
 * Hands requests below `/realms/{realm}` to the realm's provider, when the path is one of its own; everything else goes
 * on. The provider answers by itself (`respond = false`), under headers that say the configured address and nothing that
 * the request claimed of itself: every URL that it prints is made from them.
 */
export const createMount = ({ publicUrl, mountedOf }: Needs): Middleware<RequestState> => async (ctx, next) => {
  const { realm } = ctx.state
  const prefix = realm === undefined ? '' : `/realms/${realm.name}`
  if (realm === undefined || !(ctx.path === prefix || ctx.path.startsWith(`${prefix}/`))) return next()
  const path = ctx.path.slice(prefix.length) || '/'
  const mounted = await mountedOf(realm)
  if (!mounted.takes(path)) return next()

  pin(ctx.req.headers, publicUrl, ctx.state.address)
  // Koa's params are the router's, which has not seen this request.
  await mounted.handle(Object.assign(ctx, { params: {} }), path)
}

function pin(headers: NodeJS.Dict<string | string[]>, publicUrl: URL, address: string): void {
  for (const name of Object.keys(headers)) if (name === 'forwarded' || name.startsWith('x-forwarded-')) delete headers[name]
  headers.host = publicUrl.host
  headers['x-forwarded-host'] = publicUrl.host
  headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1)
  headers['x-forwarded-for'] = address
}
