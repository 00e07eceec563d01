import { randomBytes, randomUUID } from 'node:crypto'
import type { Instant, Language, Link, LinkPurpose, Realm, Statement, Storage, Upstream, User } from '@tegata/storage'
import type { ComposeMail, Letter } from '../mail/compose.ts'
import type { MailKind, MailParams } from '../mail/templates/render.ts'

type Needs = {
  storage: { links: Pick<Storage['links'], 'create' | 'voidAll'>; audit: Pick<Storage['audit'], 'record'>; clock: Pick<Storage['clock'], 'now'> }
  compose: ComposeMail
  /** Links begin with it, whatever host a request named (P-8). */
  publicUrl: URL
}

/** How long "this was not me" in a mail works, in milliseconds. */
const notMeLife = 30 * 24 * 60 * 60_000
/** How long after a change of address the one before is told of bindings, too, in milliseconds. */
const previousToldFor = 30 * 24 * 60 * 60_000

type MailedLink = { link: Link; href: string; statements: readonly Statement[] }
type Occurrence = { at: Instant; address?: string; by?: string }
/** Another address than the one on file, or paper: the link that is handed over so proves no mailbox. */
type HandedOver = { to: string } | 'paper'
type MailedCodeLetter = MailParams['emailed-code'] & { to: string; language: Language }
type Bound = { id: string; label: string; kind: 'totp' | 'emailed-code' | 'push' | 'passkey' }

/** What a provider is called in the language that the letter will be in. */
const nameFor = ({ settings }: Realm, { language }: User, { name }: Pick<Upstream, 'name'>): string => name[language ?? settings.languages[0] ?? 'en'] ?? name.en

