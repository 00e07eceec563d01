import type { Adapter, AdapterPayload } from 'oidc-provider'
import Provider, { errors } from 'oidc-provider'
import type { ProtocolRow, Storage } from '@tegata/storage'
import { metadataOf } from './client.ts'
import { type LiveSession, protocolRequest, sawEpoch } from './protocol-request.ts'

type Needs = {
  storage: { protocol: Storage['protocol']; clients: Pick<Storage['clients'], 'find'> }
  /** A session that is neither ended, idle for too long, nor its user's any more; with whom it belongs to. */
  findLiveSession: (uid: string) => Promise<LiveSession | undefined>
}

/** A rotated refresh token that comes again this soon is a double click, not a thief (O-4). Milliseconds. */
const raceMs = 10_000

/**
 * oidc-provider's storage, over ours. Three promises that its own adapters do not make: a code or refresh token is
 * consumed once however many requests carry it, a replay mark is inserted once, and nothing that was ended is written
 * back by a request that was already in flight.
 */
export const createAdapter = (needs: Needs, realmId: number) => (model: string): Adapter =>
  model === 'Client' ? clientAdapter(needs, realmId) : rowAdapter(needs, realmId, model)

function rowAdapter({ storage: { protocol }, findLiveSession }: Needs, realmId: number, model: string): Adapter {
  const payloadOf = async (row: ProtocolRow | undefined, asked?: { live: LiveSession | undefined }): Promise<AdapterPayload | undefined> => {
    if (row === undefined) return undefined
    if (row.userId !== null && row.epoch !== null) sawEpoch(row.userId, row.epoch)
    if (model === 'Session' && row.userId !== null) {
      const { live } = asked ?? { live: await findLiveSession(row.uid ?? '') }
      if (live === undefined) return undefined
      protocolRequest().sessionsRead.set(row.id, lastingPart(row.payload))
    }
    const { consumedAt } = row
    if (consumedAt === null) return { ...row.payload, jti: row.id }
    // The loser of a race is refused like an unknown token; whoever comes later meets oidc-provider's own reuse rule.
    if (model === 'RefreshToken' && Date.now() - consumedAt < raceMs) return undefined
    return { ...row.payload, jti: row.id, consumed: Math.floor(consumedAt / 1000) }
  }

  return {
    find: async (id) => payloadOf(await protocol.find(realmId, model, id)),
    async findByUid(uid) {
      if (model !== 'Session') return payloadOf(await protocol.findByUid(realmId, model, uid))
      // Whether the session is alive is asked beside what is kept in it, and not a way to the database later.
      const [row, live] = await Promise.all([protocol.findByUid(realmId, model, uid), findLiveSession(uid)])
      return payloadOf(row, { live })
    },
    findByUserCode: async (userCode) => payloadOf(await protocol.findByUserCode(realmId, model, userCode)),

    async upsert(id, { jti: _, ...payload }, expiresIn) {
      // A durable write for every silent sign-in, saying what is already there: its code is refused all the same when the
      // session has ended meanwhile.
      if (model === 'Session' && protocolRequest().sessionsRead.get(id) === lastingPart(payload)) return
      const saved = await protocol.save({
        model, id, realmId, payload,
        ...ownerOf(model, payload),
        uid: payload.uid ?? (model === 'Interaction' ? id : null),
        grantId: payload.grantId ?? null,
        // What does not end with its session (offline tokens) must not be found by it.
        sessionUid: (model === 'Session' ? payload.uid : payload.expiresWithSession === true ? payload.sessionUid : null) ?? null,
        userCode: payload.userCode ?? null,
        consumedAt: null,
        // On the node's clock, as oidc-provider's own `exp`: travelling in time (demo mode) leaves the protocol alone.
        expiresAt: expiresIn === undefined ? null : Date.now() + expiresIn * 1000,
      }, { insertOnly: model === 'ReplayDetection' })
      if (!saved) throw model === 'ReplayDetection' ? new errors.InvalidRequest('this token was used before') : ended()
    },

    // The loser of a race: somebody else was faster by a millisecond, and nothing is wrong with the grant.
    async consume(id) {
      if (await protocol.consume(realmId, model, id)) return
      if (model === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri was already used')
      throw new errors.InvalidGrant('already used')
    },

    destroy: (id) => protocol.remove(realmId, model, id),

    // oidc-provider asks every model of tokens in turn; one statement has already removed them all.
    revokeByGrantId: async (grantId) => {
      if (model === 'AccessToken') await protocol.revokeByGrantId(realmId, grantId)
    },
  }
}

/** A session less its instants: it ends when its row says, whenever it was last saved. */
const lastingPart = ({ jti: _, iat: __, exp: ___, ...rest }: Record<string, unknown>): string => JSON.stringify(rest)

/** Whose row it is, under the epoch under which this request first saw that person. */
function ownerOf(model: string, payload: AdapterPayload): { userId: string | null; epoch: number | null } {
  const userId = payload.accountId ?? (model === 'Interaction' ? payload.session?.accountId : undefined)
  if (userId === undefined) return { userId: null, epoch: null }
  const epoch = protocolRequest().epochs.get(userId)
  if (epoch === undefined) throw new Error(`A ${model} is written for somebody whom this request has not looked up.`)
  return { userId, epoch }
}

/** What a request is told that was in flight while everything it rests on ended: nothing was written. */
const ended = (): Error =>
  Provider.ctx?.oidc.route === 'token' ? new errors.InvalidGrant('the session has ended') : new errors.LoginRequired('the session has ended')

/** Clients are read anew for every request, so that an edit acts at once; oidc-provider writes none. */
function clientAdapter({ storage: { clients } }: Needs, realmId: number): Adapter {
  const never = async (): Promise<never> => {
    throw new Error('Clients are not written by the protocol.')
  }
  return {
    async find(clientId) {
      const client = await clients.find(realmId, clientId)
      return client && metadataOf(client)
    },
    upsert: never, findByUid: never, findByUserCode: never, consume: never, destroy: never, revokeByGrantId: never,
  }
}
