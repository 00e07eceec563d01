import { randomBytes, randomUUID } from 'node:crypto'
import { newEmailedCode, verifyEmailedCode } from '@tegata/otp'
import { blankUser, type Instant, type Language, type Realm, type Storage, type Upstream, type User } from '@tegata/storage'
import { readAddress } from '../mail/address.ts'
import { inWords } from '../ui/frame.ts'
import type { PageProblem } from '../ui/words.ts'
import { accepting, type AcceptingNeeds, linking } from './accepting.ts'
import { originOf, proofOf, takesAnswers, turns } from './admit.ts'
import { hmacOf, mailPace, triesPerCode } from './confirm-mail.ts'
import type { Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import type { Progress } from './next-step.ts'
import { type Connecting, type ConnectMail, type Journey, mailCodeLife, move, startOver } from './state.ts'
import type { Journeys } from './store.ts'
import { counter, subjectOf } from './subject.ts'
import type { UpstreamSaid } from './upstream-said.ts'

type Needs = AcceptingNeeds & {
  storage: Pick<Storage, 'unit' | 'users' | 'roles' | 'identities' | 'upstreams' | 'links' | 'throttle' | 'audit' | 'clock'>
  journeys: Pick<Journeys, 'update' | 'save'>
  letters: Pick<Letters, 'connectCode' | 'identityLinked' | 'addressFell' | 'administratorKept' | 'administratorsShutOut'>
}

export type ConnectSent = { kind: 'sent' | 'gone' } | { kind: 'too-soon' | 'too-many'; until: Instant }
export type ConnectConfirmed = 'right' | 'wrong' | 'malformed' | 'expired' | 'too-many' | 'gone'

/** The mailbox proves nothing while the address on file is this young (P17), in milliseconds. */
const addressUnchangedFor = 7 * 24 * 60 * 60_000

const nobodysId = '00000000-0000-4000-8000-000000000000'

/** The address that a code can be mailed for: stated by the upstream, as verified, in one document (B-4). */
export const statedAddress = ({ email, emailVerified }: Pick<UpstreamSaid, 'email' | 'emailVerified'>): string | null => (emailVerified ? readAddress(email) : null)

// A code belongs to this walk and to this very identity: one that was mailed for another connects nothing (B-3).
const transactionOf = ({ id }: Journey, { upstreamId, said }: Connecting): string => JSON.stringify([id, upstreamId, said.issuer, said.subject])

/**
 * Connects an upstream's identity to an account that is here already (B-3): by the account's own password, or by a code
 * to its proved address when the upstream states the very same as verified. Whether there is such an account is not said:
 * the same page, as many statements, the same counters.
 */
export function createConnect(needs: Needs) {
  const { storage, journeys, letters } = needs

  /** Whom the mailbox may connect: never anybody who administers, and nobody whose address is young or not proved. */
  async function ownerOf(realm: Realm, address: string, journey: Journey, { upstreamId }: Connecting): Promise<{ found: User | undefined; owner: User | null }> {
    const found = await storage.users.findByLogin(realm.id, address)
    const [roles, identities] = await Promise.all([storage.roles.effectiveOf(realm.id, found?.id ?? nobodysId), storage.identities.listOf(realm.id, found?.id ?? nobodysId)])
    if (found === undefined || !found.enabled || found.email?.toLowerCase() !== address.toLowerCase() || found.emailProvedAt === null) return { found, owner: null }
    const isYoung = found.emailChangedAt !== null && storage.clock.now() - found.emailChangedAt < addressUnchangedFor
    const isSomebodyElse = journey.userId !== null && journey.userId !== found.id
    const isTaken = identities.some((identity) => identity.upstreamId === upstreamId)
    return { found, owner: isYoung || isSomebodyElse || isTaken || roles.some(({ administrative }) => administrative) ? null : found }
  }

  /** Mails a code, if there is anybody whom it would connect; otherwise does as much, and mails nothing. */
  async function send(realm: Realm, upstream: Upstream, journey: Journey, where: Where, language: Language): Promise<ConnectSent> {
    const { connecting } = journey.state
    const address = connecting && statedAddress(connecting.said)
    if (connecting === null || address === null || upstream.id !== connecting.upstreamId) return { kind: 'gone' }
    const at = storage.clock.now()
    const next = connecting.mail === null ? 0 : connecting.mail.sentAt + mailPace
    if (next > at) return { kind: 'too-soon', until: next }

    const { owner } = await ownerOf(realm, address, journey, connecting)
    const { code, stored } = newEmailedCode({ transaction: transactionOf(journey, connecting), now: at }, { randomBytes, hmac: hmacOf(journey) })
    const expiresAt = at + mailCodeLife
    const mail: ConnectMail = { id: randomUUID(), userId: owner?.id ?? null, epoch: owner?.epoch ?? 0, sentAt: at, expiresAt, code: { ...stored, expiresAt }, tries: 0, provedAt: null }
    // The journey first: a second click finds it moved and sends no second mail.
    const saved = await journeys.save(move(journey, { connecting: { ...connecting, mail }, problem: null }))
    if (saved === undefined) return { kind: 'gone' }

    const { limits } = realm.settings
    // By the address that is stated, never by whose it is: what strangers had mailed by a user name would say here that the
    // two are one person's, and keep their owner from connecting (section 5.1).
    const key = counter(realm, 'mail-connect', subjectOf(undefined, address))
    const reader = owner ?? blankUser({ id: nobodysId, realmId: realm.id, username: 'nobody', email: address })
    const letter = letters.connectCode(realm, reader, { code, at, expiresAt, provider: inWords(upstream.name, language), language })
    const outcome = await storage.unit([
      storage.throttle.reserve('mail', key, limits.mailBeforePassword),
      ...(owner === null ? letter.map(() => storage.links.voidAll(realm.id, nobodysId, 'replaced', ['set-up'])) : letter),
      storage.audit.record({ realmId: realm.id, type: 'mail.confirmation-sent', actor: null, userId: owner?.id ?? null, ...where, journeyId: journey.id, ...(owner === null ? { outcome: 'refused', reason: 'connect:nobody' } : { outcome: 'success', reason: 'connect' }) }),
    ])
    if (outcome.ok) return { kind: 'sent' }
    await storage.unit([storage.audit.record({ realmId: realm.id, type: 'mail.confirmation-sent', actor: null, userId: owner?.id ?? null, ...where, journeyId: journey.id, outcome: 'refused', reason: 'connect' })])
    await journeys.update(saved, (newest) => newest.state.connecting?.mail?.id !== mail.id ? null : move(newest, { connecting: { ...newest.state.connecting, mail: connecting.mail } }))
    return { kind: 'too-many', until: (await storage.throttle.state(key)).closedUntil ?? at + limits.mailBeforePassword.windowMs }
  }

  /** Judges a typed code. The try is counted in the journey, by compare-and-set, before the code is looked at. */
  async function confirm(realm: Realm, journey: Journey, typed: string, where: Where): Promise<ConnectConfirmed> {
    const { mail: known } = journey.state.connecting ?? { mail: null }
    if (known === null) return 'gone'
    const isSame = (newest: Journey): boolean => takesAnswers(newest, journey) && newest.state.connecting?.mail?.id === known.id && newest.state.connecting.mail.provedAt === null
    const reserved = await journeys.update(journey, (newest) => {
      const { connecting } = newest.state
      if (!isSame(newest) || connecting?.mail == null || connecting.mail.tries >= triesPerCode) return null
      return move(newest, { connecting: { ...connecting, mail: { ...connecting.mail, tries: connecting.mail.tries + 1 } } })
    })
    const { connecting } = reserved?.state ?? { connecting: null }
    if (reserved === undefined || connecting === null || connecting.mail === null) return known.tries >= triesPerCode ? 'too-many' : 'gone'

    const { mail } = connecting
    const now = storage.clock.now()
    const outcome = verifyEmailedCode(mail.code, typed, { transaction: transactionOf(journey, connecting), now }, hmacOf(journey))
    const user = await storage.users.find(realm.id, mail.userId ?? nobodysId)
    const isRight = outcome.ok && user?.enabled === true && user.epoch === mail.epoch && mail.userId !== null
    const kind = isRight ? 'right' : outcome.ok ? 'wrong' : outcome.reason
    await storage.unit([storage.audit.record({
      realmId: realm.id, type: isRight ? 'mail.confirmed' : 'code.refused', actor: isRight ? mail.userId : null, userId: mail.userId, ...where, journeyId: journey.id,
      outcome: isRight ? 'success' : 'refused', reason: isRight ? 'connect' : `mail:${kind}`,
    })])
    if (!isRight) return kind
    const proved = await journeys.update(reserved, (newest) => {
      const { connecting: still } = newest.state
      if (!isSame(newest) || still?.mail == null || (newest.userId !== null && newest.userId !== user.id)) return null
      return { ...move(newest, { connecting: { ...still, mail: { ...still.mail, provedAt: now } }, username: user.username, problem: null }), userId: user.id, epoch: user.epoch }
    })
    return proved === undefined ? 'gone' : 'right'
  }

  /** Back to the sign-in page; nothing was connected, and what was proved for it is worth nothing. */
  const leave = (journey: Journey, problem: PageProblem | null): Promise<Journey | undefined> => journeys.update(journey, (newest) =>
    takesAnswers(newest, journey) && newest.state.connecting !== null ? move(startOver(newest, problem), { connecting: null }) : null)

  /** What stands in the way of the link although everything was proved; null when nothing does. */
  async function objection({ realm, user, journey, connecting, proved }: Commit & { connecting: Connecting }, upstream: Upstream | undefined): Promise<PageProblem | null> {
    const provider = inWords(upstream?.name ?? { en: '?' }, journey.state.language ?? 'en')
    const { onlyUpstreamId } = realm.settings
    if (upstream?.enabled !== true || connecting.said.issuer !== upstream.issuer || (onlyUpstreamId !== null && onlyUpstreamId !== upstream.id)) return { code: 'upstream-disabled', provider }
    // What it said before it was switched off and on again is no longer its word (P28).
    if (connecting.at < (upstream.enabledSince ?? 0)) return { code: 'upstream-expired', provider }
    const administers = (await storage.roles.effectiveOf(realm.id, user.id)).some(({ administrative }) => administrative)
    // Neither a password nor a mailbox gives anybody a way into such an account (P14).
    if (administers && (proved.by === 'mail' || !proved.authenticatorProved)) return { code: 'connect-administrator', provider }
    const address = statedAddress(connecting.said)
    if (proved.by === 'mail' && (address === null || (await ownerOf(realm, address, journey, connecting)).owner?.id !== user.id)) return { code: 'connect-taken', provider }
    return null
  }

  /** The unit that makes the link; null when there is one now between these two, else what to say. */
  async function link({ realm, user, journey, where, upstream, said, by }: Commit & { upstream: Upstream; said: UpstreamSaid; by: 'password' | 'mail' }): Promise<PageProblem | null> {
    const accepted = { realm, upstream, user, said, journeyId: journey.id, where }
    const about = { at: storage.clock.now(), address: where.address, upstream, account: said.username }
    for (let turn = 0; turn < turns; turn += 1) {
      const outcome = await storage.unit([...linking(needs, accepted, by), ...await accepting(needs, accepted), ...letters.identityLinked(realm, user, about)])
      if (outcome.ok) return null
      const identity = await storage.identities.find(realm.id, upstream.id, said.issuer, said.subject)
      // The same click twice, or in two tabs: one of them made it.
      if (identity?.userId === user.id) return null
      const others = await storage.identities.listOf(realm.id, user.id)
      if (identity !== undefined || others.some(({ upstreamId }) => upstreamId === upstream.id)) return { code: 'connect-taken', provider: inWords(upstream.name, journey.state.language ?? 'en') }
    }
    return { code: 'try-later' }
  }

  /** Makes the link with all that comes with it, in one unit, and goes on with the sign-in; or says why not. */
  async function commit(about: Commit): Promise<void> {
    const { realm, user, journey, proved } = about
    const { connecting } = journey.state
    if (connecting === null || proved.by === null) return
    const upstream = await storage.upstreams.get(realm.id, connecting.upstreamId)
    const against = await objection({ ...about, connecting }, upstream)
    if (against !== null || upstream === undefined) return void await leave(journey, against)

    const { said } = connecting
    const made = await link({ ...about, upstream, said, by: proved.by })
    if (made !== null) return void await leave(journey, made)
    await journeys.update(journey, (newest) => !takesAnswers(newest, journey) || newest.userId !== user.id || newest.state.connecting === null ? null : move(newest, {
      proofs: [...newest.state.proofs, proofOf(upstream, journey, user, said, connecting.at)], upstream: originOf(upstream, said), connecting: null, problem: null,
    }))
  }

  return { send, confirm, leave, commit }
}

type Commit = { realm: Realm; user: User; journey: Journey; where: Where; proved: NonNullable<Progress['connecting']> }
