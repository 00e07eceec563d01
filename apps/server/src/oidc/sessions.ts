import { randomUUID } from 'node:crypto'
import type { AuditEvent, Client, Realm, Session, Statement, Storage } from '@tegata/storage'
import { type LiveSession, protocolRequest, sawEpoch } from './protocol-request.ts'

type Needs = {
  storage: Pick<Storage, 'sessions' | 'clients' | 'logouts' | 'users' | 'audit' | 'unit' | 'volatileUnit' | 'clock'>
}

/** Who ended it and why, for the audit log. */
export type Ending = Pick<AuditEvent, 'actor' | 'reason'> & Partial<Pick<AuditEvent, 'address' | 'userAgent' | 'clientId'>>

export type Sessions = ReturnType<typeof createSessions>

/** Sessions of people: who has one, and how they end. A session is a row of ours; oidc-provider's payload lives in it. */
export function createSessions({ storage }: Needs) {
  const queueLogouts = (sessions: readonly Session[], clients: readonly Client[]): readonly Statement[] =>
    sessions.flatMap(({ realmId, uid, userId, clientIds }) => clients
      .filter(({ clientId, backchannelLogoutUri }) => backchannelLogoutUri !== null && clientIds.includes(clientId))
      .map(({ clientId }) => storage.logouts.queue({ id: randomUUID(), realmId, clientId, userId, sessionUid: uid })))

  const record = (realm: Realm, type: string, userId: string, ending: Ending, detail: AuditEvent['detail']): Statement =>
    storage.audit.record({ realmId: realm.id, type, userId, outcome: 'success', detail, ...ending })

  return {
    /** The session, unless it is idle for too long or its user may not use it any more. Read once in a protocol request. */
    async findLive(realm: Realm, uid: string): Promise<LiveSession | undefined> {
      const { live } = protocolRequest()
      const known = live.get(uid)
      if (known !== undefined) return known
      const session = await storage.sessions.find(realm.id, uid)
      if (session === undefined || storage.clock.now() - session.lastUsedAt >= realm.settings.sessionIdleMs) return undefined
      const user = await storage.users.find(realm.id, session.userId)
      if (user === undefined || !user.enabled || user.epoch !== session.epoch) return undefined
      sawEpoch(user.id, session.epoch)
      live.set(uid, { session, user })
      return { session, user }
    },

    /** Ends everything of a user that began before: sessions, grants, tokens; every client that was used is told. For a unit. */
    async endingOfAll(realm: Realm, userId: string): Promise<readonly Statement[]> {
      const [sessions, clients] = await Promise.all([storage.sessions.listOf(realm.id, userId), storage.clients.list(realm.id)])
      return [...queueLogouts(sessions, clients), ...storage.users.endEverything(realm.id, userId)]
    },

    /**
     * Ends all sessions of a user as one unit: the epoch moves on, rows go, logouts are queued. What the volatile store
     * still holds is of an older epoch, and refused before it is swept away here.
     */
    async endAll(realm: Realm, userId: string, ending: Ending, butReference?: string): Promise<boolean> {
      const outcome = await storage.unit([
        ...await this.endingOfAll(realm, userId),
        record(realm, 'sessions.ended', userId, ending, {}),
      ])
      if (!outcome.ok) return false
      await storage.volatileUnit(storage.users.endVolatile(realm.id, userId, butReference))
      return true
    },

    /** Ends one session and its tokens; its clients are told. For a unit. */
    async endingOfOne(realm: Realm, session: Session): Promise<readonly Statement[]> {
      return [...queueLogouts([session], await storage.clients.list(realm.id)), ...storage.sessions.end(realm.id, session.uid)]
    },

    /** False when it has ended already. */
    async endOne(realm: Realm, uid: string, ending: Ending): Promise<boolean> {
      const session = await storage.sessions.find(realm.id, uid)
      if (session === undefined) return false
      const outcome = await storage.unit([
        ...await this.endingOfOne(realm, session),
        record(realm, 'session.ended', session.userId, ending, { session: uid }),
      ])
      return outcome.ok
    },
  }
}
