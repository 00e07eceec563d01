import type { Instant, Message } from './types.ts'

/**
 * Every reason there is, as the command line says it. Codes are permanent: stored traces are read years later, and
 * pages and console translate them. Words in braces are parameters.
 */
export const sentences = {
  'line0.nothing': 'user, realm, client and upstream are enabled, and what is demanded can be reached',
  'line0.user-disabled': 'the user is disabled',
  'line0.realm-disabled': 'the realm is disabled',
  'line0.client-disabled': 'the client "{client}" is disabled',
  'line0.upstream-disabled': 'the identity provider "{upstream}" is disabled or unknown, or was when this was proved',
  'line0.shared-account': 'the enforcement "{rule}" refuses shared accounts',
  'line0.acr-unreachable': 'nobody can reach the demanded acr "{acr}" here',
  'line1.in-force': 'the enforcement "{rule}" is in force since {since}',
  'line1.none': 'no enforcement in force targets the user',
  'line1.not-yet': 'the enforcement "{rule}" will be in force from {from}',
  'line1.excused': 'the enforcement "{rule}" lets sessions from before it run out',
  'line2.demand': 'the request binds to acr "{acr}", which is more than is proved',
  'line2.wish': 'the request wishes acr "{acr}", and the user is registered for it',
  'line2.none': 'the request demands nothing more than is proved',
  'line2.wish-not-registered': 'the request wishes acr "{acr}", but the user is not registered for it',
  'line2.wish-recovered': 'the request wishes acr "{acr}", but the user came in by a token or backup code',
  'line3.two-factors': 'the first proof is two factors',
  'line3.evidence': 'the identity provider "{upstream}" proved a second factor: {claim} "{value}"',
  'line3.trusted': 'the identity provider "{upstream}" is always trusted',
  'line3.none': 'the first proof is one factor',
  'line3.no-evidence': 'the identity provider "{upstream}" proved no second factor that counts here',
  'line4.on': 'OTP Configured is on for this user',
  'line4.off': 'OTP Configured is off for this user',
  'line4.excused': 'OTP Configured was turned on during this session, which may run out',
  'line5.always': 'the policy group "{rule}" always asks',
  'line5.none': 'no policy group always asks',
  'line5.excused': 'the policy group "{rule}" lets sessions from before it run out',
  'line6.exempt': 'the policy group "{rule}" does not ask: "{exemption}" holds',
  'line6.not-exempt': 'the policy group "{rule}" asks: no exemption holds',
  'line6.no-circumstances': 'the policy group "{rule}" asks: no circumstance counts here',
  'line6.none': 'no policy group with exemptions',
  'line6.excused': 'the policy group "{rule}" lets sessions from before it run out',
  'line7.never': 'the policy group "{rule}" never asks',
  'line7.none': 'no policy group says never',
  'line8.has-one': 'the realm asks users who have registered, and the user has one',
  'line8.has-none': 'the user has none',
  'line8.off': 'the realm does not ask users because they have registered',
  'line9.otherwise': 'nothing asks',
  'floor.rule': 'the rule "{rule}" says so',
  'floor.administrative': 'the user has an administrative role',
  'floor.request': 'the request binds to more than is proved',
  'floor.account-page': 'it is bound from the account page',
  'floor.rule-to-come': 'the rule "{rule}" does not ask yet',
  'floor.demand-old': 'the demand of "{rule}" is older than the password alone suffices for',
  'floor.never-first-proof': 'in this realm the first proof alone never binds',
  'floor.reset-chosen': 'whoever reset the one-time codes chose so',
  'floor.reset-request': 'a reset request was answered, and this is not the sign-in that filed it',
  'floor.administrator-reset': 'the one-time codes of an administrator were reset',
  'floor.administrator-no-address': 'an administrator has no proved address',
  'floor.administrator-password-reset': 'an administrator reset the password by mail less than 24 hours ago',
  'floor.no-address': 'there is no address on file that can prove anything',
  'floor.no-mail': 'no mail goes out, so no address proves anything',
  'refused.deny': 'the rules let nobody set up a code at sign-in; an administrator does it',
  'refused.suspended': 'every authenticator is suspended and no emergency token is left',
  'refused.no-accepted-kind': 'no kind of authenticator is accepted by all rules, and no emergency token is left',
  'refused.classic': 'nothing is set up, and this sign-in page cannot set it up',
  'refused.emergency-in-a-row': 'emergency tokens were used {count} times in a row, and this sign-in page cannot set up a code',
} as const satisfies Record<string, string>

export type ReasonCode = keyof typeof sentences

const instants = new Set(['since', 'from'])

/** How the caller writes an instant: in which zone, in which form. */
export type ShowInstant = (instant: Instant) => string

/** Says a message in English. Other languages live with the pages. */
export const say = ({ code, params }: Message, showInstant: ShowInstant): string =>
  sentences[code].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    return instants.has(name) && typeof value === 'number' ? showInstant(value) : String(value ?? '?')
  })
