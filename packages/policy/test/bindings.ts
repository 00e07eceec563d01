import type { BindOutcome, Binding } from '../src/index.ts'
import { type Changes, authenticator, group, now, proof, switchedOn } from './facts.ts'

export const app: Binding = { kind: 'totp' }
export const onFile: Binding = { kind: 'emailed-code', address: 'on-file' }
export const elsewhere: Binding = { kind: 'emailed-code', address: 'other' }
export const setUpLink = proof('action-link', { linkPurpose: 'set-up' })
export const handedOver = proof('action-link', { linkPurpose: 'handed-over' })
export const beside: Binding = { kind: 'totp', by: 'administrator' }
export const token = proof('emergency-token')
export const totp = authenticator('totp')
export const suspended = authenticator('totp', { state: 'suspended' })
export const strict = group('always', { onUnenrolled: 'mailLink' })
export const codeOnly = group('always', { onUnenrolled: 'codeOnly' })
export const mailProved = { journey: { mailboxProvedAt: now } }
export const required = { user: { otpRequired: switchedOn } }
export const admin = { administrative: true, otpRequired: switchedOn }

export const said = (outcome: BindOutcome): string => (outcome.ok ? `${outcome.boundBy}, good for ${outcome.confirmedFor}` : `${outcome.reason}, needs ${outcome.needs}`)

export type Case = readonly [promise: string, changes: Changes, binding: Binding, said: string]
