import type { Localised, RealmSettings } from '@tegata/storage'

const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours

/** What a realm begins with. Limits are those of security.md 5.4, sessions those of S-3, links those of P-6. */
export const defaultRealmSettings = (displayName: Localised, zone = 'UTC'): RealmSettings => ({
  displayName,
  zone,
  languages: ['en', 'ja', 'ko'],
  contact: { en: '' },
  helpLink: null,
  recommendedApps: [{ name: 'Google Authenticator' }, { name: 'Microsoft Authenticator' }, { name: 'FreeOTP' }],
  startPage: null,
  mailServer: null,
  mailsPerMinute: 30,
  helpDeskMail: null,
  stepOrder: 'otp-then-password',
  askRegistered: true,
  presentation: 'interactive',
  enrolWithinMs: 14 * days,
  sessionIdleMs: 10 * hours,
  sessionMaxMs: 24 * hours,
  setupLinkMs: 72 * hours,
  resetLinkMs: hours,
  emergencyInARow: 3,
  emergencyMode: 'recoverable',
  emergencyInitial: 5,
  emergencyHandOutHours: 24,
  limits: {
    journeyCodeTries: 5,
    secondFactorShort: { max: 5, windowMs: 15 * minutes, waitsMs: [minutes, 5 * minutes, 15 * minutes, hours] },
    secondFactorDay: { max: 20, windowMs: days },
    secondFactorMonth: { max: 100, windowMs: 30 * days },
    secondFactorHard: 100,
    passwordKnownBrowser: { max: 10, windowMs: 15 * minutes },
    passwordUnknownBrowser: { max: 20, windowMs: 15 * minutes },
    passwordAddress: { max: 50, windowMs: 15 * minutes },
    mailBeforePassword: { max: 5, windowMs: hours },
    mailAfterPassword: { max: 20, windowMs: days },
  },
  emailedCodes: 'standard',
  ownNetworks: [],
  onlyUpstreamId: null,
  newUserGroupId: null,
  mailDomains: [],
  branding: { accent: 'indigo', sentences: {}, logo: null },
})
