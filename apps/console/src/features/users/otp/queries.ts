import { useMutation, useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../../api.ts'
import { useMe } from '../../../session/me.ts'
import { useForgetUser, userKeys } from '../queries.ts'

type OfUser = { userId: string }

/** The secret is the answer, and stays nowhere. */
export function useBeginEnrolment() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: OfUser) => api.beginEnrolment(target),
    // Whoever is refused (gone, disabled, set up meanwhile) sees what is so now.
    onError: (_error, { userId }) => { void forget(userId) },
  })
}

export function useConfirmEnrolment() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: OfUser & { enrolmentId: string, code: string }) => api.confirmEnrolment(target),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

/** An address that codes are mailed to; its first use proves it. */
export function useEnterAddress() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: OfUser & { address: string }) => api.enterAddress(target),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

export function useRenameAuthenticator() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: OfUser & { authenticatorId: string, name: string }) => api.renameAuthenticator(target),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}

/** The whole decision, for a sign-in by a password (null) or by an identity provider. */
export function useTrace(userId: MaybeRefOrGetter<string>, through: MaybeRefOrGetter<string | null>) {
  const api = useApi()
  const { may } = useMe()
  return useQuery(() => {
    const way = toValue(through)
    return {
      // By a password it is what the Access Policy shows, too: asked for once.
      key: way === null ? userKeys.part(toValue(userId), 'policy') : [...userKeys.part(toValue(userId), 'policy'), way],
      query: ({ signal }) => api.getEffectivePolicy({ userId: toValue(userId), ...(way === null ? {} : { through: way }) }, { signal }),
      enabled: may('policy.read'),
    }
  })
}
