import { onScopeDispose, ref, shallowRef } from 'vue'
import { useApi } from '../../api.ts'
import { addLook, type Foreseen, nothingSeen } from './add-looks.ts'
import { actionOf, type ActionId, type Options, partsOf, type Who } from './bulk-actions.ts'

/** Finds out what an action would do, call by call. A newer question takes the place of an older one, whose answers are lost. */
export function useLook() {
  const api = useApi()
  const foreseen = shallowRef<Foreseen>(nothingSeen)
  const problem = shallowRef<unknown>(null)
  const looking = ref(false)
  let asking = new AbortController()

  async function look(id: ActionId, who: Who, options: Options): Promise<void> {
    asking.abort()
    const mine = asking = new AbortController()
    const { signal } = mine
    foreseen.value = nothingSeen
    problem.value = null
    looking.value = true
    try {
      for (const { part } of partsOf(who)) {
        let cursor: string | null = null
        do {
          const seen = await actionOf(id).look(api, { ...part, ...(cursor === null ? {} : { cursor }) }, options, signal)
          if (signal.aborted) return
          foreseen.value = addLook(foreseen.value, seen)
          cursor = seen.next
        } while (cursor !== null)
      }
      foreseen.value = { ...foreseen.value, whole: true }
    } catch (error) {
      if (!signal.aborted) problem.value = error
    } finally {
      if (asking === mine) looking.value = false
    }
  }
  onScopeDispose(() => asking.abort())
  return { foreseen, problem, looking, look }
}
