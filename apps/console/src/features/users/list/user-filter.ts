import { administrativeRoles } from '@tegata/contract'
import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery, type RouteLocationRaw } from 'vue-router'

export const otpChoices = ['not-set-up', 'set-up', 'waiting', 'required', 'not-required'] as const
export type OtpChoice = (typeof otpChoices)[number]

/** What the list is narrowed to. Lives in the address, so that it can be kept, sent and gone back to. */
export type UserFilter = {
  search: string
  role: string | null
  administrators: boolean
  otp: OtpChoice | null
  enabled: boolean | null
  /** The id of a policy group, or `none`. */
  policyGroup: string | null
}

export const noFilter: UserFilter = { search: '', role: null, administrators: false, otp: null, enabled: null, policyGroup: null }

/** "Which administrators have not set up OTP yet?" (S0-39, S0-40) */
export const administratorsWithoutOtp: UserFilter = { ...noFilter, administrators: true, otp: 'not-set-up' }

const one = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? ''

/** Reads an address; what it does not understand is ignored rather than shown as an error. */
export function readFilter(query: LocationQuery): UserFilter {
  const enabled = one(query['enabled'])
  return {
    search: one(query['search']).slice(0, 200),
    role: one(query['role']) || null,
    administrators: one(query['administrators']) === 'true',
    otp: otpChoices.find((choice) => choice === one(query['otp'])) ?? null,
    enabled: enabled === 'true' ? true : enabled === 'false' ? false : null,
    policyGroup: /^(?:none|[0-9a-f-]{36})$/.exec(one(query['policyGroup']))?.[0] ?? null,
  }
}

export function writeFilter(filter: UserFilter): Record<string, string> {
  return {
    ...(filter.search ? { search: filter.search } : {}),
    ...(filter.role ? { role: filter.role } : {}),
    ...(filter.administrators ? { administrators: 'true' } : {}),
    ...(filter.otp ? { otp: filter.otp } : {}),
    ...(filter.enabled === null ? {} : { enabled: String(filter.enabled) }),
    ...(filter.policyGroup ? { policyGroup: filter.policyGroup } : {}),
  }
}

export const isFiltered = (filter: UserFilter): boolean => Object.keys(writeFilter(filter)).length > 0

/** Built-in roles come first and have words of their own; the others are called what the realm calls them. */
export const isBuiltInRole = (name: string): boolean => administrativeRoles.some((role) => role === name)

/** The list as it was left, with its search and filters: where "back" leads from a person. */
export const lastList = shallowRef<RouteLocationRaw>({ name: 'users' })

/** The filter of the list on screen. Every change is an address of its own, but typing does not fill the history. */
export function useUserFilter() {
  const route = useRoute()
  const router = useRouter()
  // The address belongs to the next page a moment before this one is gone: until then the list stays what it was.
  const filter = computed<UserFilter>((before) => (route.matched[0]?.name === 'users' ? readFilter(route.query) : before ?? noFilter))
  watch(filter, (now) => { lastList.value = { name: 'users', query: writeFilter(now) } }, { immediate: true })

  const go = (next: UserFilter, how: 'push' | 'replace') => router[how]({ ...route, query: writeFilter(next) })
  return {
    filter,
    change: (part: Partial<UserFilter>) => go({ ...filter.value, ...part }, 'push'),
    typeSearch: (search: string) => go({ ...filter.value, search: search.trim() }, 'replace'),
    set: (next: UserFilter) => go(next, 'push'),
  }
}
