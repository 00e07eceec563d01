import { randomUUID } from 'node:crypto'
import type { Proof } from '@tegata/policy'
import type { Realm, Session, Statement, Storage } from '@tegata/storage'
import { isSecondProof } from './state.ts'

type Needs = {
  storage: {
    sessions: Pick<Storage['sessions'], 'listOf' | 'end' | 'endWithoutSecondFactor'>
    clients: Pick<Storage['clients'], 'list'>
    logouts: Pick<Storage['logouts'], 'queue'>
    users: Pick<Storage['users'], 'endEverything'>
  }
}

const hasSecond = (proofs: readonly Proof[]): boolean => proofs.some(isSecondProof)

/** Every application that a session was used for is told of its end (back-channel logout), in the unit that ends it. */
async function tellings({ storage }: Needs, realm: Realm, sessions: readonly Session[]): Promise<readonly Statement[]> {
  if (sessions.length === 0) return []
  const told = (await storage.clients.list(realm.id)).filter(({ backchannelLogoutUri }) => backchannelLogoutUri !== null)
  return sessions.flatMap(({ uid, userId, clientIds }) => told
    .filter(({ clientId }) => clientIds.includes(clientId))
    .map(({ clientId }) => storage.logouts.queue({ id: randomUUID(), realmId: realm.id, clientId, userId, sessionUid: uid })))
}

/** Ends everything of a user that began before: sessions, grants, tokens (P20). Statements for the unit that is the reason. */
export async function endingEverything(needs: Needs, realm: Realm, userId: string): Promise<readonly Statement[]> {
  const sessions = await needs.storage.sessions.listOf(realm.id, userId)
  return [...await tellings(needs, realm, sessions), ...needs.storage.users.endEverything(realm.id, userId)]
}

/** Ends the sessions, and their refresh tokens, that have no second factor, when the first one is bound elsewhere (P35). */
export async function endingWithoutSecondFactor(needs: Needs, realm: Realm, userId: string, butUid: string | null): Promise<readonly Statement[]> {
  const sessions = (await needs.storage.sessions.listOf(realm.id, userId)).filter(({ uid, proofs }) => uid !== butUid && !hasSecond(proofs))
  return [...await tellings(needs, realm, sessions), ...needs.storage.sessions.endWithoutSecondFactor(realm.id, userId, butUid)]
}

export async function endingSessions(needs: Needs, realm: Realm, sessions: readonly Session[]): Promise<readonly Statement[]> {
  return [...await tellings(needs, realm, sessions), ...sessions.flatMap(({ uid }) => needs.storage.sessions.end(realm.id, uid))]
}

/**
 * Sweeps what the volatile store still holds, after the unit that moved the epoch on: nothing in there is honoured any
 * more, so a crash in between leaves only rubbish. `butReference` keeps the journey whose reset request is answered.
 */
export async function sweep(
  { storage }: { storage: { users: Pick<Storage['users'], 'endVolatile'>; volatileUnit: Storage['volatileUnit'] } }, realm: Realm, userId: string, butReference?: string,
): Promise<void> {
  await storage.volatileUnit(storage.users.endVolatile(realm.id, userId, butReference))
}

/** Ends everything of a user by itself, with the event that says why. False when there is no such user any more. */
export async function endEverything(
  needs: Needs & Parameters<typeof sweep>[0] & { storage: Pick<Storage, 'unit'> }, realm: Realm, userId: string, why: Statement,
): Promise<boolean> {
  const outcome = await needs.storage.unit([...await endingEverything(needs, realm, userId), why])
  if (outcome.ok) await sweep(needs, realm, userId)
  return outcome.ok
}
