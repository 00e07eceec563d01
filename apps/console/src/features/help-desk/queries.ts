import { useQuery } from '@pinia/colada'
import { type MaybeRefOrGetter, toValue } from 'vue'
import { useApi } from '../../api.ts'
import { useMe } from '../../session/me.ts'
import { readReference } from '../reset-requests/queries.ts'

/** Whom to ask for what only a global administrator may do: those who can sign in now. */
export function useAdministratorsToAsk() {
  const api = useApi()
  const { may } = useMe()
  return useQuery({
    key: ['administrators-to-ask'],
    query: ({ signal }) => api.listAdministratorsToAsk(undefined, { signal }),
    enabled: () => may('users.read'),
    staleTime: 60_000,
  })
}

const shownAtMost = 8

/** Digits and dashes alone are a reference; anything else is part of a name or an address. */
export const isReference = (typed: string): boolean => /^[\d０-９\s-]+$/.test(typed.normalize('NFKC')) && readReference(typed) !== ''

/** Who is calling: whoever waits under the reference, and whoever is called like that. An answer belongs to what was typed. */
export function useCallers(typed: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => {
    const text = toValue(typed).trim()
    return {
      key: ['users', 'list', 'callers', text],
      async query({ signal }: { signal: AbortSignal }) {
        const [requests, people] = await Promise.all([
          isReference(text) ? api.listResetRequests({ reference: readReference(text), state: 'open' }, { signal }) : { items: [] },
          api.listUsers({ search: text, outlook: true, limit: shownAtMost }, { signal }),
        ])
        const waiting = new Set(requests.items.map(({ user }) => user.id))
        return { requests: requests.items, people: people.items.filter(({ id }) => !waiting.has(id)), more: people.next !== null }
      },
      enabled: text !== '',
      staleTime: 5_000,
    }
  })
}
