import * as z from 'zod'
import { changeEnforcement, createEnforcement, EnforcementTarget, LocalInstant } from './enforcements.ts'
import { flag, Id, Instant, listOf, page } from './fields.ts'
import type { Operation } from './operation.ts'
import { readinessReasons, readinessStates } from './readiness-choices.ts'

const State = z.enum(readinessStates).describe(
  'not-met: is not asked for a code. ready; ready-untested: what was set up was never used; ready-unproved: codes go to an address that was never proved. '
  + 'set-up: will set up a code then. needs-token: an emergency token alone, which they have, leads in. locked-out: nothing that they have leads in.')
const Reason = z.enum(readinessReasons).describe(
  'classic-no-token: the code field, and neither code nor token; classic: the code field, and a token alone. denied: the rule lets nobody set up without an administrator. '
  + 'token-to-set-up: an emergency token is needed before something is set up or counts. suspended: what was set up is suspended. other-kind: what was set up is of a kind that does not count. '
  + 'shared: an account of several people. mailbox-behind-provider: the mail that it takes is read only after signing in here. mail-refused: the mail server took no mail to them. no-address: no mail reaches them. '
  + 'upstream-without-code: they come by an identity provider that proves no code. by-mail: the code will come by mail. unused-for-a-year: nothing that was set up was used for a year. never-signed-in. disabled: the realm is.')

const States = z.record(z.enum(readinessStates), z.int()).describe('People by state; every state is named. Their sum is `people`.')
const Reasons = z.record(z.enum(readinessReasons), z.int()).describe('People by reason; every reason is named. One person may have several, or none.')
const Person = z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string() })

/** What happens to every single person who signs in at an instant: the decision of the sign-in itself, over everybody. */
export const Forecast = z.object({
  at: Instant,
  people: z.int().describe('Whom the enforcement meets. Disabled accounts are not counted.'),
  states: States,
  reasons: Reasons,
  lockedOutPeople: z.array(Person).describe('The first 20 who will be locked out.'),
})
export type Forecast = z.infer<typeof Forecast>

export const Readiness = z.object({
  at: Instant.describe('The instant that is looked at: the start, or now once it is over.'),
  people: Forecast.shape.people,
  states: States,
  reasons: Reasons,
  days: z.array(z.object({ day: z.iso.date().describe('In the zone of the enforcement.'), states: States }))
    .describe('How it was once a day since it was first looked at, the oldest first; at most the last 400 days.'),
})
export type Readiness = z.infer<typeof Readiness>

export const ReadinessPerson = Person.extend({
  email: z.string().nullable(),
  department: z.string().nullable(),
  state: State,
  reasons: z.array(Reason),
  administrator: z.boolean(),
  emergencyTokensLeft: z.int(),
  lastSignInAt: Instant.nullable(),
})
export type ReadinessPerson = z.infer<typeof ReadinessPerson>

/** Somebody who came, and how; the last names of each outcome. */
const Seen = z.object({
  people: z.int().describe('Different people; counted once, by the best that happened to them.'),
  last: z.array(Person.extend({ at: Instant, reason: z.string().nullable().describe('Why it was refused, as the audit log says it.') })).describe('The last 20, newest first.'),
})

export const EnforcementTally = z.object({
  at: Instant,
  since: Instant.describe('The start; what happened before is not counted.'),
  until: Instant.describe('Now; at most 31 days after the start.'),
  people: z.int().describe('Whom it meets now.'),
  withCode: Seen.describe('Got in with a code that they had.'),
  setUp: Seen.describe('Set a code up on the spot, and got in.'),
  byToken: Seen.describe('Got in by an emergency token.'),
  refused: Seen.describe('Were refused, and did not get in since.'),
  notSeen: z.int().describe('Have not tried to sign in yet.'),
  more: z.boolean().describe('There were more sign-ins than were looked at.'),
})
export type EnforcementTally = z.infer<typeof EnforcementTally>

/** How a sign-in of somebody who was targeted was answered. */
export const proofAnswers = ['code', 'set-up', 'emergency-token', 'two-factors', 'provider', 'none'] as const
const SignIn = z.object({
  at: Instant,
  user: Person.nullable().describe('Null: deleted since.'),
  userId: Id,
  client: z.string().nullable(),
  answer: z.enum(proofAnswers).describe(
    'code: with a code that they had; set-up: with one that was set up on the spot; emergency-token; two-factors: a first proof that is two, such as a passkey; provider: the identity provider proved it; none: without any.'),
  exception: z.boolean().describe('The rule was in force for them, and no second factor is on record.'),
  why: z.string().nullable().describe('Of an emergency token: why it was issued. Of an exception: the reason that the decision gave.'),
})

