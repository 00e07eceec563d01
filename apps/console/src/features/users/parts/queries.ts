import type { IssuedEmergencyToken } from '@tegata/contract'
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../../api.ts'
import { useMe } from '../../../session/me.ts'
import { useForgetUser, userKeys } from '../queries.ts'

type UserId = MaybeRefOrGetter<string>

export function useAuthenticators(userId: UserId) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'authenticators'),
    query: ({ signal }) => api.listAuthenticators({ userId: toValue(userId) }, { signal }),
    enabled: may('authenticators.read'),
  }))
}

export function useSessions(userId: UserId) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'sessions'),
    query: ({ signal }) => api.listSessions({ userId: toValue(userId) }, { signal }),
    enabled: may('sessions.read'),
  }))
}

export function useSetupMail(userId: UserId) {
  const api = useApi()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'setup-mail'),
    query: ({ signal }) => api.getSetupMail({ userId: toValue(userId) }, { signal }),
  }))
}

export function useAttempts(userId: UserId) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'attempts'),
    query: ({ signal }) => api.listAttempts({ userId: toValue(userId), limit: 12 }, { signal }),
    enabled: may('attempts.read'),
  }))
}

export function useHeldRoles(userId: UserId) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'roles'),
    query: ({ signal }) => api.listUserRoles({ userId: toValue(userId) }, { signal }),
    enabled: may('roles.read'),
  }))
}

export function useGroupsOfUser(userId: UserId) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'groups'),
    query: ({ signal }) => api.listUserGroups({ userId: toValue(userId) }, { signal }),
    enabled: may('groups.read'),
  }))
}

type OfUser = { userId: string }

/** A change to a part of a person: afterwards everything about the person is asked anew. */
function useChange<Target extends OfUser, Answer = unknown>(change: (target: Target) => Promise<Answer>) {
  const forget = useForgetUser()
  return useMutation({
    mutation: change,
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

export function useRemoveAuthenticator() {
  const api = useApi()
  return useChange((target: OfUser & { authenticatorId: string }) => api.removeAuthenticator(target))
}

export function useEmergencyTokens(userId: UserId) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => ({
    key: userKeys.part(toValue(userId), 'emergency-tokens'),
    query: ({ signal }) => api.listEmergencyTokens({ userId: toValue(userId) }, { signal }),
    enabled: may('authenticators.read'),
  }))
}

export function useIssueEmergencyToken() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: OfUser & { reason: string }) => api.issueEmergencyToken(target),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

type Issued = { items: readonly IssuedEmergencyToken[] }

/** One as the help desk hands it out, or as many and what values whoever may choose asks for. */
export function useIssueEmergencyTokens() {
  const api = useApi()
  return useChange<OfUser & { reason: string, count?: number, values?: string[], expiresInHours: number | null }, Issued>((target) => api.issueEmergencyTokens(target))
}

export function useTopUpEmergencyTokens() {
  const api = useApi()
  return useChange<OfUser & { reason: string }, Issued>((target) => api.topUpEmergencyTokens(target))
}

/** The value is the answer, and stays nowhere. */
export function useRevealEmergencyToken() {
  const api = useApi()
  return useChange((target: OfUser & { tokenId: string, reason: string }) => api.revealEmergencyToken(target))
}

export function useRevokeEmergencyToken() {
  const api = useApi()
  return useChange((target: OfUser & { tokenId: string }) => api.revokeEmergencyToken(target))
}

export function useRevokeEmergencyTokens() {
  const api = useApi()
  return useChange((target: OfUser) => api.revokeEmergencyTokens(target))
}

export function useEndSession() {
  const api = useApi()
  return useChange((target: OfUser & { sessionId: string }) => api.endSession(target))
}

export function useEndSessions() {
  const api = useApi()
  return useChange((target: OfUser) => api.endSessions(target))
}

export function useSendSetupMail() {
  const api = useApi()
  const cache = useQueryCache()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: OfUser & { to?: string, reason?: string, newPassword?: boolean }) => api.sendSetupMail(target),
    onSuccess: (mail, { userId }) => cache.setQueryData(userKeys.part(userId, 'setup-mail'), mail),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

export function useGrantRole() {
  const api = useApi()
  return useChange((target: OfUser & { roleId: string }) => api.grantRole(target))
}

export function useWithdrawRole() {
  const api = useApi()
  return useChange((target: OfUser & { roleId: string }) => api.withdrawRole(target))
}

export function useJoinGroup() {
  const api = useApi()
  return useChange((target: OfUser & { groupId: string }) => api.addGroupMember(target))
}

export function useLeaveGroup() {
  const api = useApi()
  return useChange((target: OfUser & { groupId: string }) => api.removeGroupMember(target))
}
