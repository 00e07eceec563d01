import type { DiscoveryFailure, UpstreamTest } from '@tegata/contract'
import type { Decision } from '@tegata/policy'
import type { Client, Enforcement, PolicyGroup, Realm, Session, Upstream, User } from '@tegata/storage'
import type { Attempts } from '../journey/attempt.ts'
import type { Letters as JourneyLetters } from '../journey/letters.ts'
import type { From } from './policy-circumstances.ts'

/** Mails, as statements for the unit of what they tell about. Empty where the person has no address. */
export type Letters = Pick<JourneyLetters, 'setUp' | 'setUpCode' | 'resetPassword' | 'sheet' | 'linkHandedOver' | 'otpReset' | 'authenticatorAdded' | 'authenticatorReplaced' | 'authenticatorRemoved' | 'emergencyIssued' | 'emergencyRevealed' | 'emergencyRevoked' | 'revealAlarm' | 'identityLinked' | 'identityUnlinked' | 'addressFell'>

/**
 * As at a sign-in that begins now, or at another instant, from anywhere: by a password, or through an identity provider
 * that states nothing about a second factor; `from` somewhere, where that counts. Of somebody who would be in this group (undefined: in theirs of that instant),
 * and have so many emergency tokens; under these enforcements in place of those that are stored.
 */
export type SignIn = { policyGroup?: PolicyGroup | null; emergencyTokensLeft?: number; through?: Upstream; at?: number; enforcements?: readonly Enforcement[]; from?: From }

/** The one decision (policy.md), asked for somebody whose facts are read now. */
export type Decide = (realm: Realm, user: User, about: {
  channel: 'api' | 'page'
  session: Session | null
  client: Client | null
  essentialAcr: readonly string[]
  signIn?: SignIn
}) => Promise<Decision>

/** The limits of one person, as the journey counts them. Lifting ends every wait; the budget over thirty days stays. */
export type Waits = Pick<Attempts, 'waitUntil' | 'lift'>

/** What an identity provider's discovery document says, as far as it concerns an administrator. Empty lists: not said. */
export type ProviderMetadata = {
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  userinfoEndpoint: string | null
  endSessionEndpoint: string | null
  scopesSupported: readonly string[]
  acrValuesSupported: readonly string[]
  clientAuthSupported: readonly string[]
}

/** What only the part that talks to identity providers can do. */
export type UpstreamsOnTheWire = {
  /**
   * `url`: the issuer, or the address of its openid-configuration. The answer's issuer is the one that it says itself.
   * `detail` is for administrators.
   */
  discover: (url: string) => Promise<{ ok: true; metadata: ProviderMetadata } | { ok: false; reason: DiscoveryFailure; detail?: string | null }>
  /** Works for a disabled one, too: it links nobody and lets nobody in. `startedBy`: as the audit log names them. */
  startTest: (realm: Realm, upstream: Upstream, startedBy: string) => Promise<{ id: string; url: string }>
  /** Undefined when it is unknown, over, or of another provider. */
  testResult: (realm: Realm, upstream: Upstream, id: string) => Promise<UpstreamTest | undefined>
}
