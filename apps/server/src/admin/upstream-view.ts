import { randomUUID } from 'node:crypto'
import { type Operations, toWire, type Upstream as WireUpstream } from '@tegata/contract'
import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { Call } from './serve.ts'
import { standardMapping } from './upstream-suggestions.ts'

const minute = 60_000
/** People are counted up to here: a list is not walked to its end for a number. */
const mostCounted = 10_000

type Needs = { storage: Pick<Storage, 'identities'>; publicUrl: URL }

/** What is entered at the provider. They follow from realm and alias, and are Keycloak's (docs/identity-providers.md). */
function addressesOf({ publicUrl }: Needs, realm: Realm, alias: string): WireUpstream['addresses'] {
  const at = (path: string) => new URL(`/realms/${realm.name}/${path}`, publicUrl).href
  return {
    callback: at(`broker/${alias}/endpoint`),
    signOutReturn: at(`broker/${alias}/endpoint/logout_response`),
    backChannelLogout: at('protocol/openid-connect/logout/backchannel-logout'),
    localSignIn: at('local'),
  }
}

/** What an administrator sets, in the words of the API. The secret is not in it (Z-7). */
export const settingsOf = (upstream: Upstream) => ({
  name: upstream.name,
  enabled: upstream.enabled,
  issuer: upstream.issuer,
  clientId: upstream.clientId,
  clientAuth: upstream.clientAuth,
  scopes: upstream.scopes,
  trust: upstream.trust,
  evidence: upstream.evidence,
  evidenceMaxAgeMinutes: upstream.evidenceMaxAgeMs / minute,
  acrValues: upstream.acrValues,
  hidden: upstream.hidden,
  newPeople: upstream.newPeople,
  profile: upstream.profile,
  signOut: upstream.signOut,
  mapping: upstream.mapping,
})

export async function upstreamView(needs: Needs, realm: Realm, upstream: Upstream): Promise<WireUpstream> {
  return {
    ...settingsOf(upstream),
    alias: upstream.alias,
    hasSecret: upstream.hasSecret,
    isOnlyFirstStep: realm.settings.onlyUpstreamId === upstream.id,
    people: await needs.storage.identities.count(realm.id, upstream.id, mostCounted),
    addresses: addressesOf(needs, realm, upstream.alias),
    createdAt: toWire(upstream.createdAt),
    version: upstream.version,
  }
}

type Changes = Omit<Call<Operations['changeUpstream']>['body'], 'clientSecret'>

/** Fields that are not sent stay; of the mapping, its members. Switched on again, it vouches for nothing from before. */
export function withChanges(upstream: Upstream, { mapping, evidenceMaxAgeMinutes, ...plain }: Changes, now: number): Upstream {
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  return {
    ...upstream,
    ...given,
    ...(plain.enabled === true && !upstream.enabled ? { enabledSince: now } : {}),
    ...(mapping === undefined ? {} : { mapping: { ...upstream.mapping, ...mapping } }),
    ...(evidenceMaxAgeMinutes === undefined ? {} : { evidenceMaxAgeMs: Math.round(evidenceMaxAgeMinutes * minute) }),
  }
}

/** One as it is first made: what is not sent is what its place wants. */
export function makeUpstream(realm: Realm, now: number, body: Call<Operations['createUpstream']>['body']): Upstream {
  const { alias, clientSecret, place, name, issuer, clientId, ...changes } = body
  const front = place === 'in-front'
  const blank: Upstream = {
    id: randomUUID(), realmId: realm.id, alias, name, enabled: true, issuer, clientId, clientAuth: 'client_secret_basic', hasSecret: false,
    scopes: ['openid', 'profile', 'email'], trust: front ? 'never' : 'always', evidence: [], evidenceMaxAgeMs: 15 * minute, acrValues: [], hidden: false,
    newPeople: front ? 'create' : 'connect', profile: front ? 'upstream' : 'local', mapping: { ...standardMapping, passOn: front }, signOut: front,
    createdAt: now, version: 1,
  }
  return { ...withChanges(blank, changes, now), hasSecret: typeof clientSecret === 'string' }
}
