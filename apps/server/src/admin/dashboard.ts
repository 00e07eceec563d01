import { setImmediate } from 'node:timers/promises'
import { administrativeRoles, type Attention, type Dashboard, type OtpTally, toWire, type UserFilter as Asked } from '@tegata/contract'
import type { PartTally, Realm, Role, Storage } from '@tegata/storage'
import { administrativeRolesOf } from './caller.ts'
import { type Demanders, demandersOf } from './demanded.ts'
import { isRegistered } from './otp-status.ts'
import type { Performs } from './serve.ts'
import { lockedOutOf } from './user-filter.ts'

type Needs = {
  storage: Pick<Storage, 'clock' | 'tallies' | 'roles' | 'groups' | 'policies'>
  canMail: (realm: Realm) => boolean
}
type Counted = Awaited<ReturnType<Storage['tallies']['people']>>[number]
type Found = Awaited<ReturnType<Storage['tallies']['attention']>>
type Count = { count: number; more: boolean }

const shownTo = 1000
/** People of a part of the realm who are counted at one go: between two goes everybody else's requests have their turn. */
const slice = 10_000
const otherRoles = 20
const mailDays = 7
const unusedDays = 365
const day = 24 * 60 * 60_000
/** A part of the realm is counted anew only so often, whoever looks, and a twentieth of the time at most. */
const rememberMs = 5000
const rest = 20

/** Adds up what the database counts. `demanded`: besides the personal switch, which asks everywhere. */
function add(rows: readonly Counted[], demanded: (row: Counted) => boolean): OtpTally {
  const tally = { people: 0, required: 0, setUp: 0, waiting: 0, notRequired: 0 }
  for (const row of rows) {
    if (!row.enabled) continue
    const required = row.otpRequired || demanded(row)
    tally.people += row.count
    if (required) tally.required += row.count
    tally[isRegistered(row.otpStatus) ? 'setUp' : required ? 'waiting' : 'notRequired'] += row.count
  }
  return tally
}

/** The same with people of whom only an enforcement of a part of the realm demands it. */
const withEnforced = (tally: OtpTally, { setUp, waiting }: { setUp: number; waiting: number }): OtpTally => ({
  ...tally, required: tally.required + setUp + waiting, waiting: tally.waiting + waiting, notRequired: tally.notRequired - waiting,
})

/** Of whom nothing but an enforcement of a part of the realm demands it. */
type Enforced = { people: readonly PartTally[]; roles: readonly (PartTally & { roleId: string })[] }

const sum = (parts: readonly PartTally[]) => {
  const all = { setUp: 0, waiting: 0 }
  for (const { otpStatus, count } of parts) all[isRegistered(otpStatus) ? 'setUp' : 'waiting'] += count
  return all
}

