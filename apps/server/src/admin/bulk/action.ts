import type { ProblemCode } from '@tegata/contract'
import type { ManyUser, Realm, Statement, Storage, User } from '@tegata/storage'
import type { Decide, Letters, Waits } from '../needs.ts'
import type { TellAfterReset } from '../../journey/reset.ts'
import type { Call } from '../serve.ts'

export type BulkNeeds = {
  storage: Pick<Storage,
    | 'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'many' | 'roles' | 'groups' | 'policies' | 'authenticators' | 'emergencyTokens'
    | 'resetRequests' | 'journeys' | 'tallies' | 'links' | 'sessions' | 'clients' | 'logouts' | 'audit' | 'throttle' | 'upstreams' | 'secrets'>
  letters: Letters
  decide: Decide
  waits: Waits
  tellAfterReset: TellAfterReset
  canMail: (realm: Realm) => boolean
}

/** Who calls, and what stands in the audit log about it. */
export type BulkCall = Pick<Call<unknown>, 'realm' | 'caller' | 'event' | 'demandFresh'> & { reason: string | null }

/** `change`, `unchanged`: it is so already, or the code of the problem that the action on this one person answers. */
type Verdict = 'change' | 'unchanged' | ProblemCode

/** What an action does to one person: what the action on one does, as statements that a unit of many takes in. */
export type Action = {
  /** By what stands on their rows; who may do it to whom is judged elsewhere. */
  judge: (people: readonly ManyUser[]) => Promise<(user: ManyUser) => Verdict>
  one: (user: User) => Promise<readonly Statement[]>
  /** Those to whom nothing else happens than to everybody, in statements for all of them. */
  alike?: { includes: (user: ManyUser) => boolean; all: (people: readonly ManyUser[]) => readonly Statement[] }
  /** Ends everything that began before: sessions, tokens, open journeys. */
  ends: (user: ManyUser) => boolean
  /** Takes something away, or opens an account again: needs to be confirmed. */
  weighs: (user: ManyUser) => boolean
  /** Needs a second factor of a moment ago. */
  risky: (user: ManyUser) => boolean
  /** Somebody who administers may cease to: the last who can is refused. */
  disarms: (user: ManyUser) => boolean
  /** Somebody as the policy will see them: the last who administers and gets in is not locked out by it. */
  becomes?: (user: User) => User
  /** What it means that a statement of this name missed; null: that somebody else changed the person meanwhile. */
  missed: (statement: string) => ProblemCode | null
  /** People whom one look takes in, and of whom the last few may get a letter twice when a call is repeated that broke down. */
  step: number
}

export const never = (): boolean => false
export const always = (): boolean => true
export const noProblem = (): null => null
