import { randomBytes } from 'node:crypto'
import type { Realm, Storage, UpstreamSession } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { languageOf, queryOf, realmOf, seeOther } from '../journey/reading.ts'
import { frameOf } from '../ui/frame.ts'
import { loggedOutPage } from '../ui/pages/logout.ts'
import { sendPage } from '../ui/send-page.ts'
import type { RelyingParty } from './relying-party.ts'

type Needs = {
  publicUrl: URL
  storage: { upstreams: Pick<Storage['upstreams'], 'get' | 'find'>; protocol: Pick<Storage['protocol'], 'save' | 'find' | 'consume'>; clock: Pick<Storage['clock'], 'now'> }
  relyingParty: Pick<RelyingParty, 'endSessionUrl'>
}

const model = 'UpstreamReturn'
/** Milliseconds; the upstream may ask whether somebody means it. */
const returnLife = 60 * 60_000
/** Characters; servers cut or refuse longer addresses. Without the hint the upstream asks whether it is meant. */
const longestHint = 6_000

const signOutReturnOf = (publicUrl: URL, realm: Pick<Realm, 'name'>, alias: string): string =>
  `${publicUrl.origin}/realms/${realm.name}/broker/${alias}/endpoint/logout_response`

/** Signing out goes on to the upstream that the session came from, and comes back (RP-Initiated Logout 1.0). */
export function createSignOut({ publicUrl, storage, relyingParty }: Needs) {
  return {
    /**
     * Where the browser goes to be signed out there too, and then to `returnTo`, which the caller has judged. Null when
     * the upstream is off, is not to be signed out of, or offers no such thing: then ours is all there is to end.
     */
    async url(realm: Realm, session: UpstreamSession, returnTo: string): Promise<string | null> {
      const upstream = await storage.upstreams.get(realm.id, session.upstreamId)
      if (upstream === undefined || !upstream.enabled || !upstream.signOut || upstream.issuer !== session.issuer) return null
      const state = randomBytes(32).toString('base64url')
      const url = await relyingParty.endSessionUrl(upstream, {
        post_logout_redirect_uri: signOutReturnOf(publicUrl, realm, upstream.alias), state, ...(session.idToken !== null && session.idToken.length <= longestHint && { id_token_hint: session.idToken }),
      })
      if (url === null) return null
      await storage.protocol.save({
        model, id: state, realmId: realm.id, payload: { upstreamId: upstream.id, returnTo }, userId: null, epoch: null, grantId: null, sessionUid: null,
        uid: null, userCode: null, consumedAt: null, expiresAt: storage.clock.now() + returnLife,
      }, { insertOnly: true })
      return url
    },

    /** Back from the upstream: on to where the sign-out was to end. Whoever brings no such `state` is signed out all the same. */
    async takeReturn(ctx: RequestContext): Promise<void> {
      const realm = realmOf(ctx)
      if (ctx.method !== 'GET') return void (ctx.status = 204)
      const returnTo = await spend(realm, ctx.params.alias ?? '', queryOf(ctx, 'state') ?? '')
      if (returnTo !== undefined) return seeOther(ctx, returnTo)
      sendPage(ctx, loggedOutPage(frameOf(realm, languageOf(ctx, realm))))
    },
  }

  async function spend(realm: Realm, alias: string, state: string): Promise<string | undefined> {
    if (!/^[\w-]{43}$/.test(state)) return undefined
    const row = await storage.protocol.find(realm.id, model, state)
    const upstream = await storage.upstreams.find(realm.id, alias)
    const { returnTo, upstreamId } = row?.payload ?? {}
    if (typeof returnTo !== 'string' || upstream?.id !== upstreamId || (row?.expiresAt ?? 0) <= storage.clock.now()) return undefined
    return await storage.protocol.consume(realm.id, model, state) ? returnTo : undefined
  }
}
