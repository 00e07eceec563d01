import * as z from 'zod'
import { brandingFields, Logo } from './branding.ts'
import { domainPattern } from './mail-domains.ts'
import { Email, HttpUrl, Id, Language, Name, Text, Texts } from './fields.ts'
import type { Operation } from './operation.ts'
import { UpstreamAlias } from './upstream-fields.ts'
import { isZone } from './zones.ts'

export const Zone = z.string().max(64).refine(isZone, { error: 'is not a time zone, such as Asia/Tokyo' })

const tries = z.strictObject({ max: z.int().min(1).max(10_000), minutes: z.int().min(1).max(525_600) })

/** Wrong guesses that are allowed before somebody waits (security.md 5.4): `max` in `minutes`. */
export const Limits = z.strictObject({
  journeyCodeTries: z.int().min(1).max(20),
  secondFactorShort: tries.extend({ waitMinutes: z.array(z.int().min(1).max(1440)).max(10) }),
  secondFactorDay: tries,
  secondFactorMonth: tries,
  secondFactorHard: z.int().min(10).max(100).describe('Wrong codes in a row before an authenticator is suspended (NIST: at most 100).'),
  passwordKnownBrowser: tries,
  passwordUnknownBrowser: tries,
  passwordAddress: tries,
  mailBeforePassword: tries,
  mailAfterPassword: tries,
})

export const MailServer = z.strictObject({
  host: z.string().min(1).max(253).regex(/^[A-Za-z0-9.:_-]+$/),
  port: z.int().min(1).max(65535),
  security: z.enum(['starttls', 'tls']).describe('starttls: used whenever it is offered, and demanded as soon as there is a user name.'),
  username: z.string().min(1).max(255).nullable(),
  from: Email,
})

const network = z.union([z.cidrv4(), z.cidrv6()])

const settings = {
  displayName: Texts.extend({ en: Text.pipe(z.string().min(1)) }).describe('English is the one that every realm has.'),
  zone: Zone,
  languages: z.array(Language).min(1).max(3).refine((list) => new Set(list).size === list.length, { error: 'names a language twice' })
    .describe('What people can choose; the first one is used when nothing fits.'),
  contact: Texts.extend({ en: Text }).describe('Whom people turn to, shown where they are stuck.'),
  helpLink: HttpUrl.nullable(),
  helpDeskMail: Email.nullable().describe('Where reset requests are mailed to.'),
  startPage: z.strictObject({ name: Texts.extend({ en: Text }), url: HttpUrl }).nullable().describe('Where people go after the set-up; null: the account page.'),
  recommendedApps: z.array(z.strictObject({ name: Name, url: HttpUrl.optional() })).max(20),
  limits: Limits,
  mailsPerMinute: z.int().min(1).max(100_000),
  stepOrder: z.enum(['otp-then-password', 'password-then-otp']).describe('Order of the set-up link (S2-14).'),
  askRegistered: z.boolean().describe('Asks people who have registered a code, also where nothing requires it.'),
  presentation: z.enum(['interactive', 'classic']),
  enrolWithinDays: z.number().min(0).max(365).describe('How long after a demand the password suffices to set up; 0 = never.'),
  emergencyInARow: z.int().min(1).max(50),
  emergencyMode: z.enum(['recoverable', 'once'])
    .describe('recoverable: values are kept sealed while they work, and can be revealed; once: they are shown when they are issued and kept by nobody. Changed to once, all values are forgotten.'),
  emergencyInitial: z.int().min(0).max(50)
    .describe('So many emergency tokens has everybody who is created here, where values can be revealed; what topping up goes up to.'),
  emergencyHandOutHours: z.int().min(1).max(720).describe('How long an emergency token works that the help desk hands out.'),
  sessionIdleMinutes: z.number().min(1).max(10_080),
  sessionMaxHours: z.number().min(0.1).max(720),
  setupLinkHours: z.number().min(0.1).max(336),
  resetLinkMinutes: z.number().min(1).max(60),
  onlyUpstream: UpstreamAlias.nullable().describe('The identity provider (its alias) that is everybody’s only first step, Tegata in front of it; null: password form, and providers beside it.'),
  ...brandingFields,
  mailDomains: z.array(z.string().trim().toLowerCase().regex(domainPattern, { error: 'is not a domain, such as corp.example' })).max(50)
    .describe('Domains whose mail is read through this sign-in: a mail to such an address does not help somebody who cannot sign in (S1-22).'),
  newUserPolicyGroup: Id.nullable().describe('The Access Policy Group of everybody who is created here by console, API, command line or an identity provider; null: none. An import says it by its own column.'),
  emailedCodes: z.enum(['off', 'standard', 'time-step'])
    .describe('off: codes by mail are no second factor here, and whoever has an address set up proves it once more to set up another kind; standard: a random code that works for ten minutes; time-step: a new one every 30 seconds, dead after at most 90 (S3-11), which shuts out everybody whose mail takes longer.'),
  ownNetworks: z.array(network).max(100).describe('Networks where limits count per person only.'),
}

export const RealmSettings = z.object({
  ...settings,
  name: z.string(),
  mailServer: MailServer.extend({ hasPassword: z.boolean() }).nullable().describe('Null: the mail server of the installation.'),
  logo: Logo.nullable().describe('Set by PUT /logo; null: the product’s own sign.'),
  canMail: z.boolean().describe('There is a mail server, this one or the installation’s.'),
  version: z.string().describe('Changes with every change of the settings; what If-Match compares.'),
})
export type RealmSettings = z.infer<typeof RealmSettings>

export const ChangeRealm = z.strictObject({
  ...z.object(settings).partial().shape,
  limits: Limits.partial().optional(),
  mailServer: MailServer.extend({ password: z.string().max(1000).nullable().optional().describe('Write-only; absent keeps the one stored.') })
    .nullable().optional(),
})

export const getRealm = {
  method: 'GET', path: '', permission: 'realm.read', status: 200, summary: 'The settings of the realm.',
  response: RealmSettings, versioned: true, problems: [],
} as const satisfies Operation

export const changeRealm = {
  method: 'PATCH', path: '', permission: 'realm.write', status: 200, fresh: true, summary: 'Changes the settings that are sent.',
  body: ChangeRealm, response: RealmSettings, versioned: true,
  problems: ['request.precondition-failed', 'upstream.not-found', 'upstream.disabled', 'upstream.no-way-in', 'policy-group.not-found', 'policy-group.no-kind', 'enforcement.no-kind', 'enforcement.mail-only', 'permission.last-administrator'],
} as const satisfies Operation
