import type { BlockList } from 'node:net'
import type { Facts } from '@tegata/policy'
import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import type { Admit } from '../journey/admit.ts'
import type { Cookies } from '../journey/browser.ts'
import type { Situation } from '../journey/facts.ts'
import type { Interaction } from '../journey/interaction.ts'
import type { Journey } from '../journey/state.ts'

/** The walk that somebody was sent off from and comes back to: everything about persons and proofs is decided there. */
export type JourneyParts = Pick<Admit, 'admit' | 'upstreamProblem'> & {
  cookies: Cookies
  journeys: {
    find(realmId: number, id: string): Promise<Journey | undefined>
    update(journey: Journey, change: (newest: Journey) => Journey | null): Promise<Journey | undefined>
  }
  interactions: { describe(ctx: RequestContext, realm: Realm, id: string): Promise<Interaction | null> }
  gatherFacts(situation: Situation): Promise<Facts>
}

/** Ends our sessions that came from a session, or all of a person, at an upstream; and answers how many. */
export type EndOfUpstream = (realm: Realm, upstream: Upstream, issuer: string, by: { sid: string; subject?: string } | { subject: string }, ending: {
  actor: string | null; reason: string; address: string | null; userAgent: string; clientId: string | null
}) => Promise<number>

export type UpstreamsNeeds = {
  publicUrl: URL
  storage: Pick<Storage, 'upstreams' | 'identities' | 'users' | 'roles' | 'groups' | 'protocol' | 'audit' | 'unit' | 'clock' | 'throttle' | 'knownBrowsers'>
  /** Private networks in which upstreams may be reached, and may speak http. */
  networks: BlockList
  parts: JourneyParts
  endOfUpstream: EndOfUpstream
}
