import { toWire, type User as WireUser, type UserSummary } from '@tegata/contract'
import type { Realm, Storage, User } from '@tegata/storage'
import { administrativeRolesOf } from './caller.ts'
import { demandersOf } from './demanded.ts'
import type { TellAfterReset } from '../journey/reset.ts'
import type { Decide, Waits } from './needs.ts'
import { nextOfEach } from './next-of-each.ts'
import { isRegistered } from './otp-status.ts'

type Needs = {
  storage: Pick<Storage, 'roles' | 'groups' | 'policies' | 'authenticators' | 'resetRequests' | 'many' | 'clock'>
  decide: Decide
  waits: Waits
  tellAfterReset: TellAfterReset
}

const wire = (instant: number | null): string | null => (instant === null ? null : toWire(instant))
const latest = (instants: readonly (number | null)[]): number | null =>
  instants.reduce<number | null>((found, instant) => (instant !== null && (found === null || instant > found) ? instant : found), null)

/**
 * Whether a rule says that this person must have a second factor. The decision is asked only where something besides
 * the personal switch could say so: a page of two hundred people stays cheap.
 */
async function isRequired({ storage, decide }: Needs, realm: Realm, user: User): Promise<boolean> {
  if (user.otpRequired) return true
  if (user.policyGroupId === null) {
    const now = storage.clock.now()
    const inForce = (await storage.policies.standing(realm.id)).some(({ state, enforceFrom }) => state === 'announced' && enforceFrom <= now)
    if (!inForce) return false
  }
  return (await decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [] })).mustHave
}

/** A person as the list shows them. */
async function summaryOf(needs: Needs, realm: Realm, user: User): Promise<UserSummary> {
  const [required, roles] = await Promise.all([isRequired(needs, realm, user), needs.storage.roles.effectiveOf(realm.id, user.id)])
  return summary(user, { required, administrator: administrativeRolesOf(roles).length > 0 })
}

/** The same of a page of people, in a few questions however many they are: by what stands on their rows, and not by a decision for each. */
export async function summariesOf({ storage }: Needs, realm: Realm, users: readonly User[]): Promise<UserSummary[]> {
  const by = await demandersOf(storage, realm)
  const isByRow = by.everybody || by.roleIds.length + by.groupIds.length === 0
  const [administrators, demanded] = await Promise.all([
    storage.roles.administratorsAmong(realm.id, users.map(({ n }) => n)),
    isByRow ? null : storage.policies.people(realm.id, { ids: users.map(({ id }) => id), demand: { required: true, by } }, null, users.length),
  ])
  const numbers = new Set(demanded?.numbers)
  return users.map((user) => summary(user, {
    required: by.everybody || numbers.has(user.n) || user.otpRequired
      || (user.policyGroupId !== null && by.policyGroupIds.includes(user.policyGroupId)) || (user.department !== null && by.departments.includes(user.department)),
    administrator: administrators.has(user.n),
  }))
}

/** The same with what those of them who wait meet next: decided once for all who are alike. */
export async function withNext(needs: Needs, realm: Realm, users: readonly User[], summaries: readonly UserSummary[]): Promise<UserSummary[]> {
  const waiting = new Set(summaries.filter(({ enabled, otp }) => enabled && otp.status === 'waiting').map(({ id }) => id))
  const next = await nextOfEach(needs, realm, users.filter(({ id }) => waiting.has(id)))
  return summaries.map((one) => ({ ...one, otp: { ...one.otp, next: next.get(one.id) ?? null } }))
}

function summary(user: User, { required, administrator }: { required: boolean; administrator: boolean }): UserSummary {
  const registered = isRegistered(user.otpStatus)
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    emailVerified: user.emailProvedAt !== null,
    givenName: user.givenName,
    familyName: user.familyName,
    sortName: user.sortName,
    language: user.language,
    department: user.department,
    enabled: user.enabled,
    otpRequired: user.otpRequired,
    otp: { required, registered, status: registered ? 'set-up' : required ? 'waiting' : 'not-required', next: null },
    administrator,
    policyGroupId: user.policyGroupId,
    emergencyTokensLeft: user.emergencyLeft,
    createdAt: toWire(user.createdAt),
    lastSignInAt: wire(user.lastSignInAt),
    version: user.version,
  }
}

/** A person with everything that their page shows. */
export async function viewOf(needs: Needs, realm: Realm, user: User): Promise<WireUser> {
  const { storage, waits, tellAfterReset } = needs
  const [[summary], roles, authenticators, open, wait, afterReset, group] = await Promise.all([
    summaryOf(needs, realm, user).then((one) => withNext(needs, realm, [user], [one])),
    storage.roles.effectiveOf(realm.id, user.id),
    storage.authenticators.listOf(realm.id, user.id),
    storage.resetRequests.findOpenOf(realm.id, user.id),
    waits.waitUntil(realm, user.id),
    tellAfterReset(realm, user, { proof: null, reference: null }),
    user.policyGroupId === null ? undefined : storage.policies.group(realm.id, user.policyGroupId),
  ])
  if (summary === undefined) throw new Error('Whoever is summed up has a summary.')
  return {
    ...summary,
    otp: {
      ...summary.otp,
      registeredAt: wire(latest(authenticators.map(({ boundAt }) => boundAt))),
      requiredSince: user.otpRequired ? wire(latest([user.otpRequiredAt, user.otpResetAt])) : null,
      afterReset,
      turningOnResets: !user.otpRequired && user.otpTurnedOffAt !== null,
    },
    hasPassword: user.hasPassword,
    waitsUntil: wire(wait?.until ?? null),
    roles: roles.filter(({ clientId }) => clientId === null).map(({ name }) => name).sort(),
    openResetRequests: open ? 1 : 0,
    policyGroup: group ? { id: group.id, name: group.name } : null,
  }
}

export type ViewNeeds = Needs
