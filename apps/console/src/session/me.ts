import type { Permission } from '@tegata/contract'
import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { useApi } from '../api.ts'

export const meKey = ['me'] as const

/** Who I am in this realm, and what I may do, as the server says at this moment. */
export function useMe() {
  const api = useApi()
  const query = useQuery({ key: meKey, query: ({ signal }) => api.whoAmI(undefined, { signal }), staleTime: 30_000 })
  const held = computed(() => new Set<Permission>(query.data.value?.permissions))

  /** For hiding what would be refused; the server decides all the same. */
  const may = (permission: Permission) => held.value.has(permission)
  const isGlobalAdministrator = computed(() => query.data.value?.roles.includes('global-admin') ?? false)
  /** Acts on people with administrative roles are for global administrators alone. */
  const mayFor = (permission: Permission, person: { administrator: boolean }) =>
    may(permission) && (!person.administrator || isGlobalAdministrator.value)
  const zone = computed(() => query.data.value?.realm.zone ?? 'UTC')

  return { ...query, may, mayFor, zone }
}