export const EnforcementProof = z.object({
  name: z.string(),
  from: Instant,
  to: Instant,
  inForce: z.array(z.object({ from: Instant, to: Instant })).describe('The parts of the span in which the rule was in force; suspended and not begun is not.'),
  target: z.array(z.object({ at: Instant, text: z.string().describe('In English, in a line.'), names: EnforcementTarget }))
    .describe('Whom it met, since when: the versions of the rule that touch the span.'),
  people: z.int().describe('Whom it meets now.'),
  signIns: z.int().describe('Sign-ins in the span while it was in force, of people whom it met.'),
  answers: z.record(z.enum(proofAnswers), z.int()),
  exceptions: z.int().describe('Sign-ins without a second factor on record. 0: all with one.'),
  more: z.boolean().describe('There were more sign-ins than were looked at: a shorter span says it all.'),
})
export type EnforcementProof = z.infer<typeof EnforcementProof>
export type ProofSignIn = z.infer<typeof SignIn>

const params = z.strictObject({ enforcementId: Id })
const Span = {
  from: Instant.optional().describe('Absent: the start of the enforcement, at most 92 days before the end of the span.'),
  to: Instant.optional().describe('Absent: now.'),
}
const problems = ['enforcement.not-found'] as const
const at = { at: Instant.optional().describe('Another instant than the start.') }
const now = { now: z.literal(true).optional().describe('As if it started now; stands instead of enforceFrom.') }

export const getReadiness = {
  method: 'GET', path: '/enforcements/{enforcementId}/readiness', permission: 'policy.read', status: 200,
  summary: 'How many of those whom an enforcement meets are ready for it, and how that went day by day.',
  params, query: z.strictObject({ ...at, anew: flag.optional().describe('`true`: looks at everybody now. Without it a look a few seconds old may be what is answered; the pages of the list are cut from the newest one.') }),
  response: Readiness, problems,
} as const satisfies Operation

export const listReadinessPeople = {
  method: 'GET', path: '/enforcements/{enforcementId}/readiness/people', permission: 'policy.read', status: 200,
  summary: 'Whom an enforcement meets, each with what the sign-in will be, and why; the worst first, and of those the newest. A page may hold fewer than `limit`, even none, while `next` says that there is more to look through.',
  params,
  query: z.strictObject({
    state: z.array(State).min(1).optional().describe('Any of these.'), reason: z.array(Reason).min(1).optional().describe('Any of these.'),
    search: z.string().max(200).optional(), ...at, ...page,
  }),
  response: listOf(ReadinessPerson), problems,
} as const satisfies Operation

export const previewEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/forecast', permission: 'policy.write', status: 200,
  summary: 'What happens to everybody at its start, with the fields that are sent in place of its own, as if it were announced. Changes nothing.',
  params, body: changeEnforcement.body.omit({ why: true, confirmed: true, nobodyYet: true }).extend({ ...now }), response: Forecast,
  problems: [...problems, 'enforcement.no-such-time', 'enforcement.time-twice', 'enforcement.in-the-past', 'enforcement.register-by-late', 'role.not-found', 'group.not-found', 'policy-group.not-found'],
} as const satisfies Operation

export const previewNewEnforcement = {
  method: 'POST', path: '/enforcements/forecast', permission: 'policy.write', status: 200,
  summary: 'The same for an enforcement that is not saved yet. Changes nothing.',
  body: createEnforcement.body.extend({ enforceFrom: LocalInstant.optional(), ...now }), response: Forecast,
  problems: ['enforcement.no-such-time', 'enforcement.time-twice', 'enforcement.in-the-past', 'enforcement.register-by-late', 'role.not-found', 'group.not-found', 'policy-group.not-found'],
} as const satisfies Operation

export const forecastSignIns = {
  method: 'GET', path: '/forecast', permission: 'policy.read', status: 200,
  summary: 'What happens to every single person of the realm who signs in at an instant, under the rules of then.',
  query: z.strictObject({ at: Instant }), response: Forecast, problems: [],
} as const satisfies Operation

export const getEnforcementTally = {
  method: 'GET', path: '/enforcements/{enforcementId}/tally', permission: 'policy.read', status: 200,
  summary: 'Since the start: who got in with a code, set one up on the spot, used an emergency token, was refused, and how many have not come yet.',
  params, response: EnforcementTally, problems,
} as const satisfies Operation

export const getEnforcementProof = {
  method: 'GET', path: '/enforcements/{enforcementId}/proof', permission: 'policy.read', status: 200,
  summary: 'For a span of at most 92 days: whom the rule met, their sign-ins, and whether all of them were made with a second factor.',
  params, query: z.strictObject({ ...Span }), response: EnforcementProof, problems,
} as const satisfies Operation

export const listProofSignIns = {
  method: 'GET', path: '/enforcements/{enforcementId}/proof/sign-ins', permission: 'policy.read', status: 200,
  summary: 'The sign-ins behind the proof, newest first: all of them, the exceptions, or those by emergency token with its reason.',
  params, query: z.strictObject({ ...Span, only: z.enum(['exceptions', 'tokens']).optional(), ...page }), response: listOf(SignIn),
  problems,
} as const satisfies Operation
