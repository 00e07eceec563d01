import * as z from 'zod'
import { HttpUrl, Id, Instant, listOf, Name, page, Reason, Texts } from './fields.ts'
import type { Operation } from './operation.ts'
import { AfterEmergency, Kinds, OnUnenrolled, SessionsBefore } from './policy-terms.ts'
import type { ProblemCode } from './problems.ts'
import { Zone } from './realm.ts'

/** Mails before the start, in days; 0: at the instant itself. */
export const defaultWaves: readonly number[] = [30, 14, 7, 3, 1, 0]

export const enforcementStates = ['draft', 'announced', 'suspended', 'ended'] as const
export const enforcementActs = ['draft', 'change', 'announce', 'postpone', 'bring-forward', 'suspend', 'resume', 'end'] as const
export const enforcementRecoveries = ['emergency-token', 'backup-code', 'mail'] as const

/** An instant as people write it. Without a time it is 00:00, the first moment of the day; without a zone it is the realm's. */
export const LocalInstant = z.strictObject({
  date: z.iso.date().describe('Such as 2026-12-01.'),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'is a time such as 17:30' }).optional().describe('24 hours. Absent: the first moment of the day, 00:00.'),
  zone: Zone.optional().describe('Absent: the zone of the enforcement, for a new one that of the realm.'),
  which: z.enum(['earlier', 'later']).optional().describe('Where clocks go back over this time, which of the two it is.'),
})
export type LocalInstant = z.infer<typeof LocalInstant>

const Recoveries = z.array(z.enum(enforcementRecoveries)).max(enforcementRecoveries.length).refine((list) => new Set(list).size === list.length, { error: 'names one twice' })
  .describe('Ways out for somebody who cannot use an authenticator.')
const Waves = z.array(z.int().min(0).max(365)).max(12).refine((list) => new Set(list).size === list.length, { error: 'names a day twice' })
  .describe('Mails to those who are not ready, so many days before the start; 0: at the instant.')
const Links = z.strictObject({ en: HttpUrl.optional(), ja: HttpUrl.optional(), ko: HttpUrl.optional() })
const Department = z.string().min(1).max(200)

/** Nobody is exempt (S0-18): whoever has any of these is in. */
const TargetNames = z.strictObject({
  everyone: z.boolean().default(false),
  roles: z.array(Id).max(200).default([]).describe('Roles of the realm, by id.'),
  groups: z.array(Id).max(200).default([]),
  departments: z.array(Department).max(200).default([]),
  policyGroups: z.array(Id).max(200).default([]),
}).describe('Whom it meets: everybody who has any of these, or everyone.')
export type EnforcementTargetNames = z.infer<typeof TargetNames>

const Named = z.object({ id: Id.nullable().describe('Null: there is none of this name any more.'), name: z.string() })

/** Whom a rule meets, as an administrator reads it. */
export const EnforcementTarget = z.object({ everyone: z.boolean(), roles: z.array(Named), groups: z.array(Named), departments: z.array(z.string()), policyGroups: z.array(Named) })

const terms = {
  kinds: Kinds,
  recoveries: Recoveries,
  onUnenrolled: OnUnenrolled,
  afterEmergency: AfterEmergency,
  sessionsBefore: SessionsBefore,
  refusesShared: z.boolean().describe('Whether it refuses accounts that several people share.'),
}

export const Enforcement = z.object({
  id: Id,
  name: z.string(),
  state: z.enum(enforcementStates),
  inForce: z.boolean(),
  enforceFrom: Instant.describe('In force from this instant on, and ever after.'),
  zone: z.string().describe('In which people read its instants.'),
  deadline: Instant.describe('What people read as the deadline: the minute before it starts.'),
  registerBy: Instant.nullable().describe('Advice, at most the start itself: by when people should be ready. Null: the deadline.'),
  target: EnforcementTarget,
  reason: Texts.describe('Why, for those whom it meets.'),
  helpLink: Links,
  ...terms,
  waves: z.array(z.int()),
  lateWaves: z.array(z.int()).describe('Of a draft: the waves for which it is too late already. The latest of them is sent at once.'),
  announcedAt: Instant.nullable(),
  version: z.int(),
})
export type Enforcement = z.infer<typeof Enforcement>

const Value = z.json()

/** What stood in the history: who did what and why, and what became different by it. */
export const EnforcementVersion = z.object({
  version: z.int(),
  at: Instant,
  act: z.enum(enforcementActs),
  actor: z.object({ id: z.string(), name: z.string() }),
  reason: z.string(),
  changes: z.array(z.object({ field: z.string().describe('Named as in Enforcement; parts of the target as target.roles.'), before: Value, after: Value }))
    .describe('Of the first version: everything, with null before.'),
})
export type EnforcementVersion = z.infer<typeof EnforcementVersion>

const about = {
  registerBy: LocalInstant.nullable().optional().describe('Null: the minute before the start.'),
  target: TargetNames.optional(),
  reason: Texts.optional().describe('Why, for those whom it meets.'),
  helpLink: Links.optional(),
  ...z.object(terms).partial().shape,
  waves: Waves.optional(),
}

const EnforcementParams = z.strictObject({ enforcementId: Id })

const why = Reason.pipe(z.string().min(1))
const confirmed = z.int().min(0).optional()
  .describe('How many people will be locked out at the start, as the forecast says. Needed where there are any.')
const nobodyYet = z.literal(true).optional().describe('Although nobody is meant today: whoever gets the role or joins the group later is met.')
const withoutReminders = z.literal(true).optional().describe('Although no reminder can be sent any more before the start.')
const now = z.literal(true).optional().describe('From this moment on.')
const Start = LocalInstant.optional()

