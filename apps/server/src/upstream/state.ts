import { randomBytes } from 'node:crypto'
import type { Instant, Realm, Storage } from '@tegata/storage'
import type { Secrets } from './relying-party.ts'

type Needs = { storage: { protocol: Pick<Storage['protocol'], 'save' | 'find' | 'consume'>; clock: Pick<Storage['clock'], 'now'> } }

/** Milliseconds (B-7). */
export const stateLife = 10 * 60_000

/** Whose answer it will be: a walk through a sign-in, or an administrator's test of the connection. */
type Purpose = { journeyId: string; clientId: string | null } | { testId: string }

/** What we sent somebody to an upstream with, and what its answer must fit. */
export type Sent = Secrets & {
  upstreamId: string
  /** As the upstream was set up then: a code for one issuer is never taken to another. */
  issuer: string
  /** SHA-256 of the browser's cookie: nobody else's browser brings the answer. */
  browserHash: string
  sentAt: Instant
  /** The sign-in at the upstream must not be older; null: any age. */
  signedInSince: Instant | null
  purpose: Purpose
}

const model = 'UpstreamState'
const isSent = (payload: object): payload is Sent => 'state' in payload && 'verifier' in payload && 'issuer' in payload && 'purpose' in payload

const random = (): string => randomBytes(32).toString('base64url')

/** Rows that tie an answer to the request that it answers: found by `state`, bound to a browser, worth one answer. */
export function createStates({ storage: { protocol, clock } }: Needs) {
  return {
    /** Makes the secrets of one request. Nobody can answer it until it is kept. */
    make: (): Secrets => ({ state: random(), nonce: random(), verifier: random() }),

    async keep(realm: Realm, sent: Omit<Sent, 'sentAt'>): Promise<void> {
      const sentAt = clock.now()
      await protocol.save({
        model, id: sent.state, realmId: realm.id, payload: { ...sent, sentAt }, userId: null, epoch: null, grantId: null, sessionUid: null, uid: null,
        userCode: null, consumedAt: null, expiresAt: sentAt + stateLife,
      }, { insertOnly: true })
    },

    /** Reads it without spending it: a stranger who brings somebody's `state` takes nothing away from them. */
    async find(realm: Realm, state: string): Promise<{ sent: Sent; isUsed: boolean; isOld: boolean } | undefined> {
      const row = await protocol.find(realm.id, model, state)
      if (row === undefined || !isSent(row.payload)) return undefined
      const age = clock.now() - row.payload.sentAt
      return { sent: row.payload, isUsed: row.consumedAt !== null, isOld: age >= stateLife || age < -stateLife }
    },

    /** True for one answer, whichever node it reaches first. */
    spend: (realm: Realm, { state }: Pick<Sent, 'state'>): Promise<boolean> => protocol.consume(realm.id, model, state),
  }
}
export type States = ReturnType<typeof createStates>
