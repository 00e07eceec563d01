import { useQueryCache, type EntryKey } from '@pinia/colada'

/**
 * Marks answers as outdated; what is on screen is asked anew. Never fails: an answer that does not come is said by the
 * query that waits for it, where it stands.
 */
export function useAskAnew(): (...keys: readonly EntryKey[]) => Promise<void> {
  const cache = useQueryCache()
  return async (...keys) => {
    await Promise.allSettled(keys.map((key) => cache.invalidateQueries({ key })))
  }
}
