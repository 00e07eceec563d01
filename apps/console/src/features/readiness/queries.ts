import type { Api, Forecast, Readiness, ReadinessPerson, ReadinessReason, ReadinessState } from '@tegata/contract'
import { useInfiniteQuery, useQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { enforcementKeys } from '../enforcements/queries.ts'

export type { Forecast, Readiness, ReadinessPerson, ReadinessReason, ReadinessState }
/** What a forecast is asked about in the place of what is saved. */
export type Supposed = Omit<Parameters<Api['previewEnforcement']>[0], 'enforcementId'>
/** The same of a rule that is not saved yet. */
type SupposedNew = Parameters<Api['previewNewEnforcement']>[0]

/** How many are ready, and why the others are not; nothing is asked while there is no enforcement to ask about. */
export function useReadiness(id: MaybeRefOrGetter<string | null>) {
  const api = useApi()
  return useQuery(() => ({
    key: enforcementKeys.readiness(toValue(id) ?? ''),
    query: ({ signal }) => api.getReadiness({ enforcementId: toValue(id) ?? '' }, { signal }),
    enabled: toValue(id) !== null,
    staleTime: 5_000,
  }))
}

/** Looks at everybody now; what is on screen is cut from that look afterwards. `problem`: why it still shows an older one. */
export function useLookAgain() {
  const [api, askAnew] = [useApi(), useAskAnew()]
  const looking = ref(false)
  const problem = shallowRef<unknown>(null)
  async function lookAgain(enforcementId: string): Promise<void> {
    looking.value = true
    problem.value = null
    try {
      await api.getReadiness({ enforcementId, anew: true })
      await askAnew(enforcementKeys.readiness(enforcementId))
    } catch (error) {
      problem.value = error
    } finally {
      looking.value = false
    }
  }
  return { looking, problem, lookAgain }
}

export type PeopleFilter = { state: readonly ReadinessState[], reason: ReadinessReason | null, search: string }
export const sentFilter = ({ state, reason, search }: PeopleFilter) =>
  ({ ...(state.length > 0 ? { state: [...state] } : {}), ...(reason === null ? {} : { reason: [reason] }), ...(search.trim() === '' ? {} : { search: search.trim() }) })

const pageSize = 50
type Page = Awaited<ReturnType<Api['listReadinessPeople']>>

/** The work list, page by page. A page may be short, or empty, and still not the last: this goes on by itself until one is full. */
export function useReadinessPeople(id: MaybeRefOrGetter<string>, filter: MaybeRefOrGetter<PeopleFilter>) {
  const api = useApi()
  const wanted = ref(pageSize)
  const query = useInfiniteQuery(() => ({
    key: [...enforcementKeys.readiness(toValue(id)), 'people', sentFilter(toValue(filter))],
    initialPageParam: undefined as string | undefined,
    query: ({ pageParam, signal }) => api.listReadinessPeople({ enforcementId: toValue(id), ...sentFilter(toValue(filter)), limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page: Page) => page.next,
    staleTime: 5_000,
  }))
  const { data, error, hasNextPage, asyncStatus, loadNextPage } = query
  const people = computed(() => data.value?.pages.flatMap((page) => page.items))
  const looking = computed(() => !error.value && hasNextPage.value && people.value !== undefined && people.value.length < wanted.value)
  watch(() => JSON.stringify(sentFilter(toValue(filter))), () => { wanted.value = pageSize }, { flush: 'sync' })
  watch([looking, data, asyncStatus], () => { if (looking.value && asyncStatus.value === 'idle') void loadNextPage() }, { immediate: true })
  return { ...query, people, looking, more: () => { wanted.value = (people.value?.length ?? 0) + pageSize } }
}

/** What would happen to everybody, asked before it is done. A newer question takes the place of an older one, whose answer is lost. */
export function useForecast() {
  const api = useApi()
  const forecast = shallowRef<Forecast>()
  const problem = shallowRef<unknown>(null)
  const looking = ref(false)
  let asking = new AbortController()

  async function ask(question: (signal: AbortSignal) => Promise<Forecast>): Promise<void> {
    asking.abort()
    const mine = asking = new AbortController()
    forecast.value = undefined
    problem.value = null
    looking.value = true
    try {
      const found = await question(mine.signal)
      if (!mine.signal.aborted) forecast.value = found
    } catch (error) {
      if (!mine.signal.aborted) problem.value = error
    } finally {
      if (asking === mine) looking.value = false
    }
  }
  const look = (enforcementId: string, supposed: Supposed) => ask((signal) => api.previewEnforcement({ enforcementId, ...supposed }, { signal }))
  const lookAtNew = (supposed: SupposedNew) => ask((signal) => api.previewNewEnforcement(supposed, { signal }))
  function forget(): void {
    asking.abort()
    ;[forecast.value, problem.value, looking.value] = [undefined, null, false]
  }
  onScopeDispose(() => asking.abort())
  return { forecast, problem, looking, look, lookAtNew, forget }
}

/** What happened since it began; looked at again by itself while the page is open. */
export function useTally(id: MaybeRefOrGetter<string>, everyMs = 15_000) {
  const api = useApi()
  const query = useQuery(() => ({
    key: [...enforcementKeys.readiness(toValue(id)), 'tally'],
    query: ({ signal }) => api.getEnforcementTally({ enforcementId: toValue(id) }, { signal }),
    staleTime: 5_000,
  }))
  const timer = setInterval(() => { if (!document.hidden) void query.refetch() }, everyMs)
  onScopeDispose(() => clearInterval(timer))
  return query
}

export type Span = { from: string, to: string }

export function useProof(id: MaybeRefOrGetter<string>, span: MaybeRefOrGetter<Span | null>) {
  const api = useApi()
  return useQuery(() => ({
    key: [...enforcementKeys.readiness(toValue(id)), 'proof', toValue(span)?.from ?? '', toValue(span)?.to ?? ''],
    query: ({ signal }) => api.getEnforcementProof({ enforcementId: toValue(id), ...toValue(span) ?? { from: '', to: '' } }, { signal }),
    enabled: toValue(span) !== null,
    staleTime: 5_000,
  }))
}

/** The sign-ins behind the proof that are worth a name. */
export function useProofSignIns(id: MaybeRefOrGetter<string>, span: MaybeRefOrGetter<Span | null>, only: 'exceptions' | 'tokens') {
  const api = useApi()
  return useQuery(() => ({
    key: [...enforcementKeys.readiness(toValue(id)), 'proof', only, toValue(span)?.from ?? '', toValue(span)?.to ?? ''],
    query: ({ signal }) => api.listProofSignIns({ enforcementId: toValue(id), only, limit: 200, ...toValue(span) ?? { from: '', to: '' } }, { signal }),
    enabled: toValue(span) !== null,
    staleTime: 5_000,
  }))
}
