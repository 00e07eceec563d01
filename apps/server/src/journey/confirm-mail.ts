import { createHmac, randomBytes } from 'node:crypto'
import { newEmailedCode, verifyEmailedCode } from '@tegata/otp'
import type { Instant, Language, Realm, Storage, User } from '@tegata/storage'
import type { Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import { type Journey, type Mailbox, mailCodeLife, move } from './state.ts'
import type { Journeys } from './store.ts'
import { counter } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'throttle' | 'audit' | 'clock'>
  journeys: Pick<Journeys, 'update' | 'save'>
  letters: Pick<Letters, 'confirmMail'>
}

/** Tries with one mailed code (section 5.4); a new mail brings new ones, and the mails of a day are counted. */
export const triesPerCode = 3
/** Milliseconds before another mail may be asked for. */
export const mailPace = 60_000

export type Sent = { kind: 'sent'; journey: Journey } | { kind: 'too-many'; until: Instant } | { kind: 'gone' }
export type Confirmed = { kind: 'right'; journey: Journey } | { kind: 'wrong' | 'expired' | 'too-many' | 'malformed' | 'gone' }

// The journey's row is sealed, and its reference is the key: a code of one walk says nothing in another (M-2).
export const hmacOf = ({ id, reference }: Journey) => (message: string): string => createHmac('sha256', `${id} ${reference}`).update(message).digest('base64url')

/** Proof of the mailbox on file before a first authenticator is bound: a link and a code, in one mail. */
export function createConfirmMail({ storage, journeys, letters }: Needs) {
  async function send(realm: Realm, user: User, journey: Journey, where: Where, language: Language): Promise<Sent> {
    const at = storage.clock.now()
    const { code, stored } = newEmailedCode({ transaction: journey.id, now: at }, { randomBytes, hmac: hmacOf(journey) })
    const { linkId, expiresAt, statements } = letters.confirmMail(realm, user, { journeyId: journey.id, code, lifeMs: mailCodeLife, language })
    const mailbox: Mailbox = { linkId, address: user.email ?? '', sentAt: at, expiresAt, code: { ...stored, expiresAt }, tries: 0, provedAt: null }
    // The journey first: a second click finds it moved and sends no second mail.
    const saved = await journeys.save(move(journey, { mailbox }))
    if (saved === undefined) return { kind: 'gone' }

    const key = counter(realm, 'mail', user.id)
    const outcome = await storage.unit([
      storage.throttle.reserve('mail', key, realm.settings.limits.mailAfterPassword),
      ...statements,
      storage.audit.record({ realmId: realm.id, type: 'mail.confirmation-sent', actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome: 'success' }),
    ])
    if (outcome.ok) return { kind: 'sent', journey: saved }
    await journeys.update(saved, (newest) => move(newest, { mailbox: journey.state.mailbox }))
    return { kind: 'too-many', until: (await storage.throttle.state(key)).closedUntil ?? at + realm.settings.limits.mailAfterPassword.windowMs }
  }

  /** Judges a typed code. The try is counted in the journey, by compare-and-set, before the code is looked at. */
  async function confirm(realm: Realm, user: User, journey: Journey, typed: string, where: Where): Promise<Confirmed> {
    const reserved = await journeys.update(journey, (newest) => newest.state.mailbox === null || newest.state.mailbox.tries >= triesPerCode ? null
      : move(newest, { mailbox: { ...newest.state.mailbox, tries: newest.state.mailbox.tries + 1 } }))
    if (reserved === undefined) return { kind: journey.state.mailbox === null ? 'gone' : 'too-many' }
    const { mailbox } = reserved.state
    if (mailbox === null || mailbox.code === null) return { kind: 'gone' }

    const now = storage.clock.now()
    const outcome = verifyEmailedCode(mailbox.code, typed, { transaction: journey.id, now }, hmacOf(journey))
    await storage.unit([storage.audit.record({
      realmId: realm.id, type: outcome.ok ? 'mail.confirmed' : 'code.refused', actor: user.id, userId: user.id, ...where, journeyId: journey.id,
      outcome: outcome.ok ? 'success' : 'refused', reason: outcome.ok ? null : `mail:${outcome.reason}`,
    })])
    if (!outcome.ok) return { kind: outcome.reason }
    const proved = await journeys.update(reserved, (newest) => newest.state.mailbox?.linkId !== mailbox.linkId ? null
      : move(newest, { mailbox: { ...newest.state.mailbox, provedAt: now }, problem: null }))
    return proved === undefined ? { kind: 'gone' } : { kind: 'right', journey: proved }
  }

  return { send, confirm }
}
