import { setImmediate } from 'node:timers/promises'
import { resetRequestLife } from '@tegata/policy'
import type { Enforcement, PeoplePage, Realm, Storage, UserFilter } from '@tegata/storage'
import { boundariesAt, type Likeness, likenessAt } from './likeness.ts'
import { createMarks, type Marks } from './marks.ts'

export type HeapNeeds = { storage: Pick<Storage, 'outbox' | 'policies' | 'resetRequests' | 'roles' | 'groups' | 'upstreams'> }

/** People of whom the same is decided and said. */
export type Heap = {
  /** Equal for those of whom the same is decided. */
  decided: string
  likeness: Likeness
  marks: readonly string[]
  numbers: readonly number[]
}

/** The rules of the instant `at`; `now`: what was not used for a year is so today. `reasons`: whether it matters what else is known of people. */
export type HeapsAsked = { at: number; now: number; enforcements: readonly Enforcement[]; who: UserFilter; reasons: boolean }

/** People who are read, or sorted, at one go: between two goes everybody else's requests have their turn. */
const slice = { read: 2000, sorted: 50_000 }
/** So long every other sign-in of whose reset answered a request has another floor; with the seconds between the two. */
const resetAnswerLasts = resetRequestLife + 2000
const year = 365 * 24 * 60 * 60_000

export const unusedMark = 'unused'
export const refusedMark = 'refused'
const administratorMark = 'administrator'
const upstreamMark = (id: string) => `upstream:${id}`
const ruleMark = (id: string) => `rule:${id}`

/** Whether the index of likenesses says by itself who is meant: everybody, or policy groups. */
export function isIndexed(who: UserFilter): boolean {
  const [only, ...more] = Object.keys(who)
  return more.length === 0 && (only === undefined || only === 'policyGroupIds')
}

/** So many of the newest of them, older than `before`, the newest first. A heap is nearly in order: it is walked from its end. */
export function newest(numbers: readonly number[], most: number, before = Infinity): readonly number[] {
  const found: number[] = []
  for (let at = numbers.length - 1; at >= 0; at -= 1) {
    const n = numbers[at] ?? 0
    if (n >= before || (found.length === most && n <= (found[most - 1] ?? 0))) continue
    let place = found.length
    while (place > 0 && (found[place - 1] ?? 0) < n) place -= 1
    found.splice(place, 0, n)
    if (found.length > most) found.pop()
  }
  return found
}

/** Whoever is meant, by likeness. Disabled accounts are left out. */
async function* read({ storage: { policies } }: HeapNeeds, realm: Realm, who: UserFilter) {
  if (isIndexed(who)) {
    // The second word of a likeness is the group.
    const meant = who.policyGroupIds && new Set(who.policyGroupIds.map((id) => id ?? '-'))
    const isMeant = (text: string) => meant === undefined || meant.has(text.split(' ', 2)[1] ?? '')
    for await (const alike of policies.likenesses(realm.id)) {
      yield alike.filter(({ key }) => !key.startsWith('0') && isMeant(key))
      await setImmediate()
    }
    return
  }
  for (let before: number | null = null; ;) {
    const { numbers, next }: PeoplePage = await policies.people(realm.id, who, before, slice.read)
    yield (await policies.likenessOf(realm.id, numbers)).filter(({ key }) => !key.startsWith('0'))
    if (next === null) return
    before = next
    await setImmediate()
  }
}

