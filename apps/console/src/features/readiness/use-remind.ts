import type { Api } from '@tegata/contract'
import { computed, onScopeDispose, ref } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import type { Phase } from '../bulk/use-run.ts'
import { mailKey } from '../enforcements/mails/queries.ts'

/** Who is reminded: these, or everybody whom the list shows for a state, a reason and a word. */
export type Reminding = { userIds: string[] } | Pick<Parameters<Api['remindPeople']>[0], 'state' | 'reason' | 'search'>

type Call = Parameters<Api['remindPeople']>[0]
type Reminded = Omit<Awaited<ReturnType<Api['remindPeople']>>, 'next'>

/** People whom one call can name. */
const mostIds = 200
const nobody: Reminded = { mailed: 0, today: 0, withoutAddress: 0, notMet: 0 }

const callsOf = (enforcementId: string, who: Reminding): Call[] => {
  if (!('userIds' in who)) return [{ enforcementId, ...who }]
  return Array.from({ length: Math.ceil(who.userIds.length / mostIds) }, (_, part) => ({ enforcementId, userIds: who.userIds.slice(part * mostIds, (part + 1) * mostIds) }))
}

/**
 * Reminds people now, a bounded number a call, and adds up what became of them. Stopping is making no further call; going on
 * is making the next one, or the one that failed again: nobody hears twice in a day, so nothing is done twice.
 */
export function useRemind() {
  const api = useApi()
  const askAnew = useAskAnew()
  const phase = ref<Phase>('idle')
  const sum = ref<Reminded>(nobody)
  const problem = ref<unknown>(null)
  /** Those that are still to be made; the first of them goes on at `cursor`. */
  let left: Call[] = []
  let cursor: string | null = null
  let gone = false

  async function goOn(): Promise<void> {
    if (phase.value === 'running' || phase.value === 'stopping') return
    phase.value = 'running'
    problem.value = null
    const id = left[0]?.enforcementId ?? ''
    try {
      for (let [call] = left; call !== undefined; [call] = left) {
        const { next, ...answer } = await api.remindPeople({ ...call, ...(cursor === null ? {} : { cursor }) })
        const { mailed, today, withoutAddress, notMet } = sum.value
        sum.value = { mailed: mailed + answer.mailed, today: today + answer.today, withoutAddress: withoutAddress + answer.withoutAddress, notMet: notMet + answer.notMet }
        cursor = next
        if (next === null) left = left.slice(1)
        if (phase.value !== 'running' || gone) break
      }
      phase.value = left.length > 0 ? 'stopped' : 'done'
    } catch (error) {
      problem.value = error
      phase.value = 'interrupted'
    }
    void askAnew(mailKey(id))
  }
  async function start(enforcementId: string, who: Reminding): Promise<void> {
    if (busy.value) return
    forget()
    left = callsOf(enforcementId, who)
    return goOn()
  }
  function stop(): void {
    if (phase.value === 'running') phase.value = 'stopping'
  }
  /** What was begun is let go of, unless a call is under way. */
  function forget(): void {
    if (busy.value) return
    ;[phase.value, sum.value, problem.value, left, cursor] = ['idle', nobody, null, [], null]
  }
  onScopeDispose(() => { gone = true })

  const busy = computed(() => phase.value === 'running' || phase.value === 'stopping')
  const done = computed(() => Object.values(sum.value).reduce((total, count) => total + count, 0))
  return { phase, busy, sum, done, problem, start, goOn, stop, forget }
}
