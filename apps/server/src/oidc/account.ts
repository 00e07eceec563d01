import type { Proof, RequestFacts } from '@tegata/policy'
import type { Account, AccessToken, AuthorizationCode, FindAccount, KoaContextWithOIDC, RefreshToken } from 'oidc-provider'
import type { Realm, Storage, User } from '@tegata/storage'
import type { createAuthorize } from './authorize.ts'
import { groupClaims, personClaims } from './claims.ts'
import { storedClient } from './client.ts'
import type { Judge, Judgement } from './judge.ts'
import { protocolRequest, sawEpoch } from './protocol-request.ts'
import { requestedOf } from './requested.ts'
import type { Sessions } from './sessions.ts'

type Needs = {
  storage: Pick<Storage, 'users' | 'groups' | 'sessions' | 'protocol' | 'unit' | 'audit' | 'clock'>
  sessions: Pick<Sessions, 'findLive'>
  judge: Judge
  authorize: ReturnType<typeof createAuthorize>
}

type Source = AuthorizationCode | RefreshToken

/** The member that codes carry: the authorization request and its circumstances, for the decision at redemption. */
export const requestMember = 'request'

/** How precisely a refresh counts as use of its session. Milliseconds. */
const usePrecisionMs = 5 * 60_000

/**
 * oidc-provider asks who somebody is at every step; this is where each of them is decided anew. Nobody is found for whom
 * the decision of now is not satisfied: at the authorization endpoint the login prompt asks, at the token endpoint that
 * is `invalid_grant`.
 */
export const createFindAccount = (needs: Needs, realm: Realm): FindAccount => async (ctx, sub, token) => {
  const user = await personFor(needs, realm, ctx, sub, token)
  if (user === undefined) return undefined
  protocolRequest().user = user
  return accountOf(needs, realm, ctx, user)
}

type Token = Parameters<FindAccount>[2]

async function personFor(needs: Needs, realm: Realm, ctx: KoaContextWithOIDC, sub: string, token: Token): Promise<User | undefined> {
  if (token === undefined) {
    const user = await needs.authorize(ctx, realm)
    return user?.id === sub ? user : undefined
  }
  switch (token.kind) {
    case 'AuthorizationCode':
    case 'RefreshToken': return redeem(needs, realm, ctx, token)
    case 'AccessToken': return holder(needs, realm, ctx, token)
    default: return undefined
  }
}

/**
 * An access token carries the roles of its issue for its few minutes; whoever was disabled since, or came from an upstream
 * that was, is not found (P38).
 */
async function holder(needs: Needs, realm: Realm, ctx: KoaContextWithOIDC, token: AccessToken): Promise<User | undefined> {
  const user = await needs.storage.users.find(realm.id, token.accountId)
  if (user === undefined || !user.enabled) return undefined
  sawEpoch(user.id, user.epoch)
  const isOffline = token.expiresWithSession !== true
  const grounds = isOffline ? await offlineGrounds(needs, realm, token) : await sessionGrounds(needs, realm, token)
  if (!grounds?.proofs.some(({ kind }) => kind === 'upstream')) return user
  const channel = isOffline ? 'refresh-offline' : 'refresh'
  const { decision } = await needs.judge({ realm, client: storedClient(ctx.oidc.client), ...grounds, channel })
  return decision.reason.code === 'line0.upstream-disabled' ? undefined : user
}

type Grounds = { user: User; proofs: readonly Proof[]; session: { startedAt: number; consoleUsedAt: null } | null }

/** A code or a refresh token: whether the proofs behind it still satisfy what is demanded now (P28). */
async function redeem(needs: Needs, realm: Realm, ctx: KoaContextWithOIDC, token: Source): Promise<User | undefined> {
  const client = storedClient(ctx.oidc.client)
  const isCode = token.kind === 'AuthorizationCode'
  const isOffline = !isCode && token.expiresWithSession !== true
  const grounds = isOffline ? await offlineGrounds(needs, realm, token) : await sessionGrounds(needs, realm, token)
  if (grounds === undefined) return undefined

  // The code's own request binds it; a refresh is bound by what the client and the rules demand now.
  const judgement = await needs.judge({
    realm, client, ...grounds,
    channel: isCode ? 'code' : isOffline ? 'refresh-offline' : 'refresh',
    request: isCode ? requestOf(token) : {},
  })
  if (!judgement.decision.satisfied) {
    await refuse(needs, realm, token, judgement)
    return undefined
  }
  protocolRequest().groups = judgement.groups
  const named = requestedOf({ claims: token.claims }, { defaultAcrValues: [] })
  restate(token, judgement, [...named.essentialAcr, ...named.wishedAcr])
  if (isCode && token.expiresWithSession !== true) await keepForOffline(needs, realm, token, grounds)
  if (!isCode && !isOffline) await countUse(needs, realm, token)
  return grounds.user
}

