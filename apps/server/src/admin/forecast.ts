import { type Readiness, type ReadinessReason, readinessReasons, type ReadinessState, readinessStates } from '@tegata/policy'
import type { Realm, Storage, User, UserFilter } from '@tegata/storage'
import { type Heap, type HeapNeeds, heapsOf, newest, refusedMark, unusedMark } from './heaps.ts'
import { type Ahead, createLooks, type Looked, type LookAheadNeeds } from './look-ahead.ts'

export type ForecastNeeds = LookAheadNeeds & { storage: LookAheadNeeds['storage'] & HeapNeeds['storage'] & Pick<Storage, 'users'> }

export type Forecast = {
  at: number
  /** Whom the enforcement reaches; where none is meant, everybody. Disabled accounts are not counted. */
  people: number
  states: Record<ReadinessState, number>
  reasons: Record<ReadinessReason, number>
  /** The first 20, newest first. */
  lockedOutPeople: readonly User[]
}

/** People to whom the same happens, by their numbers, in no order. */
export type Outlook = Readiness & { numbers: readonly number[] }
export type Asked = Ahead & { who?: UserFilter }

const namesShown = 20
/** Decisions that are asked for at a time. */
const together = 32

const zeros = <Name extends string>(names: readonly Name[]) => Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>

/** Decides once for each sort of people, by the first of them. */
async function lookedAt({ storage }: ForecastNeeds, realm: Realm, heaps: readonly Heap[], lookAt: (user: User) => Promise<Looked>): Promise<ReadonlyMap<string, Looked>> {
  const firsts = new Map<string, number>()
  for (const { decided, numbers: [first] } of heaps) if (first !== undefined && !firsts.has(decided)) firsts.set(decided, first)
  const found = new Map<string, Looked>()
  const all = [...firsts]
  for (let from = 0; from < all.length; from += together) {
    const some = all.slice(from, from + together)
    const users = new Map((await storage.users.numbered(realm.id, some.map(([, n]) => n))).map((user) => [user.n, user]))
    await Promise.all(some.map(async ([decided, n]) => {
      const user = users.get(n)
      if (user) found.set(decided, await lookAt(user))
    }))
  }
  return found
}

/** What happens to every single person who signs in at that instant, under the rules of then, and why: whom the enforcement does not reach is left out. */
export async function outlook(needs: ForecastNeeds, realm: Realm, { who = {}, ...ahead }: Asked): Promise<readonly Outlook[]> {
  const { enforcements, now, lookAt, readinessOf } = await createLooks(needs, realm, ahead)
  const heaps = await heapsOf(needs, realm, { at: ahead.at, now, enforcements, who, reasons: true })
  const looked = await lookedAt(needs, realm, heaps, lookAt)
  return heaps.flatMap(({ decided, likeness, marks, numbers }) => {
    const of = looked.get(decided)
    if (!of?.meant) return []
    return [{ ...readinessOf(of, { ...likeness.about, unusedForAYear: marks.includes(unusedMark), mailRefused: marks.includes(refusedMark) }), numbers }]
  })
}

/** The same in numbers. `who`: of these people only. */
export async function forecast(needs: ForecastNeeds, realm: Realm, asked: Asked): Promise<Forecast> {
  return summed(needs, realm, asked.at, await outlook(needs, realm, asked))
}

export async function summed({ storage }: Pick<ForecastNeeds, 'storage'>, realm: Realm, at: number, outlooks: readonly Outlook[]): Promise<Forecast> {
  const sum: Forecast = { at, people: 0, states: zeros(readinessStates), reasons: zeros(readinessReasons), lockedOutPeople: [] }
  let locked: readonly number[] = []
  for (const { state, reasons, numbers } of outlooks) {
    sum.people += numbers.length
    sum.states[state] += numbers.length
    for (const reason of reasons) sum.reasons[reason] += numbers.length
    if (state === 'locked-out') locked = newest([...locked, ...newest(numbers, namesShown)], namesShown)
  }
  return { ...sum, lockedOutPeople: await storage.users.numbered(realm.id, locked) }
}
