import type { AuditEvent, NewUser, Statement, UpstreamIdentity, User } from '../types.ts'

/** People of a realm, found many at a time; `login` is normalised as at a sign-in. */
export type KnownPeople = {
  byUsername(login: string): User | undefined
  /** Also by somebody's address: both are typed at a sign-in. */
  byLogin(login: string): User | undefined
}

export type Imports = {
  /** Everybody whose user name or address is one of these. */
  known(realmId: number, logins: readonly string[]): Promise<KnownPeople>
  /** What ties each of these people to identity providers, the oldest first. */
  identitiesOf(realmId: number, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly UpstreamIdentity[]>>
  /**
   * As `users.create` and `audit.record` for each, in a few statements however many they are; without subjects of their own.
   * Misses as `duplicate` when user name or address of any of them is taken.
   */
  create(realmId: number, people: readonly NewUser[], events: readonly AuditEvent[]): readonly Statement[]
}