const instants = ['enforcement.no-such-time', 'enforcement.time-twice', 'enforcement.in-the-past', 'enforcement.register-by-late'] as const satisfies readonly ProblemCode[]
const missing = ['role.not-found', 'group.not-found', 'policy-group.not-found'] as const satisfies readonly ProblemCode[]
const moved = ['enforcement.not-found', 'enforcement.wrong-state', 'request.precondition-failed'] as const satisfies readonly ProblemCode[]
/** What keeps a rule from locking people out by surprise. */
const guarded = [
  'enforcement.nobody', 'enforcement.no-kind', 'enforcement.mail-only', 'enforcement.not-ready-yourself', 'enforcement.other-number', 'permission.last-administrator',
] as const satisfies readonly ProblemCode[]

export const listEnforcements = {
  method: 'GET', path: '/enforcements', permission: 'policy.read', status: 200,
  summary: 'Lists the enforcements of the realm: those in force or to come first, then drafts, then those that are over.',
  query: z.strictObject({ state: z.enum(enforcementStates).optional(), ...page }), response: listOf(Enforcement), problems: [],
} as const satisfies Operation

export const createEnforcement = {
  method: 'POST', path: '/enforcements', permission: 'policy.write', status: 201, fresh: true,
  summary: 'Adds a draft: it concerns nobody, and nobody hears of it, until it is announced.',
  body: z.strictObject({ name: Name, enforceFrom: LocalInstant, ...about }), response: Enforcement, versioned: true,
  problems: ['enforcement.name-taken', 'enforcement.no-kind', 'enforcement.mail-only', ...instants, ...missing],
} as const satisfies Operation

export const getEnforcement = {
  method: 'GET', path: '/enforcements/{enforcementId}', permission: 'policy.read', status: 200, summary: 'One enforcement.',
  params: EnforcementParams, response: Enforcement, versioned: true, problems: ['enforcement.not-found'],
} as const satisfies Operation

export const changeEnforcement = {
  method: 'PATCH', path: '/enforcements/{enforcementId}', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Changes the fields that are sent. Instants of an announced one are moved by acts of their own, and every change of it says why.',
  params: EnforcementParams,
  body: z.strictObject({ name: Name.optional(), enforceFrom: LocalInstant.optional(), ...about, why: why.optional().describe('Needed unless it is a draft.'), confirmed, nobodyYet }),
  response: Enforcement, versioned: true, problems: [...moved, 'enforcement.name-taken', ...instants, ...missing, ...guarded],
} as const satisfies Operation

export const deleteEnforcement = {
  method: 'DELETE', path: '/enforcements/{enforcementId}', permission: 'policy.write', status: 204, fresh: true,
  summary: 'Deletes a draft. What was announced once is ended, never deleted.', params: EnforcementParams, versioned: true, problems: [...moved],
} as const satisfies Operation

export const announceEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/announce', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Announces a draft: from its start on it is in force, and those whom it meets are told.',
  params: EnforcementParams,
  body: z.strictObject({ reason: why, enforceFrom: Start, now, registerBy: about.registerBy, confirmed, nobodyYet, withoutReminders }),
  response: Enforcement, versioned: true, problems: [...moved, ...instants, 'enforcement.no-time-for-reminders', ...guarded],
} as const satisfies Operation

export const postponeEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/postpone', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Moves the start, the date to be ready by, or both to later. Everybody who was told of it is told.',
  params: EnforcementParams, body: z.strictObject({ reason: why, enforceFrom: Start, registerBy: about.registerBy }),
  response: Enforcement, versioned: true, problems: [...moved, ...instants, 'enforcement.other-direction'],
} as const satisfies Operation

export const bringForwardEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/bring-forward', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Moves the start, the date to be ready by, or both to earlier. Waves whose day is over then are left out.',
  params: EnforcementParams, body: z.strictObject({ reason: why, enforceFrom: Start, now, registerBy: about.registerBy, confirmed, nobodyYet, withoutReminders }),
  response: Enforcement, versioned: true, problems: [...moved, ...instants, 'enforcement.other-direction', 'enforcement.no-time-for-reminders', ...guarded],
} as const satisfies Operation

export const suspendEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/suspend', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Takes it out of force until it is resumed. What people set up stays.', params: EnforcementParams, body: z.strictObject({ reason: why }),
  response: Enforcement, versioned: true, problems: [...moved],
} as const satisfies Operation

export const resumeEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/resume', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Announces it again. Where its start is over, it says from when on: now, or a new start.',
  params: EnforcementParams, body: z.strictObject({ reason: why, enforceFrom: Start, now, registerBy: about.registerBy, confirmed, nobodyYet, withoutReminders }),
  response: Enforcement, versioned: true, problems: [...moved, ...instants, 'enforcement.no-time-for-reminders', ...guarded],
} as const satisfies Operation

export const endEnforcement = {
  method: 'POST', path: '/enforcements/{enforcementId}/end', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Ends it for good. What people set up stays, and goes on being asked for where the realm asks whoever has one.',
  params: EnforcementParams, body: z.strictObject({ reason: why }), response: Enforcement, versioned: true, problems: [...moved],
} as const satisfies Operation

export const listEnforcementVersions = {
  method: 'GET', path: '/enforcements/{enforcementId}/versions', permission: 'policy.read', status: 200,
  summary: 'Its history, newest first: who did what, when and why, and what became different.',
  params: EnforcementParams, query: z.strictObject({ ...page }), response: listOf(EnforcementVersion), problems: ['enforcement.not-found'],
} as const satisfies Operation
