import type { Context, Store } from './context.ts'
import { createProtocolSessions } from './protocol-sessions.ts'
import { cells } from './sealing/cells.ts'
import { hashed } from './sealing/seal.ts'
import { placeholders } from './sql/build.ts'
import { settleTallies } from './tallies.ts'
import type { ProtocolRow, SqlValue, Statement, Storage } from './types.ts'

/** Gone with the machine, and nobody is worse off than signing in again. A session without an account is volatile too. */
const volatileModels: ReadonlySet<string> = new Set([
  'Interaction', 'AuthorizationCode', 'AccessToken', 'ClientCredentials', 'PushedAuthorizationRequest', 'ReplayDetection', 'DeviceCode',
  'BackchannelAuthenticationRequest',
  // Ours, of sign-ins and sign-outs that are on their way through another provider.
  'UpstreamState', 'UpstreamTest', 'UpstreamReturn', 'UpstreamLogout',
  // Ours, of administrators who set an authenticator up with the person beside them.
  'Enrolment',
])

/** Whoever asked for a reset and was not answered by then has long given up the page. */
const requestMarkedAfterMs = 24 * 3_600_000

/** Changes of people that are brought into their numbers at one go. */
const settledAtOnce = 20_000

type Table = 'protocol_rows' | 'volatile_rows'
export type ProtocolNeeds = Pick<Context, 'dialect' | 'durable' | 'volatile' | 'clock' | 'seal'>

/**
 * oidc-provider's rows. Prepared text instead of Kysely: fifteen calls of one sign-in come through here.
 *
 * A row belongs to a user's epoch. The insert reads the epoch in the same statement, `find` reads it again: what a
 * request in flight wrote while the user's sessions were ended is neither found nor brought back.
 */
