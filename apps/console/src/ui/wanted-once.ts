import { readonly, ref, watch, type Ref } from 'vue'

/**
 * False until this was true for the first time. A window behind it is fetched when somebody opens it, and stays: it keeps
 * what it has while it closes, and opens again at once.
 */
export function wantedOnce(isOpen: () => boolean): Readonly<Ref<boolean>> {
  const wanted = ref(isOpen())
  watch(isOpen, (now) => { if (now) wanted.value = true })
  return readonly(wanted)
}
