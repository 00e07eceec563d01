import { exportColumns } from '@tegata/contract'
import type { Page, Storage, User } from '@tegata/storage'
import { cellsOf, firstIdentity } from './people-cells.ts'
import { groupsById } from './policy-impact.ts'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'users' | 'imports' | 'policies' | 'upstreams' | 'audit'> }

/** Some people as the lines of a file: those who were selected, and nobody else. */
export const exportNamedApi = ({ storage }: Needs): Performs<'exportNamedUsers'> => {
  const { unit, users, imports, upstreams, audit } = storage
  return {
    async exportNamedUsers({ realm, body, event }) {
      const ids = [...new Set(body.userIds)]
      const found: User[] = []
      for (let before: string | null = null; ;) {
        const page: Page<User> = await users.list(realm.id, { ids }, before, ids.length)
        found.push(...page.items)
        if (page.next === null) break
        before = page.next
      }
      const [groupOf, providers] = await Promise.all([groupsById(storage, realm), upstreams.list(realm.id)])
      const identities = await imports.identitiesOf(realm.id, providers.length === 0 ? [] : found.map(({ id }) => id))
      const rows = found.map((user) => {
        const cells = cellsOf(user, groupOf(user.policyGroupId), firstIdentity(identities.get(user.id) ?? [], providers))
        return exportColumns.map((column) => cells[column])
      })
      // Noted before the first line leaves.
      await unit([audit.record(event('users.exported', { userId: null, detail: { people: rows.length } }))])
      return { value: { columns: [...exportColumns], rows } }
    },
  }
}
