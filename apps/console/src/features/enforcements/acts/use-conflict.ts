import { isProblem } from '@tegata/contract'
import { ref, shallowRef } from 'vue'
import { useApi } from '../../../api.ts'
import type { Enforcement, EnforcementVersion } from '../queries.ts'

/** The version that was read, and what somebody else did since: of two administrators at once the second sees what changed. */
export function useConflict(reload: () => Promise<unknown>) {
  const api = useApi()
  const version = ref(0)
  const since = shallowRef<readonly EnforcementVersion[]>([])

  function begin(enforcement: Enforcement): void {
    version.value = enforcement.version
    since.value = []
  }

  /** Whether the problem was that: then what was done meanwhile is known, and the version is the present one. */
  async function meet(problem: unknown, current: () => Enforcement): Promise<boolean> {
    if (!isProblem(problem) || (problem.code !== 'request.precondition-failed' && problem.code !== 'enforcement.wrong-state')) return false
    const { id } = current()
    await reload()
    const known = await api.listEnforcementVersions({ enforcementId: id, limit: 20 }).then(({ items }) => items, () => [])
    since.value = known.filter((each) => each.version > version.value)
    version.value = Math.max(current().version, ...known.map((each) => each.version))
    return since.value.length > 0
  }

  return { version, since, begin, meet }
}
