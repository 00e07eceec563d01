import type { Api } from '@tegata/contract'
import { useQuery } from '@pinia/colada'
import { useApi } from '../../api.ts'
import { useMe } from '../../session/me.ts'

export type Dashboard = Awaited<ReturnType<Api['getDashboard']>>
export type OtpTally = Dashboard['people']
export type Attention = Dashboard['attention'][number]

export function useDashboard() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: ['users', 'dashboard'],
    query: ({ signal }) => api.getDashboard({}, { signal }),
    enabled: () => may('users.read'),
    staleTime: 10_000,
  })
}
