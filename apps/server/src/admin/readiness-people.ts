import { type ReadinessReason, type ReadinessState, readinessStates } from '@tegata/contract'
import type { Readiness } from '@tegata/policy'
import type { Enforcement, Realm, User } from '@tegata/storage'
import { type ForecastNeeds, outlook, type Outlook } from './forecast.ts'
import { newest } from './heaps.ts'
import type { InTurn } from './in-turn.ts'
import { createLookAhead } from './look-ahead.ts'
import { createMarks } from './marks.ts'
import { invalidCursor, readCursor } from './paging.ts'

type Asked = {
  /** As it was sent; absent: the start of the rule. */
  at?: string | undefined
  state?: readonly ReadinessState[] | undefined
  reason?: readonly ReadinessReason[] | undefined
  search?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}
/** The last one of a page: those of worse states, and newer ones of the same, were before. */
type Place = { rank: number; before: number }
type Page = { numbers: readonly number[]; next: Place | null }

const defaultPage = 50
/** People whom one request for a page looks through at most. */
const lookedThrough = 2000
/** A look at everybody is good for so long, and for so many times as long as it took, whoever asks for a page of it. */
const goodForMs = 5000
const rest = 20
/** Whoever needs somebody most comes first. */
const worstFirst: readonly ReadinessState[] = readinessStates.toReversed()

function placeOf(cursor: string | undefined): Place {
  const read = readCursor(cursor)
  if (read === null) return { rank: 0, before: Infinity }
  const [state, number, ...more] = read.split('~')
  const rank = worstFirst.findIndex((each) => each === state)
  const before = number === '' ? Infinity : Number(number)
  if (rank < 0 || number === undefined || more.length > 0 || (number !== '' && !Number.isSafeInteger(before))) throw invalidCursor()
  return { rank, before }
}
const cursorAt = ({ rank, before }: Place): string => `${worstFirst[rank]}~${before === Infinity ? '' : before}`

