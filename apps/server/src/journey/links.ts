import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { referenceNumber } from '@tegata/otp'
import { canBind, type Facts, type Proof } from '@tegata/policy'
import { blankUser, type Instant, type Link, type Realm, type Statement, type Storage, type User } from '@tegata/storage'
import { endingEverything } from './ending.ts'
import { binding, bindingOf, type Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import { type Done, type Journey, move, newJourney } from './state.ts'
import type { Journeys } from './store.ts'
import { counter, subjectOf } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'volatileUnit' | 'users' | 'authenticators' | 'links' | 'sessions' | 'clients' | 'logouts' | 'audit' | 'throttle' | 'clock'>
  journeys: Journeys
  letters: Letters
}

/** What a link is good for now. Everything but `good` says which it is, and what can be done (P-6). */
export type LinkState =
  | { state: 'good'; link: Link; user: User }
  | { state: 'used' | 'expired' | 'replaced'; link: Link; user: User }
  | { state: 'unknown' }

/**
 * Judges a link by itself and by its user: a link of an older credential version is as good as used, and so is a set-up
 * link of somebody who has a password. It would bind a code by the mailbox alone, round the floors that a password reset
 * by mail has (P-6, P18).
 */
export function judgeLink(link: Link | undefined, user: User | undefined, now: Instant): LinkState {
  if (link === undefined || user === undefined || !user.enabled || link.voidReason === 'disabled') return { state: 'unknown' }
  if (link.voidReason === 'replaced') return { state: 'replaced', link, user }
  if (link.purpose === 'set-up' && user.hasPassword) return { state: 'used', link, user }
  if (link.usedAt !== null || link.voidReason === 'password-changed') return { state: 'used', link, user }
  if (link.voidAt !== null || link.expiresAt <= now) return { state: 'expired', link, user }
  return link.credentialVersion === user.credentialVersion || link.purpose === 'not-me' ? { state: 'good', link, user } : { state: 'used', link, user }
}

/**
 * Whether an administrator handed the link over, on paper or to an address that they typed. It lets the holder in as a
 * password would that they were told, and proves no mailbox: neither the address on file (P17) nor anything above the first
 * proof, so that the floors for administrators and for older demands stand.
 */
export const isHandedOver = ({ purpose, subject }: Pick<Link, 'purpose' | 'subject'>): boolean =>
  (purpose === 'set-up' || purpose === 'reset-password') && subject !== null

