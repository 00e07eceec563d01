import type { JourneyRow, Storage } from '@tegata/storage'
import { type Journey, type JourneyState, journeyLife } from './state.ts'

type Needs = { storage: { journeys: Pick<Storage['journeys'], 'find' | 'create' | 'save' | 'remove' | 'endOfLink'>; clock: Pick<Storage['clock'], 'now'> } }

/** Milliseconds; however diligently somebody clicks on, a journey ends. */
const longestWalk = 6 * 60 * 60_000

const isState = (state: unknown): state is JourneyState =>
  typeof state === 'object' && state !== null && 'kind' in state && 'proofs' in state && 'uncommitted' in state

/** What a walk that an earlier release began does not say. */
const unsaid: Pick<JourneyState, 'upstream' | 'connecting' | 'wentTo' | 'addressing' | 'typedAddress' | 'mailed' | 'way' | 'enrolled'> =
  { upstream: null, connecting: null, wentTo: null, addressing: null, typedAddress: '', mailed: null, way: null, enrolled: null }

/** Journeys as they are stored: found until they expire, moved by compare-and-set. */
export function createJourneys({ storage: { journeys, clock } }: Needs) {
  async function find(realmId: number, id: string): Promise<Journey | undefined> {
    const row: JourneyRow | undefined = await journeys.find(realmId, id)
    return row !== undefined && row.expiresAt > clock.now() && isState(row.state) ? { ...row, state: { ...unsaid, ...row.state } } : undefined
  }

  /** Saves what became of a journey; undefined when somebody else moved it meanwhile, or it is gone. */
  async function save(journey: Journey): Promise<Journey | undefined> {
    const expiresAt = Math.min(journey.state.startedAt + longestWalk, clock.now() + journeyLife)
    const renewed = { ...journey, expiresAt: Math.max(expiresAt, journey.expiresAt) }
    return await journeys.save(renewed) ? { ...renewed, version: journey.version + 1 } : undefined
  }

  return {
    find,
    save,
    create: (journey: Journey): Promise<boolean> => journeys.create(journey),
    remove: (realmId: number, id: string): Promise<void> => journeys.remove(realmId, id),
    endOfLink: (realmId: number, linkId: string): Promise<void> => journeys.endOfLink(realmId, linkId),

    /**
     * Applies a change that must not get lost to whatever state is the newest: a code that was spent is this journey's
     * proof even when a second click moved the journey in between. `change` declines with null.
     */
    async update(journey: Journey, change: (newest: Journey) => Journey | null): Promise<Journey | undefined> {
      let newest: Journey | undefined = journey
      for (let attempt = 0; newest !== undefined && attempt < 8; attempt += 1) {
        const changed = change(newest)
        if (changed === null) return undefined
        const saved = await save(changed)
        if (saved !== undefined) return saved
        newest = await find(journey.realmId, journey.id)
      }
      return undefined
    },
  }
}
export type Journeys = ReturnType<typeof createJourneys>
