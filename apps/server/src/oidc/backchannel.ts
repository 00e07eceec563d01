import type Provider from 'oidc-provider'
import type { Client as ProviderClient } from 'oidc-provider'
import type { Realm, Storage } from '@tegata/storage'
import { inProtocolRequest } from './protocol-request.ts'
import { prototypeOf, replaceMethod } from './seams.ts'
import { subjectOf } from './subject.ts'

/** Sends one logout token. What oidc-provider would do inline, at the cost of whoever is signing out. */
export type SendLogout = (client: ProviderClient, subject: string, sid: string) => Promise<void>

/**
 * Takes back-channel logout out of the request that ends a session: `sessions.ts` queues one row per client in the unit
 * that ends it, and they are delivered from there, with retries.
 */
export function takeBackchannelLogout(provider: Provider): SendLogout {
  const prototype = prototypeOf(provider.Client)
  const send: unknown = typeof prototype === 'object' && prototype !== null ? Reflect.get(prototype, 'backchannelLogout') : undefined
  replaceMethod(prototype, 'backchannelLogout', async () => undefined)
  return async (client, subject, sid) => {
    if (typeof send === 'function') await Reflect.apply(send, client, [subject, sid])
  }
}

type Needs = {
  storage: Pick<Storage, 'logouts' | 'unit' | 'realms' | 'users' | 'audit' | 'clock'>
  providerOf: (realm: Realm) => Promise<{ provider: Provider; sendLogout: SendLogout }>
}

const leaseMs = 60_000
const firstRetryMs = 5_000
const longestRetryMs = 60 * 60_000
/** About a day and a half: after that the client's own tokens have run out, too. */
const maxAttempts = 40

/** Delivers what is due, and says how many reached their client. Several nodes never deliver the same row. */
export const createLogoutDelivery = ({ storage, providerOf }: Needs) => async (): Promise<number> => {
  const due = await storage.logouts.claim(20, leaseMs)
  if (due.length === 0) return 0
  const realms = new Map((await storage.realms.list()).map((realm) => [realm.id, realm]))
  const delivered = await Promise.all(due.map((logout) => deliver(realms.get(logout.realmId), logout)))
  return delivered.filter(Boolean).length

  async function deliver(realm: Realm | undefined, { id, clientId, userId, sessionUid, attempts }: (typeof due)[number]): Promise<boolean> {
    const refusal = realm === undefined ? null : await attempt(realm, clientId, userId, sessionUid)
    if (refusal === null) {
      await storage.unit([storage.logouts.done(id)])
      return realm !== undefined
    }
    if (realm === undefined || attempts < maxAttempts) {
      await storage.unit([storage.logouts.retryAt(id, storage.clock.now() + Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs))])
      return false
    }
    await storage.unit([storage.logouts.done(id), storage.audit.record({
      realmId: realm.id, type: 'logout.undelivered', actor: null, userId, clientId, outcome: 'error', reason: refusal.slice(0, 200),
    })])
    return false
  }

  /** Null when the client was told, or is not to be told any more. */
  async function attempt(realm: Realm, clientId: string, userId: string, sessionUid: string | null): Promise<string | null> {
    try {
      const { provider, sendLogout } = await providerOf(realm)
      return await inProtocolRequest({ address: null, userAgent: '', requestId: '' }, async () => {
        const client = await provider.Client.find(clientId)
        if (client?.backchannelLogoutUri === undefined) return null
        // Of somebody who was deleted, the session's id says which one it is.
        const user = await storage.users.find(realm.id, userId)
        await sendLogout(client, user === undefined ? userId : subjectOf(user), sessionUid ?? '')
        return null
      })
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}
