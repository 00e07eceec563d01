import type { Envelope, ProtocolNeeds } from './protocol.ts'
import { cells } from './sealing/cells.ts'
import { hashed } from './sealing/seal.ts'
import { placeholders } from './sql/build.ts'
import type { ProtocolRow, SqlValue } from './types.ts'

/**
 * oidc-provider's payload of a signed-in session is a column of our `sessions`. It is only ever updated: the row is begun
 * by a sign-in (`sessions.begin`) and ended by `sessions.end`, and a save after the end finds nothing to update.
 */
export function createProtocolSessions({ dialect, durable, seal }: ProtocolNeeds) {
  const sql = (text: string) => placeholders(dialect, text)
  const columns = 's.uid, s.realm_id, s.user_id, s.epoch, s.payload, s.payload_expires_at'
  const living = `SELECT ${columns} FROM sessions s
    JOIN users u ON u.realm_id = s.realm_id AND u.id = s.user_id AND u.epoch = s.epoch WHERE s.payload IS NOT NULL AND`
  const byId = sql(`${living} s.payload_id = ?`)
  const byUid = sql(`${living} s.realm_id = ? AND s.uid = ?`)
  const update = sql(`UPDATE sessions SET payload_id = ?, payload = ?, payload_expires_at = ?
    WHERE realm_id = ? AND uid = ? AND user_id = ? AND epoch = ?
    AND EXISTS (SELECT 1 FROM users u WHERE u.realm_id = sessions.realm_id AND u.id = sessions.user_id AND u.epoch = sessions.epoch)`)
  const detach = sql('UPDATE sessions SET payload_id = NULL, payload = NULL WHERE payload_id = ?')
  const key = (realmId: number, id: string) => hashed(realmId, 'Session', id)

  const load = async (text: string, parameters: readonly SqlValue[]): Promise<ProtocolRow | undefined> => {
    const [row] = await durable.raw(text, parameters)
    if (!row || !(row['payload'] instanceof Uint8Array)) return undefined
    const realmId = Number(row['realm_id'])
    const uid = String(row['uid'])
    const { id, payload }: Envelope = JSON.parse(seal.open(cells.session, [realmId, uid], row['payload']))
    return {
      model: 'Session', id, realmId, payload, userId: String(row['user_id']), epoch: Number(row['epoch']), grantId: null,
      sessionUid: uid, uid, userCode: null, consumedAt: null,
      expiresAt: row['payload_expires_at'] === null ? null : Number(row['payload_expires_at']),
    }
  }

  return {
    find: (realmId: number, id: string) => load(byId, [key(realmId, id)]),
    findByUid: (realmId: number, uid: string) => load(byUid, [realmId, uid]),
    async save({ id, realmId, userId, epoch, uid, payload, expiresAt }: ProtocolRow): Promise<boolean> {
      if (uid === null) throw new Error('A session is saved with its uid')
      const envelope: Envelope = { id, grantId: null, uid, userCode: null, payload }
      const outcome = await durable.unit([{
        name: 'protocol.save-session', sql: update, rows: 1,
        parameters: [key(realmId, id), seal.close(cells.session, [realmId, uid], JSON.stringify(envelope)), expiresAt, realmId, uid, userId, epoch],
      }])
      return outcome.ok
    },
    /** Takes the cookie's id away, not the session: oidc-provider calls this for the old id whenever it turns the id. */
    async detach(realmId: number, id: string): Promise<void> {
      await durable.unit([{ name: 'protocol.detach-session', sql: detach, rows: 'any', parameters: [key(realmId, id)] }])
    },
  }
}
