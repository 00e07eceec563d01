import { byAuthenticator } from './standing.ts'
import { type Authenticator, type Facts, type OnUnenrolled, type Proof, type Requirement, ladder } from './types.ts'

const days = 24 * 60 * 60_000
const addressUnchangedFor = 7 * days

export const suffices = (given: OnUnenrolled, needed: OnUnenrolled): boolean => ladder.indexOf(given) >= ladder.indexOf(needed)
export const stricter = (one: OnUnenrolled, other: OnUnenrolled): OnUnenrolled => (suffices(one, other) ? one : other)

const isOfJourney = ({ journeyId }: Proof, { journey }: Pick<Facts, 'journey'>): boolean => journeyId === journey?.id

/** A set-up link opened in this journey: proof of the mailbox that it was sent to. */
export const setUpLinkOf = (facts: Pick<Facts, 'journey'>, proofs: readonly Proof[]): Proof | null =>
  proofs.find((proof) => proof.kind === 'action-link' && proof.linkPurpose === 'set-up' && isOfJourney(proof, facts)) ?? null

/** Whether mail goes out, or has brought what this journey needed of it. */
export const isMailboxWithinReach = ({ realm, journey }: Facts, setUpLink: Proof | null): boolean =>
  realm.mails || setUpLink !== null || (journey !== null && journey.mailboxProvedAt !== null)

/**
 * Whether the address on file can prove anything (P17): unchanged for 7 days, not typed in this journey, and proved,
 * be it by the set-up link that began this journey. Where no mail goes out only what this journey has proved already counts.
 */
export function isAddressUsable(facts: Facts, setUpLink: Proof | null): boolean {
  const { now, user: { address }, journey } = facts
  if (!isMailboxWithinReach(facts, setUpLink)) return false
  if (address === null || journey?.addressTyped === true) return false
  if (address.provedAt === null && setUpLink === null) return false
  return address.changedAt === null || now - address.changedAt >= addressUnchangedFor
}

/** What this journey has proved towards binding or confirming, as a rung of the ladder. */
export function rungOfJourney(facts: Facts, proofs: readonly Proof[]): OnUnenrolled {
  if (proofs.some((proof) => proof.kind === 'emergency-token' && isOfJourney(proof, facts))) return 'codeOnly'
  const setUpLink = setUpLinkOf(facts, proofs)
  const mailbox = setUpLink !== null || (facts.journey !== null && facts.journey.mailboxProvedAt !== null)
  return mailbox && isAddressUsable(facts, setUpLink) ? 'mailLink' : 'enrol'
}

export type Strength = {
  /** What bound an authenticator must have been worth at least; an emergency token confirms whatever a mail does not. */
  needed: OnUnenrolled
  /** What an authenticator is good for, with what this journey adds to it. */
  worthOf: (authenticator: Authenticator) => OnUnenrolled
  /** Whether an authenticator, once proved, still has to be confirmed by more (P16). */
  needsConfirmation: (authenticatorId: string) => boolean
  /** Whether the proof's authenticator was bound by at least that, or has been confirmed since (P16). */
  isEnough: (proof: Proof) => boolean
  /** Whether it was bound in this very journey by the first proof alone, or by something so bound (P22). */
  isBoundHere: (proof: Proof) => boolean
  /** Authenticators proved in this journey that something stronger has confirmed here. */
  confirmed: readonly { authenticatorId: string; confirmedFor: OnUnenrolled }[]
}

/** How what bound an authenticator compares with what the rules, and an administrative role, want it to be. */
export function strengthOf(facts: Facts, proofs: readonly Proof[], requirements: readonly Requirement[]): Strength {
  const own: OnUnenrolled = facts.user.administrative && requirements.length > 0 ? 'mailLink' : 'enrol'
  const strictest = requirements.reduce<OnUnenrolled>((strict, { onUnenrolled }) => stricter(strict, onUnenrolled), own)
  const needed = strictest === 'deny' ? 'codeOnly' : strictest

  const rung = rungOfJourney(facts, proofs)
  const isProvedHere = ({ id }: Authenticator) =>
    proofs.some((proof) => byAuthenticator(proof) && proof.authenticatorId === id && isOfJourney(proof, facts))
  const worth = (authenticator: Authenticator): OnUnenrolled => {
    const { confirmedFor } = authenticator
    return isProvedHere(authenticator) ? stricter(confirmedFor, rung) : confirmedFor
  }
  const of = ({ authenticatorId }: Proof) => facts.user.authenticators.find(({ id }) => id === authenticatorId)

  return {
    needed,
    worthOf: worth,
    needsConfirmation: (authenticatorId) =>
      facts.user.authenticators.some(({ id, confirmedFor }) => id === authenticatorId && !suffices(confirmedFor, needed)),
    isEnough: (proof) => {
      const authenticator = of(proof)
      return authenticator !== undefined && suffices(worth(authenticator), needed)
    },
    isBoundHere: (proof) => {
      const authenticator = byAuthenticator(proof) ? of(proof) : undefined
      if (!authenticator || facts.journey === null || authenticator.boundInJourney !== facts.journey.id) return false
      return !suffices(worth(authenticator), 'mailLink')
    },
    confirmed: facts.user.authenticators
      .filter((authenticator) => worth(authenticator) !== authenticator.confirmedFor)
      .map((authenticator) => ({ authenticatorId: authenticator.id, confirmedFor: worth(authenticator) })),
  }
}
