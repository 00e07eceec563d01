import type { Api, Enforcement, EnforcementVersion } from '@tegata/contract'
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { useMe } from '../../session/me.ts'

export type { Enforcement, EnforcementVersion }
export type NewEnforcement = Parameters<Api['createEnforcement']>[0]
/** What a change sends of the enforcement itself; `why` and what is confirmed stand beside it. */
export type Change = Omit<Parameters<Api['changeEnforcement']>[0], 'enforcementId' | 'why' | 'confirmed' | 'nobodyYet'>
export type Assent = Pick<Parameters<Api['changeEnforcement']>[0], 'why' | 'confirmed' | 'nobodyYet'>

export const enforcementKeys = {
  all: ['enforcements'] as const,
  list: ['enforcements', 'list'] as const,
  one: (id: string) => ['enforcements', 'one', id] as const,
  versions: (id: string) => ['enforcements', 'one', id, 'versions'] as const,
  /** Everything that is found out about people: changes with people, not only with the rule. */
  readiness: (id: string) => ['enforcements', 'one', id, 'readiness'] as const,
}

/** Every enforcement of the realm: there are a handful. */
export function useEnforcements() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: enforcementKeys.list,
    query: ({ signal }) => api.listEnforcements({ limit: 200 }, { signal }),
    enabled: () => may('policy.read'),
    staleTime: 2_000,
  })
}

export function useEnforcement(id: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: enforcementKeys.one(toValue(id)),
    query: ({ signal }) => api.getEnforcement({ enforcementId: toValue(id) }, { signal }),
    staleTime: 2_000,
  }))
}

export function useVersions(id: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: enforcementKeys.versions(toValue(id)),
    query: ({ signal }) => api.listEnforcementVersions({ enforcementId: toValue(id), limit: 200 }, { signal }),
    staleTime: 0,
  }))
}

/** What is known of an enforcement after it was changed, and what has to be found out anew. */
function useAdopt() {
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return (enforcement: Enforcement) => {
    cache.setQueryData(enforcementKeys.one(enforcement.id), enforcement)
    void askAnew(enforcementKeys.list, enforcementKeys.versions(enforcement.id), enforcementKeys.readiness(enforcement.id), ['users'])
  }
}

export function useAddEnforcement() {
  const api = useApi()
  const adopt = useAdopt()
  return useMutation({ mutation: (enforcement: NewEnforcement) => api.createEnforcement(enforcement), onSuccess: adopt })
}

export function useChangeEnforcement() {
  const api = useApi()
  const adopt = useAdopt()
  return useMutation({
    mutation: ({ id, version, change, assent }: { id: string, version: number, change: Change, assent: Assent }) =>
      api.changeEnforcement({ enforcementId: id, ...change, ...assent }, { ifMatch: version }),
    onSuccess: adopt,
  })
}

export function useDeleteEnforcement() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ id, version }: { id: string, version: number }) => api.deleteEnforcement({ enforcementId: id }, { ifMatch: version }),
    onSettled: () => { void askAnew(enforcementKeys.list) },
  })
}

/** What is done to an announced one, or announces it: each with a reason, on the version that was read. */
export type Act = 'announce' | 'postpone' | 'bring-forward' | 'suspend' | 'resume' | 'end'
export type Order = Parameters<Api['announceEnforcement']>[0]

export function useAct() {
  const api = useApi()
  const adopt = useAdopt()
  const calls = {
    announce: api.announceEnforcement, postpone: api.postponeEnforcement, 'bring-forward': api.bringForwardEnforcement,
    suspend: api.suspendEnforcement, resume: api.resumeEnforcement, end: api.endEnforcement,
  } as const
  return useMutation({
    mutation: ({ act, order, version }: { act: Act, order: Order, version: number }) => calls[act](order, { ifMatch: version }),
    onSuccess: adopt,
  })
}
