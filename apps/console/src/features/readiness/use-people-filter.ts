import { readinessReasons, readinessStates, type ReadinessReason, type ReadinessState } from '@tegata/contract'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { PeopleFilter } from './queries.ts'

/** Those for whom something has to be done, the most urgent first. */
export const openStates = ['locked-out', 'needs-token', 'set-up'] as const satisfies readonly ReadinessState[]
export const workStates = ['locked-out', 'needs-token', 'set-up', 'ready-unproved', 'ready-untested', 'ready', 'not-met'] as const satisfies readonly ReadinessState[]

export type StateChoice = 'open' | 'all' | ReadinessState

/** Whom the work list shows: lives in the address, so that it can be kept, sent and gone back to. */
export function usePeopleFilter() {
  const route = useRoute()
  const router = useRouter()
  const text = (name: string): string => {
    const value = route.query[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  const change = (part: Record<string, string>) => {
    const query = Object.fromEntries(Object.entries({ ...route.query, ...part }).filter(([name, value]) => value !== '' && name !== 'new'))
    void router.replace({ query })
  }

  const state = computed<StateChoice>({
    get: () => (text('state') === 'all' ? 'all' : readinessStates.find((each) => each === text('state')) ?? 'open'),
    set: (value) => change({ state: value === 'open' ? '' : value }),
  })
  const reason = computed<ReadinessReason | null>({
    get: () => readinessReasons.find((each) => each === text('reason')) ?? null,
    set: (value) => change({ reason: value ?? '', ...(value !== null && state.value === 'open' ? { state: 'all' } : {}) }),
  })
  const search = computed({ get: () => text('search').slice(0, 200), set: (value) => change({ search: value }) })
  const filter = computed<PeopleFilter>(() => ({
    state: state.value === 'all' ? [] : state.value === 'open' ? openStates : [state.value], reason: reason.value, search: search.value,
  }))
  return { state, reason, search, filter }
}