function requestOf(code: Source): Partial<RequestFacts> {
  const kept: unknown = Reflect.get(code, requestMember)
  return isKept(kept) ? kept : {}
}
// Written by us into a sealed row.
const isKept = (value: unknown): value is Pick<RequestFacts, 'essentialAcr' | 'address'> =>
  typeof value === 'object' && value !== null && 'essentialAcr' in value && 'address' in value

async function sessionGrounds({ sessions }: Needs, realm: Realm, token: Source | AccessToken): Promise<Grounds | undefined> {
  const live = await sessions.findLive(realm, token.sessionUid ?? '')
  if (live === undefined || live.user.id !== token.accountId) return undefined
  return { user: live.user, proofs: live.session.proofs, session: { startedAt: live.session.startedAt, consoleUsedAt: null } }
}

/** An offline token outlives its session: the proofs that it rests on are kept with its grant. */
async function offlineGrounds({ storage }: Needs, realm: Realm, token: Source | AccessToken): Promise<Grounds | undefined> {
  const [kept, user] = await Promise.all([
    storage.protocol.find(realm.id, offlineModel, token.grantId ?? ''),
    storage.users.find(realm.id, token.accountId ?? ''),
  ])
  if (kept === undefined || user === undefined || !user.enabled) return undefined
  sawEpoch(user.id, kept.epoch ?? user.epoch)
  const { proofs, startedAt } = kept.payload
  return isProofs(proofs) && typeof startedAt === 'number' ? { user, proofs, session: { startedAt, consoleUsedAt: null } } : undefined
}

const isProofs = (value: unknown): value is Proof[] => Array.isArray(value)

const offlineModel = 'OfflineProofs'
export const offlineSeconds = 30 * 24 * 60 * 60

async function keepForOffline({ storage }: Needs, realm: Realm, { grantId = '' }: Source, { user, proofs, session }: Grounds): Promise<void> {
  await storage.protocol.save({
    model: offlineModel, id: grantId, realmId: realm.id, userId: user.id, epoch: protocolRequest().epochs.get(user.id) ?? user.epoch, grantId,
    payload: { proofs, startedAt: session?.startedAt ?? storage.clock.now() }, sessionUid: null, uid: null, userCode: null, consumedAt: null,
    expiresAt: Date.now() + offlineSeconds * 1000,
  })
}

/** A refused refresh ends its grant (policy.md): the next one needs a sign-in. */
async function refuse({ storage }: Needs, realm: Realm, token: Source, { decision }: Judgement): Promise<void> {
  if (token.kind === 'RefreshToken') await storage.protocol.revokeByGrantId(realm.id, token.grantId ?? '')
  const { address, userAgent } = protocolRequest()
  await storage.unit([storage.audit.record({
    realmId: realm.id, type: 'token.refused', actor: token.accountId ?? null, userId: token.accountId ?? null,
    clientId: token.clientId ?? null, address, userAgent, outcome: 'refused', reason: decision.reason.code,
    detail: { line: decision.line, grant: token.kind === 'RefreshToken' ? 'refresh_token' : 'authorization_code' },
  })])
}

/** What was said at the sign-in stays, unless what it rested on has fallen since: never more than stands (P30). */
function restate(token: Source, judgement: Judgement, requested: readonly string[]): void {
  if (token.acr !== undefined && judgement.meets(token.acr)) return
  const { acr, amr, authTime } = judgement.assurance(requested)
  token.acr = acr ?? undefined
  token.amr = [...amr]
  token.authTime = authTime === null ? undefined : Math.floor(authTime / 1000)
}

async function countUse({ storage }: Needs, realm: Realm, { sessionUid = '' }: Source): Promise<void> {
  const session = protocolRequest().live.get(sessionUid)?.session
  if (session === undefined || storage.clock.now() - session.lastUsedAt < usePrecisionMs) return
  await storage.unit([storage.sessions.used(realm.id, sessionUid, null)])
}

const accountOf = ({ storage }: Needs, realm: Realm, ctx: KoaContextWithOIDC, user: User): Account => ({
  accountId: user.id,
  async claims(use, scope) {
    const granted = new Set(scope.split(' '))
    const request = protocolRequest()
    if (opensGroups.some((name) => granted.has(name))) request.groups ??= (await storage.groups.of(realm.id, user.id)).map(({ name }) => name)
    return {
      // oidc-provider puts the id in its place, and `subject.ts` the subject.
      sub: user.id,
      ...personClaims(user),
      ...groupClaims(request.groups ?? [], storedClient(ctx.oidc.client), granted),
      ...(use === 'id_token' ? { typ: 'ID', azp: ctx.oidc.client?.clientId } : {}),
    }
  },
})

const opensGroups = ['profile', 'roles']
