import type { AuditEvent, User } from '../types.ts'
import type { Statement } from './units.ts'

/** As much of a person as decides what an action on many does to them. */
export type ManyUser = Pick<User, 'n' | 'id' | 'username' | 'givenName' | 'familyName' | 'email' | 'enabled' | 'otpRequired' | 'otpTurnedOffAt' | 'otpStatus' | 'hasPassword'> & {
  /** Holds an administrative role of the realm by any way. */
  administrative: boolean
}

/** What somebody has that an action may take away. */
export type Belongings = { sessions: number; authenticators: number; emergencyTokens: number }

/** Questions and writes about many people at once, by their numbers. */
export type Many = {
  /** Those who are there, newest first. */
  people(realmId: number, numbers: readonly number[]): Promise<readonly ManyUser[]>
  /** By number; whoever has nothing is not in it. Sessions and emergency tokens as far as they work now. */
  belongings(realmId: number, numbers: readonly number[]): Promise<ReadonlyMap<number, Belongings>>
  /** Those of these limits' keys that take no try now. */
  closed(keys: readonly string[]): Promise<ReadonlySet<string>>
  /** Misses when somebody is gone. Holds their rows until the commit: what others are about to grant them is waited for, and seen by what follows. */
  hold(realmId: number, numbers: readonly number[]): Statement
  /** Misses when one of them holds an administrative role. */
  ordinary(realmId: number, numbers: readonly number[]): Statement
  /** The switch of all of them goes on; misses unless it is off, and never was on before, for each. */
  turnOn(realmId: number, numbers: readonly number[]): readonly Statement[]
  /** Misses unless all of them are disabled. */
  enable(realmId: number, numbers: readonly number[]): readonly Statement[]
  /** The same event of each. */
  record(event: Omit<AuditEvent, 'userId'>, userIds: readonly string[]): Statement
}
