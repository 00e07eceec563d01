import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useIdentities, useUpstreams } from '../queries.ts'
import { useUpstreamName } from '../upstream-words.ts'

/** The name of an enabled, always trusted provider that lets this person in; null where none does, or it is not known. */
export function useTrustedProvider(userId: MaybeRefOrGetter<string>) {
  const nameOf = useUpstreamName()
  const { data: identities } = useIdentities(() => toValue(userId))
  const { data: upstreams } = useUpstreams()
  return computed(() => {
    const mine = new Set((identities.value?.items ?? []).filter(({ isCurrent }) => isCurrent).map(({ upstream }) => upstream.alias))
    const found = upstreams.value?.items.find(({ alias, enabled, trust }) => enabled && trust === 'always' && mine.has(alias))
    return found ? nameOf(found.name) : null
  })
}
