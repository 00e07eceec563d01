import type { Decision } from '@tegata/policy'
import type { Realm, Session, User } from '@tegata/storage'
import type { Attempts } from '../journey/attempt.ts'
import type { Letters as JourneyLetters } from '../journey/letters.ts'

/** Mails, as statements for the unit of what they tell about. Empty where the person has no address. */
export type Letters = Pick<JourneyLetters, 'setUp' | 'resetPassword' | 'otpReset' | 'authenticatorRemoved' | 'emergencyIssued'>

/** The one decision (policy.md), asked for somebody whose facts are read now. */
export type Decide = (realm: Realm, user: User, about: {
  channel: 'api' | 'page'
  session: Session | null
  clientId: string | null
  essentialAcr: readonly string[]
}) => Promise<Decision>

/** The limits of one person, as the journey counts them. Lifting ends every wait; the budget over thirty days stays. */
export type Waits = Pick<Attempts, 'waitUntil' | 'lift'>
