import type { Language } from '../../ui/languages.ts'
import { greeting, type Person, personName } from '../../ui/person-name.ts'
import { fill } from '../../ui/words.ts'
import { readAddress } from '../address.ts'
import { type EnforcementMails, enforcementWriters } from './enforcement.ts'
import { en, type MailKey } from './messages/en.ts'
import { ja } from './messages/ja.ts'
import { ko } from './messages/ko.ts'
import { assemble, type Part, plain, plainName, type RenderedMail } from './parts.ts'

export const mailCatalogues: Record<Language, Record<MailKey, string>> = { en, ja, ko }

/** What every mail needs: whose realm, whose account, who helps. Instants are epoch milliseconds. */
export type MailBasics = { realm: string; zone: string; contact: string; person: Person }

type Occurrence = { at: number; address?: string; by?: string }
type Authenticator = Occurrence & { label: string; authenticator: 'totp' | 'emailed-code' | 'push' | 'passkey'; notMeLink?: string }

/** What each kind of mail needs beside the basics. `by`: who did it, when it was not the person. */
export type MailParams = EnforcementMails & {
  'set-up': { link: string; expiresAt: number; apps: readonly string[]; startUrl: string; createdBy: string }
  /** To whoever has a password and no code: `link` leads to a page that asks for the password, and carries no secret. */
  'set-up-code': { link: string; apps: readonly string[]; sentBy: string }
  'reset-password': { link: string; expiresAt: number; sentBy?: string }
  /** To the address on file, about a link that went another way. `to`: the other address; on paper where there is none. */
  'link-handed-over': Occurrence & { to?: string }
  /** Proof by mail before the first authenticator: the link and the code in one mail. */
  'confirm-mail': { link: string; code: string; at: number; expiresAt: number }
  /** The code of a sign-in. Has no link (M-5). */
  'emailed-code': { code: string; application: string; at: number; expiresAt: number }
  /** Proves an address that is being set up to receive codes, perhaps somebody else's. Has no link (M-5). */
  'address-code': { code: string; at: number; expiresAt: number }
  /** To the help desk; `person` is who asks, `link` leads to the console. */
  'reset-request': { reference: string; at: number; address?: string; link: string }
  /** `next`: what the person does after the reset. */
  'otp-reset': Occurrence & { next: 'set-up' | 'confirm-mail' | 'emergency-token' | 'help' }
  'authenticator-added': Authenticator
  'authenticator-removed': Authenticator
  'authenticator-replaced': Authenticator
  /** An address that somebody entered for codes of whoever became an administrator. `doubted`: it is all they have. */
  'address-fell': Occurrence & { label: string; fate: 'removed' | 'doubted' }
  'password-changed': Occurrence & { notMeLink?: string }
  'emergency-issued': Occurrence & { count: number }
  'emergency-revealed': Occurrence
  'emergency-revoked': Occurrence & { count: number }
  /** To a global administrator. `by` has revealed too many; `link` leads to the audit log. */
  'emergency-reveal-alarm': { at: number; by: string; link: string }
  'emergency-used': Occurrence & { left: number }
  /** To the help desk; `person` is whose they are, `link` leads to the console. */
  'emergency-running-out': { at: number; left: number; link: string }
  /** To global administrators: `provider` takes the right from `account`, who keeps it. `link` leads to the console. */
  'administrator-kept': { at: number; provider: string; account: string; link: string }
  /** To global administrators who stay: `account` has lost the right at `provider`, and from `from` nobody of them gets in. `link` leads to the reader in the console. */
  'administrators-shut-out': { at: number; from: number; provider: string; account: string; link: string }
  'sign-in-wait': Occurrence & { until: number }
  /**
   * The code that connects an account to an upstream's identity, typed where that waits. Has no link: nothing goes on
   * elsewhere (B-3); nor what the provider calls the person, which anybody may have chosen, and nobody has proved (M-5). */
  'connect-code': { code: string; provider: string; at: number; expiresAt: number }
  /** `account`: how the provider calls the person there. */
  'identity-linked': Occurrence & { provider: string; account?: string }
  'identity-unlinked': Occurrence & { provider: string }
  /** Sent by hand to see whether mail arrives. */
  'test-mail': { at: number; by: string }
  /** Goes to both addresses; `to` says which one this mail is for. */
  'address-changed': Occurrence & { oldAddress: string; newAddress: string; to: 'old' | 'new' }
}
export type MailKind = keyof MailParams

