import { type Operations, Problem } from '@tegata/contract'
import { type Authenticator, blankUser, type Realm, type Storage, type User } from '@tegata/storage'
import type { Call } from './serve.ts'

export type SimulationFields = Call<Operations['simulate']>['body']
type Imagined = NonNullable<SimulationFields['person']>
type Read = Pick<Storage, 'roles' | 'groups' | 'authenticators' | 'policies' | 'resetRequests' | 'emergencyTokens' | 'upstreams'>

/** What the facts of one sign-in are read from: the storage, with something put in its place. */
export type Source = {
  roles: Pick<Storage['roles'], 'effectiveOf' | 'heldSince'>
  groups: Pick<Storage['groups'], 'of'>
  authenticators: Pick<Storage['authenticators'], 'listOf'>
  policies: Pick<Storage['policies'], 'standing' | 'group'>
  resetRequests: Pick<Storage['resetRequests'], 'latestAnsweredOf'>
  emergencyTokens: Pick<Storage['emergencyTokens'], 'countLeft'>
  upstreams: Pick<Storage['upstreams'], 'list'>
}

/** No person of any realm has this id. */
const nobodysId = '00000000-0000-4000-8000-000000000000'

/** A person who does not exist, and what the decision will read of them. */
export async function imagine(storage: Read, realm: Realm, wanted: Imagined, now: number): Promise<{ user: User; source: Source }> {
  const [allRoles, allGroups] = await Promise.all([storage.roles.list(realm.id), storage.groups.list(realm.id)])
  const direct = (wanted.roles ?? []).map((id) => allRoles.find((role) => role.id === id) ?? missing('role.not-found'))
  const groups = (wanted.groups ?? []).map((id) => allGroups.find((group) => group.id === id) ?? missing('group.not-found'))
  const carried = await Promise.all(groups.map(({ id }) => storage.groups.rolesOf(realm.id, id)))
  const roles = [...new Map([...direct, ...carried.flat()].map((role) => [role.id, role])).values()]

  const { otpRequired = false, addressProved = true, shared = false, department = null, emergencyTokens = 0, kinds = [] } = wanted
  const user: User = {
    ...blankUser({ id: nobodysId, realmId: realm.id, username: 'nobody' }),
    email: 'nobody@example.invalid', emailProvedAt: addressProved ? 0 : null, enabled: true, hasPassword: true, createdAt: now,
    otpRequired, otpRequiredAt: otpRequired ? now : null, shared, department, emergencyLeft: emergencyTokens,
  }
  const authenticators = kinds.map((kind): Authenticator => ({
    id: kind, realmId: realm.id, userId: user.id, kind, state: 'active', label: kind, boundBy: 'administrator', confirmedFor: 'deny', boundAt: 0, boundByActor: user.id,
    lastUsedAt: null, lastStep: null, consecutiveFailures: 0, totp: null, address: null,
  }))
  const source: Source = {
    ...storage,
    roles: { effectiveOf: async () => roles, heldSince: async () => new Map(roles.map(({ id }) => [id, now])) },
    groups: { of: async () => groups },
    authenticators: { listOf: async () => authenticators },
    emergencyTokens: { countLeft: async () => emergencyTokens },
  }
  return { user, source }
}

const missing = (code: 'role.not-found' | 'group.not-found'): never => { throw new Problem(code) }
