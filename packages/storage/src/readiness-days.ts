import type { Context } from './context.ts'
import { write } from './sql/build.ts'
import type { Storage } from './types.ts'

/** How ready people were for an enforcement, once a day. */
export function createReadinessDays({ db, durable }: Pick<Context, 'db' | 'durable'>): Storage['readinessDays'] {
  const of = (enforcementId: string) => db.selectFrom('enforcement_days').where('enforcement_id', '=', enforcementId)
  return {
    list: async (enforcementId, limit) => (await durable.read.all(of(enforcementId).select(['day', 'counts']).orderBy('day', 'desc').limit(limit)))
      .map(({ day, counts }): { day: number; counts: Record<string, number> } => ({ day, counts: JSON.parse(counts) })).toReversed(),
    has: async (enforcementId, day) => await durable.read.first(of(enforcementId).select('day').where('day', '=', day)) !== undefined,
    // Of two nodes the first one's count stands.
    keep: (enforcementId, day, counts) => write('readinessDays.keep', db.insertInto('enforcement_days')
      .values({ enforcement_id: enforcementId, day, counts: JSON.stringify(counts) }).onConflict((conflict) => conflict.doNothing()), 'any'),
  }
}
