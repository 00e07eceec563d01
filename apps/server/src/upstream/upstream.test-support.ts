import type { Upstream, UpstreamMapping } from '@tegata/storage'

export const plainMapping: UpstreamMapping = {
  username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'id-token', roles: null, clientRoles: null, groups: null,
  passOn: false, rules: [],
}

/** An upstream of the realm that is kept as number 1, at whoever plays it. */
export const upstreamAt = ({ issuer, clientId }: { issuer: string; clientId: string }, changes: Partial<Upstream> = {}): Upstream => ({
  id: '00000000-0000-4000-8000-000000000001', realmId: 1, alias: 'corp', name: { en: 'Corp ID' }, enabled: true, issuer, clientId, clientAuth: 'client_secret_basic', hasSecret: true,
  scopes: ['openid', 'profile', 'email'], trust: 'always', evidence: [], evidenceMaxAgeMs: 15 * 60_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local',
  mapping: plainMapping, signOut: false, createdAt: 0, version: 1, ...changes,
})
