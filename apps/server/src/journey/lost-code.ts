import { randomUUID } from 'node:crypto'
import { resetRequestLife } from '@tegata/policy'
import type { Instant, Realm, ResetRequest, Storage, User } from '@tegata/storage'
import type { Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import { type Journey, move } from './state.ts'
import type { Journeys } from './store.ts'
import { counter } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'resetRequests' | 'throttle' | 'audit' | 'clock'>
  journeys: Pick<Journeys, 'update'>
  letters: Pick<Letters, 'resetRequested'>
}

export type Asked = { kind: 'asked'; journey: Journey } | { kind: 'too-many'; until: Instant } | { kind: 'gone' }

/**
 * Files one request for a reset under the reference of this journey (S2-20), and tells the help desk. Somebody has one
 * open request; asking again from another page puts the newer one in its place, so that whoever answers compares the
 * digits that the caller reads out with those of a page that is being looked at.
 */
export const createAskForReset = ({ storage, journeys, letters }: Needs) =>
  async (realm: Realm, user: User, journey: Journey, where: Where): Promise<Asked> => {
    const at = storage.clock.now()
    const open = await storage.resetRequests.findOpenOf(realm.id, user.id)
    if (open?.journeyId === journey.id) return remember(open.id, open.reference, open.createdAt)

    const requestId = randomUUID()
    const { reference } = journey
    const key = counter(realm, 'mail', user.id)
    const outcome = await storage.unit([
      storage.throttle.reserve('mail', key, realm.settings.limits.mailAfterPassword),
      ...(open === undefined ? [] : [storage.resetRequests.dismiss(realm.id, open.id, user.id)]),
      storage.resetRequests.create({ id: requestId, realmId: realm.id, userId: user.id, reference, journeyId: journey.id, createdAt: at, address: where.address }),
      storage.audit.record({
        realmId: realm.id, type: 'reset.requested', actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome: 'success',
        detail: { reference, ...(open && { replaces: open.reference }) },
      }),
      ...letters.resetRequested(realm, user, { reference, address: where.address, at }),
    ])
    if (outcome.ok) return remember(requestId, reference, at)
    if (outcome.missed === 'mail') return { kind: 'too-many', until: (await storage.throttle.state(key)).closedUntil ?? at + resetRequestLife }
    // A second click, or a second page, was faster: what stands is looked at again.
    const standing = await storage.resetRequests.findOpenOf(realm.id, user.id)
    return standing?.journeyId === journey.id ? remember(standing.id, standing.reference, standing.createdAt) : { kind: 'gone' }

    async function remember(id: string, resetReference: string, since: Instant): Promise<Asked> {
      const saved = await journeys.update(journey, (newest) => newest.userId !== user.id ? null
        : { ...move(newest, { asked: { requestId: id, at: since }, problem: null }), resetReference })
      return saved === undefined ? { kind: 'gone' } : { kind: 'asked', journey: saved }
    }
  }

export type Answer = 'waiting' | 'answered' | 'refused' | 'over'

/** What became of a request, as its waiting page sees it. `over`: it may be asked again. */
export function answerOf(request: ResetRequest | undefined, now: Instant): Answer {
  if (request === undefined || request.state === 'expired') return 'over'
  if (request.state === 'answered') return 'answered'
  if (request.state === 'dismissed') return request.answeredBy === request.userId ? 'over' : 'refused'
  return request.createdAt + resetRequestLife <= now ? 'over' : 'waiting'
}
