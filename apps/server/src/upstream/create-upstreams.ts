import type { DiscoveryFailure, UpstreamTest } from '@tegata/contract'
import type { Realm, Upstream, UpstreamSession } from '@tegata/storage'
import { createBoundedFetch } from '../http/bounded-fetch.ts'
import type { Route } from '../http/route.ts'
import { createRecords } from './audit.ts'
import { createBackChannelLogout } from './back-channel-logout.ts'
import { createCallback } from './callback.ts'
import { createDirectory, type Metadata } from './discover.ts'
import { createForesee } from './foresee.ts'
import type { UpstreamsNeeds } from './needs.ts'
import type { Refusal } from './refusals.ts'
import { createPace } from './pace.ts'
import { createRelyingParty } from './relying-party.ts'
import { createSignOut } from './sign-out.ts'
import { createSignatures } from './signatures.ts'
import { createStart } from './start.ts'
import { createStates } from './state.ts'
import { createTestConnection } from './test-connection.ts'

/** Of everything that an upstream answers. */
const bounds = { timeoutMs: 5_000, maxBytes: 64 * 1024 }

type Discovered = Omit<Metadata, 'jwksUri' | 'algorithms' | 'sendsIssuer' | 'clientAuths' | 'scopes' | 'acrValues'> & {
  scopesSupported: readonly string[]; acrValuesSupported: readonly string[]; clientAuthSupported: readonly string[]
}

export type Upstreams = {
  /** Before the routes of `oidc/`, to whose addresses Keycloak's for a back-channel logout belongs. */
  routes: readonly Route[]
  /** What an address that an administrator enters leads to; every check made that can be made before somebody signs in. */
  discover(url: string): Promise<{ ok: true; metadata: Discovered } | { ok: false; reason: DiscoveryFailure }>
  startTest(realm: Realm, upstream: Upstream, startedBy: string): Promise<{ id: string; url: string }>
  testResult(realm: Realm, upstream: Upstream, id: string): Promise<UpstreamTest | undefined>
  /** Where a sign-out goes on to; null where it ends here. `returnTo` was judged by the caller. */
  signOutUrl(realm: Realm, session: UpstreamSession, returnTo: string): Promise<string | null>
}

/** Signing in at external identity providers: what is mounted, and what the rest of the house needs of it. */
export function createUpstreams({ publicUrl, storage, networks, parts, endOfUpstream }: UpstreamsNeeds): Upstreams {
  const fetch = createBoundedFetch({ ...bounds, allowed: networks })
  // Both forget by the node's own clock: demo mode may set the other one back and forth.
  const directory = createDirectory({ fetch, now: Date.now })
  const verify = createSignatures({ fetch })
  const relyingParty = createRelyingParty({ publicUrl, fetch, directory, verify, storage })
  const states = createStates({ storage })
  const records = createRecords({ storage })
  const foresee = createForesee({ storage, gatherFacts: parts.gatherFacts })
  const test = createTestConnection({ publicUrl, storage, cookies: parts.cookies, relyingParty, states, foresee })
  const signOut = createSignOut({ publicUrl, storage, relyingParty })
  const pace = createPace({ storage, journeys: parts.journeys })
  const start = createStart({ publicUrl, storage, parts, relyingParty, states, records, pace })
  const callback = createCallback({ storage, parts, relyingParty, states, records, pace, finishTest: test.finish })
  const backChannelLogout = createBackChannelLogout({ storage, directory, verify, records, endOfUpstream })

  return {
    routes: [
      ['GET', '/realms/:realm/journey/:id/upstream/:alias', 'anyone', start],
      ['GET', '/realms/:realm/broker/:alias/endpoint', 'anyone', callback.take],
      ['POST', '/realms/:realm/broker/:alias/endpoint', 'anyone', callback.refusePosted],
      ['GET', '/realms/:realm/broker/:alias/endpoint/logout_response', 'anyone', signOut.takeReturn],
      ['POST', '/realms/:realm/protocol/openid-connect/logout/backchannel-logout', 'anyone', backChannelLogout],
      ['GET', '/realms/:realm/upstream-test/:id', 'anyone', test.open],
      ['POST', '/realms/:realm/upstream-test/:id', 'page', test.go],
    ],
    async discover(url) {
      const found = await directory.discover(url)
      if (!found.ok) return { ok: false, reason: failures[found.reason] ?? 'not-openid' }
      const { issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint, endSessionEndpoint, scopes, acrValues, clientAuths } = found.value
      return {
        ok: true,
        metadata: { issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint, endSessionEndpoint, scopesSupported: scopes, acrValuesSupported: acrValues, clientAuthSupported: clientAuths },
      }
    },
    startTest: test.start,
    testResult: test.result,
    signOutUrl: signOut.url,
  }
}

/** In the API's words. */
const failures: Readonly<Partial<Record<Refusal, DiscoveryFailure>>> = {
  'unreachable': 'unreachable', 'status': 'unreachable', 'private-address': 'private-address', 'plain-http': 'not-https', 'timeout': 'too-slow', 'too-large': 'too-large',
  'redirected': 'redirect', 'metadata-issuer': 'other-issuer', 'metadata-algorithms': 'unsupported', 'metadata-incomplete': 'not-openid', 'keys': 'not-openid',
}
