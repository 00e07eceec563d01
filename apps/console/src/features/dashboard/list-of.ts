import type { UserFilter } from '@tegata/contract'
import type { RouteLocationRaw } from 'vue-router'

/** Where the user list shows exactly these people: the fields of the API's filter stand in its address. */
export const listOf = (filter: UserFilter): RouteLocationRaw => ({
  name: 'users',
  query: Object.fromEntries(Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value : String(value)]])),
})
