import * as z from 'zod'
import { enforcementMailKinds, mailConsequences } from './enforcement-mail-choices.ts'
import { Id, Instant, Language } from './fields.ts'
import type { Operation } from './operation.ts'
import { readinessReasons, readinessStates } from './readiness-choices.ts'
import { SetupMail } from './setup-mail.ts'

export const Consequence = z.enum(mailConsequences).describe(
  'ready: asked for what they have. ready-confirm: the same, and once for a code that is mailed. set-up: sets up on the spot; set-up-mail: with a mail as proof; '
  + 'another-kind: has something that does not count, and sets up something else. token: an emergency token alone leads in. locked-out: nothing does. shared: refused, because several people share the account.')
const Kind = z.enum(enforcementMailKinds)

const EnforcementParams = z.strictObject({ enforcementId: Id })

/** How far a wave of mail is. */
export const EnforcementWave = z.object({
  days: z.int().nullable().describe('So many days before the start; 0: at it. Null: news of an act, or by hand.'),
  kind: z.enum(['reminder', 'moved', 'suspended', 'resumed', 'ended', 'ready', 'by-hand']),
  at: Instant.describe('When it is due, or was.'),
  state: z.enum(['planned', 'sending', 'done', 'left-out']).describe('left-out: a later one was due already, or the date moved.'),
  mails: z.int().describe('Written so far. Whom they concern is decided as they are written.'),
  withoutAddress: z.int().describe('People who should have heard and have no address.'),
  heardAlready: z.int().describe('People whom it passed by, because another mail about a rule had reached them that day. While it is being sent they are told a day later.'),
  waiting: z.int().describe('Of the mails: not handed to the mail server yet.'),
})
export type EnforcementWave = z.infer<typeof EnforcementWave>

export const getEnforcementMails = {
  method: 'GET', path: '/enforcements/{enforcementId}/mails', permission: 'policy.read', status: 200,
  summary: 'What is told by mail and when: waves to come, under way and over, the earliest first.',
  params: EnforcementParams,
  response: z.object({
    perMinute: z.int().describe('So many of them leave in a minute: two thirds of the pace of the realm.'),
    canMail: z.boolean().describe('Whether the realm has a mail server. Without one, waves wait.'),
    waves: z.array(EnforcementWave),
    failure: SetupMail.shape.failure.describe('What keeps mails waiting that were tried; null: nothing does, they have their turn.'),
    answer: z.string().nullable().describe('What the mail server said about one of them.'),
  }),
  problems: ['enforcement.not-found'],
} as const satisfies Operation

const about = {
  kind: Kind.default('coming'), consequence: Consequence.default('set-up'),
  language: Language.optional().describe('Absent: the first language of the realm.'),
}

export const previewEnforcementMail = {
  method: 'GET', path: '/enforcements/{enforcementId}/mails/preview', permission: 'policy.read', status: 200,
  summary: 'A mail as it would be written, in a language, for somebody whom the enforcement means this for. Nothing is sent.',
  params: EnforcementParams, query: z.strictObject(about),
  response: z.object({ subject: z.string(), text: z.string(), html: z.string() }), problems: ['enforcement.not-found'],
} as const satisfies Operation

export const sendTestEnforcementMail = {
  method: 'POST', path: '/enforcements/{enforcementId}/mails/test', permission: 'policy.write', status: 202,
  summary: 'Sends such a mail to the caller, and to nobody else.',
  params: EnforcementParams, body: z.strictObject(about), response: z.object({ to: z.string() }),
  problems: ['enforcement.not-found', 'user.no-email', 'mail.not-configured', 'mail.too-many'],
} as const satisfies Operation

export const remindPeople = {
  method: 'POST', path: '/enforcements/{enforcementId}/remind', permission: 'users.send-setup-mail', status: 200,
  summary: 'Reminds these people now, of what the enforcement means for each of them. Nobody hears twice in a day, whoever does it. '
    + 'By `state`, `reason` and `search` it reminds everybody whom the list of people shows for them, at most 200 in a call: as long as `next` is not null, the same call with that cursor goes on.',
  params: EnforcementParams,
  body: z.strictObject({
    userIds: z.array(Id).min(1).max(200).optional(),
    state: z.array(z.enum(readinessStates)).min(1).optional().describe('Any of these.'),
    reason: z.array(z.enum(readinessReasons)).min(1).optional().describe('Any of these; where there is `state`, too, both must be.'),
    search: z.string().min(1).max(200).optional().describe('As in the list of people; what else is sent must be, too.'),
    cursor: z.string().max(500).optional().describe('`next` of the call before. Without `userIds` alone.'),
  }).refine(({ userIds, state, reason, search }) => (userIds === undefined) !== (state === undefined && reason === undefined && search === undefined), { path: ['userIds'], error: 'stands instead of state, reason and search' })
    .refine(({ userIds, cursor }) => userIds === undefined || cursor === undefined, { path: ['cursor'], error: 'stands without userIds' }),
  response: z.object({
    mailed: z.int(),
    today: z.int().describe('Heard today already.'),
    withoutAddress: z.int(),
    notMet: z.int().describe('Not met by the enforcement, or ready and told so before, or not there.'),
    next: z.string().nullable().describe('Where to go on; null: nobody is left. Of userIds always null.'),
  }),
  problems: ['enforcement.not-found', 'enforcement.wrong-state', 'mail.not-configured'],
} as const satisfies Operation
