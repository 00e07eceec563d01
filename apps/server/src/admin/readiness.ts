import { type Forecast as WireForecast, type Operations, Problem, readinessStates, toWire } from '@tegata/contract'
import type { Enforcement, Realm, Storage, User } from '@tegata/storage'
import { draftOf, withSent } from './enforcements.ts'
import { moved } from './enforcement-instants.ts'
import { namesOf } from './enforcement-target.ts'
import { forecast, type Forecast, type ForecastNeeds, outlook, type Outlook, summed } from './forecast.ts'
import { newest } from './heaps.ts'
import type { InTurn } from './in-turn.ts'
import { createLookAhead } from './look-ahead.ts'
import { createMarks } from './marks.ts'
import { invalidCursor, readCursor } from './paging.ts'
import type { Call, Performs } from './serve.ts'
import { dayText } from './readiness-days.ts'

export type ReadinessNeeds = ForecastNeeds & { inTurn: InTurn; storage: ForecastNeeds['storage'] & Pick<Storage, 'many' | 'readinessDays'> }

const shownDays = 400
const defaultPage = 50
/** People whom one request for a page looks through at most. */
const lookedThrough = 2000
/** A look at everybody is good for so long, and for so many times as long as it took, whoever asks for a page of it. */
const goodForMs = 5000
const rest = 20

export const nameOf = ({ id, username, givenName, familyName }: User) => ({ id, username, givenName, familyName })
const forecastView = ({ at, people, states, reasons, lockedOutPeople }: Forecast): WireForecast =>
  ({ at: toWire(at), people, states, reasons, lockedOutPeople: lockedOutPeople.map(nameOf) })

export async function enforcementOf({ policies }: Pick<Storage, 'policies'>, realm: Realm, id: string): Promise<Enforcement> {
  const rule = await policies.enforcement(realm.id, id)
  if (!rule) throw new Problem('enforcement.not-found')
  return rule
}

/** Who is ready for an enforcement, who is not, and why (S0-4, S0-38, S0-40). */
export const readinessApi = (needs: ReadinessNeeds): Performs<
  'getReadiness' | 'listReadinessPeople' | 'previewEnforcement' | 'previewNewEnforcement' | 'forecastSignIns'
