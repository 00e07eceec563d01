import { type Operations, Problem, type RealmSettings as WireSettings } from '@tegata/contract'
import type { Realm, RealmSettings, Storage } from '@tegata/storage'
import { kindsOf } from '../journey/next-step.ts'
import { accentOf, logoOf } from '../ui/branding.ts'
import { refuseWithoutKind } from './enforcement-guards.ts'
import { keepAnAdministratorAfter, workingAdministrators } from './guard.ts'
import { digestOf, expectVersion } from './if-match.ts'
import type { Decide } from './needs.ts'
import type { Call, Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'realms' | 'roles' | 'upstreams' | 'policies' | 'clock' | 'emergencyTokens' | 'audit'>; canMail: (realm: Realm) => boolean; decide: Decide }
type Body = Call<Operations['changeRealm']>['body']
type Limits = RealmSettings['limits']
type WireLimits = WireSettings['limits']

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const triesOut = ({ max, windowMs }: { max: number; windowMs: number }) => ({ max, minutes: windowMs / minute })
const triesIn = ({ max, minutes }: { max: number; minutes: number }) => ({ max, windowMs: minutes * minute })

const limitsOut = (limits: Limits): WireLimits => ({
  journeyCodeTries: limits.journeyCodeTries,
  secondFactorShort: { ...triesOut(limits.secondFactorShort), waitMinutes: limits.secondFactorShort.waitsMs.map((wait) => wait / minute) },
  secondFactorDay: triesOut(limits.secondFactorDay),
  secondFactorMonth: triesOut(limits.secondFactorMonth),
  secondFactorHard: limits.secondFactorHard,
  passwordKnownBrowser: triesOut(limits.passwordKnownBrowser),
  passwordUnknownBrowser: triesOut(limits.passwordUnknownBrowser),
  passwordAddress: triesOut(limits.passwordAddress),
  mailBeforePassword: triesOut(limits.mailBeforePassword),
  mailAfterPassword: triesOut(limits.mailAfterPassword),
})

const limitsIn = (limits: WireLimits): Limits => ({
  journeyCodeTries: limits.journeyCodeTries,
  secondFactorShort: { ...triesIn(limits.secondFactorShort), waitsMs: limits.secondFactorShort.waitMinutes.map((wait) => wait * minute) },
  secondFactorDay: triesIn(limits.secondFactorDay),
  secondFactorMonth: triesIn(limits.secondFactorMonth),
  secondFactorHard: limits.secondFactorHard,
  passwordKnownBrowser: triesIn(limits.passwordKnownBrowser),
  passwordUnknownBrowser: triesIn(limits.passwordUnknownBrowser),
  passwordAddress: triesIn(limits.passwordAddress),
  mailBeforePassword: triesIn(limits.mailBeforePassword),
  mailAfterPassword: triesIn(limits.mailAfterPassword),
})

/** The mail server without its password (Z-7). */
function mailServerOut(server: RealmSettings['mailServer']): WireSettings['mailServer'] {
  if (!server) return null
  const url = new URL(server.url)
  const security = url.protocol === 'smtps:' ? 'tls' : 'starttls'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (security === 'tls' ? 465 : 587) : Number(url.port),
    security,
    username: url.username === '' ? null : decodeURIComponent(url.username),
    from: server.from,
    hasPassword: url.password !== '',
  }
}

/** A password that is not sent stays, but never follows to another host: that would hand it to whoever runs that host. */
function mailServerIn(server: Body['mailServer'], before: RealmSettings['mailServer']): RealmSettings['mailServer'] {
  if (!server) return null
  const old = before ? new URL(before.url) : null
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  const url = new URL(`${server.security === 'tls' ? 'smtps' : 'smtp'}://${host}:${server.port}`)
  if (server.username !== null) {
    const kept = old !== null && old.hostname === url.hostname && decodeURIComponent(old.username) === server.username ? decodeURIComponent(old.password) : ''
    url.username = encodeURIComponent(server.username)
    url.password = encodeURIComponent(server.password === undefined ? kept : server.password ?? '')
  }
  return { url: url.href, from: server.from }
}

