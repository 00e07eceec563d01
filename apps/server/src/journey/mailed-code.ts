import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { type EmailedCode, emailedCodeExpiry, newEmailedCode, type RandomBytes, verifyEmailedCode } from '@tegata/otp'
import type { Proof } from '@tegata/policy'
import type { Authenticator, Instant, Language, Limit, Realm, Statement, Storage, User } from '@tegata/storage'
import { type Claim, createCodeLimits, layersOf } from './code-limits.ts'
import { triesPerCode } from './confirm-mail.ts'
import { isOnFile, type Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import { type Journey, type Mailed, move } from './state.ts'
import type { Journeys } from './store.ts'
import { counter, digest } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'authenticators' | 'users' | 'throttle' | 'outbox' | 'audit' | 'clock'>
  journeys: Pick<Journeys, 'update' | 'save'>
  letters: Pick<Letters, 'emailedCode' | 'addressCode' | 'codesClosed'>
}

/** Where a code goes: the address of an authenticator, or one that is being set up (`authenticatorId` null). */
export type MailTo = {
  authenticatorId: string | null
  address: string
  /** What the person is signing in to, as the mail names it. */
  application: string
}

/** `known`: they signed in with this browser before, or are signed in here. */
type Asking = { where: Where; language: Language; known: boolean }

export type CodeSent = { kind: 'sent'; journey: Journey } | { kind: 'too-soon' | 'too-many'; until: Instant } | { kind: 'gone' }

/** `isTest`: only to see whether it works: spent, counted and written down like every code, and nothing rests on it. */
export type MailedTry = Claim & { journey: Journey; code: string; isTest?: boolean }

export type MailedOutcome =
  | { kind: 'wrong'; exhausted: boolean; until: Instant | null; spent: boolean }
  /** Nobody guesses by these, and no try is charged. */
  | { kind: 'malformed' | 'expired' | 'older' | 'used' }
  /** Too many wrong ones for this code: it takes another mail. */
  | { kind: 'spent' }
  | { kind: 'wait'; until: Instant; long: boolean }
  | { kind: 'exhausted' }
  /** The hundredth wrong code in a row: this authenticator works no more (L-1). */
  | { kind: 'disabled' }
  /** Nothing was mailed, or its authenticator is not there any more. */
  | { kind: 'gone' }

/**
 * Right, and to be spent in the unit of what it is good for: `spending` misses when another request was faster. Where that
 * unit does not come about, `refund` gives back the tries that were counted: nobody guesses by a code that is right.
 */
export type RightCode = { kind: 'right'; at: Instant; mailed: Mailed; spending: readonly Statement[]; refund: readonly Statement[] }

/** Milliseconds before another mail may be asked for. Within a time step it carries the same code again. */
const pace = { standard: 60_000, 'time-step': 10_000 }
const stepMs = 30_000
/** Where the realm offers codes by mail no more, whoever has an address set up gets them as before. */
const profileOf = ({ settings: { emailedCodes } }: Realm): keyof typeof pace => (emailedCodes === 'off' ? 'standard' : emailedCodes)
const paceOf = (realm: Realm): number => pace[profileOf(realm)]
/** Other addresses of one walk whose codes work on. */
const elsewhereKept = 4
/** Of what may be mailed to somebody, the part that browsers may have mailed in which they never signed in. */
const ofUnknown = ({ max, windowMs }: Limit): Limit => ({ max: Math.ceil(max * 0.75), windowMs })
/** So many codes that were replaced are known for what they are. */
const olderKept = 8
/** Milliseconds that the marks of a code are kept: longer than it lives. */
const marksKept = 24 * 60 * 60_000

const transactionOf = ({ id }: Journey, { authenticatorId, address }: Pick<MailTo, 'authenticatorId' | 'address'>): string => JSON.stringify([id, authenticatorId, address])
const hmacOf = (seed: string) => (message: string): string => createHmac('sha256', seed).update(message).digest('base64url')

