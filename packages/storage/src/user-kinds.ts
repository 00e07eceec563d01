import type { Storage, Tally, UserFilter } from './types.ts'

/** Fields of a filter that kinds of people answer. */
const fields = ['otp', 'otpRequired', 'enabled', 'policyGroupIds', 'demand'] as const
type Field = (typeof fields)[number]

/** Kinds that fit, how many people they are together, which share of all, and which fields of the filter they answer for good. */
export type Kinds = { kinds: readonly string[]; people: number; share: number; answered: readonly Field[] }

/** As the generated column `users.kind` spells it. */
const spell = ({ enabled, otpRequired, otpStatus, policyGroupId }: Tally): string =>
  `${enabled ? '+' : '-'}${otpRequired ? '+' : '-'}${otpStatus} ${policyGroupId ?? ''}`

/** Of the kinds of people that there are in a realm, those that a filter may mean. Null: it asks nothing of the kind. */
export async function kindsOf(tallies: Pick<Storage['tallies'], 'people'>, realmId: number, filter: UserFilter): Promise<Kinds | null> {
  const { otp, otpRequired, enabled, policyGroupIds, demand } = filter
  const asked = fields.filter((field) => filter[field] !== undefined)
  if (asked.length === 0 || asked.length === 1 && isUnanswered(demand)) return null
  const isDemanded = (tally: Tally): boolean =>
    demand !== undefined && (demand.by.everybody || tally.otpRequired || tally.policyGroupId !== null && demand.by.policyGroupIds.includes(tally.policyGroupId))
  const all = await tallies.people(realmId)
  const sum = (counted: readonly Tally[]): number => counted.reduce((total, { count }) => total + count, 0)
  const fitting = all.filter((tally) =>
    (otp === undefined || otp.includes(tally.otpStatus))
    && (otpRequired === undefined || tally.otpRequired === otpRequired)
    && (enabled === undefined || tally.enabled === enabled)
    && (policyGroupIds === undefined || policyGroupIds.includes(tally.policyGroupId))
    && (demand === undefined || (demand.required ? isUnanswered(demand) || isDemanded(tally) : !isDemanded(tally))))
  return {
    kinds: fitting.map(spell),
    people: sum(fitting),
    share: sum(fitting) / Math.max(1, sum(all)),
    answered: asked.filter((field) => field !== 'demand' || !namesOthers(demand)),
  }
}

/** How many a filter means, where counts that are kept say it. */
export async function countKept(tallies: Pick<Storage['tallies'], 'people'>, realmId: number, filter: UserFilter): Promise<number | null> {
  const asked = (Object.keys(filter) as (keyof UserFilter)[]).filter((field) => filter[field] !== undefined)
  if (asked.length === 0) return (await tallies.people(realmId)).reduce((sum, { count }) => sum + count, 0)
  const kinds = asked.every((field) => fields.some((one) => one === field)) ? await kindsOf(tallies, realmId, filter) : null
  return kinds !== null && kinds.answered.length === asked.length ? kinds.people : null
}

const namesOthers = (demand: UserFilter['demand']): boolean => demand !== undefined && !demand.by.everybody
  && (demand.by.roleIds.length > 0 || demand.by.groupIds.length > 0 || demand.by.departments.length > 0)

/** Whoever is of no fitting kind may still be demanded by a role. */
const isUnanswered = (demand: UserFilter['demand']): boolean => demand?.required === true && namesOthers(demand)
