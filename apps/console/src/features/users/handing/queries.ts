import { useMutation } from '@pinia/colada'
import { useApi } from '../../../api.ts'
import { useForgetUser } from '../queries.ts'

/** The link is the answer, and stays nowhere. */
export function useMakeSetupSheet() {
  const api = useApi()
  const forget = useForgetUser()
  return useMutation({
    mutation: (target: { userId: string, reason: string }) => api.makeSetupSheet(target),
    onSettled: (_data, _error, { userId }) => { void forget(userId) },
  })
}