/** What the help desk reads about somebody; everything else is written to that somebody. */
export const toHelpDesk: ReadonlySet<MailKind> = new Set<MailKind>(['reset-request', 'emergency-running-out'])

/** The person as a mail may name them. */
type Spoken = { username: string; name: string }
type Say = (key: MailKey, values?: Record<string, string | number>) => string
type Writer<Kind extends MailKind> = (say: Say, params: MailParams[Kind] & Spoken) => { subject: string; parts: readonly Part[] }

const happened = (say: Say, { at, address, by }: Occurrence): Part => ({
  facts: [
    [say('when'), say('moment', { at })],
    ...(by === undefined ? [] : [[say('by'), plainName(by)] as const]),
    ...(address === undefined ? [] : [[say('where'), plain(address)] as const]),
  ],
})

const wasItYou = (say: Say, link: string | undefined): Part[] => link === undefined
  ? [{ say: say('not-me.contact') }]
  : [{ say: say('not-me.lead') }, { link, label: say('not-me') }]

const aboutAuthenticator = (kind: 'authenticator-added' | 'authenticator-removed' | 'authenticator-replaced'): Writer<typeof kind> =>
  (say, params) => ({
    subject: say(`${kind}.subject`),
    parts: [
      { say: kind === 'authenticator-added' && params.by !== undefined ? say('authenticator-added.lead.by') : say(`${kind}.lead`) },
      { facts: [[say(`kind.${params.authenticator}`), readAddress(params.label) === null ? plainName(params.label) : plain(params.label)]] },
      happened(say, params),
      ...wasItYou(say, params.notMeLink),
    ],
  })

