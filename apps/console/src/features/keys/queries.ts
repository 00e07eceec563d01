import type { SigningKey } from '@tegata/contract'
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { useApi } from '../../api.ts'
import { useMe } from '../../session/me.ts'

export type { SigningKey }
const key = ['keys'] as const

export function useKeys() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({ key, query: ({ signal }) => api.listKeys(undefined, { signal }), enabled: () => may('keys.read'), staleTime: 2_000 })
}

export function useRotate() {
  const api = useApi()
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ now }: { now: boolean }) => api.rotateKeys({ now }),
    onSuccess: ({ keys }) => cache.setQueryData(key, { items: keys, next: null }),
  })
}
