import type Provider from 'oidc-provider'
import type { Realm } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import type { Interactions } from '../journey/interaction.ts'
import { sessionCookieOptions } from './cookies.ts'
import { inProtocolRequest, type LiveSession } from './protocol-request.ts'
import type { Sessions } from './sessions.ts'

type Needs = { sessions: Pick<Sessions, 'findLive'>; providerOf: (realm: Realm) => Promise<Provider> }

const within = <Answer>(ctx: RequestContext, run: () => Promise<Answer>): Promise<Answer> =>
  inProtocolRequest({ address: ctx.state.address, userAgent: ctx.get('user-agent').slice(0, 300), requestId: ctx.state.requestId }, run)

/** Who is signed in in this browser, for pages of ours beside the protocol: the session that its cookie names, if it lives. */
export const createBrowserSession = ({ sessions, providerOf }: Needs) => (ctx: RequestContext, realm: Realm): Promise<LiveSession | undefined> =>
  within(ctx, async () => {
    const provider = await providerOf(realm)
    const { uid, accountId } = await provider.Session.get(ctx)
    return accountId === undefined ? undefined : sessions.findLive(realm, uid)
  })

/** Turns the id of this browser's session, as oidc-provider does on resuming a sign-in (`Interactions.turnSession`). */
export const createTurnSession = ({ providerOf }: Pick<Needs, 'providerOf'>): Interactions['turnSession'] => (ctx, realm, uid) =>
  within(ctx, async () => {
    const provider = await providerOf(realm)
    const session = await provider.Session.get(ctx)
    if (session.accountId === undefined || session.uid !== uid) return false
    session.resetIdentifier()
    await session.persist()
    const { cookies } = provider.createContext(ctx.req, ctx.res)
    cookies.secure = cookies.secure || ctx.secure
    cookies.set(provider.cookieName('session'), session.jti, { ...sessionCookieOptions, expires: new Date(session.exp * 1000) })
    return true
  })
