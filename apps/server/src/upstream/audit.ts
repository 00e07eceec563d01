import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { Where } from '../journey/enrol.ts'
import type { Skipped } from './read-claims.ts'
import type { Refused } from './refusals.ts'

type Needs = { storage: Pick<Storage, 'audit' | 'unit'> }
type About = { realm: Realm; upstream: Upstream; where: Where; journeyId: string | null }

/** The inside reason, for those who run the realm: the person reads one sentence (C-2). */
export const createRecords = ({ storage: { audit, unit } }: Needs) => ({
  async refused({ realm, upstream, where, journeyId }: About, stage: 'start' | 'callback' | 'back-channel-logout', { reason, detail }: Pick<Refused, 'detail'> & { reason: string }): Promise<void> {
    await unit([audit.record({
      realmId: realm.id, type: 'upstream.refused', actor: null, userId: null, ...where, journeyId, outcome: 'refused', reason,
      detail: { upstream: upstream.alias, stage, ...(detail === null ? {} : { said: detail }) },
    })])
  },

  /** A claim that is not what the mapping says it is. That it is missing is said where somebody loses something by it. */
  async skipped({ realm, upstream, where, journeyId }: About, skipped: readonly Skipped[]): Promise<void> {
    const unfit = skipped.filter(({ why }) => why !== 'missing')
    if (unfit.length === 0) return
    await unit([audit.record({
      realmId: realm.id, type: 'upstream.mapping-skipped', actor: null, userId: null, ...where, journeyId, outcome: 'success', reason: 'shape',
      detail: { upstream: upstream.alias, skipped: unfit.slice(0, 20) },
    })])
  },
})
export type Records = ReturnType<typeof createRecords>
