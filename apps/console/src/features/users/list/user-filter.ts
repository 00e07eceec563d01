import { administrativeRoles, emergencyChoices, otpChoices, otpKinds, type UserFilter as Filter } from '@tegata/contract'
import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery, type RouteLocationRaw } from 'vue-router'

/** What the list is narrowed to: the very fields of the API. Lives in the address, so that it can be kept, sent and gone back to. */
export type UserFilter = Readonly<Filter>
type Field = keyof Filter
export type FilterChange = { [Key in Field]?: Filter[Key] | undefined }

export const noFilter: UserFilter = {}

/** "Which administrators have not set up OTP yet?" (S0-39, S0-40) */
export const administratorsWithoutOtp: UserFilter = { administrators: true, otp: 'not-set-up' }

type Texts = readonly string[]
const text = ([first]: Texts) => first?.slice(0, 200) || undefined
const list = (texts: Texts) => {
  const all = [...new Set(texts.filter((each) => each !== '' && each.length <= 200))].slice(0, 20)
  return all.length > 0 ? all : undefined
}
const yesOrNo = ([first]: Texts) => (first === 'true' ? true : first === 'false' ? false : undefined)
const onlyYes = ([first]: Texts) => (first === 'true' ? true : undefined)
const instant = ([first = '']: Texts) => (Number.isNaN(Date.parse(first)) || !/^\d{4}-\d\d-\d\dT/.test(first) ? undefined : new Date(first).toISOString())
const oneOf = <Choice extends string>(choices: readonly Choice[]) => ([first]: Texts) => choices.find((choice) => choice === first)
const someOf = <Choice extends string>(choices: readonly Choice[]) => (texts: Texts) => {
  const found = choices.filter((choice) => texts.includes(choice))
  return found.length > 0 ? found : undefined
}

/** How each field is read from an address; what it does not understand is nothing. */
const readers: { readonly [Key in Field]: (texts: Texts) => Filter[Key] } = {
  search: text,
  administrators: onlyYes,
  role: list,
  otp: oneOf(otpChoices),
  otpKind: someOf(otpKinds),
  lockedOut: onlyYes,
  waits: onlyYes,
  emergencyLeft: someOf(emergencyChoices),
  unusedDays: ([first]) => (first !== undefined && /^[1-9]\d{0,3}$/.test(first) && Number(first) <= 3650 ? Number(first) : undefined),
  department: list,
  policyGroup: (texts) => list(texts.filter((each) => /^(?:none|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.test(each))),
  upstream: ([first]) => first?.slice(0, 100) || undefined,
  enabled: yesOrNo,
  shared: yesOrNo,
  emailProved: yesOrNo,
  oneMailbox: onlyYes,
  neverSignedIn: onlyYes,
  signedInBefore: instant,
  signedInSince: instant,
}
const fields = Object.keys(readers) as Field[]

/** Who never signed in did so on no day: that word counts alone. */
const settled = ({ neverSignedIn, signedInBefore, signedInSince, ...rest }: FilterChange): UserFilter => {
  const said = neverSignedIn !== undefined ? { neverSignedIn } : { signedInBefore, signedInSince }
  return Object.fromEntries(Object.entries({ ...rest, ...said }).filter(([, value]) => value !== undefined))
}

/** Reads an address; what it does not understand is ignored rather than shown as an error. */
export function readFilter(query: LocationQuery): UserFilter {
  const textsOf = (field: Field): Texts => [query[field] ?? []].flat().filter((each) => each !== null)
  return settled(Object.fromEntries(fields.map((field) => [field, readers[field](textsOf(field))])))
}

/** As it stands in the address, and in the key under which an answer is kept: always in the same order. */
export const writeFilter = (filter: UserFilter): Record<string, string | string[]> =>
  Object.fromEntries(fields.flatMap((field) => {
    const value = filter[field]
    return value === undefined ? [] : [[field, Array.isArray(value) ? [...value] : String(value)]]
  }))

export const isFiltered = (filter: UserFilter): boolean => Object.keys(writeFilter(filter)).length > 0
export const isSameFilter = (one: UserFilter, other: UserFilter): boolean => JSON.stringify(writeFilter(one)) === JSON.stringify(writeFilter(other))

/** Built-in roles come first and have words of their own; the others are called what the realm calls them. */
export const isBuiltInRole = (name: string): boolean => administrativeRoles.some((role) => role === name)

/** The list as it was left, with its search and filters: where "back" leads from a person. */
export const lastList = shallowRef<RouteLocationRaw>({ name: 'users' })

/** The filter of the list on screen. Every change is an address of its own, but typing does not fill the history. */
export function useUserFilter() {
  const route = useRoute()
  const router = useRouter()
  // The address belongs to the next page a moment before this one is gone: until then the list stays what it was.
  const filter = computed<UserFilter>((before) => {
    if (route.matched[0]?.name !== 'users') return before ?? noFilter
    const now = readFilter(route.query)
    return before && isSameFilter(before, now) ? before : now
  })
  watch(filter, (now) => { lastList.value = { name: 'users', query: writeFilter(now) } }, { immediate: true })

  const go = (next: FilterChange, how: 'push' | 'replace') => router[how]({ ...route, query: writeFilter(settled(next)) })
  return {
    filter,
    change: (part: FilterChange) => go({ ...filter.value, ...part }, 'push'),
    typeSearch: (search: string) => go({ ...filter.value, search: search.trim() || undefined }, 'replace'),
    set: (next: UserFilter) => go(next, 'push'),
  }
}
