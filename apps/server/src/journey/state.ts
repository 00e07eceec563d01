import type { EmailedCode } from '@tegata/otp'
import type { Kind, Proof, SecondProofKind } from '@tegata/policy'
import type { Instant, JourneyRow, Language, LinkPurpose } from '@tegata/storage'
import type { PageProblem } from '../ui/words.ts'
import type { UpstreamOrigin } from './interaction.ts'
import type { UpstreamSaid } from './upstream-said.ts'

/** Milliseconds. */
export const journeyLife = 60 * 60_000
export const setUpLife = 30 * 60_000
/** ASVS 6.5.5. */
export const mailCodeLife = 10 * 60_000

/**
 * An authenticator being set up. The secret never leaves the server but on the set-up page; it survives reloads and
 * wrong codes, and a new start replaces it (T-2). `set` and `shown` are what the user had, and what binding depended on,
 * when the page was shown: of two open set-up pages one wins (P15).
 */
export type Pending = {
  authenticatorId: string
  secret: string
  expiresAt: Instant
  set: string
  shown: string
  /** The authenticator that it is to take the place of, on the account page. */
  replaces: string | null
}

/** A link and a code that went out in one mail, to prove the address on file (`mailLink`). */
export type Mailbox = {
  linkId: string
  address: string
  sentAt: Instant
  expiresAt: Instant
  /** What is stored of the code; null where only the link was opened. */
  code: EmailedCode | null
  tries: number
  provedAt: Instant | null
}

export type LinkOfJourney = { id: string; purpose: LinkPurpose; credentialVersion: number; subject: string | null }

/**
 * A code on its way to the address of an authenticator, or to one that is being set up. A new mail takes its place, and
 * what was counted of wrong codes goes on: by walk and by person, never by mail (M-3).
 */
export type Mailed = {
  /** Names what is counted and spent of this code. */
  id: string
  /** Null while its address is being set up. */
  authenticatorId: string | null
  address: string
  /** Keys what is stored of the codes; the code of a time step follows from it. */
  seed: string
  sentAt: Instant
  expiresAt: Instant
  /** Null on the classic page of somebody to whom nothing is mailed: it says the same to everybody (S0-32). */
  code: EmailedCode | null
  /** Codes of this walk that newer ones have taken the place of: dead, and said to be old. */
  older: readonly EmailedCode[]
  /** The newest of each other address that this walk had codes mailed to: going back and forth mails nothing anew. */
  elsewhere: readonly Mailed[]
}

/** An address that is being set up to receive codes, and what the user was when it was chosen (P15). */
export type Addressing = {
  authenticatorId: string
  address: string
  /** The address on file: a code typed from there is its own proof of that mailbox. */
  onFile: boolean
  /** It was typed here, so the page may say it. */
  typed: boolean
  set: string
  shown: string
  /** The authenticator that it is to take the place of, on the account page. */
  replaces: string | null
}

/** What was proved in a link's journey and is not in force yet: its last step commits everything in one unit. */
export type Proven = { id: string; label: string; set: string; shown: string } & ({ secret: string; step: number } | { address: string; onFile: boolean })
type Uncommitted = { authenticator: Proven | null; passwordHash: string | null }

/** A code on its way to the address that an upstream states as verified; `userId` is null where nobody here has it. */
export type ConnectMail = {
  id: string
  userId: string | null
  epoch: number
  sentAt: Instant
  expiresAt: Instant
  code: EmailedCode
  tries: number
  provedAt: Instant | null
}

/**
 * Somebody whom an upstream vouches for and nobody here is known by: to be connected to an account whose owner proves
 * in this walk that it is theirs (B-3). What was proved before it began counts for nothing in it, and another answer of
 * an upstream takes its place, with a new `round`: what was proved for one identity never connects another.
 */
export type Connecting = {
  upstreamId: string
  said: UpstreamSaid
  /** When the upstream's answer was accepted: the instant of its proof. */
  at: Instant
  mail: ConnectMail | null
}

export type Done = 'both' | 'both-email' | 'totp' | 'password' | 'email' | 'nothing' | 'not-me'