export function createProtocol(needs: ProtocolNeeds): Storage['protocol'] {
  const { dialect, durable, volatile, clock, seal } = needs
  const sessions = createProtocolSessions(needs)
  const sql = (text: string) => placeholders(dialect, text)
  const storeOf = (table: Table): Store => table === 'protocol_rows' ? durable : volatile
  /** SQLite keeps users in another file than volatile rows: there the epoch is looked up by a second statement. */
  const beside = (table: Table) => table === 'protocol_rows' || dialect === 'postgres'
  const tableOf = (model: string): Table => volatileModels.has(model) || model === 'Session' ? 'volatile_rows' : 'protocol_rows'

  const expireRequests = sql(`UPDATE reset_requests SET state = 'expired' WHERE state = 'open' AND created_at <= ?`)
  // A value that opens nothing any more is of use to a thief of old values alone.
  const wipeTokens = sql('UPDATE emergency_tokens SET sealed_value = NULL WHERE sealed_value IS NOT NULL AND expires_at <= ?')
  const lapseTokens = sql(`UPDATE emergency_tokens SET lapsed_at = expires_at WHERE id IN (SELECT id FROM emergency_tokens
    WHERE used_at IS NULL AND revoked_at IS NULL AND lapsed_at IS NULL AND expires_at <= ? LIMIT ?)`)
  const epochText = sql('SELECT epoch FROM users WHERE realm_id = ? AND id = ?')
  const isOfNow = async (realmId: number, userId: unknown, epoch: unknown): Promise<boolean> =>
    typeof userId !== 'string' || (await durable.raw(epochText, [realmId, userId]))[0]?.['epoch'] === epoch

  const texts = (table: Table) => {
    const columns = 'id, realm_id, model, user_id, epoch, grant_id, session_uid, uid, user_code, consumed_at, expires_at, payload'
    const update = ['user_id', 'epoch', 'grant_id', 'session_uid', 'uid', 'user_code', 'expires_at', 'payload']
      .map((column) => `${column} = excluded.${column}`).join(', ')
    const marks = '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?'
    // What was consumed stays consumed, whatever is saved over it.
    const conflict = `ON CONFLICT (id) DO UPDATE SET ${update}, consumed_at = coalesce(${table}.consumed_at, excluded.consumed_at)`
    const find = (column: string) => sql(beside(table)
      ? `SELECT r.* FROM ${table} r LEFT JOIN users u ON u.realm_id = r.realm_id AND u.id = r.user_id
          WHERE r.${column} = ? AND (r.user_id IS NULL OR u.epoch = r.epoch)`
      : `SELECT * FROM ${table} WHERE ${column} = ?`)
    return {
      byId: find('id'), byUid: find('uid'), byUserCode: find('user_code'),
      insert: sql(`INSERT INTO ${table} (${columns}) VALUES (${marks}) ON CONFLICT (id) DO NOTHING`),
      save: sql(`INSERT INTO ${table} (${columns}) VALUES (${marks}) ${conflict}`),
      saveOfEpoch: sql(`INSERT INTO ${table} (${columns}) SELECT ${marks} FROM users
        WHERE users.realm_id = ? AND users.id = ? AND users.epoch = ? ${conflict}`),
      consume: sql(`UPDATE ${table} SET consumed_at = ? WHERE id = ? AND consumed_at IS NULL`),
      consumeOfEpoch: sql(`UPDATE ${table} SET consumed_at = ? WHERE id = ? AND consumed_at IS NULL AND (user_id IS NULL OR EXISTS (
        SELECT 1 FROM users u WHERE u.realm_id = ${table}.realm_id AND u.id = ${table}.user_id AND u.epoch = ${table}.epoch))`),
      remove: sql(`DELETE FROM ${table} WHERE id = ?`),
      revoke: sql(`DELETE FROM ${table} WHERE grant_id = ?`),
    }
  }
  const text = { protocol_rows: texts('protocol_rows'), volatile_rows: texts('volatile_rows') }
  const cellOf = (table: Table) => table === 'protocol_rows' ? cells.protocolRow : cells.volatileRow
  const idOf = (realmId: number, model: string, id: string) => hashed(realmId, model, id)

  const run = async (table: Table, name: string, statement: string, parameters: readonly SqlValue[], rows: Statement['rows']): Promise<boolean> =>
    (await storeOf(table).unit([{ name: `protocol.${name}`, sql: statement, parameters, rows }])).ok

  const load = async (table: Table, by: 'byId' | 'byUid' | 'byUserCode', value: SqlValue): Promise<ProtocolRow | undefined> => {
    const [row] = await storeOf(table).raw(text[table][by], [value])
    if (!row || !(row['id'] instanceof Uint8Array) || !(row['payload'] instanceof Uint8Array)) return undefined
    const realmId = Number(row['realm_id'])
    if (!beside(table) && !(await isOfNow(realmId, row['user_id'], row['epoch']))) return undefined
    const { id, grantId, uid, userCode, payload }: Envelope = JSON.parse(seal.open(cellOf(table), [row['id']], row['payload']))
    return {
      model: String(row['model']), id, realmId, payload, grantId, uid, userCode,
      userId: textOrNull(row['user_id']), epoch: numberOrNull(row['epoch']), sessionUid: textOrNull(row['session_uid']),
      consumedAt: numberOrNull(row['consumed_at']), expiresAt: numberOrNull(row['expires_at']),
    }
  }

  return {
    async find(realmId, model, id) {
      const session = model === 'Session' ? await sessions.find(realmId, id) : undefined
      return session ?? load(tableOf(model), 'byId', idOf(realmId, model, id))
    },
    async findByUid(realmId, model, uid) {
      const session = model === 'Session' ? await sessions.findByUid(realmId, uid) : undefined
      return session ?? load(tableOf(model), 'byUid', hashed(realmId, model, 'uid', uid))
    },
    findByUserCode: (realmId, model, userCode) => load(tableOf(model), 'byUserCode', seal.index(`${realmId}/${model}`, userCode)),
    async save(row, options = {}) {
      const { model, id, realmId, userId, epoch, grantId, uid, userCode, payload } = row
      if (userId !== null && epoch === null) throw new Error(`A ${model} of a user is saved with the user's epoch`)
      if (model === 'Session' && userId !== null) return sessions.save(row)
      const table = tableOf(model)
      const rowId = idOf(realmId, model, id)
      const envelope: Envelope = { id, grantId, uid, userCode, payload }
      const values: SqlValue[] = [
        rowId, realmId, model, userId, epoch, grantId === null ? null : hashed(realmId, 'grant', grantId), row.sessionUid,
        uid === null ? null : hashed(realmId, model, 'uid', uid), userCode === null ? null : seal.index(`${realmId}/${model}`, userCode),
        row.consumedAt, row.expiresAt, seal.close(cellOf(table), [rowId], JSON.stringify(envelope)),
      ]
      if (options.insertOnly) return run(table, 'insert', text[table].insert, values, 1)
      if (userId === null || epoch === null) return run(table, 'save', text[table].save, values, 1)
      if (beside(table)) return run(table, 'save', text[table].saveOfEpoch, [...values, realmId, userId, epoch], 1)
      return await isOfNow(realmId, userId, epoch) && run(table, 'save', text[table].save, values, 1)
    },
    async consume(realmId, model, id) {
      const table = tableOf(model)
      const rowId = idOf(realmId, model, id)
      if (beside(table)) return run(table, 'consume', text[table].consumeOfEpoch, [clock.realNow(), rowId], 1)
      return await load(table, 'byId', rowId) !== undefined && run(table, 'consume', text[table].consume, [clock.realNow(), rowId], 1)
    },
    async remove(realmId, model, id) {
      if (model === 'Session') await sessions.detach(realmId, id)
      const table = tableOf(model)
      await run(table, 'remove', text[table].remove, [idOf(realmId, model, id)], 'any')
    },
    async revokeByGrantId(realmId, grantId) {
      const grant = hashed(realmId, 'grant', grantId)
      await run('protocol_rows', 'revoke', text.protocol_rows.revoke, [grant], 'any')
      await run('volatile_rows', 'revoke', text.volatile_rows.revoke, [grant], 'any')
    },
    async purgeExpired(limit) {
      const before = Math.min(clock.realNow(), clock.now())
      await durable.unit([{ name: 'purge.reset_requests', sql: expireRequests, parameters: [before - requestMarkedAfterMs], rows: 'any' }])
      await durable.unit([{ name: 'purge.emergency_values', sql: wipeTokens, parameters: [before], rows: 'any' }])
      await durable.unit([{ name: 'purge.lapsed_tokens', sql: lapseTokens, parameters: [before, limit], rows: 'any' }])
      if (dialect === 'postgres') await durable.unit([settleTallies(settledAtOnce)])
      let purged = 0
      for (const { store, name, statement, keptMs } of purges) {
        const outcome = await needs[store].unit([{ name: `purge.${name}`, sql: sql(statement), parameters: [before - keptMs, limit], rows: 'any' }])
        if (outcome.ok) purged += outcome.touched[0] ?? 0
      }
      return purged
    },
  }
}

