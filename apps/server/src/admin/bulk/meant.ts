import { setImmediate } from 'node:timers/promises'
import type { PeoplePage, Realm, Storage, UserFilter } from '@tegata/storage'
import { userFilter } from '../user-filter.ts'

type Needs = { storage: Parameters<typeof userFilter>[0] & Pick<Storage, 'policies'> }

/** Whom an action means. `who` is null where nobody can be meant; `ids` are those that were named, each once. */
export type Meant = { who: UserFilter | null; ids: readonly string[] | null }

export async function meantBy({ storage }: Needs, realm: Realm, body: { userIds?: readonly string[] | undefined; filter?: Parameters<typeof userFilter>[2] | undefined }): Promise<Meant> {
  if (body.userIds === undefined) return { who: await userFilter(storage, realm, body.filter ?? {}), ids: null }
  const ids = [...new Set(body.userIds)]
  return { who: { ids }, ids }
}

/** Numbers of those who are meant, older than `before`, newest first. */
export const pageOf = async ({ storage: { policies } }: Needs, realm: Realm, { who }: Meant, before: number | null, limit: number): Promise<PeoplePage> =>
  who === null ? { numbers: [], next: null } : policies.people(realm.id, who, before, limit)

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
