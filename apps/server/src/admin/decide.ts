import { decide, type Facts } from '@tegata/policy'
import type { Storage } from '@tegata/storage'
import type { Situation } from '../journey/facts.ts'
import type { Decide } from './needs.ts'

type Needs = {
  storage: Pick<Storage, 'clock' | 'clients'>
  gatherFacts: (situation: Situation) => Promise<Facts>
}

/** The decision for this API: the same facts and the same function as at sign-in, with what the session proved. */
export const createDecide = ({ storage, gatherFacts }: Needs): Decide => async (realm, user, { channel, session, clientId, essentialAcr }) =>
  decide(await gatherFacts({
    now: storage.clock.now(),
    channel,
    realm,
    user,
    client: clientId === null ? null : await storage.clients.find(realm.id, clientId) ?? null,
    request: { essentialAcr },
    // Use in the console does not keep a proof fresh yet: five minutes are five minutes.
    session: session === null ? null : { startedAt: session.startedAt, consoleUsedAt: null },
    proofs: session?.proofs ?? [],
  }))
