import * as z from 'zod'
import { LocalInstant } from './enforcements.ts'
import { Id, Instant, PolicyGroupChoice, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { TraceLine } from './policy-groups.ts'
import { authenticatorKinds } from './policy-choices.ts'
import { NextSignIn } from './policy-terms.ts'
import { previewEnforcement } from './readiness.ts'
import { UpstreamAlias, visible } from './upstream-fields.ts'

const Kind = z.enum(authenticatorKinds)
const Rung = z.enum(['enrol', 'mailLink', 'codeOnly', 'deny'])
const Said = TraceLine.shape.reason
const AcrValues = z.array(visible(200)).max(10)
const Named = z.object({ id: Id, name: z.string() })

/** Somebody who does not exist: what the decision reads of a person, and nothing else. */
const ImaginedPerson = z.strictObject({
  roles: z.array(Id).max(50).optional().describe('Ids of roles that the person holds, beside those of the groups.'),
  groups: z.array(Id).max(50).optional().describe('Ids of groups.'),
  department: z.string().max(100).optional(),
  kinds: z.array(Kind).max(authenticatorKinds.length).optional().describe('Kinds of authenticator that are set up and work.'),
  otpRequired: z.boolean().optional().describe('OTP Configured, turned on at the instant of the sign-in.'),
  emergencyTokens: z.int().min(0).max(50).optional().describe('Emergency tokens that work; none when absent.'),
  addressProved: z.boolean().optional().describe('Whether there is a proved address, unchanged for long; true when absent.'),
  shared: z.boolean().optional().describe('Marked as an account of several people.'),
})

const Through = z.strictObject({
  alias: UpstreamAlias,
  acr: visible(200).optional().describe('The acr that the provider states.'),
  amr: z.array(visible(200)).max(20).optional().describe('The amr values that it states.'),
  authenticatedSecondsAgo: z.int().min(0).max(10 * 365 * 86_400).nullable().optional()
    .describe('How long ago it says that the sign-in there was; null: it does not say. Just now when absent.'),
})

/** The name of what is meant, or of the id where nothing is known of it. */
export const SimulatedStep = z.object({
  kind: z.enum(['none', 'first-proof', 'challenge', 'set-up', 'prove-then-set-up', 'confirm', 'emergency', 'still-have-it', 'notice', 'refused']),
  kinds: z.array(Kind).describe('What can be used, or set up.'),
  proof: z.enum(['first-proof', 'mailbox', 'emergency-token', 'authenticator', 'administrator']).nullable().describe('What binds what is set up, or confirms what is there.'),
  mayBePutOff: z.boolean(),
  reason: Said.nullable().describe('Of a refusal.'),
})
export type SimulatedStep = z.infer<typeof SimulatedStep>

export const Simulation = z.object({
  at: Instant.describe('The instant that was decided for.'),
  person: z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string() }).nullable().describe('Null: an imagined one.'),
  policyGroup: Named.nullable().describe('The Access Policy Group that counted.'),
  enforcement: Named.nullable().describe('The enforcement that was counted as announced.'),
  asked: z.enum(['yes', 'no', 'refused']),
  line: z.int().min(0).max(9),
  reason: Said.describe('Of the line that decided.'),
  next: NextSignIn.describe('What the person meets after the first proof.'),
  steps: z.array(SimulatedStep).describe('What the person meets until it is over, who does what each page asks with the best that they have. The last is `none` when they are in.'),
  end: z.enum(['in', 'refused', 'locked-out']),
  acr: z.string().nullable().describe('What the application is told then; null when nobody gets in.'),
  amr: z.array(z.string()),
  required: z.boolean().describe('A rule says that the person must have a second factor.'),
  registered: z.boolean().describe('They have one that is accepted.'),
  requirements: z.array(z.object({ source: z.enum(['enforcement', 'personal', 'policy-group', 'request']), name: z.string(), since: Instant.nullable(), kinds: z.array(Kind), onUnenrolled: Rung }))
    .describe('Everything that requires; it adds up.'),
  acceptedKinds: z.array(Kind),
  onUnenrolled: Rung.describe('The strictest of rules and floors.'),
  trace: z.array(TraceLine).describe('The whole table, in order: which line decided, and why the earlier ones did not.'),
  floors: z.array(Said).describe('Why no lesser proof binds a first authenticator.'),
  upcoming: z.array(z.object({ id: Id, name: z.string(), enforceFrom: Instant, ready: z.boolean() })).describe('Enforcements that will meet this person, the nearest first.'),
})
export type Simulation = z.infer<typeof Simulation>

export const simulate = {
  method: 'POST', path: '/simulate', permission: 'policy.read', status: 200,
  summary: 'Decides a sign-in that nobody makes, by the sign-in’s own decision, and says why. Changes nothing.',
  body: z.strictObject({
    userId: Id.optional(),
    person: ImaginedPerson.optional().describe('Instead of userId.'),
    policyGroup: PolicyGroupChoice.optional().describe('As if the person were in this Access Policy Group; their own when absent.'),
    enforcementId: Id.optional().describe('As if this enforcement, a draft for instance, were announced as it stands.'),
    enforcement: previewEnforcement.body.optional().describe('As if an enforcement of these fields, which is not saved, were announced; with `enforcementId`: that one with these in place of its own.'),
    presentation: z.enum(['interactive', 'classic']).optional().describe('As if the realm presented its sign-in so; as it does when absent.'),
    clientId: z.string().min(1).max(255).optional().describe('The application; one that demands nothing when absent.'),
    address: z.union([z.ipv4(), z.ipv6()], { error: 'is no IPv4 or IPv6 address' }).optional().describe('Where the person comes from. What is unknown exempts from nothing.'),
    through: Through.optional().describe('By this identity provider; by a password when absent.'),
    demandedAcr: AcrValues.optional().describe('Essential acr values: any one of them is demanded.'),
    wishedAcr: AcrValues.optional().describe('acr_values; what the application wishes by default when absent.'),
    at: z.union([Instant, LocalInstant], { error: 'is no instant' }).optional().describe('An instant, or the date and time of a zone (that of the realm when absent). Now when absent. What is so now of people and rules counts then, too.'),
  }).refine(({ userId, person }) => (userId === undefined) !== (person === undefined), { path: ['userId'], error: 'stands instead of person' }),
  response: Simulation,
  problems: ['user.not-found', 'client.not-found', 'upstream.not-found', ...previewEnforcement.problems],
} as const satisfies Operation

/** Why somebody was asked, or not, at a sign-in of the past: as it was decided then, whatever is so today. */
export const PastDecision = z.object({
  at: Instant,
  type: z.string(),
  outcome: z.enum(['success', 'refused', 'error']),
  clientId: z.string().nullable(),
  address: z.string().nullable(),
  asked: z.enum(['yes', 'no', 'refused']),
  line: z.int().min(0).max(9),
  reason: Said,
  trace: z.array(TraceLine),
  proofs: z.array(z.string()).describe('What was proved, by kind.'),
  acr: z.string().nullable().describe('What the application was told; null when that was not kept, or nobody got in.'),
})
export type PastDecision = z.infer<typeof PastDecision>

export const explainAttempt = {
  method: 'GET', path: '/users/{userId}/attempts/{attemptId}/decision', permission: 'attempts.read', status: 200,
  summary: 'Why this person was asked for a code, or not, at a sign-in of the past.',
  params: UserParams.extend({ attemptId: z.string().min(1).max(40).describe('`id` of an attempt.') }), response: PastDecision, problems: ['attempt.not-found'],
} as const satisfies Operation