/** What tells alike people apart: roles, groups and departments that a rule names, ways in, and what happened to a few. */
async function marksOf({ storage }: HeapNeeds, realm: Realm, { at, now, enforcements, reasons }: HeapsAsked, isLinkedAlone: boolean): Promise<Marks> {
  const { policies, roles, groups, outbox, resetRequests, upstreams } = storage
  const marks = createMarks()
  const put = async (by: Parameters<typeof policies.reached>[1], name: string): Promise<void> => {
    for await (const numbers of policies.reached(realm.id, by)) {
      marks.mark(numbers, name)
      await setImmediate()
    }
  }
  const [allRoles, allGroups, refused, answered] = await Promise.all([
    roles.list(realm.id), groups.list(realm.id), reasons ? outbox.lastRefused(realm.id) : new Map<string, number>(), resetRequests.answeredSince(realm.id, at - resetAnswerLasts),
  ])
  for (const { id, administrative } of allRoles) if (administrative) await put({ roleId: id }, administratorMark)
  for (const { id, state, target } of enforcements) {
    if (state !== 'announced' || target.everyone === true) continue
    for (const role of allRoles) if (role.clientId === null && target.roleNames?.includes(role.name)) await put({ roleId: role.id }, ruleMark(id))
    for (const group of allGroups) if (target.groupNames?.includes(group.name)) await put({ groupId: group.id }, ruleMark(id))
    for (const department of target.departments ?? []) await put({ department }, ruleMark(id))
  }
  if (isLinkedAlone) for (const { id, enabled } of await upstreams.list(realm.id)) if (enabled) await put({ upstreamId: id }, upstreamMark(id))
  if (reasons) {
    await put({ unusedSince: now - year }, unusedMark)
    marks.mark([...refused.values()], refusedMark)
  }
  // Whose reset answered a request is another matter than whose did not, while its page waits: each for themself.
  for (const n of answered) marks.mark([n], `answered:${n}`)
  return marks
}

/** Whose own instants are needed, in slices. */
async function* exactly({ storage: { policies } }: HeapNeeds, realm: Realm, unsure: readonly { text: string; n: number }[]) {
  for (let from = 0; from < unsure.length; from += slice.read) {
    const some = new Map(unsure.slice(from, from + slice.read).map(({ n, text }) => [n, text]))
    for (const instants of await policies.instantsOf(realm.id, [...some.keys()])) {
      const text = some.get(instants.n)
      if (text !== undefined) yield [text, instants] as const
    }
    await setImmediate()
  }
}

/** Sorts everybody who is meant into heaps of people of whom the same will be decided, and the same is to be said. */
export async function heapsOf(needs: HeapNeeds, realm: Realm, asked: HeapsAsked): Promise<readonly Heap[]> {
  const boundaries = boundariesAt(asked.at, realm.settings)
  const people = new Map<string, (readonly number[])[]>()
  for await (const alike of read(needs, realm, asked.who)) {
    for (const { key, numbers } of alike) {
      const known = people.get(key)
      if (known) known.push(numbers)
      else people.set(key, [numbers])
    }
  }
  const ofOne = realm.settings.onlyUpstreamId !== null
  // The fourth letter is the password, the sixth a link to a provider.
  const isLinkedAlone = !ofOne && [...people.keys()].some((text) => text[3] === '0' && text[5] === '1')
  const marks = await marksOf(needs, realm, asked, isLinkedAlone)

  const heaps = new Map<string, { heap: Omit<Heap, 'numbers'>; numbers: number[] }>()
  const heapOf = (likeness: Likeness, set: number) => {
    const names = marks.namesOf(set)
    const way = ofOne || likeness.hasPassword ? [] : names.filter((name) => name.startsWith('upstream:'))
    const reached = names.filter((name) => name !== unusedMark && name !== refusedMark && !name.startsWith('upstream:'))
    const decided = [likeness.decided, ...way, ...reached].join('|')
    const key = JSON.stringify([decided, likeness.about, names.includes(unusedMark), names.includes(refusedMark)])
    const known = heaps.get(key)
    if (known) return known
    const made = { heap: { decided, likeness, marks: names }, numbers: [] }
    heaps.set(key, made)
    return made
  }

  const unsure: { text: string; n: number }[] = []
  let sorted = 0
  for (const [text, lists] of people) {
    const likeness = likenessAt(text, boundaries)
    const bySet: ReturnType<typeof heapOf>['numbers'][] = []
    for (const numbers of lists) {
      for (const n of numbers) {
        const set = marks.of(n)
        const heap = bySet[set]
        if (heap !== undefined) heap.push(n)
        else if (likeness === undefined || marks.namesOf(set).includes(administratorMark)) unsure.push({ text, n })
        else (bySet[set] = heapOf(likeness, set).numbers).push(n)
      }
      sorted += numbers.length
      if (sorted >= slice.sorted) {
        sorted = 0
        await setImmediate()
      }
    }
  }
  for await (const [text, instants] of exactly(needs, realm, unsure)) {
    const set = marks.of(instants.n)
    const likeness = likenessAt(text, boundaries, instants, marks.namesOf(set).includes(administratorMark))
    if (likeness) heapOf(likeness, set).numbers.push(instants.n)
  }
  return [...heaps.values()].map(({ heap, numbers }) => ({ ...heap, numbers }))
}
