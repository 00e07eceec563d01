import { computed, ref, shallowRef } from 'vue'
import type { PersonName } from '../../i18n/names.ts'
import { useMe } from '../../session/me.ts'
import { actionOf, type ActionId, type Who } from '../bulk/bulk-actions.ts'
import type { Enforcement } from '../enforcements/queries.ts'
import type { ReadinessPerson } from './queries.ts'
import type { Reminding } from './use-remind.ts'

const actions = ['setup-mail', 'top-up'] as const satisfies readonly ActionId[]
/** What helps people before the day, in the order in which it is offered. */
export type Help = 'remind' | (typeof actions)[number]

/** Whom it is for: as an action means them, as a reminder does, and those whose names are at hand. */
export type Helped = {
  who: Who
  people: readonly ReadinessPerson[]
  /** In the place of `people`. */
  everybody: { who: Reminding, count: number | null } | null
  /** By id. */
  known: ReadonlyMap<string, PersonName>
}

/**
 * What can be done for people of a rule by whoever is signed in: remind them, send a set-up mail, hand out tokens. Each says
 * first what it does, of those who were meant when it was opened: what the list shows later is another question.
 */
export function useHelp(enforcement: () => Enforcement, helped: () => Helped) {
  const { may } = useMe()
  const offers = computed<readonly Help[]>(() => [
    ...(may('users.send-setup-mail') && enforcement().state === 'announced' ? ['remind' as const] : []),
    ...actions.filter((id) => actionOf(id).permissions.every(may)),
  ])
  const reminded = shallowRef<Helped | null>(null)
  const reminding = ref(false)
  const chosen = shallowRef<Helped & { action: ActionId } | null>(null)
  const acting = ref(false)

  function begin(help: Help): void {
    if (help === 'remind') {
      reminded.value = helped()
      reminding.value = true
      return
    }
    chosen.value = { action: help, ...helped() }
    acting.value = true
  }
  return { offers, reminded, reminding, chosen, acting, begin }
}
