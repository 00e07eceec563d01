import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { mergeDrafts, type Difference } from '../../../merge-drafts.ts'
import { changesBetween, draftFields, draftOf, type DraftField, type GroupDraft } from '../group-draft.ts'
import type { PolicyGroup } from '../queries.ts'

type Kept = { version: string, base: GroupDraft, draft: GroupDraft }

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'base' in value && 'draft' in value && 'version' in value

/**
 * What is typed about a group on top of what is saved. When a newer version arrives in the middle of typing, nothing
 * that was typed is lost and nothing that somebody else wrote is hidden: `differences` names both.
 */
export function useGroupForm(group: Ref<PolicyGroup>, kept: unknown = null) {
  const version = ref(group.value.version)
  const base = shallowRef(draftOf(group.value))
  const draft = ref(draftOf(group.value))
  const differences = shallowRef<Difference<GroupDraft>[]>([])
  const restored = ref(false)

  const body = computed(() => changesBetween(base.value, draft.value))
  const dirty = computed(() => Object.keys(body.value).length > 0)

  function adopt(next: PolicyGroup): void {
    version.value = next.version
    base.value = draftOf(next)
    draft.value = draftOf(next)
    differences.value = []
    restored.value = false
  }

  function meet(next: PolicyGroup): void {
    const theirs = draftOf(next)
    const { merged, differences: found } = mergeDrafts(draftFields, { base: base.value, mine: draftOf(draft.value), theirs })
    version.value = next.version
    base.value = theirs
    draft.value = draftOf(merged)
    differences.value = found
  }

  watch(group, (next) => {
    if (next.version === version.value) return
    if (dirty.value) meet(next)
    else adopt(next)
  })
  if (isKept(kept)) {
    version.value = kept.version
    base.value = kept.base
    draft.value = kept.draft
    restored.value = true
    if (group.value.version !== kept.version) meet(group.value)
  }

  function takeTheirs(field: DraftField): void {
    draft.value = draftOf({ ...draft.value, [field]: base.value[field] })
    differences.value = differences.value.map((each) => (each.field === field ? { ...each, mine: null } : each))
  }

  const snapshot = (): Kept | null => (dirty.value ? { version: version.value, base: base.value, draft: draftOf(draft.value) } : null)

  return { version, draft, dirty, body, differences, restored, adopt, takeTheirs, snapshot }
}
