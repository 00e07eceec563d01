import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { mergeDrafts, type Difference } from '../../merge-drafts.ts'
import type { Upstream } from './queries.ts'
import { changesBetween, draftFields, draftOf, type DraftField, type UpstreamDraft } from './upstream-draft.ts'

type Kept = { version: number, base: UpstreamDraft, draft: UpstreamDraft }

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'base' in value && 'draft' in value && 'version' in value

/** Plain data of its own: what is typed must never be what the cache holds. */
const copyOf = (draft: UpstreamDraft): UpstreamDraft => structuredClone(draft)

/**
 * What is typed about a provider on top of what is saved. When a newer version arrives in the middle of typing, nothing
 * that was typed is lost and nothing that somebody else wrote is hidden: `differences` names both.
 */
export function useUpstreamForm(upstream: Ref<Upstream>, kept: unknown = null) {
  const version = ref(0)
  const base = shallowRef(draftOf(upstream.value))
  const draft = ref(copyOf(base.value))
  const differences = shallowRef<Difference<UpstreamDraft>[]>([])
  const restored = ref(false)

  const body = computed(() => changesBetween(base.value, draft.value))
  const dirty = computed(() => Object.keys(body.value).length > 0)

  function adopt(next: Upstream): void {
    version.value = next.version
    base.value = draftOf(next)
    draft.value = copyOf(base.value)
    differences.value = []
    restored.value = false
  }

  function meet(next: Upstream): void {
    const theirs = draftOf(next)
    const { merged, differences: found } = mergeDrafts(draftFields, { base: base.value, mine: plain(), theirs })
    version.value = next.version
    base.value = theirs
    draft.value = copyOf(merged)
    differences.value = found
  }

  const plain = (): UpstreamDraft => JSON.parse(JSON.stringify(draft.value))

  watch(upstream, (next) => {
    if (next.version === version.value) return
    if (dirty.value) meet(next)
    else adopt(next)
  })
  if (isKept(kept)) {
    version.value = kept.version
    base.value = kept.base
    draft.value = kept.draft
    restored.value = true
    if (upstream.value.version !== kept.version) meet(upstream.value)
  } else {
    adopt(upstream.value)
  }

  function takeTheirs(field: DraftField): void {
    draft.value = { ...draft.value, [field]: structuredClone(base.value[field]) }
    differences.value = differences.value.map((each) => (each.field === field ? { ...each, mine: null } : each))
  }

  const snapshot = (): Kept | null => (dirty.value ? { version: version.value, base: base.value, draft: plain() } : null)

  return { version, base, draft, dirty, body, differences, restored, adopt, takeTheirs, snapshot }
}