export type JourneyState = {
  /** `sign-in` answers an authorization request, step-up included; `account` binds from the account page. */
  kind: 'sign-in' | 'link' | 'account'
  startedAt: Instant
  /** Chosen on a page; wins over the request's, the person's and the browser's. */
  language: Language | null
  /** As typed, to fill the field again. */
  username: string
  /** Made in this journey, never in another one. */
  proofs: readonly Proof[]
  /** The session at the upstream that signed the person in; null where none did. */
  upstream: UpstreamOrigin | null
  connecting: Connecting | null
  /** The upstream that this walk went straight on to, by itself: once, or whoever comes back would never get out (`onlyUpstreamId`, `kc_idp_hint`). */
  wentTo: string | null
  method: Kind | null
  pending: Pending | null
  addressing: Addressing | null
  /** As typed, and not taken: to fill the field again. */
  typedAddress: string
  mailed: Mailed | null
  /** "Another way", as chosen in this walk: `totp`, or the id of an authenticator that codes are mailed to. */
  way: string | null
  /** What was set up in this walk, to say so at its end. */
  enrolled: Kind | null
  mailbox: Mailbox | null
  link: LinkOfJourney | null
  /** On the account page: the session that it belongs to, and that goes on with what it proves. */
  session: string | null
  uncommitted: Uncommitted
  /** Grows when too many wrong codes threw the person back to the password, or somebody is to be connected: its proofs are gone, its counter is new. */
  round: number
  /** The reset request that it filed, and since when it waits. */
  asked: { requestId: string; at: Instant } | null
  putOff: boolean
  /** The answer *lost* to "do you still have it?" after an emergency token: the one that is set up now takes the place of those (P27). */
  lost: readonly string[]
  noticeSeen: boolean
  /** The rule to come that somebody sets up for now, although nothing asks them yet; null as long as nobody does. */
  setUpFor: string | null
  /** A code was tried on this walk for no other reason, and worked. */
  codeTested: boolean
  /** The refusal that is in the audit log; one is written once, however often its page is looked at. */
  refused: string | null
  /** What the next page says first. It stands until the next answer, so that a reload says it again. */
  problem: PageProblem | null
  /** Written once, when the last step is through. */
  finishedAt: Instant | null
  done: Done | null
  /** Where the browser goes on, once the request was answered otherwise than by a sign-in. */
  leaveBy: string | null
}

export type Journey = JourneyRow<JourneyState>

/** A journey that has proved nothing. */
export function newJourney(start: {
  id: string; realmId: number; browserHash: string; now: Instant; kind: JourneyState['kind']; reference: string
  user?: { id: string; epoch: number; username: string }; link?: LinkOfJourney; session?: string; language?: Language | null
}): Journey {
  return {
    id: start.id,
    realmId: start.realmId,
    userId: start.user?.id ?? null,
    epoch: start.user?.epoch ?? null,
    linkId: start.link?.id ?? null,
    resetReference: null,
    reference: start.reference,
    browserHash: start.browserHash,
    expiresAt: start.now + journeyLife,
    version: 1,
    state: {
      kind: start.kind, startedAt: start.now, language: start.language ?? null, username: start.user?.username ?? '', proofs: [],
      upstream: null, connecting: null, wentTo: null, method: null, pending: null, addressing: null, typedAddress: '', mailed: null, way: null, enrolled: null, mailbox: null, link: start.link ?? null, session: start.session ?? null, uncommitted: { authenticator: null, passwordHash: null }, round: 0,
      asked: null, putOff: false, lost: [], noticeSeen: false, setUpFor: null, codeTested: false, refused: null, problem: null, finishedAt: null, done: null, leaveBy: null,
    },
  }
}

/** The same journey with some of its state replaced; everything else stays. */
export const move = (journey: Journey, changes: Partial<JourneyState>): Journey => ({ ...journey, state: { ...journey.state, ...changes } })

/** Back to the first page: whoever it was has proved nothing (transaction limit, section 5.4). */
export const startOver = (journey: Journey, problem: PageProblem | null): Journey => ({
  ...move(journey, {
    // Whom an upstream vouched for is still to be connected; a code that was mailed for it is not worth another walk.
    proofs: [], upstream: null, connecting: journey.state.connecting && { ...journey.state.connecting, mail: null },
    method: null, pending: null, addressing: null, typedAddress: '', mailed: null, way: null, enrolled: null, mailbox: null, asked: null, uncommitted: { authenticator: null, passwordHash: null },
    round: journey.state.round + 1, putOff: false, lost: [], noticeSeen: false, setUpFor: null, codeTested: false, finishedAt: null, problem,
  }),
  userId: null,
  epoch: null,
  resetReference: null,
})

const secondKinds: readonly string[] = ['totp', 'emailed-code', 'push', 'emergency-token', 'backup-code'] satisfies SecondProofKind[]
export const isSecondProof = (proof: Proof): boolean => secondKinds.includes(proof.kind)

/**
 * What a journey may rest on of what the session in its browser proved. A first proof begins the session anew: what is
 * older than a session may be does not go on in it, or a second factor would live for as long as somebody signs in daily.
 * Nor does another upstream's word: a session comes from one of them, whose sign-out ends it.
 */
export function carriedOver(earlier: readonly Proof[], made: readonly Proof[], how: { now: Instant; sessionMaxMs: number }): readonly Proof[] {
  if (made.every(isSecondProof)) return earlier
  const upstreamId = made.findLast(({ kind }) => kind === 'upstream')?.upstream?.id
  return earlier.filter(({ at, upstream }) => how.now - at < how.sessionMaxMs
    && (upstreamId === undefined || upstream === undefined || upstream.id === upstreamId))
}
