import * as z from 'zod'
import { Email, HttpUrl, Language, Links, Name, Texts } from './fields.ts'
import type { Operation } from './operation.ts'
import { isZone } from './zones.ts'

export const Zone = z.string().max(64).refine(isZone, { error: 'is not a time zone, such as Asia/Tokyo' })

const days = (min: number, max: number) => z.int().min(min).max(max)

/** Wrong guesses that are allowed before somebody waits (security.md 5.4). */
export const Limits = z.strictObject({
  codesPerJourney: z.int().min(1).max(100),
  codesPerQuarterHour: z.int().min(1).max(100),
  codesPerDay: z.int().min(1).max(1000),
  codesPerThirtyDays: z.int().min(1).max(10_000),
  codesInARow: z.int().min(10).max(100),
  passwordsKnownBrowser: z.int().min(1).max(1000),
  passwordsUnknownBrowser: z.int().min(1).max(1000),
  mailsPerAddressPerHour: z.int().min(1).max(1000),
  mailsPerUserPerDay: z.int().min(1).max(1000),
  mailsPerMinute: z.int().min(1).max(100_000),
})

export const MailServer = z.strictObject({
  host: z.string().min(1).max(253).regex(/^[A-Za-z0-9.:[\]_-]+$/),
  port: z.int().min(1).max(65535),
  security: z.enum(['none', 'starttls', 'tls']),
  username: z.string().max(255).nullable(),
  from: Email,
  fromName: Name.nullable(),
})

const RecommendedApp = z.strictObject({ name: Name, ios: HttpUrl.nullable(), android: HttpUrl.nullable() })
const Sessions = z.strictObject({
  idleMinutes: z.int().min(5).max(10_080),
  lifetimeHours: z.int().min(1).max(720),
  accessTokenMinutes: z.int().min(1).max(10),
  refreshTokenHours: z.int().min(1).max(720),
  offlineDays: days(1, 3650),
})

const settings = {
  displayName: Texts,
  zone: Zone,
  languages: z.array(Language).min(1).max(3).refine((list) => new Set(list).size === list.length, { error: 'names a language twice' })
    .describe('What people can choose; the first one is used when nothing fits.'),
  contact: Texts.describe('Whom people turn to, shown where they are stuck.'),
  helpLink: Links,
  recommendedApps: z.array(RecommendedApp).max(20),
  limits: Limits,
  setupSteps: z.tuple([z.enum(['otp', 'password']), z.enum(['otp', 'password'])]).refine(([a, b]) => a !== b, { error: 'names a step twice' })
    .describe('Order of the set-up link (S2-14).'),
  askRegistered: z.boolean().describe('Asks people who have registered a code, also where nothing requires it (line 8).'),
  enrolWithinDays: days(0, 365).describe('How long after a demand the password suffices to set up; 0 = never.'),
  setupLinkHours: z.int().min(1).max(336),
  sessions: Sessions,
}

export const RealmSettings = z.object({
  ...settings,
  name: z.string(),
  mailServer: MailServer.extend({ hasPassword: z.boolean() }).nullable().describe('Null: the mail server of the installation, if any.'),
  canMail: z.boolean(),
  version: z.int(),
})
export type RealmSettings = z.infer<typeof RealmSettings>

export const ChangeRealm = z.strictObject({
  ...z.object(settings).partial().shape,
  limits: Limits.partial().optional(),
  sessions: Sessions.partial().optional(),
  mailServer: MailServer.extend({ password: z.string().max(1000).nullable().optional().describe('Write-only; absent keeps the one stored.') })
    .nullable().optional(),
})

export const getRealm = {
  method: 'GET', path: '/settings', permission: 'realm.read', status: 200, summary: 'The settings of the realm.',
  response: RealmSettings, versioned: true, problems: [],
} as const satisfies Operation

export const changeRealm = {
  method: 'PATCH', path: '/settings', permission: 'realm.write', status: 200, fresh: true, summary: 'Changes the settings that are sent.',
  body: ChangeRealm, response: RealmSettings, versioned: true, problems: ['request.precondition-failed'],
} as const satisfies Operation
