import type { Api, Identity, Upstream } from '@tegata/contract'
import { useInfiniteQuery, useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { useMe } from '../../session/me.ts'
import { useForgetUser, userKeys } from '../users/queries.ts'

export type { Identity, Upstream }
export type Found = Awaited<ReturnType<Api['discoverUpstream']>>
export type NewUpstream = Parameters<Api['createUpstream']>[0]
export type UpstreamChange = Omit<Parameters<Api['changeUpstream']>[0], 'alias'>

type Alias = MaybeRefOrGetter<string>
type Page = Awaited<ReturnType<Api['listUpstreamPeople']>>
type UpstreamPage = Awaited<ReturnType<Api['listUpstreams']>>

const upstreamKeys = {
  all: ['upstreams'] as const,
  list: ['upstreams', 'list'] as const,
  one: (alias: string) => ['upstreams', 'one', alias] as const,
  people: (alias: string) => ['upstreams', 'one', alias, 'people'] as const,
}
const identitiesOf = (userId: string) => userKeys.part(userId, 'identities')

export function useUpstreams() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: upstreamKeys.list,
    query: ({ signal }) => api.listUpstreams({ limit: 200 }, { signal }),
    enabled: () => may('upstreams.read'),
    staleTime: 2_000,
  })
}

export function useUpstream(alias: Alias) {
  const api = useApi()
  return useQuery(() => ({
    key: upstreamKeys.one(toValue(alias)),
    query: ({ signal }) => api.getUpstream({ alias: toValue(alias) }, { signal }),
    staleTime: 2_000,
  }))
}

/** Who is linked, page by page. */
export function useUpstreamPeople(alias: Alias) {
  const api = useApi()
  const query = useInfiniteQuery(() => ({
    key: upstreamKeys.people(toValue(alias)),
    initialPageParam: undefined as string | undefined,
    query: ({ pageParam, signal }) =>
      api.listUpstreamPeople({ alias: toValue(alias), limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page: Page) => page.next,
    staleTime: 2_000,
  }))
  const people = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { ...query, people }
}

/** Reads what a provider says of itself; changes nothing. */
export function useDiscover() {
  const api = useApi()
  return useMutation({ mutation: (url: string) => api.discoverUpstream({ url }) })
}

export function useCreateUpstream() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: (upstream: NewUpstream) => api.createUpstream(upstream),
    onSuccess: (upstream) => cache.setQueryData(upstreamKeys.one(upstream.alias), upstream),
    onSettled: () => { void askAnew(upstreamKeys.list) },
  })
}

type Change = { alias: string, version: number, changes: UpstreamChange }

export function useChangeUpstream() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ alias, version, changes }: Change) => api.changeUpstream({ alias, ...changes }, { ifMatch: version }),
    onSuccess: (upstream) => {
      cache.setQueryData(upstreamKeys.one(upstream.alias), upstream)
      void askAnew(upstreamKeys.list)
    },
  })
}

export function useDeleteUpstream() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ alias, version }: { alias: string, version: number }) => api.deleteUpstream({ alias }, { ifMatch: version }),
    onSuccess: (_data, { alias }) => {
      // The list that comes next must not show for a moment what is gone.
      cache.setQueryData(upstreamKeys.list, (list: UpstreamPage | undefined) => list && { ...list, items: list.items.filter((each) => each.alias !== alias) })
      void askAnew(upstreamKeys.list, ['users'])
    },
  })
}

/** Makes the provider everybody's first step, or (null) ends that: a setting of the realm. */
export function useOnlyFirstStep() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: (onlyUpstream: string | null) => api.changeRealm({ onlyUpstream }),
    onSettled: () => { void askAnew(upstreamKeys.all) },
  })
}

export function useIdentities(userId: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: identitiesOf(toValue(userId)),
    query: ({ signal }) => api.listIdentities({ userId: toValue(userId) }, { signal }),
  }))
}

type Link = Parameters<Api['linkIdentity']>[0]

export function useLinkIdentity() {
  const api = useApi()
  const forget = useForgetUser()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: (link: Link) => api.linkIdentity(link),
    onSettled: (_data, _error, { userId }) => { void Promise.all([forget(userId), askAnew(upstreamKeys.all)]) },
  })
}

export function useUnlinkIdentity() {
  const api = useApi()
  const forget = useForgetUser()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: (target: { userId: string, alias: string, reason: string }) => api.unlinkIdentity(target),
    onSettled: (_data, _error, { userId }) => { void Promise.all([forget(userId), askAnew(upstreamKeys.all)]) },
  })
}
