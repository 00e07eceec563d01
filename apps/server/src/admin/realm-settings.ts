import { Problem } from '@tegata/contract'
import type { Operations, RealmSettings as WireSettings } from '@tegata/contract'
import type { Realm, RealmSettings, Storage } from '@tegata/storage'
import { digestOf, expectVersion } from './if-match.ts'
import type { Call, Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'realms' | 'audit'>; canMail: (realm: Realm) => boolean }
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

const view = (realm: Realm, canMail: boolean): WireSettings => {
  const { settings } = realm
  return {
    name: realm.name,
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
    sessionIdleMinutes: settings.sessionIdleMs / minute,
    sessionMaxHours: settings.sessionMaxMs / hour,
    setupLinkHours: settings.setupLinkMs / hour,
    resetLinkMinutes: settings.resetLinkMs / minute,
    ownNetworks: settings.ownNetworks,
    mailServer: mailServerOut(settings.mailServer),
    canMail,
    version: digestOf(settings),
  }
}

/** The settings after the change. Fields that are not sent stay. */
function changedSettings(settings: RealmSettings, body: Body): RealmSettings {
  const {
    limits, enrolWithinDays, sessionIdleMinutes, sessionMaxHours, setupLinkHours, resetLinkMinutes, mailServer, ...plain
  } = body
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  return {
    ...settings,
    ...given,
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

/** Settings of the realm. */
export const realmApi = ({ storage, canMail }: Needs): Performs<'getRealm' | 'changeRealm'> => {
  const { unit, realms, audit } = storage
  return {
    async getRealm({ realm }) {
      return { value: view(realm, canMail(realm)) }
    },

    async changeRealm({ realm, body, ifMatch, event }) {
      for (let attempt = 0; ; attempt++) {
        const current = await realms.find(realm.name)
        if (!current) throw new Problem('realm.not-found')
        expectVersion(ifMatch, digestOf(current.settings))
        const next = { ...current, settings: changedSettings(current.settings, body) }
        const save = realms.saveSettings(current.id, next.settings, current.version)
        const detail = auditDetail(view(current, canMail(current)), view(next, canMail(next)))
        const outcome = await unit([save, audit.record(event('realm.changed', { userId: null, detail }))])
        if (outcome.ok) break
        // Somebody was faster: tried again on what is there now, unless that is what the caller did not want.
        if (attempt === 9) throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
      }
      const saved = await realms.find(realm.name)
      if (!saved) throw new Problem('realm.not-found')
      return { value: view(saved, canMail(saved)) }
    },
  }
}
