import { setImmediate } from 'node:timers/promises'
import { type ReadinessReason, readinessReasons, type ReadinessState, readinessStates } from '@tegata/policy'
import type { PeoplePage, Realm, Storage, User, UserFilter } from '@tegata/storage'
import { type Ahead, createLookAhead, type LookAheadNeeds } from './look-ahead.ts'

export type ForecastNeeds = LookAheadNeeds & { storage: LookAheadNeeds['storage'] & Pick<Storage, 'users'> }

export type Forecast = {
  at: number
  /** Whom the enforcement reaches; where none is meant, everybody. Disabled accounts are not counted. */
  people: number
  states: Record<ReadinessState, number>
  reasons: Record<ReadinessReason, number>
  /** The first 20, newest first. */
  lockedOutPeople: readonly User[]
}

/** People who are read at one go: between two goes everybody else's requests have their turn. */
const slice = 500
const namesShown = 20

const zeros = <Name extends string>(names: readonly Name[]) => Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>

/**
 * What happens to every single person who signs in at that instant, under the rules of then. `who`: of these people only.
 */
export async function forecast(needs: ForecastNeeds, realm: Realm, { who = {}, ...ahead }: Ahead & { who?: UserFilter }): Promise<Forecast> {
  const { users, policies } = needs.storage
  const look = await createLookAhead(needs, realm, ahead)
  const found: Forecast = { at: ahead.at, people: 0, states: zeros(readinessStates), reasons: zeros(readinessReasons), lockedOutPeople: [] }
  const locked: User[] = []
  for (let before: number | null = null; ;) {
    const { numbers, next }: PeoplePage = await policies.people(realm.id, who, before, slice)
    for (const user of await users.numbered(realm.id, numbers)) {
      if (!user.enabled) continue
      const { readiness: { state, reasons }, meant } = await look(user)
      if (!meant) continue
      found.people += 1
      found.states[state] += 1
      for (const reason of reasons) found.reasons[reason] += 1
      if (state === 'locked-out' && locked.length < namesShown) locked.push(user)
    }
    if (next === null) return { ...found, lockedOutPeople: locked }
    before = next
    await setImmediate()
  }
}
