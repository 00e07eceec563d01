import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { Realm, Storage } from '@tegata/storage'
import { storedClient } from './client.ts'
import { protocolRequest } from './protocol-request.ts'

type Needs = { storage: Pick<Storage, 'protocol'> }

const consentModel = 'Consent'
const consentMs = 365 * 24 * 60 * 60_000
const idOf = (userId: string, clientId: string): string => `${userId} ${clientId}`

/**
 * What an application may know, for this session: all that it asks for when it is ours (first party), otherwise what the
 * person has allowed it, in this session or in an earlier one.
 */
export const createLoadGrant = ({ storage }: Needs, realm: Realm) => async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
  const { oidc } = ctx
  const client = storedClient(oidc.client)
  const accountId = oidc.account?.accountId
  if (accountId === undefined) return undefined

  const grantId = consentedGrantId(oidc.result) ?? oidc.session?.grantIdFor(client.clientId)
  const existing = grantId === undefined ? undefined : await oidc.provider.Grant.find(grantId)
  const grant = existing ?? new oidc.provider.Grant({ accountId, clientId: client.clientId })
  const wanted = client.firstParty
    ? { scopes: [...oidc.requestParamOIDCScopes], claims: [...oidc.requestParamClaims] }
    : existing === undefined ? await rememberedFor(storage, realm, accountId, client.clientId) : undefined
  if (wanted === undefined || isCovered(grant, wanted)) return existing
  grant.addOIDCScope(wanted.scopes)
  if (wanted.claims.length > 0) grant.addOIDCClaims(wanted.claims)
  await grant.save()
  return grant
}

type Allowed = { scopes: string[]; claims: string[] }

function isCovered(grant: Grant, { scopes, claims }: Allowed): boolean {
  const granted = new Set(grant.getOIDCScope().split(' '))
  const open = new Set(grant.getOIDCClaims())
  return scopes.every((scope) => granted.has(scope)) && claims.every((claim) => open.has(claim))
}

const consentedGrantId = (result: unknown): string | undefined => {
  const consent: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, 'consent') : undefined
  const grantId: unknown = typeof consent === 'object' && consent !== null ? Reflect.get(consent, 'grantId') : undefined
  return typeof grantId === 'string' ? grantId : undefined
}

async function rememberedFor({ protocol }: Needs['storage'], realm: Realm, userId: string, clientId: string): Promise<Allowed | undefined> {
  const row = await protocol.find(realm.id, consentModel, idOf(userId, clientId))
  if (row === undefined || (row.expiresAt ?? 0) < Date.now()) return undefined
  const { scopes, claims } = row.payload
  return isNames(scopes) && isNames(claims) ? { scopes, claims } : undefined
}

const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every((name) => typeof name === 'string')

/** Remembers what a person allowed an application, until everything of that person ends. */
export async function remember({ storage }: Needs, realm: Realm, userId: string, clientId: string, grant: Grant): Promise<void> {
  await storage.protocol.save({
    model: consentModel, id: idOf(userId, clientId), realmId: realm.id, userId, epoch: protocolRequest().epochs.get(userId) ?? null,
    payload: { scopes: grant.getOIDCScope().split(' '), claims: grant.getOIDCClaims() },
    grantId: null, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: Date.now() + consentMs,
  })
}
