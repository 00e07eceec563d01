import { AsyncLocalStorage } from 'node:async_hooks'
import type { Session, UpstreamSession, User } from '@tegata/storage'
import type { Requested } from './requested.ts'

/** A session that is alive at this instant, and whose it is. */
export type LiveSession = { session: Session; user: User }

/** What the policy said of an authorization request that may go on: its code carries it to the redemption. */
export type Authorization = {
  requested: Requested
  address: string | null
  acr: string
  amr: readonly string[]
  /** Seconds, as tokens say it. */
  authTime: number
  /** No emergency token among the proofs: only then may tokens outlive the session. */
  mayOutliveSession: boolean
}

/**
 * One request to the protocol, from the first row that is read to the last that is written.
 *
 * `epochs` is what makes "ended" final: rows are written under the epoch under which this request first saw the user,
 * so that a request in flight while everything of the user ends cannot write any of it back.
 */
export type ProtocolRequest = {
  readonly address: string | null
  readonly userAgent: string
  readonly requestId: string
  readonly epochs: Map<string, number>
  readonly live: Map<string, LiveSession>
  /** Sessions as they were read, by id: oidc-provider saves each of them again, changed or not. */
  readonly sessionsRead: Map<string, string>
  authorization: Authorization | null
  /** The person for whom tokens are made. */
  user: User | null
  /** Names of the person's groups, once they were read. */
  groups: readonly string[] | null
  /** The upstream's session that the one which this request ended came from. */
  leftUpstream: UpstreamSession | null
  /** The token that came with the request, verified once however many models look for it. */
  opened: { value: string; claims: Record<string, unknown> | null } | null
  /** The access token as it is sent: the ID token beside it carries its hash. */
  accessToken: string | null
}

const requests = new AsyncLocalStorage<ProtocolRequest>()

export const inProtocolRequest = <T>(from: Pick<ProtocolRequest, 'address' | 'userAgent' | 'requestId'>, run: () => T): T =>
  requests.run({
    ...from, epochs: new Map(), live: new Map(), sessionsRead: new Map(), authorization: null, user: null, groups: null, leftUpstream: null, opened: null,
    accessToken: null,
  }, run)

/** The request that is being answered. Throws outside of one: nothing of the protocol may be touched without. */
export function protocolRequest(): ProtocolRequest {
  const request = requests.getStore()
  if (request === undefined) throw new Error('No protocol request is being answered here.')
  return request
}

/** This request began another epoch of the user: what it writes from now on is of that one. */
export const movedEpoch = (userId: string, epoch: number): void => void protocolRequest().epochs.set(userId, epoch)

/** Remembers under which epoch this request first saw the user; later sightings change nothing. */
export function sawEpoch(userId: string, epoch: number): void {
  const { epochs } = protocolRequest()
  if (!epochs.has(userId)) epochs.set(userId, epoch)
}
