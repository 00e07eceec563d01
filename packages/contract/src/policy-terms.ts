import * as z from 'zod'
import { authenticatorKinds } from './policy-choices.ts'

export const Kinds = z.array(z.enum(authenticatorKinds)).min(1).refine((list) => new Set(list).size === list.length, { error: 'names a kind twice' })
  .describe('Kinds of authenticator that count for its people.')
export const OnUnenrolled = z.enum(['enrol', 'mailLink', 'codeOnly', 'deny'])
  .describe('Asked and nothing set up. enrol: sets up after the password; mailLink: and after a mail; codeOnly: with an emergency token; deny: not without an administrator.')
export const AfterEmergency = z.enum(['nothing', 'nextSignIn', 'enrolNow']).describe('After a sign-in by emergency token: when a new authenticator is set up.')
export const SessionsBefore = z.enum(['askAtNextUse', 'letRunOut']).describe('Sessions that began before the demand did.')

/** What somebody meets after the first proof: nothing more, a code, its set-up, an emergency token alone, or no way in. */
export const NextSignIn = z.enum(['in', 'code', 'set-up', 'token', 'locked-out'])
