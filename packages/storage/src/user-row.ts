import type { OnUnenrolled } from '@tegata/policy'
import type { Language, OtpStatus, User } from './types.ts'
import type { Builder } from './sql/build.ts'

/** Everything but the password's hash, of which most need to know only whether it is there. */
const userColumns = [
  'users.n', 'users.id', 'users.realm_id', 'users.username', 'users.email', 'users.email_proved_at', 'users.email_changed_at', 'users.previous_email',
  'users.given_name', 'users.family_name', 'users.sort_name', 'users.language', 'users.department', 'users.enabled', 'users.shared',
  'users.otp_required', 'users.otp_required_at', 'users.otp_turned_off_at', 'users.otp_status', 'users.policy_group_id', 'users.policy_group_since', 'users.policy_group_until', 'users.policy_group_back',
  'users.password_changed_at', 'users.password_reset_by_mail_at', 'users.credential_version', 'users.epoch', 'users.otp_reset_at',
  'users.reset_proof', 'users.emergency_in_a_row', 'users.emergency_left', 'users.created_at', 'users.last_sign_in_at', 'users.subject', 'users.version',
] as const

export const selectUsers = (db: Builder) => db.selectFrom('users').select(userColumns)
  .select((eb) => eb.case().when('users.password_hash', 'is', null).then(eb.lit(0)).else(eb.lit(1)).end().as('has_password'))

export type UserRow = {
  n: number; id: string; realm_id: number; username: string; email: string | null; email_proved_at: number | null
  email_changed_at: number | null; previous_email: string | null; given_name: string; family_name: string; sort_name: string | null; language: string | null
  department: string | null; enabled: number; shared: number; otp_required: number; otp_required_at: number | null
  otp_turned_off_at: number | null; otp_status: string; policy_group_id: string | null; policy_group_since: number | null; has_password: number
  policy_group_until: number | null; policy_group_back: string | null
  password_changed_at: number | null; password_reset_by_mail_at: number | null; credential_version: number; epoch: number
  otp_reset_at: number | null; reset_proof: string | null; emergency_in_a_row: number; emergency_left: number; created_at: number
  last_sign_in_at: number | null; subject: string | null; version: number
}

export const toUser = (row: UserRow): User => ({
  n: row.n,
  id: row.id,
  realmId: row.realm_id,
  username: row.username,
  email: row.email,
  emailProvedAt: row.email_proved_at,
  emailChangedAt: row.email_changed_at,
  previousEmail: row.previous_email,
  givenName: row.given_name,
  familyName: row.family_name,
  sortName: row.sort_name,
  language: row.language as Language | null,
  department: row.department,
  enabled: row.enabled === 1,
  shared: row.shared === 1,
  otpRequired: row.otp_required === 1,
  otpRequiredAt: row.otp_required_at,
  otpTurnedOffAt: row.otp_turned_off_at,
  otpStatus: row.otp_status as OtpStatus,
  policyGroupId: row.policy_group_id,
  policyGroupSince: row.policy_group_since,
  policyGroupUntil: row.policy_group_until,
  policyGroupBack: row.policy_group_back,
  hasPassword: row.has_password === 1,
  passwordChangedAt: row.password_changed_at,
  passwordResetByMailAt: row.password_reset_by_mail_at,
  credentialVersion: row.credential_version,
  epoch: row.epoch,
  otpResetAt: row.otp_reset_at,
  resetProof: row.reset_proof as OnUnenrolled | null,
  emergencyInARow: row.emergency_in_a_row,
  emergencyLeft: row.emergency_left,
  createdAt: row.created_at,
  lastSignInAt: row.last_sign_in_at,
  subject: row.subject,
  version: row.version,
})
