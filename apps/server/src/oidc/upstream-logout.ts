import { decodeJwt } from 'jose'
import type { Realm, Statement, Storage, Upstream, UpstreamSession } from '@tegata/storage'
import { endingSessions } from '../journey/ending.ts'
import type { SignedIn, UpstreamOrigin } from '../journey/interaction.ts'
import type { Ending } from './sessions.ts'

type Needs = {
  storage: Pick<Storage, 'sessions' | 'upstreamSessions' | 'protocol' | 'clients' | 'logouts' | 'users' | 'audit' | 'unit' | 'clock'>
}

/**
 * What an upstream says has ended: one session of its own, or all that a subject has there. With both, that session of
 * that subject, and what came from the subject without its session being named: it may have been that very one.
 */
export type EndedThere = { sid: string; subject?: string } | { subject: string }

/** Longer than a journey may take, and than the request that it answers lives. */
const rememberedMs = 2 * 60 * 60_000

const model = 'UpstreamLogout'

/** By which the end of something at an upstream is remembered (model `UpstreamLogout`). */
type Mark = ['sid' | 'subject' | 'subject without sid', string]
const upstreamLogoutKey = (upstreamId: string, issuer: string, mark: Mark): string => JSON.stringify([upstreamId, issuer, ...mark])

const marksOf = (by: EndedThere): readonly Mark[] => {
  if (!('sid' in by)) return [['subject', by.subject]]
  return [['sid', by.sid], ...(by.subject === undefined ? [] : [['subject without sid', by.subject] satisfies Mark])]
}

/**
 * Ends every session of ours that came from what ended at the upstream, in one unit with the logouts that their clients
 * are owed, and says how many. What is on its way at this instant meets the mark that is left first (`hasEndedThere`), or
 * its session is already there to be found. Throws when it could not be done: then it was not, and the upstream is to say
 * it again.
 */
export const createEndOfUpstream = ({ storage }: Needs) => {
  const foundBy = async (realm: Realm, { id }: Pick<Upstream, 'id'>, issuer: string, by: EndedThere): Promise<readonly UpstreamSession[]> => {
    const find = (one: { sid: string } | { subject: string }) => storage.upstreamSessions.find(realm.id, id, issuer, one)
    if (!('sid' in by)) return find(by)
    const { sid, subject } = by
    if (subject === undefined) return find({ sid })
    const [named, ofSubject] = await Promise.all([find({ sid }), find({ subject })])
    return [...named.filter((session) => session.subject === subject), ...ofSubject.filter((session) => session.sid === null)]
  }

  return async (realm: Realm, upstream: Pick<Upstream, 'id'>, issuer: string, by: EndedThere, ending: Ending): Promise<number> => {
    for (const mark of marksOf(by)) {
      await storage.protocol.save({
        model, id: upstreamLogoutKey(upstream.id, issuer, mark), realmId: realm.id, payload: { at: storage.clock.now() }, userId: null, epoch: null,
        grantId: null, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: Date.now() + rememberedMs,
      })
    }
    const found = await foundBy(realm, upstream, issuer, by)
    const sessions = (await Promise.all(found.map(({ sessionUid }) => storage.sessions.find(realm.id, sessionUid))))
      .filter((session) => session !== undefined)
    if (sessions.length === 0) return 0
    const outcome = await storage.unit([
      ...await endingSessions({ storage }, realm, sessions),
      ...sessions.map(({ uid, userId }): Statement => storage.audit.record({
        realmId: realm.id, type: 'session.signed-out', userId, outcome: 'success', detail: { session: uid, upstream: upstream.id }, ...ending,
      })),
    ])
    if (!outcome.ok) throw new Error(`sessions of an upstream were not ended: ${outcome.missed}`)
    return sessions.length
  }
}

/**
 * Whether what this sign-in rests on has ended at the upstream since: its session there, unless somebody signed in to it
 * again after that (providers may use an id twice; one that does not say when is believed by the instant of its ID token), or everything of its subject, later than the sign-in was accepted. An
 * upstream that names no session is not heard for the moments between its answer and our accepting that.
 */
export const createHasEndedThere = ({ storage }: { storage: Pick<Storage, 'protocol'> }) =>
  async (realm: Realm, origin: UpstreamOrigin, proofs: SignedIn['proofs']): Promise<boolean> => {
    const { upstreamId, issuer, subject, sid, idToken } = origin
    const endedAt = async (mark: Mark): Promise<number | null> => {
      const row = await storage.protocol.find(realm.id, model, upstreamLogoutKey(upstreamId, issuer, mark))
      const at: unknown = row?.payload.at
      return typeof at === 'number' && (row?.expiresAt ?? 0) > Date.now() ? at : null
    }
    const proof = proofs.filter(({ upstream }) => upstream?.id === upstreamId).toSorted((one, other) => other.at - one.at)[0]
    const [session, everything] = await Promise.all([endedAt(sid === null ? ['subject without sid', subject] : ['sid', sid]), endedAt(['subject', subject])])
    return (session !== null && session >= (proof?.upstream?.authTime ?? issuedAt(idToken))) || (everything !== null && everything >= (proof?.at ?? 0))
  }

/** When the upstream said it; the beginning of time where that is not known. Its signature was verified when the answer came. */
function issuedAt(idToken: string | null): number {
  try {
    return (decodeJwt(idToken ?? '').iat ?? 0) * 1000
  } catch {
    return 0
  }
}

/** The row by which the upstream's session is found again: for the unit that begins or steps up ours. */
export const rememberingUpstream = (storage: Pick<Storage, 'upstreamSessions'>, realm: Realm, sessionUid: string, origin: UpstreamOrigin): Statement => {
  const { upstreamId, issuer, subject, sid, idToken }: Omit<UpstreamSession, 'realmId' | 'sessionUid'> = origin
  return storage.upstreamSessions.begin({ realmId: realm.id, sessionUid, upstreamId, issuer, subject, sid, idToken })
}
