import { isProblem, type UpstreamTest } from '@tegata/contract'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useApi } from '../../../api.ts'
import { useBrowser, type OpenedWindow } from '../../../session/browser.ts'
import { useSession } from '../../../session/session-store.ts'

const LOOK_EVERY_MS = 1_000

/** `window`: whether the person has one to sign in with; `closed` may also be a provider that cut the ties to it. */
export type TestStage =
  | { is: 'idle' }
  | { is: 'starting' }
  | { is: 'waiting', url: string, window: 'open' | 'closed' | 'blocked' | 'interrupted' }
  | { is: 'done', result: UpstreamTest }
  | { is: 'expired' }

/**
 * A real round trip: a window opens with the click, so that no browser blocks it, and is sent to the provider as soon as
 * the server has begun the test. What came of it is asked of the server; the window itself is not relied on.
 */
export function useConnectionTest(alias: () => string) {
  const api = useApi()
  const browser = useBrowser()
  const session = useSession()
  const stage = shallowRef<TestStage>({ is: 'idle' })
  const error = shallowRef<unknown>(null)
  const round = ref(0)
  let popup: OpenedWindow | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    round.value += 1
    clearTimeout(timer)
    popup?.close()
    popup = null
  }

  /** Somebody who has to confirm who they are cannot at the same time face an empty window. */
  watch(() => session.question, (question) => {
    if (question && stage.value.is === 'starting') popup?.close()
  })

  async function look(testId: string, mine: number): Promise<void> {
    const answer = await api.getUpstreamTest({ alias: alias(), testId }).then((result) => ({ result }), (problem: unknown) => ({ problem }))
    if (mine !== round.value || stage.value.is !== 'waiting') return
    if ('result' in answer && answer.result.state !== 'waiting') {
      popup?.close()
      error.value = null
      stage.value = { is: 'done', result: answer.result }
      return
    }
    if ('problem' in answer && isProblem(answer.problem)) {
      popup?.close()
      const isOver = answer.problem.code === 'upstream.test-not-found'
      error.value = isOver ? null : answer.problem
      stage.value = { is: isOver ? 'expired' : 'idle' }
      return
    }
    // A network that is gone comes back: the test goes on meanwhile.
    error.value = 'problem' in answer ? answer.problem : null
    if (stage.value.window === 'open' && popup?.closed !== false) stage.value = { ...stage.value, window: 'closed' }
    timer = setTimeout(() => void look(testId, mine), LOOK_EVERY_MS)
  }

  /** Called from a click. */
  async function begin(): Promise<void> {
    stop()
    const mine = round.value
    error.value = null
    popup = browser.openWindow('about:blank', 'test')
    const blocked = popup === null
    stage.value = { is: 'starting' }
    const started = await api.startUpstreamTest({ alias: alias() }).catch((problem: unknown) => {
      if (mine === round.value) error.value = problem
      return null
    })
    if (mine !== round.value) return
    if (!started) {
      stop()
      stage.value = { is: 'idle' }
      return
    }
    const usable = popup?.closed === false
    if (usable) popup?.goTo(started.url)
    stage.value = { is: 'waiting', url: started.url, window: usable ? 'open' : blocked ? 'blocked' : 'interrupted' }
    void look(started.id, mine)
  }

  /** Called from a click: the window once more, for a test that has begun. */
  function openAgain(): void {
    if (stage.value.is !== 'waiting') return
    popup = browser.openWindow(stage.value.url, 'test')
    stage.value = { ...stage.value, window: popup ? 'open' : 'blocked' }
  }

  function leave(): void {
    stop()
    error.value = null
    stage.value = { is: 'idle' }
  }

  onScopeDispose(stop)
  return { stage, error, begin, openAgain, leave }
}
