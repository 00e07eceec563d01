import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, identity, onBothDatabases, rowsOf, totp, type World } from '../test/databases.ts'
import { createLikeness } from './likeness.ts'
import { likeness } from './migrations/0009-likeness.ts'
import { wordsOf } from './migrations/migration.ts'
import { createBuilder, createReader } from './sql/build.ts'
import { openPostgres } from './sql/postgres.ts'
import { openSqlite } from './sql/sqlite.ts'
import type { Statement } from './types.ts'

const day = 86_400_000

onBothDatabases((world) => {
  const textOf = async (id: string): Promise<string> => String((await rowsOf(world(), `SELECT likeness FROM users WHERE id = '${id}'`))[0]?.['likeness'])
  const numberOf = async (id: string): Promise<number> => (await world().storage.users.find(world().realmId, id))?.n ?? 0

  test('holds what a decision reads of a person, whatever statement changes it; what every sign-in writes is no part of it', async () => {
    const { storage, realmId } = world()
    const { users, authenticators, emergencyTokens, clock } = storage
    const user = await addUser(world(), { passwordHash: null })
    const app = totp(world(), user.id)
    const step = (at: number) => authenticators.spendTimeStep(realmId, app.id, at)
    const changing: readonly [string, (readonly Statement[]) | Promise<readonly Statement[]>][] = [
      ['a password', [users.setPassword(realmId, user.id, 'hash', { credentialVersion: 1, byMail: false })]],
      ['shared', users.change(realmId, user.id, { shared: true })],
      ['the switch', [users.setOtpRequired(realmId, user.id, true)]],
      ['a group for a time', users.change(realmId, user.id, { policyGroupId: randomUUID(), policyGroupUntil: clock.now() + 9 * day })],
      ['a proved address', [users.proveEmail(realmId, user.id, user.email ?? '')]],
      ['another address', users.change(realmId, user.id, { email: `${user.id}@elsewhere.example` })],
      ['a reset', [users.markOtpReset(realmId, user.id, 'mailLink')]],
      ['the first sign-in', [users.signedIn(realmId, user.id)]],
      ['an authenticator', authenticators.create(app, '')],
      ['its first use', [step(1)]],
      ['its confirmation', [authenticators.confirm(realmId, user.id, app.id, 'codeOnly')]],
      ['its suspension', authenticators.setState(realmId, user.id, app.id, 'suspended')],
      ['a token', emergencyTokens.create({ id: randomUUID(), realmId, userId: user.id, createdAt: 1, createdBy: 'x', reason: 'x', expiresAt: clock.now() + 5 * day }, 'one', null)],
      ['one that works for longer', emergencyTokens.create({ id: randomUUID(), realmId, userId: user.id, createdAt: 1, createdBy: 'x', reason: 'x', expiresAt: null }, 'two', null)],
      ['its use', [emergencyTokens.spend(realmId, user.id, 'two')]],
      ['all authenticators gone', authenticators.removeAll(realmId, user.id)],
      ['disabled', users.change(realmId, user.id, { enabled: false })],
    ]
    for (const [what, statements] of changing) {
      const before = await textOf(user.id)
      await commit(world(), ...await statements)
      expect(await textOf(user.id), what).not.toBe(before)
    }
    await commit(world(), ...authenticators.create(app, await authenticators.setDigest(realmId, user.id)))
    await commit(world(), step(5))
    const before = await textOf(user.id)
    await commit(world(), users.signedIn(realmId, user.id), step(9), users.countEmergency(realmId, user.id, 1), ...users.change(realmId, user.id, { givenName: 'Other', department: 'Sales' }))
    expect(await textOf(user.id)).toBe(before)
  })

  test('an older database comes to the same when it is brought to this release', async () => {
    const { storage, realmId } = world()
    const user = await addUser(world())
    await commit(world(), ...storage.authenticators.create(totp(world(), user.id, { kind: 'emailed-code', totp: null, address: 'codes@mail.example' }), ''), storage.users.signedIn(realmId, user.id),
      ...storage.emergencyTokens.create({ id: randomUUID(), realmId, userId: user.id, createdAt: 1, createdBy: 'x', reason: 'x', expiresAt: 5 * day }, 'x', null))
    const all = () => rowsOf(world(), 'SELECT id, likeness FROM users ORDER BY id')
    const before = await all()
    expect(await textOf(user.id)).toContain('emailed-code:active:enrol:0:mail.example')
    const filling = likeness.statements(wordsOf(world().where.databaseUrl === undefined ? 'sqlite' : 'postgres')).find((statement) => statement.startsWith('UPDATE users'))
    await run(world(), `UPDATE users SET otp_facts = '', emergency_until = NULL, has_signed_in = 0`, filling ?? '')
    expect(await all()).toEqual(before)
  })

  test('read in slices of any size, by sorts or by numbers: everybody once, beside whom they are alike to', async () => {
    const { storage, realmId, where, dataDir } = world()
    const [role, upstream] = [randomUUID(), await addUpstream(world())]
    await commit(world(), storage.roles.create({ id: role, realmId, name: role, description: null, clientId: null, administrative: false }))
    for (let at = 0; at < 40; at++) {
      const { id } = await addUser(world(), { department: at % 3 === 0 ? 'Audit' : null, enabled: at % 5 > 0, emailProvedAt: at % 2 === 0 ? 1 : null, email: `a${at}@${at < 25 ? 'one' : `d${at}`}.example` })
      await commit(world(), ...(at % 2 === 0 ? storage.roles.grant(realmId, id, role) : []), ...(at % 4 === 0 ? [storage.identities.link(identity(world(), upstream, id))] : []))
    }
    const numbers = async (sql: string) => (await rowsOf(world(), sql)).map(({ n }) => Number(n))
    const rows = await rowsOf(world(), `SELECT likeness, n FROM users WHERE realm_id = ${realmId} ORDER BY likeness, n`)
    const all = rows.map(({ likeness: text, n }) => `${text} ${n}`)
    const dialect = where.databaseUrl === undefined ? 'sqlite' : 'postgres'
    const connection = where.databaseUrl === undefined ? openSqlite(join(dataDir, 'tegata.db'), true) : openPostgres(where.databaseUrl)
    try {
      for (const slice of [1, 3, 7, 1000]) {
        const { likenesses, reached } = createLikeness({ db: createBuilder(dialect), dialect, durable: { read: createReader(connection), unit: connection.unit, raw: (text: string) => connection.read(text, [], 'point') } }, slice)
        const found: string[] = []
        for await (const some of likenesses(realmId)) for (const { key, numbers: of } of some) found.push(...of.map((n) => `${key} ${n}`))
        expect(found.toSorted(), `${slice}`).toEqual(all.toSorted())
        for (const [by, expected] of [
          [{ roleId: role }, await numbers(`SELECT n FROM user_roles WHERE role_id = '${role}'`)], [{ department: 'Audit' }, await numbers(`SELECT n FROM users WHERE realm_id = ${realmId} AND department = 'Audit'`)],
          [{ upstreamId: upstream.id }, await numbers(`SELECT user_n AS n FROM identities WHERE upstream_id = '${upstream.id}'`)], [{ department: 'Nowhere' }, []],
        ] as const) {
          const those: number[] = []
          for await (const some of reached(realmId, by)) those.push(...some)
          expect(those.toSorted(), `${slice} ${JSON.stringify(by)}`).toEqual(expected.toSorted())
        }
      }
    } finally {
      await connection.close()
    }
  })

  test('a sign-in leaves its index alone', async () => {
    const { where, dataDir } = world()
    // PostgreSQL compares what an index holds; SQLite goes by the columns that a statement names.
    if (where.databaseUrl !== undefined) return
    const database = new DatabaseSync(join(dataDir, 'tegata.db'), { readOnly: true })
    const root = Number(database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'users_by_likeness'`).get()?.['rootpage'])
    // Triggers, whose conditions do not hold any more, are listed behind the statement itself.
    const own = (rows: readonly Record<string, unknown>[]) => rows.slice(0, rows.findIndex(({ addr }, at) => at > 0 && addr === 0) + 1 || rows.length)
    const opens = (sql: string) => own(database.prepare(`EXPLAIN ${sql}`).all()).some(({ opcode, p2 }) => opcode === 'OpenWrite' && p2 === root)
    expect(opens('UPDATE users SET enabled = 0 WHERE n = 1')).toBe(true)
    expect(opens('UPDATE users SET last_sign_in_at = 5, version = version + 1, emergency_in_a_row = 0, otp_used_at = 6 WHERE n = 1')).toBe(false)
    database.close()
  })

  test('everybody is in one heap of the realm, and whom a rule reaches is found by role, group, department, provider and long silence', async () => {
    const { storage, realmId } = world()
    const { policies, clock } = storage
    const [one, other] = [await addUser(world(), { department: 'Legal' }), await addUser(world())]
    const [role, group] = [randomUUID(), randomUUID()]
    const provider = await addUpstream(world())
    await commit(world(), storage.roles.create({ id: role, realmId, name: 'employee', description: null, clientId: null, administrative: false }), storage.groups.create({ id: group, realmId, name: 'tokyo' }))
    await commit(world(), ...storage.roles.grant(realmId, one.id, role), ...storage.groups.add(realmId, other.id, group), storage.identities.link(identity(world(), provider, other.id)))
    const now = clock.now()
    await commit(world(), ...storage.authenticators.create(totp(world(), one.id, { boundAt: now - 365 * day }), ''), ...storage.authenticators.create(totp(world(), other.id, { boundAt: now - 365 * day + 1 }), ''))
    const reached = async (by: Parameters<typeof policies.reached>[1]) => {
      const found: number[] = []
      for await (const numbers of policies.reached(realmId, by)) found.push(...numbers)
      return found
    }
    const [first, second] = [await numberOf(one.id), await numberOf(other.id)]
    expect(await reached({ roleId: role })).toEqual([first])
    expect(await reached({ groupId: group })).toEqual([second])
    expect(await reached({ department: 'Legal' })).toEqual([first])
    expect(await reached({ upstreamId: provider.id })).toEqual([second])
    const silent = await reached({ unusedSince: now - 365 * day })
    expect([silent.includes(first), silent.includes(second)]).toEqual([true, false])

    const seen: number[] = []
    for await (const alike of policies.likenesses(realmId)) for (const { numbers } of alike) seen.push(...numbers)
    const { numbers: all } = await policies.people(realmId, {}, null, 1000)
    expect(seen.toSorted((a, b) => a - b)).toEqual(all.toSorted((a, b) => a - b))
    expect((await policies.likenessOf(realmId, [first])).map(({ key }) => key)).toEqual([await textOf(one.id)])
    expect(await policies.likenessOf(realmId + 1, [first])).toEqual([])
  })
})

async function run({ where, dataDir }: World, ...statements: readonly string[]): Promise<void> {
  if (where.databaseUrl === undefined) {
    const database = new DatabaseSync(join(dataDir, 'tegata.db'), { timeout: 5000 })
    for (const statement of statements) database.exec(statement)
    return database.close()
  }
  const client = new pg.Client({ connectionString: where.databaseUrl })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