> => {
  const { clock, policies, users, many, readinessDays } = needs.storage
  const { inTurn } = needs
  const remembered = new Map<string, { until: number; looked: Promise<readonly Outlook[]> }>()

  const startOf = ({ enforceFrom }: Enforcement): number => Math.max(enforceFrom, clock.now())
  function instantOf(at: string | undefined, otherwise: number): number {
    if (at === undefined) return otherwise
    const instant = Date.parse(at)
    if (instant < clock.now() - 60_000) throw new Problem('request.invalid', { errors: [{ path: 'at', rule: 'past', message: 'is over: what people have is known of now alone' }] })
    return instant
  }

  /** Pages of one list are cut from one look at everybody; whoever asks meanwhile waits for the same. */
  function lookedAt(realm: Realm, rule: Enforcement, at: string | undefined): Promise<readonly Outlook[]> {
    const key = JSON.stringify([realm.id, realm.version, rule.id, rule.version, at])
    const begun = clock.now()
    for (const [old, { until }] of remembered) if (until <= begun) remembered.delete(old)
    const known = remembered.get(key)
    if (known) return known.looked
    const looking = { until: Infinity, looked: inTurn(() => outlook(needs, realm, { at: instantOf(at, startOf(rule)), enforcement: rule })) }
    remembered.set(key, looking)
    const started = performance.now()
    looking.looked.then(() => { looking.until = clock.now() + Math.max(goodForMs, (performance.now() - started) * rest) }, () => remembered.delete(key))
    return looking.looked
  }

  type Query = Call<Operations['listReadinessPeople']>['query']
  /** The numbers of those who are wanted, newest first, and where to go on. */
  async function pageOf(realm: Realm, found: readonly Outlook[], { search, cursor, limit = defaultPage }: Query): Promise<{ numbers: number[]; next: number | null }> {
    const from = readCursor(cursor)
    const before = from === null ? null : Number(from)
    if (before !== null && !Number.isSafeInteger(before)) throw invalidCursor()
    if (search?.trim()) {
      const marks = createMarks()
      for (const { numbers } of found) marks.mark(numbers, 'wanted')
      const page = await policies.people(realm.id, { search: search.trim(), enabled: true }, before, lookedThrough)
      const met = page.numbers.filter((n) => marks.of(n) !== 0)
      return { numbers: met.slice(0, limit), next: met.length > limit ? met[limit - 1] ?? null : page.next }
    }
    const numbers = newest(found.flatMap((each) => newest(each.numbers, limit + 1, before ?? Infinity)), limit + 1)
    return { numbers: numbers.slice(0, limit), next: numbers.length > limit ? numbers[limit - 1] ?? null : null }
  }

  return {
    async getReadiness({ realm, params, query }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const at = instantOf(query.at, startOf(rule))
      const [{ people, states, reasons }, days] = await Promise.all([
        lookedAt(realm, rule, query.at).then((found) => summed(needs, realm, at, found)), readinessDays.list(rule.id, shownDays),
      ])
      const statesOf = (counts: Readonly<Record<string, number>>) => Object.fromEntries(readinessStates.map((state) => [state, counts[state] ?? 0])) as typeof states
      return { value: { at: toWire(at), people, states, reasons, days: days.map(({ day, counts }) => ({ day: dayText(day), states: statesOf(counts) })) } }
    },

    async listReadinessPeople({ realm, params, query }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const at = instantOf(query.at, startOf(rule))
      const { state, reason } = query
      const isWanted = (each: Pick<Outlook, 'state' | 'reasons'>) =>
        (state === undefined || state.includes(each.state)) && (reason === undefined || reason.some((one) => each.reasons.includes(one)))
      const { numbers, next } = await pageOf(realm, (await lookedAt(realm, rule, query.at)).filter(isWanted), query)
      const [people, rights, look] = await Promise.all([users.numbered(realm.id, numbers), many.people(realm.id, numbers), createLookAhead(needs, realm, { at, enforcement: rule })])
      const administrators = new Set(rights.filter(({ administrative }) => administrative).map(({ n }) => n))
      // As they are at this moment: whoever set up a code since is not on the page.
      const looked = await Promise.all(people.map(async (user) => ({ user, ...await look(user) })))
      const items = looked.filter(({ user, meant, readiness }) => user.enabled && meant && isWanted(readiness)).map(({ user, readiness }) => ({
        ...nameOf(user), email: user.email, department: user.department, state: readiness.state, reasons: [...readiness.reasons], administrator: administrators.has(user.n),
        emergencyTokensLeft: user.emergencyLeft, lastSignInAt: user.lastSignInAt === null ? null : toWire(user.lastSignInAt),
      }))
      return { value: { items, next: next === null ? null : String(next) } }
    },

    async previewEnforcement({ realm, params, body: { name, enforceFrom, registerBy, now: atOnce, ...sent } }) {
      const before = await enforcementOf(needs.storage, realm, params.enforcementId)
      const instants = enforceFrom || atOnce || registerBy !== undefined ? moved(before, { enforceFrom, registerBy, now: atOnce }, clock.now()) : {}
      const rule = withSent({ ...before, ...instants, ...(name === undefined ? {} : { name }) }, sent, await namesOf(needs, realm))
      return { value: forecastView(await inTurn(() => forecast(needs, realm, { at: startOf(rule), enforcement: rule }))) }
    },

    async previewNewEnforcement({ realm, body }) {
      const rule = draftOf(realm, body, await namesOf(needs, realm), clock.now())
      return { value: forecastView(await inTurn(() => forecast(needs, realm, { at: startOf(rule), enforcement: rule }))) }
    },

    async forecastSignIns({ realm, query }) {
      return { value: forecastView(await inTurn(() => forecast(needs, realm, { at: instantOf(query.at, clock.now()) }))) }
    },
  }
}
