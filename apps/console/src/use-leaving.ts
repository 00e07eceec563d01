import { onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate, type RouteLocationNormalized } from 'vue-router'

type Work = {
  busy: () => boolean
  /** Ends after the step that is under way. */
  stop: () => void
  /** Whether it ended because something went wrong: then whoever wanted to leave stays, and reads what. */
  failed: () => boolean
  /** It has ended, and the person goes: to another page, or (null) from where it stands. */
  go: (to: RouteLocationNormalized | null) => void
}

/** Whoever leaves while something is being done step by step is asked first: it stops then, and what is done stays. */
export function useLeaving({ busy, stop, failed, go }: Work) {
  const asked = ref(false)
  const leaving = ref(false)
  const goingTo = shallowRef<RouteLocationNormalized | null>(null)

  function ask(to: RouteLocationNormalized | null = null): false {
    asked.value = true
    goingTo.value = to
    return false
  }
  function leave(): void {
    leaving.value = true
    stop()
  }
  function stay(): void {
    asked.value = false
    leaving.value = false
    goingTo.value = null
  }
  watch(busy, (now) => {
    if (now || !asked.value) return
    const [to, left] = [goingTo.value, leaving.value]
    stay()
    if (left && !failed()) go(to)
  })
  onBeforeRouteLeave((to) => (busy() ? ask(to) : true))
  onBeforeRouteUpdate((to) => (busy() ? ask(to) : true))
  const warn = (event: BeforeUnloadEvent) => { if (busy()) event.preventDefault() }
  onMounted(() => addEventListener('beforeunload', warn))
  onBeforeUnmount(() => removeEventListener('beforeunload', warn))
  return { asked, leaving, ask, leave, stay }
}
