import { isProblem } from '@tegata/contract'
import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { isSame, mergeDrafts, type Difference } from './merge-drafts.ts'
import { useDrafts } from './session/drafts.ts'

type Versioned = { version: string | number }
type Kept<Draft> = { version: string | number, base: Draft, draft: Draft }

type Editing<Thing extends Versioned, Draft extends object> = {
  thing: Ref<Thing>
  draftOf: (thing: Thing) => Draft
  /** Where what is typed and not saved waits when the form leaves the screen. */
  place: string
  /** What does not wait there: a secret is typed again rather than kept. */
  secret?: readonly (keyof Draft)[]
  /** Asks for the thing as it is now. */
  reload: () => Promise<unknown>
  /** Sends what was changed, on the version that was read, and answers what is now. */
  send: (change: { version: string | number, draft: Draft, base: Draft, changed: ReadonlySet<keyof Draft> }) => Promise<Thing>
  /** Whether something can be seen to be wrong before asking the server. */
  isWrong: (draft: Draft) => boolean
  /** Leads to what is wrong. */
  showWrong: () => unknown
}

/** Whether somebody else saved in between: what was sent was not looked at. */
export const isOvertaken = (problem: unknown): boolean => isProblem(problem) && problem.code === 'request.precondition-failed'

const copyOf = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

/**
 * What is typed about a thing on top of what is saved, and its saving. When a newer version arrives in the middle of
 * typing, nothing that was typed is lost and nothing that somebody else wrote is hidden: `differences` names both.
 */
export function useEditing<Thing extends Versioned, Draft extends object>(
  { thing, draftOf, place, secret = [], reload, send, isWrong, showWrong }: Editing<Thing, Draft>,
) {
  const drafts = useDrafts()
  const version = ref<string | number>(thing.value.version)
  const base = shallowRef(draftOf(thing.value))
  const draft = ref(copyOf(base.value)) as Ref<Draft>
  const differences = shallowRef<Difference<Draft>[]>([])
  const restored = ref(false)
  const fields = Object.keys(base.value) as (keyof Draft)[]

  const changed = computed(() => new Set(fields.filter((field) => !isSame(draft.value[field], base.value[field]))))
  const dirty = computed(() => changed.value.size > 0)
  const tried = ref(false)
  const saved = ref(false)

  function adopt(next: Thing): void {
    version.value = next.version
    base.value = draftOf(next)
    draft.value = copyOf(base.value)
    differences.value = []
    restored.value = false
  }

  function meet(next: Thing): void {
    const theirs = draftOf(next)
    const { merged, differences: found } = mergeDrafts(fields, { base: base.value, mine: copyOf(draft.value), theirs })
    version.value = next.version
    base.value = theirs
    draft.value = copyOf(merged)
    differences.value = found
  }

  function takeTheirs(field: keyof Draft): void {
    draft.value = { ...draft.value, [field]: copyOf(base.value[field]) }
    differences.value = differences.value.map((each) => (each.field === field ? { ...each, mine: null } : each))
  }

  watch(thing, (next) => {
    if (next.version === version.value) return
    saved.value = false
    if (dirty.value) meet(next)
    else adopt(next)
  })

  const kept = drafts.take(place)
  if (isKept<Draft>(kept)) {
    version.value = kept.version
    base.value = kept.base
    draft.value = kept.draft
    restored.value = true
    if (thing.value.version !== kept.version) meet(thing.value)
  }
  drafts.keep(place, () => {
    const open = { ...copyOf(draft.value), ...Object.fromEntries(secret.map((field) => [field, base.value[field]])) }
    return fields.every((field) => isSame(open[field], base.value[field])) ? null : { version: version.value, base: base.value, draft: open }
  })

  /** What is being sent as it was when it was sent; null where nothing is, or what was typed was given up since. */
  let sending: Draft | null = null
  /** Overtaken, and what was changed is being asked for: there is nothing to be said about it yet. */
  const meeting = ref(false)

  /** The last answer was that somebody else had saved in between. */
  const isStale = ref(false)

  let busy = false
  /** Pressed again while it is under way it does nothing more. */
  async function save(again = false): Promise<void> {
    if (busy) return
    tried.value = true
    saved.value = false
    if (!dirty.value) return
    if (isWrong(draft.value)) {
      await nextTick()
      showWrong()
      return
    }
    busy = true
    await attempt(again).finally(() => { busy = false })
  }

  async function attempt(again: boolean): Promise<void> {
    const sent = sending = copyOf(draft.value)
    const outcome = await send({ version: version.value, draft: sent, base: base.value, changed: changed.value })
      .then((next) => ({ next }), (problem: unknown) => ({ problem }))
    isStale.value = 'problem' in outcome && isOvertaken(outcome.problem)
    if ('next' in outcome) {
      // What was typed while it was under way is the next change.
      const typed = sending === null ? null : mergeDrafts(fields, { base: sent, mine: copyOf(draft.value), theirs: draftOf(outcome.next) }).merged
      adopt(outcome.next)
      if (typed) draft.value = copyOf(typed)
      tried.value = false
      saved.value = true
    } else if (isStale.value) {
      meeting.value = true
      await reload()
      await nextTick()
      meeting.value = false
      // The other change touched nothing of what is shown here: nobody needs to choose. Or it was the same one: then it is done.
      if (!dirty.value) saved.value = true
      else if (!again && differences.value.length === 0) await attempt(true)
    }
  }

  function discard(): void {
    sending = null
    isStale.value = false
    adopt(thing.value)
    tried.value = false
  }

  /** Overtaken, which is said by `differences`, is about to be, or came to the same: then the problem says nothing new. */
  const overtaken = computed(() => isStale.value && (meeting.value || differences.value.length > 0 || !dirty.value))

  const warnBeforeLeaving = (event: BeforeUnloadEvent) => { if (dirty.value) event.preventDefault() }
  onMounted(() => addEventListener('beforeunload', warnBeforeLeaving))
  onBeforeUnmount(() => removeEventListener('beforeunload', warnBeforeLeaving))

  return { version, base, draft, dirty, changed, differences, overtaken, restored, tried, saved, save, discard, takeTheirs }
}

const isKept = <Draft>(value: unknown): value is Kept<Draft> =>
  typeof value === 'object' && value !== null && 'base' in value && 'draft' in value && 'version' in value
