import type { AuditEvent, Realm, Statement, Storage } from '@tegata/storage'
import { endingEverything, endingSessions } from '../journey/ending.ts'
import { type LiveSession, protocolRequest, sawEpoch } from './protocol-request.ts'

type Needs = {
  storage: Pick<Storage, 'sessions' | 'clients' | 'logouts' | 'users' | 'audit' | 'unit' | 'volatileUnit' | 'clock'>
}

/** Who ended it and why, for the audit log. */
export type Ending = Pick<AuditEvent, 'actor' | 'reason'> & Partial<Pick<AuditEvent, 'address' | 'userAgent' | 'clientId'>>

export type Sessions = ReturnType<typeof createSessions>

/** Sessions of people: who has one, and how they end. A session is a row of ours; oidc-provider's payload lives in it. */
export function createSessions({ storage }: Needs) {
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

    /**
     * Ends all sessions of a user as one unit: the epoch moves on, rows go, logouts are queued. What the volatile store
     * still holds is of an older epoch, and refused before it is swept away here.
     */
    async endAll(realm: Realm, userId: string, ending: Ending, butReference?: string): Promise<boolean> {
      const outcome = await storage.unit([
        ...await endingEverything({ storage }, realm, userId),
        record(realm, 'sessions.ended', userId, ending, {}),
      ])
      if (!outcome.ok) return false
      await storage.volatileUnit(storage.users.endVolatile(realm.id, userId, butReference))
      return true
    },

    /** Ends one session and its tokens; its clients are told. False when it has ended already. */
    async endOne(realm: Realm, uid: string, ending: Ending): Promise<boolean> {
      const session = await storage.sessions.find(realm.id, uid)
      if (session === undefined) return false
      const outcome = await storage.unit([
        ...await endingSessions({ storage }, realm, [session]),
        record(realm, 'session.ended', session.userId, ending, { session: uid }),
      ])
      return outcome.ok
    },
  }
}