export function createLinkJourneys(needs: Needs) {
  const { storage, journeys, letters } = needs

  /** Opening a link reads and shows; nothing is written, however often a scanner does it (P-7). */
  async function look(realm: Realm, token: string): Promise<LinkState> {
    const link = await storage.links.find(realm.id, token)
    return judgeLink(link, link && await storage.users.find(realm.id, link.userId), storage.clock.now())
  }

  /**
   * "Click here to continue": a journey bound to this browser. The link is not spent; journeys begun earlier from it
   * elsewhere end, so that it may be opened on the phone and continued on the desk, but not walked twice at once.
   */
  async function start(realm: Realm, token: string, browserHash: string): Promise<LinkState | { state: 'started'; journeyId: string }> {
    const found = await look(realm, token)
    if (found.state !== 'good') return found
    const { link, user } = found
    const now = storage.clock.now()

    // Opened where the sign-in waits: that walk goes on. Another browser's page is never released by it (P17).
    const waiting = link.purpose === 'confirm-mail' && link.subject !== null ? await journeys.find(realm.id, link.subject) : undefined
    if (waiting?.browserHash === browserHash && waiting.userId === user.id && waiting.state.mailbox?.linkId === link.id) {
      const saved = await journeys.update(waiting, (newest) => provedMailbox(newest, link.id, now))
      if (saved !== undefined) return { state: 'started', journeyId: saved.id }
    }

    // The same button twice, or another tab: one walk, which both go on with. Its id follows from link and browser, so that
    // of two clicks at once neither ends what the other began.
    const id = createHash('sha256').update(`${link.id} ${browserHash}`).digest('base64url')
    const begun = await journeys.find(realm.id, id)
    if (begun !== undefined && begun.state.done === null) return { state: 'started', journeyId: id }

    await journeys.endOfLink(realm.id, link.id)
    const journey = newJourney({
      // What the account page mails is its own walk here, too: nobody demands a code of it.
      id, realmId: realm.id, browserHash, now, kind: waiting?.state.kind === 'account' ? 'account' : 'link', reference: referenceNumber(randomBytes), user,
      link: { id: link.id, purpose: link.purpose, credentialVersion: link.credentialVersion, subject: link.subject },
    })
    await journeys.create(move(journey, proofsOf(link, journey, user, now)))
    return { state: 'started', journeyId: journey.id }
  }

  /**
   * The last step: everything that this journey proved, its link, the audit and the mails in one unit. Until here
   * nothing has changed. Answers what stood in the way when somebody was faster or the link ended meanwhile.
   */
  async function commit(realm: Realm, user: User, facts: Facts, journey: Journey, where: Where): Promise<'done' | 'missed'> {
    const { state } = journey
    const { link, uncommitted } = state
    if (link === null) return 'missed'
    const at = storage.clock.now()
    const { authenticator, passwordHash } = uncommitted
    const record = (type: string, detail: Record<string, unknown> = {}): Statement => storage.audit.record({
      realmId: realm.id, type, actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome: 'success', detail: { linkId: link.id, ...detail },
    })

    const bond = authenticator === null ? null : canBind(facts, bindingOf(authenticator))
    if (bond?.ok === false) return 'missed'
    const bound = authenticator === null || bond === null ? []
      : await binding(needs, { realm, user, authenticator, bond, at, where, journeyId: journey.id, keepSession: null })
    const password = passwordHash === null ? [] : [
      storage.users.setPassword(realm.id, user.id, passwordHash, { credentialVersion: link.credentialVersion, byMail: link.purpose === 'reset-password' }),
      storage.links.voidAll(realm.id, user.id, 'password-changed', ['set-up', 'reset-password', 'confirm-mail']),
      ...await endingEverything(needs, realm, user.id),
      record('password.changed', { by: link.purpose }),
      ...(user.hasPassword ? letters.passwordChanged(realm, user, { at, address: where.address }) : []),
    ]
    const outcome = await storage.unit([
      storage.users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
      storage.links.spend(realm.id, link.id, link.credentialVersion),
      ...(user.email === null || isHandedOver(link) ? [] : [storage.users.proveEmail(realm.id, user.id, user.email)]),
      ...bound,
      ...password,
      record('setup.finished', { purpose: link.purpose, ...(isHandedOver(link) ? { by: link.subject } : {}) }),
    ])
    if (!outcome.ok) return 'missed'

    const isMail = authenticator !== null && 'address' in authenticator
    const done: Done = authenticator === null ? (passwordHash === null ? 'nothing' : 'password')
      : passwordHash === null ? (isMail ? 'email' : 'totp') : isMail ? 'both-email' : 'both'
    await conclude(journey, done)
    if (passwordHash !== null) await storage.volatileUnit(storage.users.endVolatile(realm.id, user.id))
    return 'done'
  }

  /** Leaves the page that says so, and of the journey nothing that could be used again. It is nobody's any more. */
  const conclude = (journey: Journey, done: Done): Promise<Journey | undefined> => journeys.update(journey, (newest) => ({
    ...move(newest, { done, finishedAt: storage.clock.now(), proofs: [], pending: null, addressing: null, mailed: null, mailbox: null, uncommitted: { authenticator: null, passwordHash: null }, problem: null }),
    userId: null, epoch: null, resetReference: null,
  }))

  /** "This was not me": what was added is suspended and everything ends, at once and without signing in (policy.md). */
  async function notMe(realm: Realm, token: string, browserHash: string, where: Where): Promise<LinkState | { state: 'started'; journeyId: string }> {
    const found = await look(realm, token)
    if (found.state !== 'good') return found
    const { link, user } = found
    const suspect = (await storage.authenticators.listOf(realm.id, user.id)).find(({ id }) => id === link.subject)
    const outcome = await storage.unit([
      // A password that was changed since must not keep its owner from saying so.
      storage.links.spend(realm.id, link.id, null),
      ...(suspect === undefined ? [] : storage.authenticators.setState(realm.id, user.id, suspect.id, 'suspended')),
      ...await endingEverything(needs, realm, user.id),
      storage.audit.record({
        realmId: realm.id, type: 'authenticator.disowned', actor: user.id, userId: user.id, ...where, outcome: 'success', detail: { authenticatorId: link.subject },
      }),
    ])
    if (!outcome.ok) return look(realm, token)
    await storage.volatileUnit(storage.users.endVolatile(realm.id, user.id))
    const journey = newJourney({ id: randomUUID(), realmId: realm.id, browserHash, now: storage.clock.now(), kind: 'link', reference: referenceNumber(randomBytes) })
    await journeys.create(move(journey, { username: user.username, done: 'not-me', finishedAt: storage.clock.now() }))
    return { state: 'started', journeyId: journey.id }
  }

  /** A new link in place of one that does not work any more, to the address on file, within the mail limits. */
  async function renew(realm: Realm, token: string, where: Where): Promise<void> {
    const found = await look(realm, token)
    if (found.state === 'unknown' || found.link.purpose === 'not-me' || found.link.purpose === 'confirm-mail') return
    const { user, link } = found
    const mail = link.purpose === 'set-up' && !user.hasPassword ? letters.setUp(realm, user, link.createdBy) : letters.resetPassword(realm, user)
    await mailOnce(realm, user.id, user, mail, 'link.renewed', where)
  }

  /**
   * Mails a link for a new password to whoever has that name, if anybody does (P-5). Whoever asks learns nothing: the
   * same counter, the same mail written, as many statements, whether there is an account, an address, a password or not.
   */
  async function forgot(realm: Realm, login: string, where: Where): Promise<void> {
    const found = await storage.users.findByLogin(realm.id, login)
    const user = found?.enabled === true && found.email !== null ? found : undefined
    const person = user ?? nobody(realm)
    // Who was never finished setting up gets the set-up mail again; whose password is kept elsewhere gets none.
    const isInvited = (await storage.links.listOf(realm.id, person.id)).some(({ purpose }) => purpose === 'set-up')
    const letter = !person.hasPassword && isInvited ? letters.setUp(realm, person, person.id) : letters.resetPassword(realm, person)
    const mail = user !== undefined && (user.hasPassword || isInvited) ? letter : letter.map(() => storage.links.voidAll(realm.id, nobodysId, 'replaced', ['set-up']))
    await mailOnce(realm, subjectOf(found, login), found, mail, 'password.reset-requested', where)
  }

  async function mailOnce(realm: Realm, subject: string, user: User | undefined, mail: readonly Statement[], type: string, where: Where): Promise<void> {
    const record = (outcome: 'success' | 'refused'): Statement => storage.audit.record({ realmId: realm.id, type, actor: null, userId: user?.id ?? null, ...where, outcome })
    const reserved = storage.throttle.reserve('mail', counter(realm, 'mail-before', subject), realm.settings.limits.mailBeforePassword)
    const outcome = await storage.unit([reserved, ...mail, record('success')])
    if (!outcome.ok) await storage.unit([record('refused')])
  }

  return { look, start, commit, conclude, notMe, renew, forgot }
}

