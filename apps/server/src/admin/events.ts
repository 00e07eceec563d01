import { createHash } from 'node:crypto'
import { fromWire, type Operations, Problem, toWire } from '@tegata/contract'
import { readTrace, type ToldLine } from '@tegata/policy'
import type { Realm, Storage, StoredAuditEvent } from '@tegata/storage'
import { seenBy } from '../audit/events.ts'
import { tellerOf } from './explain-decision.ts'
import { getUser } from './find-user.ts'
import { defaultLimit, readCursor } from './paging.ts'
import type { Perform, Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'users' | 'audit' | 'upstreams'> }

/** What a sign-in leaves behind, let in or not, and what others did to the person. */
const attemptTypes = seenBy('helpDesk')

/** The audit log, and the part of it that the help desk reads. */
export const eventsApi = (needs: Needs): Performs<'listEvents' | 'listAttempts' | 'explainAttempt'> => {
  const { storage: { users, audit, upstreams } } = needs

  const namesOf = (realm: Realm, ids: readonly (string | null)[]) => users.usernames(realm.id, [...new Set(ids)].flatMap((id) => (id !== null && isId.test(id) ? [id] : [])))

  return {
    async listEvents({ realm, query }) {
      const page = await audit.list(realm.id, {
        ...(query.userId ? { userId: query.userId } : {}),
        ...(query.type ? { types: [...new Set(query.type.split(','))] } : {}),
        ...(query.outcome ? { outcome: query.outcome } : {}),
        ...(query.from ? { from: fromWire(query.from) } : {}),
        ...(query.until ? { to: fromWire(query.until) } : {}),
      }, readCursor(query.cursor), query.limit ?? defaultLimit)
      const names = await namesOf(realm, page.items.flatMap(({ actor, userId }) => [actor, userId]))
      return {
        value: {
          items: page.items.map((event) => ({
            id: String(event.n),
            at: toWire(event.at),
            type: event.type,
            userId: event.userId,
            username: event.userId === null ? null : names.get(event.userId) ?? null,
            actor: actorOf(event, names),
            clientId: event.clientId ?? null,
            address: event.address ?? null,
            walk: walkOf(event),
            outcome: event.outcome,
            reason: event.reason ?? null,
            details: event.detail ?? {},
          })),
          next: page.next,
        },
      }
    },

    async listAttempts({ realm, params, query }) {
      const user = await getUser(needs, realm, params.userId)
      const page = await audit.list(realm.id, { userId: user.id, types: attemptTypes }, readCursor(query.cursor), query.limit ?? defaultLimit)
      const names = await namesOf(realm, page.items.map(({ actor }) => actor))
      return {
        value: {
          items: page.items.map((event) => ({
            id: String(event.n), asked: askedOf(readTrace(event.detail?.['trace'])),
            at: toWire(event.at), type: event.type, outcome: event.outcome, reason: event.reason ?? null, clientId: event.clientId ?? null,
            address: event.address ?? null, by: byWhom(event, names),
          })),
          next: page.next,
        },
      }
    },

    explainAttempt: async ({ realm, params }) => {
      const event = /^\d{1,15}$/.test(params.attemptId) ? await audit.find(realm.id, Number(params.attemptId)) : undefined
      const trace = event?.userId === params.userId && seenHere.has(event.type) ? readTrace(event.detail?.['trace']) : null
      if (event === undefined || trace === null) throw new Problem('attempt.not-found')
      return { value: explainedEvent(event, trace, tellerOf(await upstreams.list(realm.id))) }
    },
  }
}

/** Tells one walk from another, and leads nobody into it: its id stands in the addresses of its pages. */
const walkOf = ({ realmId, journeyId }: StoredAuditEvent): string | null =>
  journeyId == null ? null : createHash('sha256').update(JSON.stringify(['walk', realmId, journeyId])).digest('base64url').slice(0, 16)

type Past = Awaited<ReturnType<Perform<Operations['explainAttempt']>>>['value']

/** What the line that decided said; null where nothing was kept. */
function askedOf(trace: readonly ToldLine[] | null): Past['asked'] | null {
  const outcome = trace?.find(({ decided }) => decided)?.outcome
  return outcome === undefined || outcome === 'go-on' ? null : outcome
}

const seenHere: ReadonlySet<string> = new Set(attemptTypes)

/** What was decided then, of what was kept then; only names are those of today. */
function explainedEvent(event: StoredAuditEvent, trace: readonly ToldLine[], say: ReturnType<typeof tellerOf>): Past {
  const { at, type, outcome, clientId, address, detail = {} } = event
  const deciding = trace.find(({ decided }) => decided)
  const lines = trace.map(({ line, read, decided, outcome: said, reason }) => ({ line, read, decided, outcome: said, reason: say(reason) }))
  const { proofs, issuedAcr } = detail
  return {
    at: toWire(at), type, outcome, clientId: clientId ?? null, address: address ?? null, trace: lines,
    asked: askedOf(trace) ?? 'no', line: deciding?.line ?? 9,
    reason: say(deciding?.reason ?? { code: 'line9.otherwise', params: {} }),
    proofs: Array.isArray(proofs) ? proofs.filter((kind) => typeof kind === 'string') : [], acr: typeof issuedAcr === 'string' ? issuedAcr : null,
  }
}

/** Null for the person themself; whoever was deleted since is still somebody else. */
function byWhom(event: StoredAuditEvent, names: ReadonlyMap<string, string>): string | null {
  const { kind, id, name } = actorOf(event, names)
  return kind === 'user' || kind === 'system' ? null : name ?? id
}

const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-/

function actorOf({ actor, userId }: StoredAuditEvent, names: ReadonlyMap<string, string>) {
  if (actor === null) return { kind: 'system' as const, id: null, name: null }
  if (actor.startsWith('client:')) return { kind: 'client' as const, id: actor.slice('client:'.length), name: actor.slice('client:'.length) }
  if (actor.includes('@')) return { kind: 'operator' as const, id: null, name: actor }
  return { kind: actor === userId ? 'user' as const : 'administrator' as const, id: actor, name: names.get(actor) ?? null }
}
