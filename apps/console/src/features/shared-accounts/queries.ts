import type { Api, LikelyShared, SharedSign, SplitPreview } from '@tegata/contract'
import { useMutation, useQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { userKeys } from '../users/queries.ts'

export type { LikelyShared, SharedSign, SplitPreview }
export type Split = Omit<Parameters<Api['splitUser']>[0], 'userId'>

/** People whom one call looks at. */
const slice = 500

/**
 * Looks through everybody, a slice at a time, and shows who was found so far; can be stopped and gone on with. Accounts that
 * more speaks for come first.
 */
export function useLikelyShared() {
  const api = useApi()
  const found = shallowRef<readonly LikelyShared[]>([])
  const looked = ref(0)
  const looking = ref(false)
  const error = shallowRef<unknown>(null)
  let next: string | null | undefined
  const done = ref(false)
  let asking = new AbortController()

  async function goOn(): Promise<void> {
    if (looking.value || done.value) return
    const { signal } = asking = new AbortController()
    looking.value = true
    error.value = null
    try {
      while (!signal.aborted && next !== null) {
        const page = await api.listLikelyShared(next === undefined ? {} : { cursor: next }, { signal })
        next = page.next
        looked.value += slice
        if (page.items.length > 0) found.value = [...found.value, ...page.items]
      }
      done.value = next === null
    } catch (problem) {
      if (!signal.aborted) error.value = problem
    } finally {
      looking.value = false
    }
  }
  const stop = () => asking.abort()
  onScopeDispose(stop)
  void goOn()
  const accounts = computed(() => found.value.toSorted((one, other) => other.signs.length - one.signs.length))
  return { accounts, looked, looking, done, error, goOn, stop }
}

export function useSharedSigns(userId: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'shared-signs'),
    query: ({ signal }) => api.getSharedSigns({ userId: toValue(userId) }, { signal }),
    staleTime: 30_000,
  }))
}

/** What could be taken over, and what would become of whom; the newer question counts. */
export function useSplitPreview() {
  const api = useApi()
  const error = shallowRef<unknown>(null)
  const isLoading = ref(false)
  let asking = new AbortController()
  async function look(question: Parameters<Api['previewSplit']>[0]): Promise<SplitPreview | undefined> {
    asking.abort()
    const { signal } = asking = new AbortController()
    isLoading.value = true
    error.value = null
    try {
      const answer = await api.previewSplit(question, { signal })
      return signal.aborted ? undefined : answer
    } catch (problem) {
      if (!signal.aborted) error.value = problem
      return undefined
    } finally {
      if (!signal.aborted) isLoading.value = false
    }
  }
  onScopeDispose(() => asking.abort())
  return { error, isLoading, look }
}

export function useSplit() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ userId, split }: { userId: string, split: Split }) => api.splitUser({ userId, ...split }),
    onSettled: (_data, _error, { userId }) => { void askAnew(userKeys.one(userId), userKeys.lists) },
  })
}
