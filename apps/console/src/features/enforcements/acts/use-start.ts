import type { Enforcement } from '@tegata/contract'
import { computed, ref, type Ref } from 'vue'
import { isSame } from '../../../merge-drafts.ts'
import { useNow } from '../../../session/server-clock.ts'
import { entryOf } from '../form/draft.ts'
import type { Act, Order } from '../queries.ts'
import { readEntry, sentEntry, type WhenEntry } from '../when/entry.ts'

export type Beginning = 'planned' | 'date' | 'now'
export type StartFault = 'missing' | 'same' | 'not-later' | 'not-earlier' | 'register-by'

const choicesOf = (act: Act, over: boolean): readonly Beginning[] => {
  if (act === 'announce' || act === 'resume') return over ? ['date', 'now'] : ['planned', 'date', 'now']
  if (act === 'bring-forward') return ['date', 'now']
  return act === 'postpone' ? ['date'] : []
}

/** From when on it will be in force after an act, and by when people should be ready: what was typed, and what it means. */
export function useStart(enforcement: Ref<Enforcement>, act: Ref<Act>) {
  const now = useNow()
  const over = computed(() => Date.parse(enforcement.value.enforceFrom) <= now())
  const choices = computed(() => choicesOf(act.value, over.value))
  const present = computed(() => entryOf(enforcement.value.enforceFrom, enforcement.value.zone))
  const presentBy = computed(() => (enforcement.value.registerBy === null ? null : entryOf(enforcement.value.registerBy, enforcement.value.zone)))

  const chosen = ref<Beginning>('date')
  /** A start that is over is no proposal. */
  const proposed = (): WhenEntry => (over.value ? { ...present.value, day: '', which: null } : present.value)
  const entry = ref<WhenEntry>(proposed())
  const by = ref<WhenEntry | null>(presentBy.value)
  function begin(): void {
    chosen.value = choices.value[0] ?? 'planned'
    entry.value = proposed()
    by.value = presentBy.value
  }

  const read = computed(() => readEntry(entry.value, now()))
  const readBy = computed(() => by.value && readEntry({ ...by.value, zone: entry.value.zone }, now()))
  const movesStart = computed(() => chosen.value === 'date' && !isSame(entry.value, present.value))
  const movesBy = computed(() => chosen.value !== 'now' && !isSame(by.value, presentBy.value))
  /** The instant from which it will be in force; null while it cannot be told. */
  const instant = computed(() => {
    if (chosen.value === 'now') return new Date(now()).toISOString()
    return chosen.value === 'date' ? read.value.instant : enforcement.value.enforceFrom
  })

  const fault = computed<StartFault | null>(() => {
    if (choices.value.length === 0 || chosen.value === 'now') return null
    if (instant.value === null || (movesBy.value && readBy.value?.fault)) return 'missing'
    const [was, will] = [Date.parse(enforcement.value.enforceFrom), Date.parse(instant.value)]
    if (readBy.value?.instant && Date.parse(readBy.value.instant) > will) return 'register-by'
    if (act.value !== 'postpone' && act.value !== 'bring-forward') return null
    if (!movesStart.value && !movesBy.value) return 'same'
    if (movesStart.value && act.value === 'postpone' && will <= was) return 'not-later'
    return movesStart.value && act.value === 'bring-forward' && will >= was ? 'not-earlier' : null
  })

  /** What is sent of it: nothing where nothing is moved. */
  const sent = computed<Pick<Order, 'enforceFrom' | 'now' | 'registerBy'>>(() => {
    if (chosen.value === 'now') return { now: true }
    const zoned = by.value && { ...by.value, zone: entry.value.zone }
    return {
      ...(movesStart.value ? { enforceFrom: sentEntry(entry.value, read.value) } : {}),
      ...(movesBy.value ? { registerBy: zoned && sentEntry(zoned, readEntry(zoned, now())) } : {}),
    }
  })

  return { over, choices, chosen, entry, by, instant, fault, sent, begin }
}
