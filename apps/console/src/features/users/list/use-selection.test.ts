import { describe, expect, test } from 'vitest'
import { nextTick, ref } from 'vue'
import { useSelection } from './use-selection.ts'
import type { UserFilter } from './user-filter.ts'

const people = (...ids: string[]) => ids.map((id) => ({ id }))
function selecting(...shown: string[]) {
  const filter = ref<UserFilter>({})
  const rows = ref<{ id: string }[] | undefined>(people(...shown))
  return { filter, rows, ...useSelection(filter, rows) }
}

describe('who is selected', () => {
  test('some, one by one', () => {
    const { ids, toggle, isSelected, some } = selecting('a', 'b')
    toggle('a')
    expect([isSelected.value('a'), isSelected.value('b'), some.value]).toEqual([true, false, true])
    toggle('a')
    expect([ids.value.size, some.value]).toEqual([0, false])
  })

  test('all that are shown; those who are fetched later are not among them', () => {
    const { rows, ids, allShown, toggleShown } = selecting('a', 'b')
    toggleShown()
    expect([[...ids.value], allShown.value]).toEqual([['a', 'b'], true])
    rows.value = people('a', 'b', 'c')
    expect(allShown.value).toBe(false)
    toggleShown()
    expect([...ids.value]).toEqual(['a', 'b', 'c'])
    toggleShown()
    expect(ids.value.size).toBe(0)
  })

  test('everybody who matches, also those who are fetched later', () => {
    const { rows, isSelected, allShown, selectEverybody } = selecting('a')
    selectEverybody()
    rows.value = people('a', 'b')
    expect([isSelected.value('b'), allShown.value]).toEqual([true, true])
  })

  test('one taken off everybody leaves those in sight without that one: never the unseen', () => {
    const { ids, everybody, toggle, selectEverybody } = selecting('a', 'b', 'c')
    selectEverybody()
    toggle('b')
    expect([[...ids.value], everybody.value]).toEqual([['a', 'c'], false])
  })

  test('another filter is another list; the same one in other words is not', async () => {
    const { filter, ids, toggle } = selecting('a')
    toggle('a')
    filter.value = {}
    await nextTick()
    expect(ids.value.size).toBe(1)
    filter.value = { otp: 'waiting' }
    await nextTick()
    expect(ids.value.size).toBe(0)
  })

  test('nothing shown is not everything selected', () => {
    expect(selecting().allShown.value).toBe(false)
  })
})
