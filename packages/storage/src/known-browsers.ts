import type { Context } from './context.ts'
import { hashed } from './sealing/seal.ts'
import { write } from './sql/build.ts'
import type { Storage } from './types.ts'

/** More than this many of one person's browsers are not remembered; the oldest are forgotten. */
const maxBrowsers = 20

export function createKnownBrowsers({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['knownBrowsers'] {
  const hashOf = (realmId: number, cookie: string) => hashed('browser', realmId, cookie)
  return {
    isKnown: async (realmId, userId, cookie) => await durable.read.first(db.selectFrom('known_browsers').select('expires_at')
      .where('realm_id', '=', realmId).where('user_id', '=', userId).where('cookie_hash', '=', hashOf(realmId, cookie))
      .where('expires_at', '>', clock.now())) !== undefined,
    isAnybodys: async (realmId, cookie) => await durable.read.first(db.selectFrom('known_browsers').select('expires_at')
      .where('cookie_hash', '=', hashOf(realmId, cookie)).where('realm_id', '=', realmId).where('expires_at', '>', clock.now()).limit(1)) !== undefined,
    remember: (realmId, userId, cookie, expiresAt) => [
      write('knownBrowsers.remember', db.insertInto('known_browsers')
        .values({ realm_id: realmId, user_id: userId, cookie_hash: hashOf(realmId, cookie), created_at: clock.now(), expires_at: expiresAt })
        .onConflict((conflict) => conflict.columns(['realm_id', 'user_id', 'cookie_hash']).doUpdateSet({ expires_at: expiresAt })), 1),
      write('knownBrowsers.forget-oldest', db.deleteFrom('known_browsers').where('realm_id', '=', realmId).where('user_id', '=', userId)
        .where('cookie_hash', 'not in', db.selectFrom('known_browsers as newest').select('newest.cookie_hash').where('newest.realm_id', '=', realmId)
          .where('newest.user_id', '=', userId).orderBy('newest.expires_at', 'desc').limit(maxBrowsers)), 'any'),
    ],
    forget: (realmId, userId) => write('knownBrowsers.forget', db.deleteFrom('known_browsers')
      .where('realm_id', '=', realmId).where('user_id', '=', userId), 'any'),
  }
}