const writers: { [Kind in MailKind]: Writer<Kind> } = {
  ...enforcementWriters,
  'set-up': (say, { link, expiresAt, apps, startUrl, createdBy, username }) => ({
    subject: say('set-up.subject'),
    parts: [
      { say: say('set-up.lead') },
      { say: apps.length === 0 ? say('set-up.app.any') : say('set-up.app', { apps: apps.map(plainName).join(say('list')) }) },
      { link, label: say('set-up.link') },
      { say: say('set-up.until', { until: expiresAt }) },
      { say: say('set-up.then') },
      { facts: [[say('username'), username], [say('sign-in'), startUrl]] },
      { say: say('set-up.no-phone') },
      { say: say('set-up.created-by', { by: plainName(createdBy) }) },
    ],
  }),
  'set-up-code': (say, { link, apps, sentBy, username }) => ({
    subject: say('set-up-code.subject'),
    parts: [
      { say: say('set-up-code.lead') },
      { say: apps.length === 0 ? say('set-up.app.any') : say('set-up.app', { apps: apps.map(plainName).join(say('list')) }) },
      { link, label: say('set-up-code.link') },
      { say: say('set-up-code.password') },
      { facts: [[say('username'), username]] },
      { say: say('set-up.no-phone') },
      { say: say('set-up-code.sent-by', { by: plainName(sentBy) }) },
    ],
  }),
  'reset-password': (say, { link, expiresAt, sentBy }) => ({
    subject: say('reset-password.subject'),
    parts: [
      { say: sentBy === undefined ? say('reset-password.lead') : say('reset-password.lead.by', { by: plainName(sentBy) }) },
      { link, label: say('reset-password.link') },
      { say: say('reset-password.until', { until: expiresAt }) },
      { say: say('reset-password.ignore') },
    ],
  }),
  'link-handed-over': (say, params) => ({
    subject: say('link-handed-over.subject'),
    parts: [
      { say: say(params.to === undefined ? 'link-handed-over.paper' : 'link-handed-over.mail') },
      ...(params.to === undefined ? [] : [{ facts: [[say('link-handed-over.to'), plain(params.to)] as const] }]),
      happened(say, params),
      ...wasItYou(say, undefined),
    ],
  }),
  'confirm-mail': (say, { link, code, at, expiresAt }) => ({
    subject: say('confirm-mail.subject'),
    parts: [
      { say: say('confirm-mail.lead', { when: at }) },
      { say: say('confirm-mail.code') },
      { code },
      { say: say('confirm-mail.or') },
      { link, label: say('confirm-mail.link') },
      { say: say('confirm-mail.until', { until: expiresAt }) },
      { say: say('confirm-mail.not-you') },
      { say: say('never-tell') },
    ],
  }),
  'emailed-code': (say, { code, application, at, expiresAt }) => ({
    subject: say('emailed-code.subject'),
    parts: [
      { say: say('emailed-code.lead', { application: plainName(application) }) },
      { code },
      { say: say('emailed-code.until', { when: at, until: expiresAt }) },
      { say: say('emailed-code.not-you') },
      { say: say('never-tell') },
    ],
  }),
  'address-code': (say, { code, at, expiresAt }) => ({
    subject: say('address-code.subject'),
    parts: [
      { say: say('address-code.lead', { when: at }) },
      { code },
      { say: say('address-code.until', { until: expiresAt }) },
      { say: say('address-code.not-you') },
      { say: say('never-tell') },
    ],
  }),
  'reset-request': (say, { reference, at, address, link, username, name }) => ({
    subject: say('reset-request.subject', { reference }),
    parts: [
      { say: say('reset-request.lead') },
      {
        facts: [
          [say('username'), username], [say('name'), name],
          [say('reference'), reference], [say('when'), say('moment', { at })],
          ...(address === undefined ? [] : [[say('where'), plain(address)] as const]),
        ],
      },
      { say: say('reset-request.check') },
      { link, label: say('reset-request.link') },
    ],
  }),
  'otp-reset': (say, params) => ({
    subject: say('otp-reset.subject'),
    parts: [{ say: say('otp-reset.lead') }, happened(say, params), { say: say(`otp-reset.${params.next}`) }, { say: say('otp-reset.not-asked') }],
  }),
  'authenticator-added': aboutAuthenticator('authenticator-added'),
  'authenticator-removed': aboutAuthenticator('authenticator-removed'),
  'authenticator-replaced': aboutAuthenticator('authenticator-replaced'),
  'address-fell': (say, params) => ({
    subject: say('address-fell.subject'),
    parts: [
      { say: say('address-fell.lead') },
      { facts: [[say('kind.emailed-code'), readAddress(params.label) === null ? plainName(params.label) : plain(params.label)]] },
      happened(say, params), { say: say(`address-fell.${params.fate}`) }, { say: say('address-fell.ask') },
    ],
  }),
  'password-changed': (say, params) => ({
    subject: say('password-changed.subject'),
    parts: [{ say: say('password-changed.lead') }, happened(say, params), ...wasItYou(say, params.notMeLink)],
  }),
  'emergency-issued': (say, params) => ({
    subject: say('emergency-issued.subject'),
    parts: [{ say: say('emergency-issued.lead', { n: params.count }) }, happened(say, params), ...wasItYou(say, undefined)],
  }),
  'emergency-revealed': (say, params) => ({
    subject: say('emergency-revealed.subject'),
    parts: [{ say: say('emergency-revealed.lead') }, happened(say, params), ...wasItYou(say, undefined)],
  }),
  'emergency-revoked': (say, params) => ({
    subject: say('emergency-revoked.subject'),
    parts: [{ say: say('emergency-revoked.lead', { n: params.count }) }, happened(say, params), { say: say('emergency-revoked.more') }],
  }),
  'emergency-reveal-alarm': (say, { at, by, link }) => ({
    subject: say('emergency-reveal-alarm.subject'),
    parts: [
      { say: say('emergency-reveal-alarm.lead') },
      happened(say, { at, by }),
      { say: say('emergency-reveal-alarm.do') },
      { link, label: say('emergency-reveal-alarm.link') },
    ],
  }),
  'administrator-kept': (say, { at, provider, account, link }) => ({
    subject: say('administrator-kept.subject'),
    parts: [
      { say: say('administrator-kept.lead', { provider: plainName(provider) }) },
      { facts: [[say('username'), plain(account)], [say('when'), say('moment', { at })]] },
      { say: say('administrator-kept.do', { provider: plainName(provider) }) },
      { link, label: say('administrator-kept.link') },
      { say: say('administrator-kept.daily') },
    ],
  }),
  'administrators-shut-out': (say, { at, from, provider, account, link }) => ({
    subject: say('administrators-shut-out.subject'),
    parts: [
      { say: say('administrators-shut-out.lead', { provider: plainName(provider), from }) },
      { facts: [[say('username'), plain(account)], [say('when'), say('moment', { at })]] },
      { say: say('administrators-shut-out.do', { from }) },
      { link, label: say('administrators-shut-out.link') },
    ],
  }),
  'emergency-running-out': (say, { at, left, link, username, name }) => ({
    subject: say('emergency-running-out.subject'),
    parts: [
      { say: say('emergency-running-out.lead', { n: left }) },
      { facts: [[say('username'), username], [say('name'), name], [say('when'), say('moment', { at })]] },
      { say: say('emergency-running-out.do') },
      { link, label: say('emergency-running-out.link') },
    ],
  }),
  'emergency-used': (say, params) => ({
    subject: say('emergency-used.subject'),
    parts: [
      { say: say('emergency-used.lead') },
      happened(say, params),
      { say: say('emergency-used.left', { n: params.left }) },
      ...wasItYou(say, undefined),
    ],
  }),
  'sign-in-wait': (say, params) => ({
    subject: say('sign-in-wait.subject'),
    parts: [{ say: say('sign-in-wait.lead', { until: params.until }) }, happened(say, params), { say: say('sign-in-wait.you') }],
  }),
  'connect-code': (say, { code, provider, at, expiresAt }) => ({
    subject: say('connect-code.subject'),
    parts: [
      { say: say('connect-code.lead', { provider: plainName(provider), when: at }) },
      { say: say('connect-code.code') },
      { code },
      { say: say('connect-code.until', { until: expiresAt }) },
      { say: say('connect-code.not-you') },
      { say: say('never-tell') },
    ],
  }),
  'identity-linked': (say, params) => ({
    subject: say('identity-linked.subject'),
    parts: [
      { say: say('identity-linked.lead', { provider: plainName(params.provider) }) },
      ...(params.account === undefined ? [] : [{ facts: [[say('identity-linked.account'), plain(params.account)] as const] }]),
      happened(say, params),
      ...wasItYou(say, undefined),
    ],
  }),
  'identity-unlinked': (say, params) => ({
    subject: say('identity-unlinked.subject'),
    parts: [{ say: say('identity-unlinked.lead', { provider: plainName(params.provider) }) }, happened(say, params), { say: say('identity-unlinked.ask') }],
  }),
  'test-mail': (say, params) => ({
    subject: say('test-mail.subject'),
    parts: [{ say: say('test-mail.lead') }, happened(say, params), { say: say('test-mail.nothing') }],
  }),
  'address-changed': (say, params) => ({
    subject: say('address-changed.subject'),
    parts: [
      { say: say('address-changed.lead') },
      { facts: [[say('address-changed.old'), plain(params.oldAddress)], [say('address-changed.new'), plain(params.newAddress)]] },
      happened(say, params),
      { say: say(`address-changed.to-${params.to}`) },
      ...wasItYou(say, undefined),
    ],
  }),
}

/**
 * Writes a mail in one language: subject, text and HTML of the same content. Pure. Whatever people typed (names,
 * labels, reasons) is one line of text in it, never markup, a header or a link.
 */
export function renderMail<Kind extends MailKind>(kind: Kind, params: MailBasics & MailParams[Kind], language: Language): RenderedMail {
  const { zone } = params
  const person = spoken(params.person)
  const name = personName(person, language)
  const known = {
    realm: plain(params.realm),
    contact: plain(params.contact) || mailCatalogues[language]['by-administrator'],
    username: person.username,
  }
  const say: Say = (key, values) => fill(mailCatalogues[language][key], { ...known, ...values }, { language, zone })
  const writer: Writer<Kind> = writers[kind]
  const { subject, parts } = writer(say, { ...params, username: person.username, name })
  const hello: Part[] = toHelpDesk.has(kind) ? [] : [{ say: greeting(person, language) }]
  return assemble(language, subject, [...hello, ...parts, { say: known.realm }, { say: say('contact') }])
}

/** Names as they may be said in a mail. */
const spoken = ({ username, givenName, familyName }: Person): Person => ({
  username: plain(username), givenName: plainName(givenName ?? ''), familyName: plainName(familyName ?? ''),
})
