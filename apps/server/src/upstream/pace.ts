import type { Instant, Limit, Realm, Storage, Upstream } from '@tegata/storage'
import { isOwnNetwork } from '../journey/own-network.ts'
import { type Journey, move } from '../journey/state.ts'
import { browserCounter, counter, networkOf } from '../journey/subject.ts'
import { inWords } from '../ui/frame.ts'
import { stateLife } from './state.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'throttle' | 'clock'> & { knownBrowsers: Pick<Storage['knownBrowsers'], 'isAnybodys'> }
  journeys: { update(journey: Journey, change: (newest: Journey) => Journey | null): Promise<Journey | undefined> }
}

type Layer = { name: 'known-browser' | 'address'; key: string; limit: Limit }
/** What an answer was counted in; null: in an own network nothing is. */
export type Counted = { layer: Layer | null }

/** How many answers one walk may wait for: two tabs and a few second thoughts. */
const openStarts = 5
/** Milliseconds that a network waits for its next answer once it brought too many that did not stand; as for passwords. */
const networkPaceMs = 5_000

/**
 * How often we let strangers make us ask an upstream. Whoever may go through the sign-in page may bring made-up codes, and
 * an upstream bans the client that redeems them: then nobody comes in by it. So an answer is counted before it is
 * redeemed, and given back when it stands. Passwords have counters of their own: local sign-in never waits for this.
 */
export function createPace({ storage: { unit, throttle, clock, knownBrowsers }, journeys }: Needs) {
  const startsOf = (realm: Realm, journeyId: string): string => counter(realm, 'upstream', 'starts', journeyId)

  /** Strangers share what their network has; a browser of somebody's full sign-in has its own, which others never feel (L-2). */
  async function layerOf(realm: Realm, { address, knownCookie }: { address: string; knownCookie: string | undefined }): Promise<Layer | null> {
    const { passwordKnownBrowser, passwordAddress } = realm.settings.limits
    if (knownCookie !== undefined && await knownBrowsers.isAnybodys(realm.id, knownCookie)) {
      return { name: 'known-browser', key: counter(realm, 'upstream', 'known', browserCounter(knownCookie)), limit: passwordKnownBrowser }
    }
    if (isOwnNetwork(realm, address)) return null
    return { name: 'address', key: counter(realm, 'upstream', 'address', networkOf(address)), limit: { ...passwordAddress, waitsMs: [networkPaceMs], pace: true } }
  }

  const untilOf = async (key: string, otherwiseMs: number): Promise<Instant> => (await throttle.state(key)).closedUntil ?? clock.now() + otherwiseMs

  return {
    /** Counts a start of a walk until its answer is taken; when too many are open, until when. */
    async start(realm: Realm, journeyId: string): Promise<Instant | null> {
      const key = startsOf(realm, journeyId)
      const { ok } = await unit([throttle.reserve('starts', key, { max: openStarts, windowMs: stateLife })])
      return ok ? null : untilOf(key, stateLife)
    },

    /** Counts an answer before anything is spent or asked. */
    async answer(realm: Realm, from: { address: string; knownCookie: string | undefined }): Promise<{ ok: true; counted: Counted } | { ok: false; until: Instant }> {
      const layer = await layerOf(realm, from)
      if (layer === null) return { ok: true, counted: { layer } }
      const { ok } = await unit([throttle.reserve(layer.name, layer.key, layer.limit)])
      return ok ? { ok, counted: { layer } } : { ok, until: await untilOf(layer.key, networkPaceMs) }
    },

    /** An answer that stands was no try; one that was taken, whatever became of it, is no longer waited for. */
    async settle(realm: Realm, { layer }: Counted, { stands, taken }: { stands: boolean; taken: string | null }): Promise<void> {
      const back = layer === null || !stands ? [] : [throttle.refund(layer.key)]
      const statements = [...back, ...(taken === null ? [] : [throttle.refund(startsOf(realm, taken))])]
      if (statements.length > 0) await unit(statements)
    },

    /** The sentence on the walk's page, beside everything else that can be done there. */
    async say(journey: Journey, { name }: Pick<Upstream, 'name'>, code: 'answers-wait' | 'starts-wait', until: Instant): Promise<void> {
      const provider = inWords(name, journey.state.language ?? 'en')
      await journeys.update(journey, (newest) => newest.state.finishedAt === null && newest.state.done === null && newest.state.leaveBy === null
        ? move(newest, { problem: { code, provider, until } }) : null)
    },
  }
}
export type Pace = ReturnType<typeof createPace>
