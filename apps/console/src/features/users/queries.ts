import type { User, UserSummary } from '@tegata/contract'
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { type MaybeRefOrGetter, toValue } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { useMe } from '../../session/me.ts'

export type { User, UserSummary }

export const userKeys = {
  lists: ['users', 'list'] as const,
  one: (userId: string) => ['users', userId] as const,
  part: (userId: string, part: string) => ['users', userId, part] as const,
}

export function useUser(userId: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: userKeys.one(toValue(userId)),
    query: ({ signal }) => api.getUser({ userId: toValue(userId) }, { signal }),
    staleTime: 2_000,
  }))
}

/** What a change to a person makes outdated: the person with every part, and every list the person may stand in. */
export function useForgetUser() {
  const askAnew = useAskAnew()
  return (userId: string) => askAnew(userKeys.one(userId), userKeys.lists)
}

type NewUser = Parameters<ReturnType<typeof useApi>['createUser']>[0]

export function useCreateUser() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: (user: NewUser) => api.createUser(user),
    onSuccess: (user) => cache.setQueryData(userKeys.one(user.id), user),
    onSettled: () => { void askAnew(userKeys.lists) },
  })
}

type Change = { userId: string, version: number, changes: Omit<Parameters<ReturnType<typeof useApi>['changeUser']>[0], 'userId'> }

export function useChangeUser() {
  const api = useApi()
  const forget = useForgetUser()
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ userId, version, changes }: Change) => api.changeUser({ userId, ...changes }, { ifMatch: version }),
    onSuccess: (user, { userId }) => {
      cache.setQueryData(userKeys.one(userId), user)
      void forget(userId)
    },
  })
}

export function useResetOtp() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: ({ userId, reason }: { userId: string, reason: string }) => api.resetOtp({ userId, ...(reason ? { reason } : {}) }),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

export function useLiftWait() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: ({ userId, reason }: { userId: string, reason?: string }) => api.liftWait({ userId, ...(reason ? { reason } : {}) }),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

/** The roles of the realm, for filtering and granting. */
export function useRoles() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: ['roles'],
    query: ({ signal }) => api.listRoles({ limit: 200 }, { signal }),
    enabled: () => may('roles.read'),
    staleTime: 60_000,
  })
}

export function useGroups() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: ['groups'],
    query: ({ signal }) => api.listGroups({ limit: 200 }, { signal }),
    enabled: () => may('groups.read'),
    staleTime: 60_000,
  })
}
