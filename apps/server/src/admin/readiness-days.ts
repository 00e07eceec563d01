import type { Realm, Storage } from '@tegata/storage'
import { forecast, type ForecastNeeds } from './forecast.ts'

type Needs = ForecastNeeds & { storage: ForecastNeeds['storage'] & Pick<Storage, 'unit' | 'readinessDays' | 'realms' | 'reminders'> }

const dayMs = 24 * 60 * 60_000
/** What happens after the start is told by sign-ins. */
const keptAfterStart = 31 * dayMs

/** The day of an instant in a zone, as a number of days since 1970. */
function dayIn(zone: string, instant: number): number {
  const parts = new Map(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1) / dayMs
}
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/**
 * Keeps once a day how ready people are for each rule that is announced: the way down to its start. Whatever node comes
 * first does it; a day on which none ran is left out. Answers how many days were kept here.
 */
export const createKeepReadiness = (needs: Needs) => async (): Promise<number> => {
  const { clock, readinessDays, realms, reminders, unit } = needs.storage
  let kept = 0
  const byId = new Map<number, Realm>((await realms.list()).map((realm) => [realm.id, realm]))
  for (const rule of await reminders.rules()) {
    const realm = byId.get(rule.realmId)
    const now = clock.now()
    if (!realm?.enabled || rule.state !== 'announced' || now > rule.enforceFrom + keptAfterStart) continue
    const day = dayIn(rule.zone, now)
    if (await readinessDays.has(rule.id, day)) continue
    const { states } = await forecast(needs, realm, { at: Math.max(rule.enforceFrom, now), enforcement: rule })
    const outcome = await unit([readinessDays.keep(rule.id, day, states)])
    if (outcome.ok && outcome.touched[0] === 1) kept += 1
  }
  return kept
}
