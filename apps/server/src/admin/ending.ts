import { randomUUID } from 'node:crypto'
import type { Client, Realm, Session, Statement, Storage } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'sessions' | 'clients' | 'logouts' | 'users' | 'volatileUnit'> }

const logoutsOf = (logouts: Storage['logouts'], realm: Realm, sessions: readonly Session[], clients: readonly Client[]): readonly Statement[] =>
  sessions.flatMap(({ uid, userId, clientIds }) => clients
    .filter(({ clientId, backchannelLogoutUri }) => backchannelLogoutUri !== null && clientIds.includes(clientId))
    .map(({ clientId }) => logouts.queue({ id: randomUUID(), realmId: realm.id, clientId, userId, sessionUid: uid })))

/** Ends everything of a user that began before: sessions, grants, tokens; every client that was used is told. For a unit. */
export async function endingOfAll({ storage }: Needs, realm: Realm, userId: string): Promise<readonly Statement[]> {
  const [sessions, clients] = await Promise.all([storage.sessions.listOf(realm.id, userId), storage.clients.list(realm.id)])
  return [...logoutsOf(storage.logouts, realm, sessions, clients), ...storage.users.endEverything(realm.id, userId)]
}

/** Ends one session and its tokens; its clients are told. For a unit. */
export async function endingOfOne({ storage }: Needs, realm: Realm, session: Session): Promise<readonly Statement[]> {
  const clients = await storage.clients.list(realm.id)
  return [...logoutsOf(storage.logouts, realm, [session], clients), ...storage.sessions.end(realm.id, session.uid)]
}

/**
 * Sweeps what the volatile store still holds, after the unit that moved the epoch on: nothing in there is honoured any
 * more, so a crash in between leaves only rubbish. `butReference` keeps the journey whose reset request is answered.
 */
export async function sweep({ storage }: Needs, realm: Realm, userId: string, butReference?: string): Promise<void> {
  await storage.volatileUnit(storage.users.endVolatile(realm.id, userId, butReference))
}
