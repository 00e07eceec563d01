import type { Api, ResetRequest } from '@tegata/contract'
import { useInfiniteQuery, useMutation, useQuery } from '@pinia/colada'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { useMe } from '../../session/me.ts'

export type RequestState = ResetRequest['state']

type Page = Awaited<ReturnType<Api['listResetRequests']>>

export const requestKeys = {
  all: ['reset-requests'] as const,
  open: ['reset-requests', 'count'] as const,
  list: (state: RequestState, reference: string) => ['reset-requests', 'list', { state, reference }] as const,
  ofUser: (userId: string) => ['reset-requests', 'user', userId] as const,
}

/** Somebody may be waiting at a closed door: look again this often while the console is in view. */
const LOOK_EVERY_MS = 20_000
const COUNTED_AT_MOST = 20

/** How many people wait for an answer, counted up to a small number. */
export function useOpenRequestCount() {
  const api = useApi()
  const { may } = useMe()
  const { data } = useQuery({
    key: requestKeys.open,
    query: ({ signal }) => api.listResetRequests({ state: 'open', limit: COUNTED_AT_MOST }, { signal }),
    enabled: () => may('reset-requests.read'),
    staleTime: LOOK_EVERY_MS / 2,
  })
  return {
    count: computed(() => data.value?.items.length ?? 0),
    more: computed(() => Boolean(data.value?.next)),
  }
}

/** Asks again from time to time; the caller decides for how long by calling the returned stop. */
export function watchForRequests(askAnew: ReturnType<typeof useAskAnew>): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void askAnew(requestKeys.all)
  }, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}

const onlyDigits = (reference: string) => reference.normalize('NFKC').replaceAll(/[^0-9-]/g, '')

/** A reference as the API takes it: at least four digits, otherwise no restriction at all. */
export const readReference = (typed: string): string => {
  const reference = onlyDigits(typed)
  return reference.replaceAll('-', '').length >= 4 ? reference : ''
}

export function useResetRequests(filter: MaybeRefOrGetter<{ state: RequestState, reference: string }>) {
  const api = useApi()
  return useInfiniteQuery(() => {
    const { state, reference } = toValue(filter)
    return {
      key: requestKeys.list(state, reference),
      initialPageParam: undefined as string | undefined,
      query: ({ pageParam, signal }) => api.listResetRequests({
        state, ...(reference ? { reference } : {}), ...(pageParam ? { cursor: pageParam } : {}),
      }, { signal }),
      getNextPageParam: (page: Page) => page.next,
      staleTime: 5_000,
    }
  })
}

export function useRequestsOfUser(userId: MaybeRefOrGetter<string>) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: requestKeys.ofUser(toValue(userId)),
    query: ({ signal }) => api.listResetRequests({ userId: toValue(userId), state: 'open' }, { signal }),
    enabled: may('reset-requests.read'),
  }))
}

type Answer = { requestId: string, userId: string, reference: string, reason: string }

/** Resets OTP and lets the waiting page of this reference, and no other, go on (S2-20, P23). */
export function useAnswerRequest() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ requestId, reference, reason }: Answer) =>
      api.answerResetRequest({ requestId, reference, ...(reason ? { reason } : {}) }),
    onSettled: (_data, _error, { userId }) => {
      void askAnew(requestKeys.all, ['users', userId], ['users', 'list'])
    },
  })
}

export function useDismissRequest() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ requestId, reason }: { requestId: string, reason: string }) =>
      api.dismissResetRequest({ requestId, ...(reason ? { reason } : {}) }),
    onSettled: () => { void askAnew(requestKeys.all) },
  })
}