/** The first page of the console: how far the realm is, and what to look at today. */
export const dashboardApi = ({ storage, canMail }: Needs): Performs<'getDashboard'> => {
  const { clock, tallies, roles, policies } = storage
  const remembered = new Map<string, { until: number; counted: Promise<Enforced> }>()

  async function count(realm: Realm, by: Demanders): Promise<Enforced> {
    const isFree = ({ policyGroupId }: PartTally) => policyGroupId === null || !by.policyGroupIds.includes(policyGroupId)
    const [people, ofRoles]: [PartTally[], (PartTally & { roleId: string })[]] = [[], []]
    for (let after: number | null = null; ;) {
      const part: Awaited<ReturnType<typeof tallies.part>> = await tallies.part(realm.id, by, after, slice)
      people.push(...part.people.filter(isFree))
      ofRoles.push(...part.roles.filter(isFree))
      if (part.next === null) return { people, roles: ofRoles }
      after = part.next
      await setImmediate()
    }
  }
  function enforced(realm: Realm, by: Demanders): Promise<Enforced> {
    const key = JSON.stringify([realm.id, by])
    const begun = clock.now()
    for (const [old, { until }] of remembered) if (until <= begun) remembered.delete(old)
    const known = remembered.get(key)
    if (known) return known.counted
    // Whoever looks meanwhile waits for the same count.
    const counting = { until: Infinity, counted: count(realm, by) }
    remembered.set(key, counting)
    counting.counted.then(() => { counting.until = clock.now() + Math.max(rememberMs, (clock.now() - begun) * rest) }, () => remembered.delete(key))
    return counting.counted
  }

  function lookingAt(realm: Realm): Promise<Found> {
    const now = clock.now()
    return tallies.attention(realm.id, { roleNames: administrativeRoles, globalRole: 'global-admin', unusedSince: now - unusedDays * day, refusedSince: now - mailDays * day }, shownTo)
  }

  /** What there is to look at; each that is about people with the filter of the list that shows them. */
  function attentionOf(realm: Realm, found: Found, lockedOut: Count, counted: readonly Counted[]): Pick<Dashboard, 'attention' | 'resetRequests'> {
    const unproved = counted.reduce((all, { enabled, otpStatus, count }) => (enabled && otpStatus === 'unproved' ? all + count : all), 0)
    const of = (kind: Attention['kind'], { count, more }: Count, filter: Asked | null = null): Attention => ({ kind, count, more, filter })
    const one = (is: boolean): Count => ({ count: is ? 1 : 0, more: false })
    const { oldestAt, ...requests } = found.resetRequests
    return {
      resetRequests: { ...requests, oldestAt: oldestAt === null ? null : toWire(oldestAt) },
      attention: [
        of('locked-out', lockedOut, { enabled: true, lockedOut: true }),
        of('sole-administrator', one(found.working === 1)),
        of('administrators-not-set-up', found.administratorsNotSetUp, { administrators: true, enabled: true, otp: 'not-set-up' }),
        of('administrators-address-not-proved', found.administratorsNotProved, { administrators: true, enabled: true, emailProved: false }),
        of('waits', found.waits, { waits: true }),
        of('no-mail', one(!canMail(realm))),
        of('mail-refused', found.mailsRefused),
        of('last-token', found.administratorsLastToken, { administrators: true, enabled: true, emergencyLeft: ['last'] }),
        of('unused', found.unused, { enabled: true, unusedDays }),
        of('codes-address-not-proved', { count: Math.min(unproved, shownTo), more: unproved > shownTo }, { enabled: true, otpKind: ['unproved'] }),
        of('one-mailbox', found.oneMailbox, { enabled: true, oneMailbox: true }),
      ].filter(({ count }) => count > 0),
    }
  }

  return {
    async getDashboard({ realm }) {
      const [counted, byRole, allRoles, found, groups, by, lockedOut] = await Promise.all([
        tallies.people(realm.id), tallies.roles(realm.id), roles.list(realm.id), lookingAt(realm), policies.groups(realm.id), demandersOf(storage, realm),
        lockedOutOf(storage, realm),
      ])
      const demanded = ({ policyGroupId }: Counted) => by.everybody || (policyGroupId !== null && by.policyGroupIds.includes(policyGroupId))
      const part = by.everybody ? { people: [], roles: [] } : await enforced(realm, by)

      const tallyOf = (role: Role): Dashboard['roles'][number] => {
        const rows = byRole.filter(({ roleId }) => roleId === role.id)
        const administrative = administrativeRolesOf([role]).length > 0
        if (by.roleIds.includes(role.id)) return { role: role.name, administrative, ...add(rows, () => true) }
        return { role: role.name, administrative, ...withEnforced(add(rows, demanded), sum(part.roles.filter(({ roleId }) => roleId === role.id))) }
      }
      const ofRealm = allRoles.filter(({ clientId }) => clientId === null)
      const administrative = ofRealm.filter((role) => administrativeRolesOf([role]).length > 0)
      const size = new Map<string, number>()
      for (const { roleId, enabled, count } of byRole) if (enabled) size.set(roleId, (size.get(roleId) ?? 0) + count)
      const others = ofRealm.filter((role) => !administrative.includes(role) && size.has(role.id))
        .toSorted((one, other) => (size.get(other.id) ?? 0) - (size.get(one.id) ?? 0)).slice(0, otherRoles)

      const perGroup = [null, ...groups].map((group) => {
        const isIn = ({ policyGroupId }: { policyGroupId: string | null }) => policyGroupId === (group?.id ?? null)
        return { group: group && { id: group.id, name: group.name }, ...withEnforced(add(counted.filter(isIn), demanded), sum(part.people.filter(isIn))) }
      })
      return {
        value: {
          at: toWire(clock.now()),
          people: withEnforced(add(counted, demanded), sum(part.people)),
          disabled: counted.reduce((all, { enabled, count }) => (enabled ? all : all + count), 0),
          roles: [...administrative.filter(({ id }) => size.has(id)), ...others].map(tallyOf),
          policyGroups: perGroup.filter(({ people }) => people > 0),
          ...attentionOf(realm, found, { count: lockedOut.ids.length, more: lockedOut.more }, counted),
        },
      }
    },
  }
}
