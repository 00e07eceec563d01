import { Problem } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { administrativeRolesOf, type Caller, callerWith } from './caller.ts'
import { consoleClient, countUse } from './console-use.ts'
import type { Decide } from './needs.ts'
import { isOperatorToken, readOperatorToken } from './operator-token.ts'
import { type Authorize, freshAcr } from './serve.ts'

/** What oidc/ knows of an access token that it issued for this realm and that is still alive. */
export type AccessToken = { audience: readonly string[]; clientId: string; userId: string | null; sessionUid: string | null }

/** The one audience that opens this API (product.md). */
const apiAudience = 'tegata-api'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'protocol' | 'audit' | 'users' | 'roles' | 'sessions' | 'clients'>
  readAccessToken: (realm: Realm, token: string) => Promise<AccessToken | null>
  decide: Decide
}

function bearerOf(ctx: RequestContext): string {
  const header = ctx.get('authorization')
  if (header === '') throw new Problem('token.missing')
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1]
  if (token === undefined || token.length > 8192) throw new Problem('token.invalid')
  return token
}

/**
 * Finds out who calls. Nothing is taken from the token but whom it stands for: the person, their roles, their session
 * and what it proved are read now, and the policy is asked now (P28): whoever lost a role, a session or a factor a
 * moment ago is refused.
 */
export const createAuthorize = (needs: Needs): Authorize => async (ctx, realm, read) => {
  const { storage, decide } = needs
  const token = bearerOf(ctx)
  if (isOperatorToken(token)) {
    const operator = await readOperatorToken(needs, realm, token)
    if (!operator) throw new Problem('token.invalid')
    return operator
  }

  const access = await needs.readAccessToken(realm, token)
  if (access && access.userId !== null) read({ userId: access.userId, clientId: access.clientId })
  if (!access || !access.audience.includes(apiAudience)) throw new Problem('token.invalid')
  const { userId, sessionUid } = access
  // Asked together: each is a way to the database and back, before anything that was asked for begins.
  const [client, user, session, held] = await Promise.all([
    storage.clients.find(realm.id, access.clientId),
    userId === null ? undefined : storage.users.find(realm.id, userId),
    userId === null || sessionUid === null ? undefined : storage.sessions.find(realm.id, sessionUid),
    userId === null ? [] : storage.roles.effectiveOf(realm.id, userId),
  ])
  if (!client?.enabled || !client.apiAccess) throw new Problem('token.invalid')
  if (userId === null) return clientCaller(client.clientId)
  if (!user?.enabled || session?.userId !== user.id || session.epoch !== user.epoch || session.expiresAt <= storage.clock.now()) {
    throw new Problem('token.invalid')
  }
  const about = { channel: 'api' as const, session, client, essentialAcr: [] }
  const decision = await decide(realm, user, about)
  if (!decision.satisfied) {
    throw new Problem('token.insufficient-authentication', decision.acrToAskFor === null ? {} : { acrValues: decision.acrToAskFor })
  }
  const roles = administrativeRolesOf(held)
  const isFresh = async () => (await decide(realm, user, { ...about, essentialAcr: [freshAcr] })).satisfied
  return callerWith({
    kind: 'user', user, clientId: client.clientId, actor: user.id, name: user.username, roles, session: session.uid, isFresh,
    ...(client.clientId === consoleClient ? { acted: () => countUse(needs, realm, session, isFresh) } : {}),
  })
}

/** A client of its own (client_credentials) holds no role of the realm, and so may nothing but ask who it is. */
const clientCaller = (clientId: string): Caller =>
  callerWith({ kind: 'client', user: null, clientId, actor: `client:${clientId}`, name: clientId, roles: [], isFresh: async () => false })
