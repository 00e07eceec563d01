import type { User } from './types.ts'

/** A user of whom only this is known, for letters that are written before, or without, the row. */
export const blankUser = (known: Pick<User, 'id' | 'realmId' | 'username'> & Partial<User>): User => ({
  n: 0, email: null, emailProvedAt: null, emailChangedAt: null, previousEmail: null, givenName: '', familyName: '', sortName: null, language: null, department: null,
  enabled: true, shared: false, otpRequired: false, otpRequiredAt: null, otpTurnedOffAt: null, otpStatus: 'none', policyGroupId: null,
  policyGroupSince: null, policyGroupUntil: null, policyGroupBack: null, hasPassword: false, passwordChangedAt: null, passwordResetByMailAt: null, credentialVersion: 1, epoch: 1,
  otpResetAt: null, resetProof: null, emergencyInARow: 0, emergencyLeft: 0, createdAt: 0, lastSignInAt: null, subject: null, version: 1, ...known,
})
