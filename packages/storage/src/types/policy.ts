import type { Kind, OnUnenrolled } from '@tegata/policy'
import type { Instant, Language, Localised } from '../types.ts'

export type PolicyGroup = {
  id: string
  realmId: number
  name: string
  /** Whether its members are asked for a code; `unless` one of the exemptions holds. */
  ask: 'always' | 'unless' | 'never'
  exemptions: { networks?: string[]; clientIds?: string[] }[]
  acceptedKinds: Kind[]
  acceptedRecoveries: ('emergency-token' | 'backup-code' | 'mail')[]
  onUnenrolled: OnUnenrolled
  afterEmergency: 'nextSignIn' | 'enrolNow' | 'nothing'
  sessionsBefore: 'askAtNextUse' | 'letRunOut'
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
  reason: Localised
  helpLink: Partial<Record<Language, string>>
  acceptedKinds: Kind[]
  acceptedRecoveries: ('emergency-token' | 'backup-code' | 'mail')[]
  onUnenrolled: OnUnenrolled
  afterEmergency: 'nextSignIn' | 'enrolNow' | 'nothing'
  sessionsBefore: 'askAtNextUse' | 'letRunOut'
  refusesShared: boolean
  version: number
}
