import type { Realm, Statement, Storage, Upstream, UpstreamIdentity, User } from '@tegata/storage'
import type { Where } from './enrol.ts'
import { tellingFallen } from './fallen-addresses.ts'
import { keepingLastAdministrator, type KeepingNeeds } from './last-administrator.ts'
import type { Letters } from './letters.ts'
import { rightsOf, told } from './upstream-rights.ts'
import type { UpstreamSaid } from './upstream-said.ts'

export type AcceptingNeeds = {
  storage: Pick<Storage, 'users' | 'roles' | 'groups' | 'realms' | 'policies' | 'identities' | 'throttle' | 'audit' | 'clock'>
  gatherFacts: KeepingNeeds['gatherFacts']
  letters: Pick<Letters, 'addressFell'> & KeepingNeeds['letters']
}

export type Accepted = { realm: Realm; upstream: Upstream; user: User; said: UpstreamSaid; journeyId: string; where: Where; requested?: { signedInSince: number | null } }

/**
 * What an upstream's accepted answer changes here before the decision, for one unit: roles and groups as its mapping says,
 * which are facts of it (P10), and the events. Names wait until the session begins (`takingOver`). What cannot be given is
 * left and told, so that the sign-in goes on. The unit misses when the person was disabled or signed out everywhere
 * meanwhile, or when a group that comes by its mere name was given an administrative role (Z-2). The last global
 * administrator stays one, whatever the answer says.
 */
export async function accepting(needs: AcceptingNeeds, accepted: Accepted): Promise<readonly Statement[]> {
  const { storage } = needs
  const { realm, upstream, user, said, journeyId, where, requested } = accepted
  const [rights, held, member] = await Promise.all([
    rightsOf(storage, realm, upstream, said),
    storage.roles.effectiveOf(realm.id, user.id), storage.groups.of(realm.id, user.id),
  ])
  const kept = await keepingLastAdministrator(needs, realm, upstream, user, { held, rights })
  const [roleIds, groupIds] = [[...rights.roleIds, ...kept.roleIds], [...rights.groupIds, ...kept.groupIds]]
  const fallen = rights.administers ? await tellingFallen(needs, realm, { who: { userId: user.id }, roleIds, groupIds }, { actor: user.id, journeyId }) : []
  const record = (type: string, reason: string | null, detail: Record<string, unknown>): Statement => storage.audit.record({
    realmId: realm.id, type, actor: user.id, userId: user.id, ...where, journeyId, outcome: 'success', reason, detail: { upstream: upstream.alias, ...detail },
  })
  const { mapping } = upstream
  const isRead = mapping.roles !== null || mapping.clientRoles !== null || mapping.groups !== null
  const isSilent = isRead && said.roles.length + said.groups.length + Object.keys(said.clientRoles).length === 0
  return [
    storage.users.unchanged(realm.id, user.id, user),
    ...kept.holds,
    ...kept.telling,
    ...rights.creating,
    ...fallen,
    ...storage.roles.sync(realm.id, user.id, upstream.id, roleIds),
    ...(rights.byName.length === 0 ? [] : storage.groups.ordinary(realm.id, rights.byName)),
    ...storage.groups.sync(realm.id, user.id, upstream.id, groupIds),
    ...(rights.skipped.length === 0 ? [] : [record('upstream.mapping-skipped', null, told(rights.skipped))]),
    ...(kept.roleIds.length + kept.groupIds.length === 0 ? [] : [record('upstream.administrator-kept', 'last-administrator', { roles: kept.roleIds.length, groups: kept.groupIds.length })]),
    // A claim that is missing counts as empty; whether that was meant, somebody may want to look at.
    ...(isSilent && held.length + member.length > 0 ? [record('upstream.mapping-skipped', 'no-roles-said', {})] : []),
    record('upstream.accepted', null, {
      subject: said.subject, acr: said.acr, amr: said.amr, authTime: said.authTime, trust: upstream.trust, roles: rights.roleIds.length, groups: rights.groupIds.length,
      ...(kept.nobodyFrom !== null && { nobodyFrom: kept.nobodyFrom }),
      ...(requested?.signedInSince != null && { signedInSince: requested.signedInSince }),
    }),
  ]
}

export const linking = ({ storage }: Pick<AcceptingNeeds, 'storage'>, { realm, upstream, user, said, journeyId, where }: Accepted, linkedBy: UpstreamIdentity['linkedBy']): readonly Statement[] => [
  storage.identities.link({
    realmId: realm.id, upstreamId: upstream.id, issuer: said.issuer, subject: said.subject, userId: user.id, username: said.username,
    linkedAt: storage.clock.now(), linkedBy, linkedByActor: user.id,
  }),
  storage.audit.record({
    realmId: realm.id, type: 'identity.linked', actor: user.id, userId: user.id, ...where, journeyId, outcome: 'success',
    detail: { upstream: upstream.alias, issuer: said.issuer, subject: said.subject, username: said.username, by: linkedBy },
  }),
]
