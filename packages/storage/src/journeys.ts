import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { hashed } from './sealing/seal.ts'
import { write } from './sql/build.ts'
import type { JourneyRow, Storage } from './types.ts'

/** Of a million references, so many are never told at once by chance. */
const foundAtMost = 20

export function createJourneys(
  { db, durable, volatile, clock, seal }: Pick<Context, 'db' | 'durable' | 'volatile' | 'clock' | 'seal'>,
): Storage['journeys'] {
  const key = (realmId: number, id: string) => hashed('journey', realmId, id)
  const columns = (journey: JourneyRow) => ({
    user_id: journey.userId, epoch: journey.epoch, link_id: journey.linkId, reset_reference: journey.resetReference, reference: journey.reference,
    browser_hash: journey.browserHash, expires_at: journey.expiresAt,
    state: seal.close(cells.journey, [key(journey.realmId, journey.id)], JSON.stringify(journey.state)),
  })
  /** A journey of an older epoch is over: what it proved was ended by a reset. */
  const isOfNow = async (realmId: number, userId: string | null, epoch: number | null): Promise<boolean> => {
    if (userId === null || epoch === null) return true
    const user = await durable.read.first(db.selectFrom('users').select('epoch').where('realm_id', '=', realmId).where('id', '=', userId))
    return user?.epoch === epoch
  }
  const drop = async (query: Parameters<typeof write>[1]) => { await volatile.unit([write('journeys.remove', query, 'any')]) }

  return {
    async find(realmId, id) {
      const row = await volatile.read.first(db.selectFrom('journeys').selectAll().where('id', '=', key(realmId, id)).where('expires_at', '>', clock.now()))
      if (!row || !(await isOfNow(realmId, row.user_id, row.epoch))) return undefined
      return {
        id, realmId, userId: row.user_id, epoch: row.epoch, linkId: row.link_id, resetReference: row.reset_reference, reference: row.reference,
        browserHash: row.browser_hash, expiresAt: row.expires_at, version: row.version,
        state: JSON.parse(seal.open(cells.journey, [row.id], row.state)),
      }
    },
    async findByReference(realmId, reference) {
      const rows = await volatile.read.all(db.selectFrom('journeys').select(['user_id', 'epoch']).where('reference', '=', reference).where('realm_id', '=', realmId)
        .where('user_id', 'is not', null).where('expires_at', '>', clock.now()).limit(foundAtMost))
      const found = new Set<string>()
      for (const { user_id: userId, epoch } of rows) if (userId !== null && await isOfNow(realmId, userId, epoch)) found.add(userId)
      return [...found]
    },
    async create(journey) {
      const outcome = await volatile.unit([write('journeys.create', db.insertInto('journeys')
        .values({ id: key(journey.realmId, journey.id), realm_id: journey.realmId, version: journey.version, ...columns(journey) }), 1)])
      return outcome.ok
    },
    async save(journey) {
      if (!(await isOfNow(journey.realmId, journey.userId, journey.epoch))) return false
      const outcome = await volatile.unit([write('journeys.save', db.updateTable('journeys')
        .set({ version: journey.version + 1, ...columns(journey) })
        .where('id', '=', key(journey.realmId, journey.id)).where('version', '=', journey.version), 1)])
      return outcome.ok
    },
    remove: (realmId, id) => drop(db.deleteFrom('journeys').where('id', '=', key(realmId, id))),
    endOfLink: (realmId, linkId) => drop(db.deleteFrom('journeys').where('realm_id', '=', realmId).where('link_id', '=', linkId)),
  }
}
