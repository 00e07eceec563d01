import type { Api, EffectivePolicy, PolicyGroup, PolicyGroupImpact, PolicyGroupVersion, PolicyImpact } from '@tegata/contract'
import { useInfiniteQuery, useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { useMe } from '../../session/me.ts'
import { useForgetUser, userKeys } from '../users/queries.ts'

export type { EffectivePolicy, PolicyGroup, PolicyGroupImpact, PolicyGroupVersion, PolicyImpact }
export type GroupChange = Omit<Parameters<Api['changePolicyGroup']>[0], 'policyGroupId'>
export type NewGroup = Parameters<Api['createPolicyGroup']>[0]

const policyKeys = {
  all: ['policy-groups'] as const,
  list: ['policy-groups', 'list'] as const,
  one: (policyGroupId: string) => ['policy-groups', 'one', policyGroupId] as const,
  versions: (policyGroupId: string) => ['policy-groups', 'versions', policyGroupId] as const,
}
const policyOf = (userId: string) => userKeys.part(userId, 'policy')

/** Every group of the realm: there are a handful. */
export function usePolicyGroups() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: policyKeys.list,
    query: ({ signal }) => api.listPolicyGroups({ limit: 200 }, { signal }),
    enabled: () => may('policy.read'),
    staleTime: 2_000,
  })
}

export function usePolicyGroup(policyGroupId: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: policyKeys.one(toValue(policyGroupId)),
    query: ({ signal }) => api.getPolicyGroup({ policyGroupId: toValue(policyGroupId) }, { signal }),
    staleTime: 2_000,
  }))
}

type VersionsPage = Awaited<ReturnType<Api['listPolicyGroupVersions']>>

/** What a group was before, newest first. */
export function useGroupVersions(policyGroupId: MaybeRefOrGetter<string>) {
  const api = useApi()
  const query = useInfiniteQuery(() => ({
    key: policyKeys.versions(toValue(policyGroupId)),
    initialPageParam: undefined as string | undefined,
    query: ({ pageParam, signal }) => api.listPolicyGroupVersions({ policyGroupId: toValue(policyGroupId), limit: 10, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page: VersionsPage) => page.next,
    staleTime: 2_000,
  }))
  const versions = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { ...query, versions }
}

/** Applications that a condition can name: the first 200, of those that are searched for. */
export function useApplications(search: MaybeRefOrGetter<string> = '') {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: ['clients', 'for-conditions', toValue(search).trim()],
    query: ({ signal }) => api.listClients({ limit: 200, ...(toValue(search).trim() ? { search: toValue(search).trim() } : {}) }, { signal }),
    enabled: may('clients.read'),
    staleTime: 30_000,
  }))
}

/** Where the administrator's own calls come from, and what the realm calls its own networks. */
export function useCallersNetwork() {
  const api = useApi()
  return useQuery({ key: ['my-network'], query: ({ signal }) => api.getCallersNetwork({}, { signal }), staleTime: 30_000 })
}

/** What is so for one person, and why. */
export function useEffectivePolicy(userId: MaybeRefOrGetter<string>) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: policyOf(toValue(userId)),
    query: ({ signal }) => api.getEffectivePolicy({ userId: toValue(userId) }, { signal }),
    enabled: may('policy.read'),
  }))
}

/** A new group, or one like another: both have a name of their own and nobody in them. */
export function useAddGroup() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ copyOf, group }: { copyOf: string | null, group: NewGroup }) =>
      (copyOf === null ? api.createPolicyGroup(group) : api.copyPolicyGroup({ policyGroupId: copyOf, ...group })),
    onSuccess: (group) => cache.setQueryData(policyKeys.one(group.id), group),
    onSettled: () => { void askAnew(policyKeys.list) },
  })
}

type Change = { policyGroupId: string, version: string, changes: GroupChange }

export function useChangeGroup() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ policyGroupId, version, changes }: Change) => api.changePolicyGroup({ policyGroupId, ...changes }, { ifMatch: version }),
    onSuccess: (group) => {
      cache.setQueryData(policyKeys.one(group.id), group)
      void askAnew(policyKeys.list, policyKeys.versions(group.id), ['users'])
    },
  })
}

export function useDeleteGroup() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ policyGroupId, version, moveTo, reason }: { policyGroupId: string, version: string, moveTo: string, reason: string }) =>
      api.deletePolicyGroup({ policyGroupId, moveTo, ...(reason === '' ? {} : { reason }) }, { ifMatch: version }),
    onSettled: () => { void askAnew(policyKeys.list, ['users']) },
  })
}

/** Puts one person into a group, on the copy of the person that was read. */
export function useRegroup() {
  const api = useApi()
  const cache = useQueryCache()
  const forget = useForgetUser()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ userId, version, policyGroup, until }: { userId: string, version: number, policyGroup: string | null, until: string | null }) =>
      api.changeUser({ userId, policyGroup, ...(until === null ? {} : { policyGroupUntil: until }) }, { ifMatch: version }),
    onSuccess: (user) => cache.setQueryData(userKeys.one(user.id), user),
    onSettled: (_data, _error, { userId }) => { void Promise.all([forget(userId), askAnew(policyKeys.all)]) },
  })
}

/** What a change would do, asked before it is made. */
export function usePreviews() {
  const api = useApi()
  const ask = <Target, Impact extends PolicyImpact>(preview: (target: Target) => Promise<Impact>) => useMutation({ mutation: preview })
  return {
    ofChange: () => ask((target: { policyGroupId: string } & Omit<GroupChange, 'name' | 'reason'>) => api.previewPolicyGroupChange(target)),
    ofDeletion: () => ask((target: { policyGroupId: string, moveTo: string | null }) => api.previewPolicyGroupDeletion(target)),
    ofAssignment: () => ask((target: { policyGroup: string | null, userIds: string[] }) => api.previewPolicyGroupAssignment(target)),
  }
}