/** What a view says besides the settings themselves. */
type Around = { canMail: boolean; onlyUpstream: string | null }

const view = ({ name, settings }: Realm, { canMail, onlyUpstream }: Around): WireSettings => {
  return {
    name,
    displayName: settings.displayName,
    zone: settings.zone,
    languages: settings.languages,
    contact: settings.contact,
    helpLink: settings.helpLink,
    helpDeskMail: settings.helpDeskMail,
    startPage: settings.startPage,
    recommendedApps: settings.recommendedApps,
    limits: limitsOut(settings.limits),
    mailsPerMinute: settings.mailsPerMinute,
    stepOrder: settings.stepOrder,
    askRegistered: settings.askRegistered,
    presentation: settings.presentation,
    enrolWithinDays: settings.enrolWithinMs / day,
    emergencyInARow: settings.emergencyInARow,
    emergencyMode: settings.emergencyMode,
    emergencyInitial: settings.emergencyInitial,
    emergencyHandOutHours: settings.emergencyHandOutHours,
    sessionIdleMinutes: settings.sessionIdleMs / minute,
    sessionMaxHours: settings.sessionMaxMs / hour,
    setupLinkHours: settings.setupLinkMs / hour,
    resetLinkMinutes: settings.resetLinkMs / minute,
    accent: accentOf(settings.branding.accent),
    sentences: settings.branding.sentences,
    logo: logoOf({ name, settings }),
    mailDomains: settings.mailDomains,
    newUserPolicyGroup: settings.newUserGroupId,
    emailedCodes: settings.emailedCodes,
    ownNetworks: settings.ownNetworks,
    onlyUpstream,
    mailServer: mailServerOut(settings.mailServer),
    canMail,
    version: digestOf(settings),
  }
}

/** Sentences that say nothing are not kept. */
const withoutEmpty = (sentences: NonNullable<Body['sentences']>): RealmSettings['branding']['sentences'] =>
  Object.fromEntries(Object.entries(sentences).flatMap(([place, texts]) => {
    const said = Object.entries(texts ?? {}).filter(([, text]) => text !== '' && text !== undefined)
    return said.length === 0 ? [] : [[place, Object.fromEntries(said)]]
  }))

/** The settings after the change. Fields that are not sent stay. */
function changedSettings(settings: RealmSettings, body: Body, onlyUpstreamId: string | null): RealmSettings {
  const {
    limits, enrolWithinDays, sessionIdleMinutes, sessionMaxHours, setupLinkHours, resetLinkMinutes, mailServer, onlyUpstream: _, accent, sentences,
    newUserPolicyGroup, ...plain
  } = body
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  return {
    ...settings,
    ...given,
    onlyUpstreamId,
    branding: { ...settings.branding, ...(accent === undefined ? {} : { accent }), ...(sentences === undefined ? {} : { sentences: withoutEmpty(sentences) }) },
    ...(newUserPolicyGroup === undefined ? {} : { newUserGroupId: newUserPolicyGroup }),
    ...(limits === undefined ? {} : { limits: limitsIn({ ...limitsOut(settings.limits), ...limits }) }),
    ...(enrolWithinDays === undefined ? {} : { enrolWithinMs: Math.round(enrolWithinDays * day) }),
    ...(sessionIdleMinutes === undefined ? {} : { sessionIdleMs: Math.round(sessionIdleMinutes * minute) }),
    ...(sessionMaxHours === undefined ? {} : { sessionMaxMs: Math.round(sessionMaxHours * hour) }),
    ...(setupLinkHours === undefined ? {} : { setupLinkMs: Math.round(setupLinkHours * hour) }),
    ...(resetLinkMinutes === undefined ? {} : { resetLinkMs: Math.round(resetLinkMinutes * minute) }),
    ...(mailServer === undefined ? {} : { mailServer: mailServerIn(mailServer, settings.mailServer) }),
  }
}

