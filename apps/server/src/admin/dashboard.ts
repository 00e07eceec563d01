import { type Attention, type Dashboard, type OtpTally, toWire, type UserFilter as Asked } from '@tegata/contract'
import type { Realm, Role, Storage, UserFilter } from '@tegata/storage'
import { administrativeRolesOf } from './caller.ts'
import { type Demanders, demandersOf } from './demanded.ts'
import { workingAdministrators } from './guard.ts'
import type { Performs } from './serve.ts'
import { type FilterNeeds, userFilter } from './user-filter.ts'

type Needs = {
  storage: FilterNeeds & Pick<Storage, 'users' | 'tallies' | 'outbox' | 'resetRequests'>
  canMail: (realm: Realm) => boolean
}
type Counted = Awaited<ReturnType<Storage['tallies']['people']>>[number]
type Count = { count: number; more: boolean }

const shownTo = 1000
/** Whom an enforcement of a part of the realm alone demands it of is counted up to here. */
const enforcedTo = 10_000
const otherRoles = 20
const mailDays = 7
const day = 24 * 60 * 60_000
/** The enforced part is counted anew only so often, whoever looks. */
const rememberMs = 5000

const works: ReadonlySet<string> = new Set(['app', 'email', 'unproved', 'several'])

/** Adds up what the database counts. `demanded`: besides the personal switch, which asks everywhere. */
function add(rows: readonly Counted[], demanded: (row: Counted) => boolean): OtpTally {
  const tally = { people: 0, required: 0, setUp: 0, waiting: 0, notRequired: 0 }
  for (const row of rows) {
    if (!row.enabled) continue
    const required = row.otpRequired || demanded(row)
    tally.people += row.count
    if (required) tally.required += row.count
    tally[works.has(row.otpStatus) ? 'setUp' : required ? 'waiting' : 'notRequired'] += row.count
  }
  return tally
}

/** The same with people of whom only an enforcement of a part of the realm demands it. */
const withEnforced = (tally: OtpTally, { setUp, waiting }: { setUp: number; waiting: number }): OtpTally => ({
  ...tally, required: tally.required + setUp + waiting, waiting: tally.waiting + waiting, notRequired: tally.notRequired - waiting,
})

const sum = (parts: readonly { setUp: number; waiting: number }[]) => parts.reduce((all, { setUp, waiting }) => ({ setUp: all.setUp + setUp, waiting: all.waiting + waiting }), { setUp: 0, waiting: 0 })