/** People of one enforcement by their readiness, in pages: the worst state first, and of one state the newest (S0-38). */
export function createReadinessPeople(needs: ForecastNeeds & { inTurn: InTurn }) {
  const { clock, policies, users } = needs.storage
  const remembered = new Map<string, { until: number; looked: Promise<readonly Outlook[]> }>()

  /** Pages of one list are cut from one look at everybody; whoever asks meanwhile waits for the same, but who wants it `anew`. `asked`: what `at` was read from. */
  function lookedAt(realm: Realm, rule: Enforcement, asked: string | undefined, at: number, anew = false): Promise<readonly Outlook[]> {
    const key = JSON.stringify([realm.id, realm.version, rule.id, rule.version, asked])
    const begun = clock.now()
    for (const [old, { until }] of remembered) if (until <= begun) remembered.delete(old)
    const known = remembered.get(key)
    if (known && !anew) return known.looked
    const looking = { until: Infinity, looked: needs.inTurn(() => outlook(needs, realm, { at, enforcement: rule })) }
    remembered.set(key, looking)
    const started = performance.now()
    looking.looked.then(() => { looking.until = clock.now() + Math.max(goodForMs, (performance.now() - started) * rest) }, () => {
      if (remembered.get(key) === looking) remembered.delete(key)
    })
    return looking.looked
  }

  /** So many of these, which stand in their order, and where to go on. */
  const cut = (inOrder: readonly { rank: number; n: number }[], limit: number): Page => {
    const last = inOrder[limit - 1]
    return { numbers: inOrder.slice(0, limit).map(({ n }) => n), next: inOrder.length > limit && last ? { rank: last.rank, before: last.n } : null }
  }

  function pageOfAll(found: readonly Outlook[], { rank: from, before }: Place, limit: number): Page {
    const inOrder: { rank: number; n: number }[] = []
    for (let rank = from; rank < worstFirst.length && inOrder.length <= limit; rank += 1) {
      const most = limit + 1 - inOrder.length
      const lists = found.filter(({ state }) => state === worstFirst[rank]).flatMap(({ numbers }) => newest(numbers, most, rank === from ? before : Infinity))
      inOrder.push(...newest(lists, most).map((n) => ({ rank, n })))
    }
    return cut(inOrder, limit)
  }

  /** Who is found by a word. Where more are than one request looks through, each state is looked for by itself. */
  async function pageOfSearch(realm: Realm, found: readonly Outlook[], search: string, place: Place, limit: number): Promise<Page> {
    const ranks = createMarks()
    for (const { numbers, state } of found) ranks.mark(numbers, state)
    const rankOf = (n: number): number => worstFirst.findIndex((state) => ranks.namesOf(ranks.of(n)).includes(state))
    const who = { search, enabled: true }
    const isAfter = ({ rank, n }: { rank: number; n: number }) => rank > place.rank || (rank === place.rank && n < place.before)
    const all = await policies.people(realm.id, who, null, lookedThrough)
    if (all.next === null) {
      const inOrder = all.numbers.map((n) => ({ rank: rankOf(n), n })).filter(isAfter).toSorted((one, other) => one.rank - other.rank || other.n - one.n)
      return cut(inOrder, limit)
    }
    const { rank, before } = place
    const some = before === Infinity ? all : await policies.people(realm.id, who, before, lookedThrough)
    const page = cut(some.numbers.map((n) => ({ rank: rankOf(n), n })).filter((each) => each.rank === rank), limit)
    if (page.next !== null) return page
    if (some.next !== null) return { ...page, next: { rank, before: some.next } }
    const isThere = (at: number) => found.some(({ state }) => state === worstFirst[at])
    const nextRank = worstFirst.findIndex((_, at) => at > rank && isThere(at))
    return { ...page, next: nextRank < 0 ? null : { rank: nextRank, before: Infinity } }
  }

  const wants = ({ state, reason }: Pick<Asked, 'state' | 'reason'>) => (each: Readiness): boolean =>
    (state === undefined || state.includes(each.state)) && (reason === undefined || reason.some((one) => each.reasons.includes(one)))

  return {
    lookedAt,
    /** After many were helped the next look finds them helped. */
    forget({ id }: Realm): void {
      for (const key of remembered.keys()) if (key.startsWith(`[${id},`)) remembered.delete(key)
    },
    /** Numbers of everybody who is wanted at the start of the rule, the oldest first; those whom a word finds are looked up among them. */
    async numbers(realm: Realm, rule: Enforcement, asked: Pick<Asked, 'state' | 'reason'>): Promise<Float64Array> {
      const wanted = (await lookedAt(realm, rule, undefined, Math.max(rule.enforceFrom, clock.now()))).filter(wants(asked))
      const all = new Float64Array(wanted.reduce((sum, { numbers }) => sum + numbers.length, 0))
      let at = 0
      for (const { numbers } of wanted) {
        all.set(numbers, at)
        at += numbers.length
      }
      return all.sort()
    },
    /** Those who are wanted, as they are at this moment: whoever set up a code since the look is not on the page, which may be empty. */
    async page(realm: Realm, rule: Enforcement, asked: Asked, at: number): Promise<{ found: readonly { user: User; readiness: Readiness }[]; next: string | null }> {
      const { limit = defaultPage } = asked
      const isWanted = wants(asked)
      const place = placeOf(asked.cursor)
      const wanted = (await lookedAt(realm, rule, asked.at, at)).filter(isWanted)
      const search = asked.search?.trim()
      const { numbers, next } = search ? await pageOfSearch(realm, wanted, search, place, limit) : pageOfAll(wanted, place, limit)
      const [people, look] = await Promise.all([users.numbered(realm.id, numbers), createLookAhead(needs, realm, { at, enforcement: rule })])
      const byNumber = new Map((await Promise.all(people.map(async (user) => ({ user, ...await look(user) })))).map((each) => [each.user.n, each]))
      const found = numbers.flatMap((n) => {
        const each = byNumber.get(n)
        return each?.user.enabled && each.meant && isWanted(each.readiness) ? [{ user: each.user, readiness: each.readiness }] : []
      })
      return { found, next: next && cursorAt(next) }
    },
  }
}
export type ReadinessPeople = ReturnType<typeof createReadinessPeople>
