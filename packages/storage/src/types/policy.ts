import type { Kind, OnUnenrolled } from '@tegata/policy'
import type { Instant, Language } from '../types.ts'

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