const nobodysId = '00000000-0000-4000-8000-000000000000'

/** Somebody who does not exist, to write a mail to that is thrown away. */
const nobody = (realm: Realm): User => blankUser({
  id: nobodysId, realmId: realm.id, username: 'nobody', email: 'nobody@example.org', givenName: 'No', familyName: 'Body', enabled: false, hasPassword: true,
})

/** The same journey with its mailbox proved by its link or code. */
const provedMailbox = (journey: Journey, linkId: string, at: Instant): Journey | null =>
  journey.state.mailbox?.linkId !== linkId ? null : move(journey, { mailbox: { ...journey.state.mailbox, provedAt: at }, problem: null })

function proofsOf(link: Link, { id }: Journey, user: User, at: Instant): Partial<Journey['state']> {
  if (link.purpose === 'confirm-mail') {
    const mailbox = { linkId: link.id, address: user.email ?? '', sentAt: link.createdAt, expiresAt: link.expiresAt, code: null, tries: 0, provedAt: at }
    return { mailbox }
  }
  if (link.purpose === 'not-me') return {}
  const proof: Proof = { kind: 'action-link', at, journeyId: id, epoch: user.epoch, linkPurpose: isHandedOver(link) ? 'handed-over' : link.purpose }
  return { proofs: [proof] }
}

