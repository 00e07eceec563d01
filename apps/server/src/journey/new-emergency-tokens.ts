import { randomBytes, randomUUID } from 'node:crypto'
import { newEmergencyToken, normaliseEmergencyToken } from '@tegata/otp'
import type { Instant, Realm, Statement, Storage } from '@tegata/storage'

type Needs = { storage: { emergencyTokens: Pick<Storage['emergencyTokens'], 'create'>; clock: Pick<Storage['clock'], 'now'> } }

type About = {
  userId: string
  /** As the audit log names them. */
  by: string
  reason: string
  expiresAt: Instant | null
  /** The unit misses when more than so many would work; 50 when absent. */
  atMost?: number
}

/** So many new values, of 80 bit each (K-5). */
export const makeValues = (count: number): readonly string[] => Array.from({ length: count }, () => newEmergencyToken(randomBytes))

/** Emergency tokens that are about to be: what is shown of them, and the statements that make them. Sealed where the realm reads them again. */
export function newEmergencyTokens({ storage: { emergencyTokens, clock } }: Needs, realm: Realm, about: About, values: readonly string[]) {
  const { userId, by, reason, expiresAt, atMost } = about
  const issued: { id: string; value: string }[] = []
  const statements: Statement[] = []
  for (const value of values) {
    const id = randomUUID()
    const token = { id, realmId: realm.id, userId, createdAt: clock.now(), createdBy: by, reason, expiresAt }
    statements.push(...emergencyTokens.create(token, normaliseEmergencyToken(value), realm.settings.emergencyMode === 'recoverable' ? value : null, atMost))
    issued.push({ id, value })
  }
  return { issued, statements }
}

/**
 * Those that somebody created here begins with (S3-21). None where no value is kept: nobody could ever hand one over.
 * Who comes by an import or an identity provider has none until they are topped up.
 */
export const initialEmergencyTokens = (needs: Needs, realm: Realm, { userId, by }: Pick<About, 'userId' | 'by'>) =>
  newEmergencyTokens(needs, realm, { userId, by, reason: 'the user was created', expiresAt: null },
    realm.settings.emergencyMode === 'recoverable' ? makeValues(realm.settings.emergencyInitial) : [])