/** Mails with their links, as statements for the unit of what they tell about; none where the person has no address. */
export function createLetters({ storage, compose, publicUrl }: Needs) {
  const mail = <Kind extends MailKind>(letter: Letter<Kind>): readonly Statement[] => {
    const statement = compose(letter)
    return statement === null ? [] : [statement]
  }

  // 256 random bits; the database keeps their hash (P-6).
  function mailedLink(realm: Realm, user: User, about: { purpose: LinkPurpose; lifeMs: number; by: string; subject?: string }): MailedLink {
    const token = randomBytes(32).toString('base64url')
    const now = storage.clock.now()
    const link: Link = {
      id: randomUUID(), realmId: realm.id, userId: user.id, purpose: about.purpose, credentialVersion: user.credentialVersion, createdAt: now,
      expiresAt: now + about.lifeMs, usedAt: null, voidAt: null, voidReason: null, createdBy: about.by, subject: about.subject ?? null,
    }
    return { link, href: new URL(`/realms/${realm.name}/link?key=${token}`, publicUrl).href, statements: storage.links.create(link, token) }
  }

  /** The address on file, and the one before it while the change is young: its owner may know nothing of the change (policy.md). */
  function readersOf({ email, emailChangedAt, previousEmail }: User): readonly string[] {
    const isYoung = emailChangedAt !== null && storage.clock.now() - emailChangedAt < previousToldFor
    return [email, isYoung ? previousEmail : null].filter((to) => to !== null)
  }

  /** Every binding is told to its readers, who get the same link. */
  function boundLetters(realm: Realm, user: User, kind: 'authenticator-added' | 'authenticator-replaced', bound: Bound, where: Occurrence): readonly Statement[] {
    const readers = readersOf(user)
    if (readers.length === 0) return []
    const { href, statements } = mailedLink(realm, user, { purpose: 'not-me', lifeMs: notMeLife, by: user.id, subject: bound.id })
    return [...statements, ...readers.flatMap((to) => mail({
      realm, user, kind, to, params: { ...where, label: bound.label, authenticator: bound.kind, notMeLink: href },
    }))]
  }

  /** The one link by which somebody sets up code and password, or a new password: the ones before it end, whichever way they went. */
  function wayIn(realm: Realm, user: User, purpose: 'set-up' | 'reset-password', by: string, handedOver: HandedOver | null): MailedLink {
    const { setupLinkMs, resetLinkMs } = realm.settings
    // Paper is carried to somebody, and read later than a mail that was just asked for.
    const lifeMs = purpose === 'set-up' || handedOver === 'paper' ? setupLinkMs : resetLinkMs
    const subject = handedOver === null ? {} : { subject: handedOver === 'paper' ? 'sheet' : `to ${handedOver.to}` }
    const made = mailedLink(realm, user, { purpose, lifeMs, by, ...subject })
    return { ...made, statements: [storage.links.voidAll(realm.id, user.id, 'replaced', ['set-up', 'reset-password']), ...made.statements] }
  }

  const startUrl = (realm: Realm): string => realm.settings.startPage?.url ?? new URL(`/realms/${realm.name}/account`, publicUrl).href

  return {
    /** The set-up mail; older set-up links end with it. `by`: who created or sent it, as the mail names them. `to`: another address than the one on file. */
    setUp(realm: Realm, user: User, by: string, to?: string): readonly Statement[] {
      if (user.email === null && to === undefined) return []
      const { link, href, statements } = wayIn(realm, user, 'set-up', by, to === undefined ? null : { to })
      const apps = realm.settings.recommendedApps.map(({ name }) => name)
      return [...statements, ...mail({
        realm, user, kind: 'set-up', linkId: link.id, ...(to === undefined ? {} : { to }),
        params: { link: href, expiresAt: link.expiresAt, apps, startUrl: startUrl(realm), createdBy: by },
      })]
    },

    /**
     * To whoever has a password and no code yet: the way to the set-up, which begins with the password and asks for the proof
     * that their demand asks for. Nothing in it opens anything, and no password is reset by it (that alone would keep an
     * administrator from setting a code up for a day). Links end with it as with every other one: who doubts where one went sends this.
     */
    setUpCode(realm: Realm, user: User, by: string): readonly Statement[] {
      if (user.email === null) return []
      const apps = realm.settings.recommendedApps.map(({ name }) => name)
      return [storage.links.voidAll(realm.id, user.id, 'replaced', ['set-up', 'reset-password']), ...mail({ realm, user, kind: 'set-up-code', params: { link: new URL(`/realms/${realm.name}/account`, publicUrl).href, apps, sentBy: by } })]
    },

    /** The same for a new password. `by`: who sent it, where the person did not ask for it. */
    resetPassword(realm: Realm, user: User, by: string = user.id, to?: string): readonly Statement[] {
      const { link, href, statements } = wayIn(realm, user, 'reset-password', by, to === undefined ? null : { to })
      return [...statements, ...mail({ realm, user, kind: 'reset-password', linkId: link.id, ...(to === undefined ? {} : { to }), params: { link: href, expiresAt: link.expiresAt, ...(by === user.id ? {} : { sentBy: by }) } })]
    },

    /** A link for a sheet of paper. It is in no mail, and nowhere but in what is answered here. */
    sheet(realm: Realm, user: User, by: string): MailedLink {
      return wayIn(realm, user, user.hasPassword ? 'reset-password' : 'set-up', by, 'paper')
    },

    /** To the address on file, and to the one before it while the change is young: a link for the account went another way. */
    linkHandedOver: (realm: Realm, user: User, how: Occurrence & { to: string | null }): readonly Statement[] => {
      const { to, ...where } = how
      return readersOf(user).flatMap((reader) => mail({ realm, user, kind: 'link-handed-over', to: reader, params: { ...where, ...(to === null ? {} : { to }) } }))
    },

    /** Link and code in one mail, to prove the address on file. `journeyId` is the walk that it releases, and no other. */
    confirmMail(realm: Realm, user: User, about: { journeyId: string; code: string; lifeMs: number; language: Language }): { linkId: string; expiresAt: Instant; statements: readonly Statement[] } {
      const { link, href, statements } = mailedLink(realm, user, { purpose: 'confirm-mail', lifeMs: about.lifeMs, by: user.id, subject: about.journeyId })
      const { id: linkId, createdAt: at, expiresAt } = link
      const letter = mail({
        realm, user, kind: 'confirm-mail', linkId, language: about.language, params: { link: href, code: about.code, at, expiresAt },
      })
      return { linkId, expiresAt, statements: [...statements, ...letter] }
    },

    authenticatorAdded: (realm: Realm, user: User, bound: Bound, where: Occurrence): readonly Statement[] =>
      boundLetters(realm, user, 'authenticator-added', bound, where),

    authenticatorReplaced: (realm: Realm, user: User, bound: Bound, where: Occurrence): readonly Statement[] =>
      boundLetters(realm, user, 'authenticator-replaced', bound, where),

    authenticatorRemoved: (realm: Realm, user: User, removed: Bound, where: Occurrence): readonly Statement[] =>
      mail({ realm, user, kind: 'authenticator-removed', params: { ...where, label: removed.label, authenticator: removed.kind } }),

    passwordChanged: (realm: Realm, user: User, where: Occurrence): readonly Statement[] =>
      mail({ realm, user, kind: 'password-changed', params: where }),

    /** The code of a sign-in, to the address of an authenticator. Not sent any more once it is dead. */
    emailedCode: (realm: Realm, user: User, { to, language, ...params }: MailedCodeLetter): readonly Statement[] =>
      mail({ realm, user, kind: 'emailed-code', to, language, params, expiresAt: params.expiresAt }),

    /** The code that proves an address that is being set up: perhaps a stranger's, who has nothing to fear and nothing to do. */
    addressCode: (realm: Realm, user: User, { to, language, code, at, expiresAt }: MailedCodeLetter): readonly Statement[] =>
      mail({ realm, user, kind: 'address-code', to, language, params: { code, at, expiresAt }, expiresAt }),

    /** To the address on file; the code is typed in the walk that asked for it, and nothing is linked in it. */
    connectCode: (realm: Realm, user: User, about: MailParams['connect-code'] & { language: Language }): readonly Statement[] =>
      mail({ realm, user, kind: 'connect-code', language: about.language, params: about }),

    /** To both: whoever sits at the old address must hear of it (C-5). */
    addressChanged(realm: Realm, user: User, { newAddress, ...how }: Occurrence & { newAddress: string }): readonly Statement[] {
      const params = { ...how, oldAddress: user.email ?? '', newAddress }
      return [
        ...(user.email === null ? [] : mail({ realm, user, kind: 'address-changed', params: { ...params, to: 'old' } })),
        ...mail({ realm, user, kind: 'address-changed', to: newAddress, params: { ...params, to: 'new' } }),
      ]
    },

    otpReset: (realm: Realm, user: User, how: Occurrence & MailParams['otp-reset']): readonly Statement[] =>
      mail({ realm, user, kind: 'otp-reset', params: how }),

    emergencyIssued: (realm: Realm, user: User, how: Occurrence & { count: number }): readonly Statement[] =>
      mail({ realm, user, kind: 'emergency-issued', params: how }),
    emergencyRevealed: (realm: Realm, user: User, how: Occurrence): readonly Statement[] => mail({ realm, user, kind: 'emergency-revealed', params: how }),
    /** To a global administrator: `by` reveals more emergency tokens than the limit allows. */
    revealAlarm(realm: Realm, administrator: User, how: { at: Instant; by: string }): readonly Statement[] {
      const link = new URL(`/console/${realm.name}/audit-log?kind=emergency`, publicUrl).href
      return mail({ realm, user: administrator, kind: 'emergency-reveal-alarm', params: { ...how, link } })
    },
    emergencyRevoked: (realm: Realm, user: User, how: Occurrence & { count: number }): readonly Statement[] =>
      mail({ realm, user, kind: 'emergency-revoked', params: how }),

    emergencyUsed: (realm: Realm, user: User, where: Occurrence & { left: number }): readonly Statement[] =>
      mail({ realm, user, kind: 'emergency-used', params: where }),
    /** To the help desk; nothing where the realm has none (S3-26). */
    emergencyRunningOut(realm: Realm, user: User, how: { at: Instant; left: number }): readonly Statement[] {
      const to = realm.settings.helpDeskMail
      if (to === null) return []
      const link = new URL(`/console/${realm.name}/users/${user.id}`, publicUrl).href
      return mail({ realm, user, kind: 'emergency-running-out', to, language: realm.settings.languages[0], params: { ...how, link } })
    },

    /** Of an address that somebody entered for their codes, to the one on file: it is worth nothing to an administrator (Z-2). */
    addressFell: (realm: Realm, user: User, how: Occurrence & MailParams['address-fell']): readonly Statement[] => mail({ realm, user, kind: 'address-fell', params: how }),

    /** `account`: how the provider calls the person. Told whoever did it, because it is a way into the account. */
    identityLinked: (realm: Realm, user: User, how: Occurrence & { upstream: Pick<Upstream, 'name'>; account: string | null }): readonly Statement[] => {
      const { upstream, account, ...where } = how
      return mail({ realm, user, kind: 'identity-linked', params: { ...where, provider: nameFor(realm, user, upstream), ...(account === null ? {} : { account }) } })
    },

    identityUnlinked: (realm: Realm, user: User, { upstream, ...where }: Occurrence & { upstream: Pick<Upstream, 'name'> }): readonly Statement[] =>
      mail({ realm, user, kind: 'identity-unlinked', params: { ...where, provider: nameFor(realm, user, upstream) } }),

    /** To a global administrator: an identity provider takes the right from somebody, who keeps it while nobody else gets in. */
    administratorKept(realm: Realm, reader: User, how: { at: Instant; upstream: Pick<Upstream, 'name'>; kept: User }): readonly Statement[] {
      const { at, upstream, kept } = how
      const link = new URL(`/console/${realm.name}/users/${kept.id}`, publicUrl).href
      return mail({ realm, user: reader, kind: 'administrator-kept', params: { at, provider: nameFor(realm, reader, upstream), account: kept.username, link } })
    },

    /** To a global administrator who stays: somebody has lost the right by a provider's word, and from a day that is set nobody of those who stay gets in. */
    administratorsShutOut(realm: Realm, reader: User, how: { at: Instant; from: Instant; upstream: Pick<Upstream, 'name'>; gone: User }): readonly Statement[] {
      const { at, from, upstream, gone } = how
      const link = new URL(`/console/${realm.name}/users/${reader.id}`, publicUrl).href
      return mail({ realm, user: reader, kind: 'administrators-shut-out', params: { at, from, provider: nameFor(realm, reader, upstream), account: gone.username, link } })
    },

    codesClosed: (realm: Realm, user: User, until: Instant, where: Occurrence): readonly Statement[] =>
      mail({ realm, user, kind: 'sign-in-wait', params: { ...where, until } }),

    /** To the help desk; nothing where the realm has none. */
    resetRequested(realm: Realm, user: User, request: { reference: string; address: string; at: Instant }): readonly Statement[] {
      const to = realm.settings.helpDeskMail
      if (to === null) return []
      const link = new URL(`/console/${realm.name}/reset-requests`, publicUrl).href
      return mail({ realm, user, kind: 'reset-request', to, language: realm.settings.languages[0], params: { ...request, link } })
    },
  }
}
export type Letters = ReturnType<typeof createLetters>
