import type { Kind, OnUnenrolled } from '@tegata/policy'
import type { Instant, Language, User } from '../types.ts'
import type { Alike, AlikeBy, PeoplePage, PeopleReached, PersonInstants, UserFilter } from './people.ts'
import type { Statement } from './units.ts'

export type PolicyGroup = {
  id: string
  realmId: number
  name: string
  /** Whether its members are asked for a code; `unless` one of the exemptions holds. */
  ask: 'always' | 'unless' | 'never'
  /** Since when it asks; absent: since before anybody wrote it down. */
  askedSince?: Instant
  exemptions: { networks?: string[]; clientIds?: string[] }[]
  acceptedKinds: Kind[]
  acceptedRecoveries: ('emergency-token' | 'backup-code' | 'mail')[]
  onUnenrolled: OnUnenrolled
  afterEmergency: 'nextSignIn' | 'enrolNow' | 'nothing'
  sessionsBefore: 'askAtNextUse' | 'letRunOut'
}

/** A policy group as it was from an instant on, until the next version. */
export type PolicyGroupVersion = {
  /** From 1. */
  version: number
  /** Null: from before versions were kept. */
  at: Instant | null
  /** Who made it: as the audit log names them, and the name that they had. Null: from before versions were kept. */
  actor: { id: string; name: string } | null
  reason: string | null
  copiedFrom: { id: string; name: string } | null
  group: PolicyGroup
}

export type Enforcement = {
  id: string
  realmId: number
  name: string
  state: 'draft' | 'announced' | 'suspended' | 'ended'
  enforceFrom: Instant
  registerBy: Instant | null
  zone: string
  target: { everyone?: boolean; roleNames?: string[]; groupNames?: string[]; departments?: string[]; policyGroupIds?: string[] }
  /** Why, for those whom it meets, in the languages that somebody wrote it in. */
  reason: Partial<Record<Language, string>>
  helpLink: Partial<Record<Language, string>>
  acceptedKinds: Kind[]
  acceptedRecoveries: ('emergency-token' | 'backup-code' | 'mail')[]
  onUnenrolled: OnUnenrolled
  afterEmergency: 'nextSignIn' | 'enrolNow' | 'nothing'
  sessionsBefore: 'askAtNextUse' | 'letRunOut'
  refusesShared: boolean
  /** Mails to those who are not ready, in days before the start; 0: at the instant. */
  waves: number[]
  /** When it was announced first; null: never. */
  announcedAt: Instant | null
  /** The version that last said when it starts: whoever heard of an earlier one hears of it again. */
  edition: number
  version: number
}

/** As a row may hold it that was written before there were waves. */
export type WrittenEnforcement = Omit<Enforcement, 'waves' | 'announcedAt' | 'edition'> & Partial<Pick<Enforcement, 'waves' | 'announcedAt' | 'edition'>>

export type EnforcementAct = 'draft' | 'change' | 'announce' | 'postpone' | 'bring-forward' | 'suspend' | 'resume' | 'end'

/** One version of an enforcement, and how it came to be. */
export type EnforcementVersion = { at: Instant; act: EnforcementAct; actor: { id: string; name: string }; reason: string; document: Enforcement }

/** Policy groups and enforcements, with whom they are about. */
export type Policies = {
  groups(realmId: number): Promise<readonly PolicyGroup[]>
  group(realmId: number, id: string): Promise<PolicyGroup | undefined>
  /** Misses as `duplicate` when another group of the realm has the name. */
  saveGroup(group: PolicyGroup): Statement
  /** The same for a group that is there: misses unless it is still as it was when it was read. */
  changeGroup(before: PolicyGroup, group: PolicyGroup): Statement
  /** Misses as `duplicate` when there is such a version: of two changes made on the same one only one is kept. */
  keepGroupVersion(version: PolicyGroupVersion): Statement
  /** Newest first, older than `before`; also of a group that was deleted. */
  groupVersions(realmId: number, id: string, before: number | null, limit: number): Promise<readonly PolicyGroupVersion[]>
  /** Misses when it is gone, and keeps it until the commit: stands before whatever puts people into it, or takes it away. */
  holdGroup(realmId: number, id: string): Statement
  /** Misses while somebody is in it, or will come back to it. */
  removeGroup(realmId: number, id: string): Statement
  /** Whether somebody who is elsewhere for a time comes back to it. */
  isAwaited(realmId: number, id: string): Promise<boolean>
  /** Whoever would have come back to the one comes back to the other; null: to none. */
  awaitElsewhere(realmId: number, id: string, other: string | null): Statement
  /** People of all realms whose time in a group was over by now, the longest ago first. */
  overdue(limit: number): Promise<readonly User[]>
  /** Takes somebody back whose time ended at that instant: misses when another node was faster, or they were put elsewhere. */
  takeBack(realmId: number, userId: string, until: Instant): Statement
  /** The numbers of those who are meant, newest first, older than `before`. */
  people(realmId: number, who: UserFilter, before: number | null, limit: number): Promise<PeoplePage>
  /** Sorts people into those whom the policy cannot tell apart, so that it is asked once for all of them. */
  alike(realmId: number, numbers: readonly number[], by: AlikeBy): Promise<readonly Alike[]>
  /** Everybody of the realm by their likeness (migration 0009), in slices; between two of them others have their turn. */
  likenesses(realmId: number): AsyncIterable<readonly Alike[]>
  /** The same of these. */
  likenessOf(realmId: number, numbers: readonly number[]): Promise<readonly Alike[]>
  instantsOf(realmId: number, numbers: readonly number[]): Promise<readonly PersonInstants[]>
  /** The numbers of everybody who is reached, in slices. */
  reached(realmId: number, by: PeopleReached): AsyncIterable<readonly number[]>
  /** Those that have not ended: all that a decision may ever look at. */
  standing(realmId: number): Promise<readonly Enforcement[]>
  /** In whatever state. */
  enforcements(realmId: number): Promise<readonly Enforcement[]>
  enforcement(realmId: number, id: string): Promise<Enforcement | undefined>
  /** `version` is that of the one that was read, and then one more; for a new one it is kept. Misses as `duplicate` when another one has the name. */
  saveEnforcement(enforcement: WrittenEnforcement): Statement
  /** Writes the history of what was saved, under the version that it has now: stands behind `saveEnforcement` in its unit. */
  recordEnforcement(version: EnforcementVersion): Statement
  /** Misses unless it is still of this version; its history goes with it. */
  removeEnforcement(enforcement: Pick<Enforcement, 'realmId' | 'id' | 'version'>): Statement
  /** Newest first, older than `before`. */
  enforcementVersions(realmId: number, id: string, before: number | null, limit: number): Promise<readonly EnforcementVersion[]>
}
