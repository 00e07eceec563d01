import { type Forecast as WireForecast, Problem, readinessStates, toWire } from '@tegata/contract'
import type { Enforcement, Realm, Storage, User } from '@tegata/storage'
import { draftOf, supposed } from './enforcements.ts'
import { namesOf } from './enforcement-target.ts'
import { forecast, type Forecast, type ForecastNeeds, summed } from './forecast.ts'
import type { InTurn } from './in-turn.ts'
import { dayText } from './readiness-days.ts'
import type { ReadinessPeople } from './readiness-people.ts'
import type { Performs } from './serve.ts'

export type ReadinessNeeds = ForecastNeeds & { inTurn: InTurn; people: ReadinessPeople; storage: ForecastNeeds['storage'] & Pick<Storage, 'many' | 'readinessDays'> }

const shownDays = 400

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
  const { clock, many, readinessDays } = needs.storage
  const { inTurn, people } = needs

  const startOf = ({ enforceFrom }: Enforcement): number => Math.max(enforceFrom, clock.now())
  function instantOf(at: string | undefined, otherwise: number): number {
    if (at === undefined) return otherwise
    const instant = Date.parse(at)
    if (instant < clock.now() - 60_000) throw new Problem('request.invalid', { errors: [{ path: 'at', rule: 'past', message: 'is over: what people have is known of now alone' }] })
    return instant
  }

  return {
    async getReadiness({ realm, params, query }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const at = instantOf(query.at, startOf(rule))
      const [{ people: met, states, reasons }, days] = await Promise.all([
        people.lookedAt(realm, rule, query.at, at, query.anew).then((found) => summed(needs, realm, at, found)), readinessDays.list(rule.id, shownDays),
      ])
      const statesOf = (counts: Readonly<Record<string, number>>) => Object.fromEntries(readinessStates.map((state) => [state, counts[state] ?? 0])) as typeof states
      return { value: { at: toWire(at), people: met, states, reasons, days: days.map(({ day, counts }) => ({ day: dayText(day), states: statesOf(counts) })) } }
    },

    async listReadinessPeople({ realm, params, query }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const at = instantOf(query.at, startOf(rule))
      const { found, next } = await people.page(realm, rule, query, at)
      const administrators = new Set((await many.people(realm.id, found.map(({ user }) => user.n))).filter(({ administrative }) => administrative).map(({ n }) => n))
      const items = found.map(({ user, readiness }) => ({
        ...nameOf(user), email: user.email, department: user.department, state: readiness.state, reasons: [...readiness.reasons], administrator: administrators.has(user.n),
        emergencyTokensLeft: user.emergencyLeft, lastSignInAt: user.lastSignInAt === null ? null : toWire(user.lastSignInAt),
      }))
      return { value: { items, next } }
    },

    async previewEnforcement({ realm, params, body }) {
      const rule = supposed(await enforcementOf(needs.storage, realm, params.enforcementId), body, await namesOf(needs, realm), clock.now())
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
