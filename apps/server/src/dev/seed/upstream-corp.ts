import type { Realm, Upstream } from '@tegata/storage'
import { idOf } from './deterministic.ts'
import { clientIdAtCorp, corpRealmName } from './realm-corp.ts'

export const corpAlias = 'corp'
export const corpUpstreamId = (realmName: string): string => idOf(`upstream ${realmName}/corp`)
export const corpIssuer = (publicUrl: URL): string => new URL(`/realms/${corpRealmName}`, publicUrl).href

type Corp = Omit<Upstream, 'hasSecret' | 'version'>

function corpOf(realm: Pick<Realm, 'id' | 'name'>, publicUrl: URL, now: number): Corp {
  return {
    id: corpUpstreamId(realm.name), realmId: realm.id, alias: corpAlias, name: { en: 'Corp ID', ja: 'Corp ID', ko: 'Corp ID' }, enabled: true,
    issuer: corpIssuer(publicUrl), clientId: clientIdAtCorp(realm.name), clientAuth: 'client_secret_basic', scopes: ['openid', 'profile', 'email'],
    trust: 'always', evidence: [], evidenceMaxAgeMs: 15 * 60_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local',
    mapping: {
      username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name',
      rolesFrom: 'access-token', roles: null, clientRoles: null, groups: null, passOn: false, rules: [],
    },
    signOut: true, createdAt: now,
  }
}

/** Beside passwords of our own: its word is taken for both factors (S2-19), and for nothing else. */
export const corpBeside = corpOf

/** The only first step: who somebody is and what they may do is its word, and our code is the second factor. */
export function corpInFront(realm: Pick<Realm, 'id' | 'name'>, publicUrl: URL, now: number): Corp {
  const corp = corpOf(realm, publicUrl, now)
  return {
    ...corp, trust: 'never', newPeople: 'create', profile: 'upstream',
    mapping: { ...corp.mapping, roles: 'realm_access.roles', groups: 'groups', passOn: true },
  }
}
