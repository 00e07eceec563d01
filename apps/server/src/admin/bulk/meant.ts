import { setImmediate } from 'node:timers/promises'
import { Problem, type ReadinessReason, type ReadinessState } from '@tegata/contract'
import type { PeoplePage, Realm, Storage, UserFilter } from '@tegata/storage'
import type { ReadinessPeople } from '../readiness-people.ts'
import { userFilter } from '../user-filter.ts'

type Needs = { storage: Parameters<typeof userFilter>[0] & Pick<Storage, 'policies'> }
type NeedsPeople = Needs & { people: Pick<ReadinessPeople, 'numbers'> }

/**
 * Whom an action means. `who` is null where nobody can be meant; `ids` are those that were named, each once. `among`: the
 * numbers of those who are in a state of an enforcement, the oldest first; of them whoever `who` finds is meant.
 */
export type Meant = { who: UserFilter | null; ids: readonly string[] | null; among?: Float64Array }

type Filter = Parameters<typeof userFilter>[2]
/** People by what a sign-in under an enforcement will be for them. */
type OfEnforcement = { enforcementId: string; state?: readonly ReadinessState[] | undefined; reason?: readonly ReadinessReason[] | undefined; search?: string | undefined }
type Sent = { userIds?: readonly string[] | undefined; filter?: Filter | undefined; readiness?: OfEnforcement | undefined }

export async function meantBy(needs: NeedsPeople, realm: Realm, body: Sent): Promise<Meant> {
  if (body.userIds !== undefined) {
    const ids = [...new Set(body.userIds)]
    return { who: { ids }, ids }
  }
  if (body.readiness === undefined) return { who: await userFilter(needs.storage, realm, body.filter ?? {}), ids: null }
  const { enforcementId, search = '', ...asked } = body.readiness
  const rule = await needs.storage.policies.enforcement(realm.id, enforcementId)
  if (!rule) throw new Problem('enforcement.not-found')
  const word = search.trim()
  return { who: { enabled: true, ...(word === '' ? {} : { search: word }) }, ids: null, among: await needs.people.numbers(realm, rule, asked) }
}

/** How many of them are below a number. */
function placeOf(among: Float64Array, n: number): number {
  let [from, to] = [0, among.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((among[middle] ?? 0) < n) from = middle + 1
    else to = middle
  }
  return from
}

/** People whom one page looks through at least, where most of them may not be meant. */
const lookedThrough = 1000

/** Numbers of those who are meant, older than `before`, newest first. A page may be short, and still not be the last. */
export async function pageOf({ storage: { policies } }: Needs, realm: Realm, { who, among }: Meant, before: number | null, limit: number): Promise<PeoplePage> {
  if (who === null) return { numbers: [], next: null }
  if (among === undefined) return policies.people(realm.id, who, before, limit)
  if (who.search === undefined) {
    const end = before === null ? among.length : placeOf(among, before)
    const numbers = [...among.subarray(Math.max(0, end - limit), end)].reverse()
    return { numbers, next: end > limit ? numbers.at(-1) ?? null : null }
  }
  const page = await policies.people(realm.id, who, before, Math.max(limit, lookedThrough))
  const meant = page.numbers.filter((n) => among[placeOf(among, n)] === n)
  return meant.length > limit ? { numbers: meant.slice(0, limit), next: meant[limit - 1] ?? null } : { numbers: meant, next: page.next }
}

/** People whose numbers are read at one go while they are counted. */
const counting = 5000

/** How many are meant, exactly: of those who were named every one, whether or not they are there. */
export async function countOf(needs: Needs, realm: Realm, meant: Meant): Promise<number> {
  if (meant.ids) return meant.ids.length
  let count = 0
  for (let before: number | null = null; ;) {
    const { numbers, next }: PeoplePage = await pageOf(needs, realm, meant, before, counting)
    count += numbers.length
    if (next === null) return count
    before = next
    await setImmediate()
  }
}

/** Whether somebody of this number is among those who are meant. */
export async function isMeant(needs: Needs, realm: Realm, meant: Meant, n: number): Promise<boolean> {
  for (let before: number | null = n + 1; before !== null && before > n;) {
    const { numbers: [newest], next }: PeoplePage = await pageOf(needs, realm, meant, before, 1)
    if (newest !== undefined) return newest === n
    before = next
  }
  return false
}