/** What is sealed: bearer values go in here and nowhere else. */
export type Envelope = Pick<ProtocolRow, 'id' | 'grantId' | 'uid' | 'userCode' | 'payload'>

export const textOrNull = (value: unknown): string | null => typeof value === 'string' ? value : null
export const numberOrNull = (value: unknown): number | null => typeof value === 'number' ? value : null

type Expiry = { column?: string; keptMs?: number; only?: string }
const purge = (store: 'durable' | 'volatile', name: string, key: string, { column = 'expires_at', keptMs = 0, only = 'TRUE' }: Expiry = {}) => ({
  store, name, keptMs, statement: `DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} WHERE ${column} <= ? AND ${only} LIMIT ?)`,
})

/** A dead link, and what became of a mail, can be asked about for so long. The audit log is never purged. */
const keptForQuestionsMs = 30 * 24 * 3_600_000

const purges = [
  purge('durable', 'protocol_rows', 'id'),
  purge('volatile', 'volatile_rows', 'id'),
  purge('volatile', 'journeys', 'id'),
  purge('durable', 'sessions', 'realm_id, uid'),
  purge('durable', 'known_browsers', 'realm_id, user_id, cookie_hash'),
  purge('durable', 'throttles', 'key', { column: 'forget_at' }),
  purge('durable', 'links', 'id', { keptMs: keptForQuestionsMs }),
  purge('durable', 'mails', 'n', { column: 'state_at', keptMs: keptForQuestionsMs, only: `state <> 'waiting'` }),
]