/** The first page of the console: how far the realm is, and what to look at today. */
export const dashboardApi = ({ storage, canMail }: Needs): Performs<'getDashboard'> => {
  const { clock, users, tallies, roles, policies, outbox, resetRequests } = storage
  const remembered = new Map<string, { until: number; count: Promise<{ setUp: number; waiting: number }> }>()

  /** Enabled people of one policy group (null: of none) of whom nothing but an enforcement of a part of the realm demands it. */
  async function countEnforced(realm: Realm, { roleIds, groupIds, departments }: Demanders, among: UserFilter): Promise<{ setUp: number; waiting: number }> {
    const filter = { ...among, enabled: true, otpRequired: false, demand: { required: true, by: { everybody: false, policyGroupIds: [], roleIds, groupIds, departments } } }
    const [setUp, waiting] = await Promise.all([
      users.count(realm.id, { ...filter, otp: ['app', 'email', 'unproved', 'several'] }, enforcedTo),
      users.count(realm.id, { ...filter, otp: ['none', 'suspended'] }, enforcedTo),
    ])
    return { setUp: setUp.count, waiting: waiting.count }
  }
  function enforced(realm: Realm, by: Demanders, among: UserFilter): Promise<{ setUp: number; waiting: number }> {
    const key = JSON.stringify([realm.id, by, among])
    const now = clock.now()
    const known = remembered.get(key)
    if (known && known.until > now) return known.count
    for (const [old, { until }] of remembered) if (until <= now) remembered.delete(old)
    const count = countEnforced(realm, by, among)
    remembered.set(key, { until: now + rememberMs, count })
    count.catch(() => remembered.delete(key))
    return count
  }

  async function attentionOf(realm: Realm): Promise<Attention[]> {
    const people = async (kind: Attention['kind'], asked: Asked): Promise<Attention> => {
      const filter = await userFilter(storage, realm, asked)
      return { kind, ...(filter ? await users.count(realm.id, filter, shownTo) : { count: 0, more: false }), filter: asked }
    }
    const plain = (kind: Attention['kind'], { count, more }: Count): Attention => ({ kind, count, more, filter: null })
    const [working, ...rest] = await Promise.all([
      workingAdministrators({ storage }, realm),
      people('administrators-not-set-up', { administrators: true, enabled: true, otp: 'not-set-up' }),
      people('administrators-address-not-proved', { administrators: true, enabled: true, emailProved: false }),
      people('waits', { enabled: true, waits: true }),
      plain('no-mail', { count: canMail(realm) ? 0 : 1, more: false }),
      outbox.refusedSince(realm.id, clock.now() - mailDays * day, shownTo).then((count) => plain('mail-refused', count)),
      people('last-token', { administrators: true, enabled: true, emergencyLeft: 'last' }),
      people('unused', { enabled: true, unusedDays: 365 }),
    ])
    return [plain('sole-administrator', { count: working.length === 1 ? 1 : 0, more: false }), ...rest].filter(({ count }) => count > 0)
  }

  async function waitingForReset(realm: Realm): Promise<Dashboard['resetRequests']> {
    const { items } = await resetRequests.list(realm.id, 'open', null, shownTo)
    const oldest = items.reduce<number | null>((found, { createdAt }) => (found === null || createdAt < found ? createdAt : found), null)
    return { count: items.length, more: items.length === shownTo, oldestAt: oldest === null ? null : toWire(oldest) }
  }

  return {
    async getDashboard({ realm }) {
      const [counted, byRole, allRoles, groups, by, requests, attention] = await Promise.all([
        tallies.people(realm.id), tallies.roles(realm.id), roles.list(realm.id), policies.groups(realm.id), demandersOf(storage, realm),
        waitingForReset(realm), attentionOf(realm),
      ])
      const demanded = ({ policyGroupId }: Counted) => by.everybody || (policyGroupId !== null && by.policyGroupIds.includes(policyGroupId))
      const hasPart = !by.everybody && by.roleIds.length + by.groupIds.length + by.departments.length > 0
      const free = [null, ...groups.map(({ id }) => id)].filter((id) => id === null || !by.policyGroupIds.includes(id))
      const none = { setUp: 0, waiting: 0 }
      const inPart = async (policyGroupId: string | null, among: UserFilter = {}) => hasPart && free.includes(policyGroupId) ? enforced(realm, by, { ...among, policyGroupId }) : none
      const inPartOf = async (role: Role) => sum(await Promise.all(free.map((id) => inPart(id, { roleIds: [role.id] }))))

      const tallyOf = async (role: Role): Promise<Dashboard['roles'][number]> => {
        const rows = byRole.filter(({ roleId }) => roleId === role.id)
        const administrative = administrativeRolesOf([role]).length > 0
        if (by.roleIds.includes(role.id)) return { role: role.name, administrative, ...add(rows, () => true) }
        const tally = add(rows, demanded)
        return { role: role.name, administrative, ...(tally.people === 0 ? tally : withEnforced(tally, await inPartOf(role))) }
      }
      const ofRealm = allRoles.filter(({ clientId }) => clientId === null)
      const administrative = ofRealm.filter((role) => administrativeRolesOf([role]).length > 0)
      const size = new Map<string, number>()
      for (const { roleId, enabled, count } of byRole) if (enabled) size.set(roleId, (size.get(roleId) ?? 0) + count)
      const others = ofRealm.filter((role) => !administrative.includes(role) && size.has(role.id))
        .toSorted((one, other) => (size.get(other.id) ?? 0) - (size.get(one.id) ?? 0)).slice(0, otherRoles)

      const perGroup = await Promise.all([null, ...groups].map(async (group) => ({
        group: group && { id: group.id, name: group.name },
        ...withEnforced(add(counted.filter(({ policyGroupId }) => policyGroupId === (group?.id ?? null)), demanded), await inPart(group?.id ?? null)),
      })))
      return {
        value: {
          at: toWire(clock.now()),
          people: withEnforced(add(counted, demanded), sum(await Promise.all([null, ...groups.map(({ id }) => id)].map((id) => inPart(id))))),
          disabled: counted.reduce((all, { enabled, count }) => (enabled ? all : all + count), 0),
          roles: await Promise.all([...administrative.filter(({ id }) => size.has(id)), ...others].map(tallyOf)),
          policyGroups: perGroup.filter(({ people }) => people > 0),
          resetRequests: requests,
          attention,
        },
      }
    },
  }
}
