import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { isSameFilter, type UserFilter } from './user-filter.ts'

type Selectable = { id: string }

/**
 * Who is selected in the list: some, one by one, or everybody who matches the filter, shown or not. Another filter is
 * another list: nobody stays selected who is not in sight there.
 */
export function useSelection(filter: MaybeRefOrGetter<UserFilter>, shown: MaybeRefOrGetter<readonly Selectable[] | undefined>) {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const everybody = shallowRef(false)

  function clear(): void {
    ids.value = new Set()
    everybody.value = false
  }
  watch(() => toValue(filter), (now, before) => { if (!isSameFilter(now, before)) clear() })

  const isSelected = computed(() => (id: string) => everybody.value || ids.value.has(id))
  const inSight = computed(() => (toValue(shown) ?? []).map(({ id }) => id))
  const allShown = computed(() => inSight.value.length > 0 && (everybody.value || inSight.value.every((id) => ids.value.has(id))))
  const some = computed(() => everybody.value || ids.value.size > 0)

  function toggle(id: string): void {
    // Whoever takes one off "everybody" means those in sight without that one.
    const next = new Set(everybody.value ? inSight.value : ids.value)
    if (next.has(id)) next.delete(id)
    else next.add(id)
    everybody.value = false
    ids.value = next
  }
  function toggleShown(): void {
    if (allShown.value) clear()
    else ids.value = new Set([...ids.value, ...inSight.value])
  }
  return { ids, everybody, isSelected, allShown, some, toggle, toggleShown, clear, selectEverybody: () => { everybody.value = true } }
}
