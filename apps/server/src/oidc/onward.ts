import { setTimeout as after } from 'node:timers/promises'
import type { Realm, UpstreamSession } from '@tegata/storage'
import { protocolRequest } from './protocol-request.ts'

type Needs = {
  /** Where the upstream of this session signs out, and comes back from to `returnTo`; null where it does not. */
  signOutUpstream: (realm: Realm, session: UpstreamSession, returnTo: string) => Promise<string | null>
  unexpected: (error: unknown, requestId: string) => void
}

export type Onward = ReturnType<typeof createOnward>

/** Milliseconds. Finding out where an upstream signs out takes no longer than a person waits at the door. */
const patienceMs = 2_000

/**
 * Where a browser that was signed out here goes on to: to the upstream that its session came from, or straight to where it
 * wants to be. Our session has ended by then; an upstream that is away or slow keeps nobody.
 */
export const createOnward = ({ signOutUpstream, unexpected }: Needs) => async (realm: Realm, left: UpstreamSession | null, returnTo: string): Promise<string> => {
  if (left === null) return returnTo
  const waiting = new AbortController()
  try {
    const tooLate = after(patienceMs, null, { signal: waiting.signal }).catch(() => null)
    return await Promise.race([signOutUpstream(realm, left, returnTo), tooLate]) ?? returnTo
  } catch (error) {
    unexpected(error, protocolRequest().requestId)
    return returnTo
  } finally {
    waiting.abort()
  }
}
