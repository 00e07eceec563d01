import type Provider from 'oidc-provider'
import type { Realm } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { inProtocolRequest, type LiveSession } from './protocol-request.ts'
import type { Sessions } from './sessions.ts'

type Needs = { sessions: Pick<Sessions, 'findLive'>; providerOf: (realm: Realm) => Promise<Provider> }

/** Who is signed in in this browser, for pages of ours beside the protocol: the session that its cookie names, if it lives. */
export const createBrowserSession = ({ sessions, providerOf }: Needs) => (ctx: RequestContext, realm: Realm): Promise<LiveSession | undefined> =>
  inProtocolRequest({ address: ctx.state.address, userAgent: ctx.get('user-agent').slice(0, 300), requestId: ctx.state.requestId }, async () => {
    const provider = await providerOf(realm)
    const { uid, accountId } = await provider.Session.get(ctx)
    return accountId === undefined ? undefined : sessions.findLive(realm, uid)
  })
