import type { Api, Client } from '@tegata/contract'
import { useInfiniteQuery, useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { useMe } from '../../session/me.ts'

export type { Client }
export type NewClient = Parameters<Api['createClient']>[0]
export type ClientChange = Omit<Parameters<Api['changeClient']>[0], 'clientId'>
type Page = Awaited<ReturnType<Api['listClients']>>

export const clientKeys = {
  lists: ['clients', 'list'] as const,
  list: (search: string) => ['clients', 'list', search] as const,
  one: (clientId: string) => ['clients', 'one', clientId] as const,
}

export function useClients(search: MaybeRefOrGetter<string>) {
  const api = useApi()
  const { may } = useMe()
  const query = useInfiniteQuery(() => ({
    key: clientKeys.list(toValue(search)),
    initialPageParam: undefined as string | undefined,
    query: ({ pageParam, signal }) => api.listClients({
      ...(toValue(search) ? { search: toValue(search) } : {}), ...(pageParam ? { cursor: pageParam } : {}),
    }, { signal }),
    getNextPageParam: (page: Page) => page.next,
    enabled: may('clients.read'),
    staleTime: 5_000,
  }))
  const clients = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { ...query, clients }
}

export function useClient(clientId: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: clientKeys.one(toValue(clientId)),
    query: ({ signal }) => api.getClient({ clientId: toValue(clientId) }, { signal }),
    staleTime: 2_000,
  }))
}

export function useCreateClient() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: (client: NewClient) => api.createClient(client),
    onSuccess: ({ client }) => cache.setQueryData(clientKeys.one(client.clientId), client),
    onSettled: () => { void askAnew(clientKeys.lists) },
  })
}

export function useChangeClient() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ clientId, version, changes }: { clientId: string, version: string, changes: ClientChange }) =>
      api.changeClient({ clientId, ...changes }, { ifMatch: version }),
    onSuccess: (client) => cache.setQueryData(clientKeys.one(client.clientId), client),
    onSettled: () => { void askAnew(clientKeys.lists) },
  })
}

export function useDeleteClient() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ clientId, version }: { clientId: string, version: string }) => api.deleteClient({ clientId }, { ifMatch: version }),
    onSuccess: () => { void askAnew(clientKeys.lists) },
  })
}

/** A new secret, which is in the answer only: it is handed on and kept nowhere. */
export function useNewSecret() {
  const api = useApi()
  const cache = useQueryCache()
  return useMutation({
    mutation: (target: { clientId: string, overlapHours: number }) => api.newClientSecret(target),
    onSuccess: ({ client }) => cache.setQueryData(clientKeys.one(client.clientId), client),
  })
}

export function useEndOldSecret() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ clientId }: { clientId: string }) => api.endOldClientSecret({ clientId }),
    onSettled: (_data, _error, { clientId }) => askAnew(clientKeys.one(clientId)),
  })
}
