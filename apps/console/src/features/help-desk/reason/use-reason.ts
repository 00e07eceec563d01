import { inject, type InjectionKey, provide, ref, type Ref } from 'vue'

const reasonKey: InjectionKey<Ref<string>> = Symbol('reason')

/** One caller, one answer: what was said about how it was made sure holds for everything done for them below here. */
export function keepReason(): Ref<string> {
  const reason = ref('')
  provide(reasonKey, reason)
  return reason
}

/** How it was made sure who it is. `forget` is for a window that closes; what is kept for the caller stays. */
export function useReason(): { reason: Ref<string>, forget: () => void } {
  const kept = inject(reasonKey, null)
  if (kept) return { reason: kept, forget: () => undefined }
  const reason = ref('')
  return { reason, forget: () => { reason.value = '' } }
}