/** What changed, for the audit log; the mail server without its password. */
function auditDetail(before: WireSettings, after: WireSettings) {
  const [old, fresh] = [new Map(Object.entries(before)), Object.entries(after)]
  const names = fresh.filter(([name, value]) => name !== 'version' && JSON.stringify(old.get(name)) !== JSON.stringify(value))
  return { before: Object.fromEntries(names.map(([name]) => [name, old.get(name)])), after: Object.fromEntries(names) }
}

/** Refuses to take no codes by mail any more, or to send none, where a rule accepts nothing else that is set up here (P9). */
async function refuseKindless({ storage: { policies }, canMail }: Needs, before: Realm, after: Realm): Promise<void> {
  const kinds = kindsOf(after)
  if (kindsOf(before).every((kind) => kinds.includes(kind)) && (canMail(after) || !canMail(before))) return
  const [groups, rules] = await Promise.all([policies.groups(after.id), policies.standing(after.id)])
  if (groups.some(({ ask, acceptedKinds }) => ask !== 'never' && !kinds.some((kind) => acceptedKinds.includes(kind)))) throw new Problem('policy-group.no-kind')
  // What is not announced is looked at again before it counts: until then the mail server may be away.
  for (const rule of rules) refuseWithoutKind({ canMail: (realm) => rule.state !== 'announced' || canMail(realm) }, after, rule, rules, groups)
}

/** Settings of the realm. */
export const realmApi = (needs: Needs): Performs<'getRealm' | 'changeRealm'> => {
  const { unit, realms, upstreams, policies, emergencyTokens, audit } = needs.storage

  const around = async (realm: Realm): Promise<Around> => {
    const { onlyUpstreamId } = realm.settings
    const only = onlyUpstreamId === null ? undefined : await upstreams.get(realm.id, onlyUpstreamId)
    return { canMail: needs.canMail(realm), onlyUpstream: only?.alias ?? null }
  }

  /** The upstream that is to be the only first step. Nobody is shut out by it: it works, and an administrator comes in without it. */
  async function onlyUpstreamOf(realm: Realm, alias: string | null | undefined): Promise<string | null> {
    if (alias === undefined) return realm.settings.onlyUpstreamId
    if (alias === null) return null
    const upstream = await upstreams.find(realm.id, alias)
    if (!upstream) throw new Problem('upstream.not-found')
    if (!upstream.enabled) throw new Problem('upstream.disabled')
    if ((await workingAdministrators(needs, realm)).length === 0) throw new Problem('upstream.no-way-in')
    return upstream.id
  }

  return {
    async getRealm({ realm }) {
      return { value: view(realm, await around(realm)) }
    },

    async changeRealm({ realm, body, ifMatch, event }) {
      for (let attempt = 0; ; attempt++) {
        const current = await realms.find(realm.name)
        if (!current) throw new Problem('realm.not-found')
        expectVersion(ifMatch, digestOf(current.settings))
        const next = { ...current, settings: changedSettings(current.settings, body, await onlyUpstreamOf(current, body.onlyUpstream)) }
        const save = realms.saveSettings(current.id, next.settings, current.version)
        const detail = auditDetail(view(current, await around(current)), view(next, await around(next)))
        await refuseKindless(needs, current, next)
        // A page that no longer offers the set-up locks out whoever has nothing set up and must.
        await keepAnAdministratorAfter(needs, current, { realm: next })
        const forgets = current.settings.emergencyMode === 'recoverable' && next.settings.emergencyMode === 'once'
        const newGroup = next.settings.newUserGroupId === current.settings.newUserGroupId ? null : next.settings.newUserGroupId
        const holds = newGroup === null ? [] : [policies.holdGroup(current.id, newGroup)]
        const outcome = await unit([save, ...holds, ...(forgets ? [emergencyTokens.forgetValues(current.id)] : []), audit.record(event('realm.changed', { userId: null, detail }))])
        if (outcome.ok) break
        if (outcome.missed === 'policies.holdGroup') throw new Problem('policy-group.not-found')
        // Somebody was faster: tried again on what is there now, unless that is what the caller did not want.
        if (attempt === 9) throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
      }
      const saved = await realms.find(realm.name)
      if (!saved) throw new Problem('realm.not-found')
      return { value: view(saved, await around(saved)) }
    },
  }
}
