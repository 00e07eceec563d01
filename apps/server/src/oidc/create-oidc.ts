import type { BlockList } from 'node:net'
import type { Realm, Storage, UpstreamSession } from '@tegata/storage'
import { type CanMail, gatherFacts } from '../journey/facts.ts'
import type { Letters } from '../journey/letters.ts'
import { createMount } from '../realms/mount.ts'
import { createRegistry } from '../realms/registry.ts'
import { createReadAccessToken } from './access-token.ts'
import { createLogoutDelivery } from './backchannel.ts'
import { createBrowserSession, createTurnSession } from './browser-session.ts'
import type { CookieKeys } from './cookies.ts'
import { createInteractions } from './finish.ts'
import { createPostedLogout } from './logout.ts'
import { createMounted } from './mounted.ts'
import { createOnward } from './onward.ts'
import { buildProvider } from './provider.ts'
import { createSessions } from './sessions.ts'

export type OidcNeeds = {
  storage: Storage
  publicUrl: URL
  cookieKeys: CookieKeys
  /** Told to whoever sits at an address that an upstream's word takes the place of. */
  letters: Pick<Letters, 'addressChanged'>
  /** Private networks that back-channel logouts may reach; loopback in demo mode. */
  logoutNetworks: BlockList
  canMail: CanMail
  /** Where the upstream of a session that was signed out here signs out and comes back from; null where it does not. */
  signOutUpstream: (realm: Realm, session: UpstreamSession, returnTo: string) => Promise<string | null>
  /** Told of what nobody expected. */
  unexpected: (error: unknown, requestId: string) => void
}

/** Everything of the protocol: what is mounted, and what journeys, the API and the account page need of it. */
export function createOidc(needs: OidcNeeds) {
  const { storage, publicUrl, canMail } = needs
  const sessions = createSessions({ storage })
  const onward = createOnward(needs)
  const postedLogout = createPostedLogout({ sessions, storage, onward })
  const registry = createRegistry(async (realm: Realm) => {
    const built = await buildProvider({ ...needs, sessions, onward, gatherFacts: gatherFacts(storage, canMail) }, realm)
    return { ...built, mounted: createMounted({ publicUrl, postedLogout }, realm, built) }
  })
  const providerOf = async (realm: Realm) => (await registry.of(realm)).provider
  return {
    /** Takes the requests below `/realms/{realm}` that are the protocol's; needs `ctx.state.realm`. */
    middleware: createMount({ publicUrl, mountedOf: async (realm) => (await registry.of(realm)).mounted }),
    interactions: { ...createInteractions({ storage, sessions, providerOf }), turnSession: createTurnSession({ providerOf }) },
    sessions,
    onward,
    sessionOf: createBrowserSession({ sessions, providerOf }),
    readAccessToken: createReadAccessToken({ providerOf: registry.of }),
    /** Delivers the back-channel logouts that are due, and says how many arrived. To be called every few seconds. */
    deliverLogouts: createLogoutDelivery({ storage, providerOf: registry.of }),
  }
}
