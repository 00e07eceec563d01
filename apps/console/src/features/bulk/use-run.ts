import type { BulkFailure } from '@tegata/contract'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useApi } from '../../api.ts'
import { actionOf, type ActionId, type Options, partsOf, type Who } from './bulk-actions.ts'

/** `stopping`: the call that is under way is waited for. `interrupted`: a call failed, and the same one can be made again. */
export type Phase = 'idle' | 'running' | 'stopping' | 'stopped' | 'interrupted' | 'done'
export type Task = { id: ActionId, who: Who, options: Options, people: number, confirm: boolean, reason: string }

/**
 * Does it, a bounded number of people a call. Stopping is making no further call; going on is making the next one, or the
 * one that failed again: what it had done already is so already, and nobody is left out.
 */
export function useRun(settled: () => unknown) {
  const api = useApi()
  const phase = ref<Phase>('idle')
  const done = ref(0)
  const changed = ref(0)
  const failures = shallowRef<readonly BulkFailure[]>([])
  const problem = shallowRef<unknown>(null)
  const task = shallowRef<Task | null>(null)
  /** Where it goes on: which of the calls of a long selection, and behind whom. */
  let place: { part: number, cursor: string | null } = { part: 0, cursor: null }
  let gone = false

  async function work({ id, who, options, people, confirm, reason }: Task): Promise<void> {
    const parts = partsOf(who)
    for (let now = parts[place.part]; now !== undefined; now = parts[place.part]) {
      const { part, people: named } = now
      const step = await actionOf(id).run(api, {
        ...part, ...(place.cursor === null ? {} : { cursor: place.cursor }), ...(confirm ? { confirmed: named ?? people } : {}), reason,
      }, options)
      done.value += step.done
      changed.value += step.changed
      failures.value = [...failures.value, ...step.failures]
      place = step.next === null ? { part: place.part + 1, cursor: null } : { part: place.part, cursor: step.next }
      if (phase.value === 'stopping' || gone) break
    }
    phase.value = place.part < parts.length ? 'stopped' : 'done'
  }

  async function goOn(): Promise<void> {
    if (task.value === null || phase.value === 'running' || phase.value === 'stopping') return
    phase.value = 'running'
    problem.value = null
    try {
      await work(task.value)
    } catch (error) {
      problem.value = error
      phase.value = 'interrupted'
    }
    settled()
  }

  function start(next: Task): Promise<void> {
    task.value = next
    place = { part: 0, cursor: null }
    done.value = 0
    changed.value = 0
    failures.value = []
    return goOn()
  }
  function again(): Promise<void> {
    const now = task.value
    if (now === null || failures.value.length === 0) return Promise.resolve()
    const userIds = failures.value.map(({ userId }) => userId)
    return start({ ...now, who: { userIds }, people: userIds.length })
  }
  function stop(): void {
    if (phase.value === 'running') phase.value = 'stopping'
  }
  function forget(): void {
    task.value = null
    phase.value = 'idle'
    problem.value = null
  }
  onScopeDispose(() => { gone = true })

  const busy = computed(() => phase.value === 'running' || phase.value === 'stopping')
  return { phase, busy, done, changed, failures, problem, task, start, goOn, again, stop, forget }
}
