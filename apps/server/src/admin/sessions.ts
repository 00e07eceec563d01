import { Problem, toWire } from '@tegata/contract'
import type { Proof } from '@tegata/policy'
import type { Session, Storage, Upstream } from '@tegata/storage'
import { endEverything, endingSessions } from '../journey/ending.ts'
import { commit } from './commit.ts'
import { getUser } from './find-user.ts'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'volatileUnit' | 'clock' | 'users' | 'sessions' | 'upstreams' | 'clients' | 'logouts' | 'audit'> }

function provenView({ kind, at, upstream }: Proof, upstreams: readonly Upstream[]) {
  const from = upstreams.find(({ id }) => id === upstream?.id)
  if (upstream === undefined || from === undefined) return { kind, at: toWire(at) }
  const { acr, amr, authTime } = upstream
  return { kind, at: toWire(at), upstream: { alias: from.alias, name: from.name, acr, amr: [...amr], authTime: authTime === null ? null : toWire(authTime) } }
}

const view = (session: Session, upstreams: readonly Upstream[]) => ({
  id: session.uid,
  startedAt: toWire(session.startedAt),
  lastUsedAt: toWire(session.lastUsedAt),
  expiresAt: toWire(session.expiresAt),
  address: session.address || null,
  userAgent: session.userAgent || null,
  proven: session.proofs.map((proof) => provenView(proof, upstreams)),
  clients: [...session.clientIds],
})

/** Live sessions of a user, and ending them. */
export const sessionsApi = (needs: Needs): Performs<'listSessions' | 'endSession' | 'endSessions'> => {
  const { storage } = needs
  const { unit, clock, sessions, upstreams, audit } = storage
  return {
    async listSessions({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      const live = (await sessions.listOf(realm.id, user.id)).filter(({ expiresAt }) => expiresAt > clock.now())
      const known = live.some(({ proofs }) => proofs.some(({ kind }) => kind === 'upstream')) ? await upstreams.list(realm.id) : []
      return { value: { items: live.map((session) => view(session, known)), next: null } }
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
