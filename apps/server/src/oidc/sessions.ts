import type { AuditEvent, Realm, Storage } from '@tegata/storage'
import { endingSessions } from '../journey/ending.ts'
import { type LiveSession, protocolRequest, sawEpoch } from './protocol-request.ts'
import { createEndOfUpstream } from './upstream-logout.ts'

type Needs = {
  storage: Pick<Storage, 'sessions' | 'upstreamSessions' | 'protocol' | 'clients' | 'logouts' | 'users' | 'audit' | 'unit' | 'clock'>
}

/** Who ended it and why, for the audit log. */
export type Ending = Pick<AuditEvent, 'actor' | 'reason'> & Partial<Pick<AuditEvent, 'address' | 'userAgent' | 'clientId'>>

export type Sessions = ReturnType<typeof createSessions>

/** Sessions of people: who has one, and how they end. A session is a row of ours; oidc-provider's payload lives in it. */
export function createSessions({ storage }: Needs) {
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

    /** Signs out of one session, which ends with its tokens; its clients are told. False when it has ended already. */
    async endOne(realm: Realm, uid: string, ending: Ending): Promise<boolean> {
      const session = await storage.sessions.find(realm.id, uid)
      if (session === undefined) return false
      const outcome = await storage.unit([
        ...await endingSessions({ storage }, realm, [session]),
        storage.audit.record({ realmId: realm.id, type: 'session.signed-out', userId: session.userId, outcome: 'success', detail: { session: uid }, ...ending }),
      ])
      return outcome.ok
    },

    endOfUpstream: createEndOfUpstream({ storage }),
  }
}
