import { computed, type Ref } from 'vue'
import { isSame } from '../../merge-drafts.ts'

type Preview<Question, Impact> = {
  mutate: (question: Question) => unknown
  variables: Readonly<Ref<Question | undefined>>, data: Readonly<Ref<Impact | undefined>>, error: Readonly<Ref<unknown>>
}

/**
 * What something would do to people is looked at before it is done: nobody is moved, deleted or put back unseen. An answer to
 * another question is none. `unseen`: the press looks again in place of doing it. `waiting`: it is being found out.
 */
export function useSeenFirst<Question, Impact>(preview: Preview<Question, Impact>, { question, concerns }: { question: () => Question, concerns: () => boolean }) {
  const shown = computed(() => (isSame(preview.variables.value, question()) ? preview.data.value : undefined))
  const unseen = computed(() => concerns() && shown.value === undefined)
  const waiting = computed(() => unseen.value && !preview.error.value)
  return { shown, unseen, waiting, look: () => { preview.mutate(question()) } }
}

/**
 * Looks at what would be sent, and again where it was changed meanwhile: what was looked at is what is sent. False where the
 * look failed, or there is nothing to look at any more (`null`).
 */
export async function seenAsTyped<Question>(question: () => Question | null, look: (question: Question) => Promise<boolean>): Promise<boolean> {
  let seen: Question | null = null
  for (let asked = question(); asked !== null; asked = question()) {
    if (isSame(seen, asked)) return true
    seen = asked
    if (!(await look(asked))) return false
  }
  return false
}
