import { computed, nextTick, type Ref, ref, shallowRef, watch } from 'vue'
import { useMe } from '../../session/me.ts'
import type { User } from '../users/queries.ts'
import { focusFirstWrong } from '../../ui/first-wrong.ts'
import { type SplitPreview, useSplit, useSplitPreview } from './queries.ts'
import { faultsOf, newPart, newSplitDraft, sentOf } from './split-draft.ts'

/**
 * A split from the opening of its window to its end: a draft, what the account has to offer, what will happen, and on the
 * second press it does. `form`: where somebody is led who left something out. `done`: how many people were made.
 */
export function useSplitDraft(open: Ref<boolean>, user: () => User, form: Readonly<Ref<HTMLFormElement | null>>, done: (made: number) => void) {
  const { data: me, may } = useMe()
  const { error: lookError, isLoading: looking, look } = useSplitPreview()
  const { mutateAsync, error, isLoading: splitting, reset } = useSplit()

  const draft = shallowRef(newSplitDraft())
  const offers = shallowRef<SplitPreview>()
  const foreseen = shallowRef<SplitPreview>()
  const tried = ref(false)

  const canMail = computed(() => me.value?.realm.canMail ?? false)
  const faults = computed(() => (tried.value ? faultsOf(draft.value) : new Map()))
  const fresh = computed(() => foreseen.value?.persons.filter(({ state }) => state === 'create').length ?? 0)
  const isStuck = computed(() => foreseen.value?.persons.some(({ state }) => state === 'refused') ?? false)
  const busy = computed(() => splitting.value || (looking.value && offers.value !== undefined))
  const problem = computed(() => error.value ?? lookError.value)

  /** What there is to be taken over. */
  async function begin(): Promise<void> {
    offers.value = await look({ userId: user().id, persons: [], account: 'keep', sendSetupMail: false })
  }
  watch(open, (now) => {
    if (!now) return
    reset()
    ;[draft.value, offers.value, foreseen.value, tried.value] = [newSplitDraft(), undefined, undefined, false]
    draft.value.sendSetupMail = canMail.value
    draft.value.policyGroup = may('policy.write')
    void begin()
  }, { immediate: true })

  /** First what will happen; on the second press it does. */
  async function submit(): Promise<void> {
    tried.value = true
    if (looking.value || splitting.value || !offers.value) return
    if (faultsOf(draft.value).size > 0) {
      await nextTick()
      return focusFirstWrong(form.value)
    }
    const split = sentOf(draft.value, offers.value)
    const userId = user().id
    if (!foreseen.value) {
      foreseen.value = await look({ userId, ...split })
      return
    }
    if (isStuck.value) return
    const reason = draft.value.reason.trim()
    const answer = await mutateAsync({ userId, split: { ...split, ...(reason === '' ? {} : { reason }) } }).then((made) => made, () => null)
    if (!answer) return
    open.value = false
    done(answer.created.length)
  }
  /** The rows of the draft; whoever adds or removes one goes on typing there. */
  async function goTo(row: number): Promise<void> {
    await nextTick()
    form.value?.querySelectorAll('fieldset.part').item(row)?.querySelector('input')?.focus()
  }
  function another(): Promise<void> {
    draft.value.parts.push(newPart())
    return goTo(draft.value.parts.length - 1)
  }
  function remove(row: number): Promise<void> {
    draft.value.parts.splice(row, 1)
    return goTo(Math.min(row, draft.value.parts.length - 1))
  }
  /** Back to the draft, as it was typed. */
  function back(): void {
    reset()
    foreseen.value = undefined
  }
  return { draft, offers, foreseen, canMail, faults, fresh, isStuck, looking, busy, problem, begin, submit, another, remove, back }
}
