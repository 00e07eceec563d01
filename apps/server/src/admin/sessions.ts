import { Problem, toWire } from '@tegata/contract'
import type { Session, Storage } from '@tegata/storage'
import { endEverything, endingSessions } from '../journey/ending.ts'
import { commit } from './commit.ts'
import { getUser } from './find-user.ts'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'volatileUnit' | 'clock' | 'users' | 'sessions' | 'clients' | 'logouts' | 'audit'> }

const view = (session: Session) => ({
  id: session.uid,
  startedAt: toWire(session.startedAt),
  lastUsedAt: toWire(session.lastUsedAt),
  expiresAt: toWire(session.expiresAt),
  address: session.address || null,
  userAgent: session.userAgent || null,
  proven: session.proofs.map(({ kind, at }) => ({ kind, at: toWire(at) })),
  clients: [...session.clientIds],
})

/** Live sessions of a user, and ending them. */
export const sessionsApi = (needs: Needs): Performs<'listSessions' | 'endSession' | 'endSessions'> => {
  const { storage } = needs
  const { unit, clock, sessions, audit } = storage
  return {
    async listSessions({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      const live = (await sessions.listOf(realm.id, user.id)).filter(({ expiresAt }) => expiresAt > clock.now())
      return { value: { items: live.map(view), next: null } }
    },

    async endSession({ realm, params, event }) {
      const user = await getUser(needs, realm, params.userId)
      const session = await sessions.find(realm.id, params.sessionId)
      if (session?.userId !== user.id) throw new Problem('session.not-found')
      await commit(unit, [
        ...await endingSessions(needs, realm, [session]), audit.record(event('session.ended', { userId: user.id, detail: { session: session.uid } })),
      ], () => new Problem('session.not-found'))
    },

    async endSessions({ realm, params, body, event }) {
      const user = await getUser(needs, realm, params.userId)
      const ended = await endEverything(needs, realm, user.id, audit.record(event('session.ended', { userId: user.id, reason: body.reason ?? null, detail: { all: true } })))
      if (!ended) throw new Problem('user.not-found')
    },
  }
}
