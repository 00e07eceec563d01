import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Realm } from '@tegata/storage'
import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import type { Mounted } from '../realms/mount.ts'
import type { createPostedLogout } from './logout.ts'
import { inProtocolRequest } from './protocol-request.ts'
import { type BuiltProvider, issuerOf, routes } from './provider.ts'

type Needs = { publicUrl: URL; postedLogout: ReturnType<typeof createPostedLogout> }

const discoveryPaths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
const paths = new Set(['/', ...discoveryPaths, ...Object.values(routes), `${routes.end_session}/confirm`, `${routes.end_session}/success`])

/** The provider of one realm as something to mount: its endpoints, and the documents that everybody reads, printed once. */
export function createMounted({ publicUrl, postedLogout }: Needs, realm: Realm, built: BuiltProvider): Mounted {
  const { provider, keys, discovery } = built
  const respond: (req: IncomingMessage, res: ServerResponse) => Promise<void> = provider.callback()
  const printed = new Map([
    ['/', JSON.stringify(publicInfo(publicUrl, realm, built))],
    [routes.jwks, JSON.stringify({ keys: keys.published })],
  ])

  const dispatch = async (ctx: RequestContext, path: string) => {
    const { address, requestId } = ctx.state
    const { req, res } = ctx
    // oidc-provider finds its mount path in what is left when its own path is taken off the original.
    Object.assign(req, { originalUrl: `/realms/${realm.name}${path}${ctx.search}` })
    req.url = `${path}${ctx.search}`
    ctx.respond = false
    await inProtocolRequest({ address, userAgent: ctx.get('user-agent').slice(0, 300), requestId }, () => respond(req, res))
  }

  return {
    takes: (path) => paths.has(path) || isResume(path),
    async handle(ctx, path) {
      const isRead = ctx.method === 'GET' || ctx.method === 'HEAD'
      const text = isRead ? printed.get(path) ?? (discoveryPaths.includes(path) ? discovery.text : undefined) : undefined
      if (text !== undefined) {
        ctx.set('Access-Control-Allow-Origin', '*')
        ctx.type = 'application/json; charset=utf-8'
        ctx.body = text
      } else if (path === '/') {
        ctx.status = 405
      } else if (ctx.method === 'POST' && path === routes.end_session) {
        await postedLogout(ctx, realm, provider)
      } else if (ctx.method === 'POST' && path === routes.authorization) {
        await askByGet(ctx)
      } else {
        await dispatch(ctx, path)
      }
    },
  }
}

/**
 * OpenID Connect lets authorization requests be posted. Another site's form carries no cookie of ours (SameSite=Lax); the
 * GET that it becomes does.
 */
async function askByGet(ctx: RequestContext): Promise<void> {
  const form = await readForm(ctx.req)
  ctx.status = form.ok ? 303 : form.status
  if (form.ok) ctx.redirect(`${ctx.path}?${new URLSearchParams({ ...form.value })}`)
  else ctx.body = { error: 'invalid_request', error_description: 'the form cannot be read' }
}

const isResume = (path: string): boolean => path.startsWith(`${routes.authorization}/`) && /^[\w-]+$/.test(path.slice(routes.authorization.length + 1))

/** `GET /realms/{realm}`, as Keycloak's clients know it. */
function publicInfo(publicUrl: URL, realm: Realm, { keys }: BuiltProvider) {
  const issuer = issuerOf(publicUrl, realm)
  return {
    realm: realm.name,
    public_key: keys.signing('RS256').publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    'token-service': `${issuer}/protocol/openid-connect`,
    'account-service': `${issuer}/account`,
    'tokens-not-before': 0,
  }
}
