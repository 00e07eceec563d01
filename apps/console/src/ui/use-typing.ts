import { onScopeDispose, ref, watch } from 'vue'

/**
 * A text that is being typed and the value it settles to. `settle` is told when the person pauses; a value that
 * changes from outside (back button, a chip) replaces what is typed, but never in the middle of typing. `stop` is for
 * whoever goes elsewhere before the pause is over.
 */
export function useTyping(value: () => string, settle: (text: string) => unknown, pauseMs = 180) {
  const typed = ref(value())
  const typing = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(timer)
    typing.value = false
  }

  watch(typed, (text) => {
    if (text.trim() === value()) return stop()
    clearTimeout(timer)
    typing.value = true
    timer = setTimeout(() => {
      typing.value = false
      void settle(text)
    }, pauseMs)
  })
  watch(value, (text) => {
    if (!typing.value && text !== typed.value.trim()) typed.value = text
  })
  onScopeDispose(stop)

  return { typed, typing, stop }
}
