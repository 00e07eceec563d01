import type { Api } from '@tegata/contract'
import { useInfiniteQuery, useQuery } from '@pinia/colada'
import { computed, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../../api.ts'
import { userKeys } from '../queries.ts'
import { writeFilter, type UserFilter } from './user-filter.ts'

type Page = Awaited<ReturnType<Api['listUsers']>>

/** People who are fetched, and shown, at one go. */
const pageSize = 50

/**
 * The users that match, page by page. An answer belongs to its filter: a late one never replaces a newer one. The server
 * looks at a bounded number of people a call, so that a page may be short, or empty, and still not the last: this goes on
 * by itself until a page is full, and `stop` ends that.
 */
export function useUserList(filter: MaybeRefOrGetter<UserFilter>) {
  const api = useApi()
  const wanted = ref(pageSize)
  const stopped = ref(false)
  const query = useInfiniteQuery(() => ({
    key: [...userKeys.lists, writeFilter(toValue(filter))],
    initialPageParam: undefined as string | undefined,
    query: ({ pageParam, signal }) => api.listUsers({ ...toValue(filter), outlook: true, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page: Page) => page.next,
    staleTime: 5_000,
  }))
  const { data, error, hasNextPage, asyncStatus, loadNextPage } = query
  const users = computed(() => data.value?.pages.flatMap((page) => page.items))
  const lacking = computed(() => !stopped.value && !error.value && hasNextPage.value && users.value !== undefined && users.value.length < wanted.value)

  watch(() => writeFilter(toValue(filter)), () => {
    wanted.value = pageSize
    stopped.value = false
  }, { flush: 'sync' })
  watch([lacking, data, asyncStatus], () => { if (lacking.value && asyncStatus.value === 'idle') void loadNextPage() }, { immediate: true })

  /** The next page, or on with the search that was stopped. */
  function more(): void {
    if (!stopped.value) wanted.value = (users.value?.length ?? 0) + pageSize
    stopped.value = false
  }
  return { ...query, users, looking: lacking, stopped, more, stop: () => { stopped.value = true } }
}

/** How many match, counted up to 1,000; asked only where the list does not show them all. */
export function useUserCount(filter: MaybeRefOrGetter<UserFilter>, wanted: () => boolean) {
  const api = useApi()
  return useQuery(() => ({
    key: [...userKeys.lists, 'count', writeFilter(toValue(filter))],
    query: ({ signal }) => api.countUsers({ ...toValue(filter) }, { signal }),
    enabled: wanted(),
    staleTime: 5_000,
  }))
}

const mostDepartments = 1000

/** The names of departments in use, for whoever picks one. */
export function useDepartments(wanted: () => boolean) {
  const api = useApi()
  return useQuery(() => ({
    key: ['departments'],
    query: async ({ signal }) => {
      const names: string[] = []
      for (let cursor: string | null | undefined; cursor !== null && names.length < mostDepartments;) {
        const page: Awaited<ReturnType<Api['listDepartments']>> = await api.listDepartments({ limit: 200, ...(cursor ? { cursor } : {}) }, { signal })
        names.push(...page.items.map(({ name }) => name))
        cursor = page.next
      }
      return names
    },
    enabled: wanted(),
    staleTime: 60_000,
  }))
}