/** Chance that is the same throughout a time step of this walk, and unknown to everybody without the seed (S3-11). */
function chanceOf(seed: string, step: number): RandomBytes {
  let drawn = 0
  return (length) => createHmac('sha256', seed).update(`step ${step} ${drawn++}`).digest().subarray(0, length)
}

/**
 * Codes by mail. A code belongs to one walk in one browser and to one address; what is stored of it is a keyed hash. Its
 * limits are those of second factors, reserved before it is looked at; a new mail renews none of them (M-2, M-3).
 */
export function createMailedCodes({ storage, journeys, letters }: Needs) {
  const { throttle, authenticators } = storage
  const limits = createCodeLimits({ storage, letters })
  const mailsOf = (realm: Realm, user: User): string => counter(realm, 'mail', user.id)

  /** Mails a code, unless one went to that address a moment ago. What was mailed before it is dead. */
  async function send(realm: Realm, user: User, journey: Journey, to: MailTo, { where, language, known }: Asking): Promise<CodeSent> {
    const profile = profileOf(realm)
    const at = storage.clock.now()
    const { mailed } = journey.state
    const isTo = ({ authenticatorId, address }: Mailed): boolean => authenticatorId === to.authenticatorId && address === to.address
    const before = mailed !== null && isTo(mailed) ? mailed : null
    const next = before === null ? 0 : before.sentAt + paceOf(realm)
    if (next > at) return { kind: 'too-soon', until: next }
    const elsewhere = [...(mailed === null || mailed === before ? [] : [{ ...mailed, elsewhere: [] }]), ...mailed?.elsewhere ?? []].slice(0, elsewhereKept)
    // Back at an address within its minute: the code that is there already is the one.
    const there = elsewhere.find(isTo)
    if (there !== undefined && there.sentAt + paceOf(realm) > at) {
      const back = await journeys.save(move(journey, { mailed: { ...there, elsewhere: elsewhere.filter((one) => one !== there) }, problem: null }))
      return back === undefined ? { kind: 'gone' } : { kind: 'sent', journey: back }
    }

    const seed = before?.seed ?? randomBytes(32).toString('base64url')
    const chance = profile === 'standard' ? randomBytes : chanceOf(seed, Math.floor(at / stepMs))
    const { code, stored } = newEmailedCode({ transaction: transactionOf(journey, to), now: at, profile }, { randomBytes: chance, hmac: hmacOf(seed) })
    const isSame = before?.code?.mac === stored.mac
    const older: readonly EmailedCode[] = before === null || before.code === null || isSame ? before?.older ?? [] : [...before.older, before.code].slice(-olderKept)
    const fresh: Mailed = { id: isSame ? before.id : randomUUID(), authenticatorId: to.authenticatorId, address: to.address, seed, sentAt: at, expiresAt: stored.expiresAt, code: stored, older, elsewhere: elsewhere.filter((one) => !isTo(one)) }
    // The journey first: a second click finds it moved and sends no second mail.
    const saved = await journeys.save(move(journey, { mailed: fresh, problem: null }))
    if (saved === undefined) return { kind: 'gone' }

    const letter = (to.authenticatorId === null ? letters.addressCode : letters.emailedCode)(realm, user, { to: to.address, code, application: to.application, at, expiresAt: stored.expiresAt, language })
    const record = (outcome: 'success' | 'refused', reason: string | null): Statement => storage.audit.record({
      realmId: realm.id, type: 'mail.code-sent', actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome, reason, detail: { authenticatorId: to.authenticatorId },
    })
    const limits: readonly { name: string; key: string; limit: Limit }[] = [
      { name: 'mail', key: mailsOf(realm, user), limit: realm.settings.limits.mailAfterPassword },
      // Whoever knows nothing but a password mails no more than this from a browser that is nobody's: the rest is left to its owner (L-2).
      ...(known ? [] : [{ name: 'mail-unknown', key: counter(realm, 'mail-unknown', user.id), limit: ofUnknown(realm.settings.limits.mailAfterPassword) }]),
      // To an address that nobody has proved: it may be a stranger's, whoever has it mailed to.
      ...(to.authenticatorId !== null || isOnFile(user, to.address) ? [] : [{ name: 'mail-to', key: counter(realm, 'mail-to', digest(to.address)), limit: realm.settings.limits.mailBeforePassword }]),
    ]
    const outcome = await storage.unit([...limits.map(({ name, key, limit }) => throttle.reserve(name, key, limit)), ...letter, record('success', null)])
    if (outcome.ok) return { kind: 'sent', journey: saved }
    const full = limits.find(({ name }) => name === outcome.missed) ?? { key: mailsOf(realm, user), limit: realm.settings.limits.mailAfterPassword }
    await storage.unit([record('refused', 'limit')])
    await journeys.update(saved, (newest) => newest.state.mailed?.id !== fresh.id ? null : move(newest, { mailed }))
    return { kind: 'too-many', until: (await throttle.state(full.key)).closedUntil ?? at + full.limit.windowMs }
  }

  /** Judges what was typed. Every try is counted before the code is looked at, whatever it turns out to be. */
  async function judge(claim: MailedTry): Promise<RightCode | MailedOutcome> {
    const { realm, user, where, journeyId, journey, code: typed } = claim
    const { mailed } = journey.state
    const record = (reason: string): Statement => storage.audit.record({
      realmId: realm.id, type: 'code.refused', actor: user.id, userId: user.id, ...where, journeyId, outcome: 'refused', reason, detail: { authenticatorId: mailed?.authenticatorId ?? null },
    })
    if (mailed === null || mailed.code === null) return { kind: 'gone' }

    const ofCode = counter(realm, 'emailed', 'tries', mailed.id)
    const counted = await storage.unit([throttle.reserve('tries', ofCode, { max: triesPerCode, windowMs: marksKept })])
    if (!counted.ok) {
      await storage.unit([record('mail:too-many')])
      return { kind: 'spent' }
    }
    const layers = layersOf('emailed', claim)
    const closed = await limits.reserve(claim, layers, record)
    if (closed !== null) {
      await storage.unit([throttle.refund(ofCode)])
      return closed
    }

    const refund = [throttle.refund(ofCode), ...layers.map(({ key }) => throttle.refund(key))]
    const at = storage.clock.now()
    const verify = (stored: EmailedCode) => verifyEmailedCode(stored, typed, { transaction: transactionOf(journey, mailed), now: at }, hmacOf(mailed.seed))
    const outcome = verify(mailed.code)
    if (outcome.ok) {
      const mark = throttle.reserve('emailed-code.spend', counter(realm, 'emailed', 'spent', mailed.id), { max: 1, windowMs: marksKept })
      return { kind: 'right', at, mailed, spending: [mark, ...refund, throttle.clear(layers[1].key)], refund }
    }
    const isOlder = mailed.older.some((old) => verify({ ...old, expiresAt: Number.MAX_SAFE_INTEGER }).ok)
    if (isOlder || outcome.reason !== 'wrong') {
      const kind = isOlder ? 'older' : outcome.reason === 'malformed' ? 'malformed' : 'expired'
      await storage.unit([...refund, record(`mail:${kind}`)])
      return { kind }
    }

    const held = mailed.authenticatorId === null ? [] : (await authenticators.listOf(realm.id, user.id)).filter(({ kind }) => kind === 'emailed-code')
    const worn = held.filter(({ state, consecutiveFailures }) => state !== 'suspended' && consecutiveFailures + 1 >= realm.settings.limits.secondFactorHard)
    await storage.unit([
      ...(held.length === 0 ? [] : [authenticators.countFailure(realm.id, user.id, 'emailed-code')]),
      ...worn.flatMap(({ id }) => authenticators.setState(realm.id, user.id, id, 'suspended')),
      ...worn.map(({ id }) => storage.audit.record({
        realmId: realm.id, type: 'authenticator.suspended', actor: null, userId: user.id, ...where, journeyId, outcome: 'success', reason: 'too many wrong codes in a row', detail: { authenticatorId: id },
      })),
      record('mail:wrong'),
    ])
    if (worn.some(({ id }) => id === mailed.authenticatorId)) return { kind: 'disabled' }
    const spent = (await throttle.state(ofCode)).closedUntil !== null
    return { kind: 'wrong', spent, ...await limits.afterWrong(claim, layers) }
  }

  /** Judges a code as the second factor: spent, counted as a use of its authenticator, and written down in one unit. */
  async function attempt(claim: MailedTry & { authenticator: Authenticator }): Promise<{ kind: 'right'; proof: Proof } | MailedOutcome> {
    const { realm, user, where, journeyId, authenticator } = claim
    if (claim.journey.state.mailed?.authenticatorId !== authenticator.id) return { kind: 'gone' }
    const judged = await judge(claim)
    if (judged.kind !== 'right') return judged
    const { at, mailed, spending, refund } = judged
    const record = (outcome: 'success' | 'refused', reason: string | null, proved: boolean): Statement => storage.audit.record({
      realmId: realm.id, type: outcome === 'refused' ? 'code.refused' : claim.isTest ? 'authenticator.tested' : 'code.accepted', actor: user.id, userId: user.id, ...where, journeyId, outcome, reason,
      detail: { authenticatorId: authenticator.id, ...(proved ? { proved } : {}) },
    })
    // An address that an administrator entered is proved by its first use (S1-24).
    const proves = authenticator.state === 'unproved'
    const done = await storage.unit([
      ...spending,
      authenticators.useAddress(realm.id, user.id, authenticator.id, mailed.address),
      ...(proves ? authenticators.setState(realm.id, user.id, authenticator.id, 'active') : []),
      ...(user.emergencyInARow > 0 && !claim.isTest ? [storage.users.countEmergency(realm.id, user.id, 0)] : []),
      record('success', null, proves),
    ])
    if (done.ok) return { kind: 'right', proof: { kind: 'emailed-code', at, journeyId, epoch: user.epoch, authenticatorId: authenticator.id } }
    const isUsed = done.missed === 'emailed-code.spend'
    await storage.unit([...refund, record('refused', isUsed ? 'replayed' : 'mail:gone', false)])
    return { kind: isUsed ? 'used' : 'gone' }
  }

  return {
    send,
    judge,
    attempt,
    waitUntil: (realm: Realm, userId: string) => limits.waitUntil(realm, userId, 'emailed'),

    /** What became of the newest mail: `late` where the mail server has not taken it yet, `refused` where it never will. */
    async delivery(realm: Realm, user: User, { authenticatorId, sentAt }: Mailed): Promise<'on-its-way' | 'late' | 'refused'> {
      const mail = await storage.outbox.stateOf(realm.id, user.id, authenticatorId === null ? 'address-code' : 'emailed-code')
      if (mail?.state === 'refused') return 'refused'
      return mail?.state === 'waiting' && (mail.reason !== null || storage.clock.now() - sentAt > lateAfter) ? 'late' : 'on-its-way'
    },
  }
}

/** Milliseconds: a mail server takes a mail in less. */
const lateAfter = 20_000

/** What stands for a mail where none goes out: the classic page says to everybody when one would have (S0-32). */
export const nothingMailed = (realm: Realm, now: Instant): Mailed =>
  ({ id: randomUUID(), authenticatorId: null, address: '', seed: '', sentAt: now, expiresAt: emailedCodeExpiry(profileOf(realm), now), code: null, older: [], elsewhere: [] })

/** From when another mail may be asked for. */
export const nextMailAt = (realm: Realm, { sentAt }: Pick<Mailed, 'sentAt'>): Instant => sentAt + paceOf(realm)
