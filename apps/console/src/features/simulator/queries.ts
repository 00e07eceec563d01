import type { Api, Simulation, SimulatedStep } from '@tegata/contract'
import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'

export type { Simulation, SimulatedStep }
export type Simulated = NonNullable<Parameters<Api['simulate']>[0]>

/** What the sign-in would meet; asked anew for every other question, and never for one that is not whole. */
export function useSimulation(asked: MaybeRefOrGetter<Simulated | null>) {
  const api = useApi()
  return useQuery(() => {
    const question = toValue(asked)
    return {
      key: ['simulator', JSON.stringify(question)],
      query: ({ signal }) => api.simulate(question ?? {}, { signal }),
      enabled: question !== null,
      staleTime: 2_000,
    }
  })
}

/** Why somebody was asked at a sign-in of the past. That does not change any more. */
export function usePastDecision(asked: MaybeRefOrGetter<{ userId: string, attemptId: string }>) {
  const api = useApi()
  return useQuery(() => {
    const { userId, attemptId } = toValue(asked)
    return {
      key: ['past-decision', userId, attemptId],
      query: ({ signal }) => api.explainAttempt({ userId, attemptId }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }
  })
}
