import type { JourneyFacts, Proof, RequestFacts } from '@tegata/policy'
import type { Client, Instant, Realm, UpstreamSession } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import type { NamesSaid } from './upstream-said.ts'

/** The authorization request that a sign-in answers, in the journey's words. */
export type Interaction = {
  /** Also the id of the journey. */
  id: string
  prompt: 'login' | 'consent'
  client: Client
  /** What it asks for beyond a sign-in, and under which circumstances. */
  request: Partial<RequestFacts>
  /** `prompt=login`. */
  newSignIn: boolean
  /** `max_age`; null where the request names none. */
  maxAgeSeconds: number | null
  loginHint: string | null
  uiLocales: string | null
  /** `kc_idp_hint`: the alias of the upstream to go to at once. */
  upstreamHint: string | null
  /** Who is signed in already in this browser, and by which proofs. */
  session: { uid: string; userId: string; startedAt: Instant; proofs: readonly Proof[] } | null
  /** Scopes that the person has not granted yet; only for `consent`. */
  scopes: readonly string[]
}

/** Where an upstream's sign-in came from: what ends ours when it ends, and what signing out there needs. */
export type UpstreamOrigin = Pick<UpstreamSession, 'upstreamId' | 'issuer' | 'subject' | 'sid' | 'idToken'> & {
  /** Taken over where its word counts, when the session begins; absent where nothing is to be. */
  names?: NamesSaid
}

/** A journey that proved enough. */
export type SignedIn = {
  journeyId: string
  userId: string
  epoch: number
  /** Of the browser that walked it: no other one is signed in by it. */
  browserHash: string
  /** Made in this journey; those of the session that it adds to are known to the session. */
  proofs: readonly Proof[]
  /** The session at the upstream that this one comes from. */
  upstream: UpstreamOrigin | null
  /** As on its last page: the unit that writes the session decides once more, on the same facts. */
  facts?: JourneyFacts
}

/** What the journey needs of `oidc/`, the only folder that knows the protocol. Each answer is where the browser goes on. */
export type Interactions = {
  /** Null when it is over, was begun anew, or belongs to another browser. */
  describe(ctx: RequestContext, realm: Realm, id: string): Promise<Interaction | null>
  finish(ctx: RequestContext, realm: Realm, signedIn: SignedIn): Promise<string>
  grant(ctx: RequestContext, realm: Realm): Promise<string>
  refuse(ctx: RequestContext, realm: Realm, error: 'access_denied' | 'unmet_authentication_requirements'): Promise<string>
  /**
   * Gives this browser's session a new id, before the session is worth more by a factor or a new password: a copy of its
   * old cookie is nobody's from then on (S-1). False when this browser is not, or no more, in the session `uid`.
   */
  turnSession(ctx: RequestContext, realm: Realm, uid: string): Promise<boolean>
}
