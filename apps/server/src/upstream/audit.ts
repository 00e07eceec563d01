import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { Where } from '../journey/enrol.ts'
import { isOwnNetwork } from '../journey/own-network.ts'
import { counter, networkOf } from '../journey/subject.ts'
import type { Skipped } from './read-claims.ts'
import type { Refused } from './refusals.ts'

type Needs = { storage: Pick<Storage, 'audit' | 'unit' | 'throttle'> }
type About = { realm: Realm; upstream: Upstream; where: Where; journeyId: string | null }

/** The inside reason, for those who run the realm: the person reads one sentence (C-2). */
export const createRecords = ({ storage: { audit, unit, throttle } }: Needs) => ({
  /** As many of one network as it may try passwords: what is refused costs a stranger nothing, and must not fill the log. */
  async refused({ realm, upstream, where, journeyId }: About, stage: 'start' | 'callback' | 'back-channel-logout', { reason, detail }: Pick<Refused, 'detail'> & { reason: string }): Promise<void> {
    const told = counter(realm, 'upstream', 'told', networkOf(where.address))
    await unit([...(isOwnNetwork(realm, where.address) ? [] : [throttle.reserve('told', told, realm.settings.limits.passwordAddress)]), audit.record({
      realmId: realm.id, type: 'upstream.refused', actor: null, userId: null, ...where, journeyId, outcome: 'refused', reason,
      detail: { upstream: upstream.alias, stage, ...(detail === null ? {} : { said: detail }) },
    })])
  },

  /** Once per closing: answers of this network, or this browser, wait. */
  async closed({ realm, upstream, where, journeyId }: About): Promise<void> {
    const told = counter(realm, 'upstream', 'closed', networkOf(where.address))
    await unit([throttle.reserve('told', told, { ...realm.settings.limits.passwordAddress, max: 1 }), audit.record({
      realmId: realm.id, type: 'upstream.refused', actor: null, userId: null, ...where, journeyId, outcome: 'refused', reason: 'wait',
      detail: { upstream: upstream.alias, stage: 'callback' },
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
