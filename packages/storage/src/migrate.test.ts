import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { addUpstream, commit, freshDatabase, identity, openWorld } from '../test/databases.ts'
import { migrate, openKeyring, openStorage } from './index.ts'
import { migrations } from './migrate.ts'
import { createClock } from './clock.ts'
import { prepareVolatileFile } from './volatile-file.ts'

let tidy: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const task of tidy.toReversed()) await task()
  tidy = []
})
const folder = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tegata-migrate-'))
  tidy.push(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}
const query = (dataDir: string, sql: string, file = 'tegata.db') => {
  const database = new DatabaseSync(join(dataDir, file))
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

describe('migrations', () => {
  test('are numbered from one without a gap', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1))
  })

  test('run once, also when two nodes start together', async () => {
    const dataDir = await folder()
    expect(await migrate({ dataDir })).toEqual({ applied: ['0001-initial', '0002-upstreams', '0003-emergency-values', '0004-known-browsers-by-cookie', '0005-people-at-scale', '0006-journeys-by-reference', '0007-mails-that-expire', '0008-enforcements', '0009-likeness', '0010-search-at-speed', '0011-found-and-counted', '0012-addresses-of-codes', '0013-less-to-look-at'] })
    expect(await migrate({ dataDir })).toEqual({ applied: [] })
    const opened = await openWorld('postgres')
    tidy.push(...opened.tidy)
    const again = await Promise.all([1, 2, 3].map(() => migrate(opened.world.where)))
    expect(again.flatMap(({ applied }) => applied)).toEqual([])
  })

  test('a fresh database equals one that was upgraded step by step', async () => {
    const [fresh, upgraded] = [await folder(), await folder()]
    await migrate({ dataDir: fresh })
    for (const { number } of migrations) await migrate({ dataDir: upgraded }, number)
    const schema = (dataDir: string) => query(dataDir, 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
    expect(schema(upgraded)).toEqual(schema(fresh))
  })

  // One row a release, inserted as that release wrote it.
  const rowsOf: Record<number, string> = {
    1: `INSERT INTO policy_groups (id, realm_id, name, document) VALUES ('g', 1, 'Group', '{"id":"g","realmId":1,"name":"Group","ask":"always"}')`,
  }
  test.each(Object.entries(rowsOf))('what release %s wrote is read after every later migration', async (release, insert) => {
    const dataDir = await folder()
    await migrate({ dataDir }, Number(release))
    query(dataDir, insert)
    await migrate({ dataDir })
    const storage = await openStorage({ dataDir, keyring: await openKeyring({ file: join(dataDir, 'keyring') }) })
    tidy.push(() => storage.close())
    expect(await storage.policies.groups(1)).toEqual([{ id: 'g', realmId: 1, name: 'Group', ask: 'always' }])
  })

  // As release 1 wrote it: settings without what came later, grants without a giver, a person without a subject.
  const ofReleaseOne = [
    `INSERT INTO realms (id, name, enabled, version, settings, created_at) VALUES (7, 'acme', 1, 3, '{"zone":"Asia/Tokyo","mailServer":null}', 1)`,
    `INSERT INTO users (n, id, realm_id, username, username_norm, username_search, given_name, given_search, family_name, family_search, sort_search,
      enabled, shared, otp_required, otp_status, authenticator_set, credential_version, epoch, emergency_in_a_row, created_at, version)
      VALUES (1, 'hana', 7, 'Hana', 'hana', 'hana', 'Hana', 'hana', 'Sato', 'sato', '', 1, 0, 0, 'none', '', 1, 1, 0, 1, 5)`,
    `INSERT INTO users (n, id, realm_id, username, username_norm, username_search, email, email_norm, given_name, given_search, family_name, family_search, sort_search,
      enabled, shared, otp_required, otp_status, authenticator_set, credential_version, epoch, emergency_in_a_row, created_at, version)
      VALUES (2, 'chloe', 7, 'c', 'c', 'c', 'c@mail.example', 'c@mail.example', 'Chloé', 'chloé', '髙', '髙', '', 1, 0, 0, 'email', '', 1, 1, 0, 1, 1)`,
    `INSERT INTO user_name_parts (realm_id, prefix, n, field) VALUES (7, 'c', 2, 'given'), (7, 'ch', 2, 'given'), (7, '髙', 2, 'family'), (7, '髙c', 2, 'whole')`,
    `INSERT INTO authenticators (id, realm_id, user_id, kind, state, label, bound_by, confirmed_for, bound_at, bound_by_actor, consecutive_failures, address, secret)
      VALUES ('m', 7, 'chloe', 'emailed-code', 'active', 'Mail', 'first-proof', 'enrol', 1, 'chloe', 0, 'C@mail.example', '')`,
    `INSERT INTO roles (id, realm_id, name, administrative) VALUES ('r', 7, 'staff', 0), ('g', 7, 'office', 0)`,
    `INSERT INTO groups (id, realm_id, name) VALUES ('o', 7, 'Office')`,
    `INSERT INTO group_roles (realm_id, group_id, role_id, granted_at) VALUES (7, 'o', 'g', 10)`,
    `INSERT INTO role_grants (realm_id, role_id, n, granted_at) VALUES (7, 'r', 1, 20)`,
    `INSERT INTO group_members (realm_id, group_id, n, added_at) VALUES (7, 'o', 1, 30)`,
    `INSERT INTO user_roles (realm_id, role_id, otp, n) VALUES (7, 'r', 'none', 1), (7, 'g', 'none', 1)`,
    `INSERT INTO sessions (uid, realm_id, user_id, epoch, journey_id, proofs, second_factor, started_at, last_used_at, expires_at, address, user_agent, client_ids)
      VALUES ('s', 7, 'hana', 1, 'j', '[]', 0, 1, 1, 99999999999999, 'a', 'u', '')`,
    `INSERT INTO emergency_tokens (id, realm_id, user_id, value_index, created_at, created_by, reason) VALUES ('t', 7, 'hana', 'x', 40, 'admin', 'lost phone')`,
  ]
  test.each(['sqlite', 'postgres'] as const)('%s: people, roles, groups and sessions of release 1 are what they were, and their grants an administrator’s', async (dialect) => {
    const dataDir = await folder()
    const where = dialect === 'sqlite' ? { dataDir } : { databaseUrl: await freshDatabase(tidy) }
    await migrate(where, 1)
    if (where.databaseUrl === undefined) for (const insert of ofReleaseOne) query(dataDir, insert)
    else {
      const client = new pg.Client({ connectionString: where.databaseUrl })
      await client.connect()
      for (const insert of ofReleaseOne) await client.query(insert)
      await client.end()
    }
    expect(await migrate(where)).toEqual({ applied: ['0002-upstreams', '0003-emergency-values', '0004-known-browsers-by-cookie', '0005-people-at-scale', '0006-journeys-by-reference', '0007-mails-that-expire', '0008-enforcements', '0009-likeness', '0010-search-at-speed', '0011-found-and-counted', '0012-addresses-of-codes', '0013-less-to-look-at'] })
    const storage = await openStorage({ ...where, keyring: await openKeyring({ file: join(dataDir, 'keyring') }) })
    tidy.push(() => storage.close())

    expect(await storage.realms.find('acme')).toMatchObject({ id: 7, version: 3, settings: { zone: 'Asia/Tokyo', onlyUpstreamId: null, emergencyMode: 'once', emergencyInitial: 5 } })
    const settings = (await storage.realms.list()).map((realm) => realm.settings.onlyUpstreamId)
    expect(settings).toEqual([null])
    const hana = await storage.users.find(7, 'hana')
    expect(hana).toMatchObject({ username: 'Hana', subject: null, version: 5 })
    expect(await storage.users.findBySubject(7, 'hana')).toEqual(hana)
    expect((await storage.users.list(7, { search: 'sat' }, null, 5)).items).toEqual([hana])
    for (const filter of [...['chloe', 'Chloé', 'chlo', '高', '髙', '高c', 'ch', '高chloe'].map((search) => ({ search })), { oneMailbox: true as const }]) {
      expect((await storage.users.list(7, filter, null, 5)).items.map(({ id }) => id), JSON.stringify(filter)).toEqual(['chloe'])
    }
    expect(await storage.sessions.find(7, 's')).toMatchObject({ userId: 'hana' })
    expect(await storage.upstreams.list(7)).toEqual([])
    expect(await storage.identities.listOf(7, 'hana')).toEqual([])
    expect(await storage.emergencyTokens.list(7, 'hana')).toMatchObject([{ id: 't', recoverable: false }])
    expect([...await storage.emergencyTokens.openLeft(7, 'hana')]).toEqual([])

    const world = { storage, realmId: 7, dataDir, where, otherNode: async () => storage, dump: async () => Buffer.alloc(0) }
    const corp = await addUpstream(world)
    await commit(world, storage.identities.link(identity(world, corp, 'hana')),
      ...storage.roles.sync(7, 'hana', corp.id, []), ...storage.groups.sync(7, 'hana', corp.id, []))
    expect([...await storage.roles.heldSince(7, 'hana')].sort()).toEqual([['g', 30], ['r', 20]])
    expect((await storage.roles.effectiveOf(7, 'hana')).map(({ id }) => id)).toEqual(['g', 'r'])
  })

  test('a database that is not at this release, or past it, is refused with a sentence', async () => {
    const dataDir = await folder()
    const keyring = await openKeyring({ file: join(dataDir, 'keyring') })
    await expect(openStorage({ dataDir, keyring })).rejects.toThrow(/tegata migrate/)
    await migrate({ dataDir })
    query(dataDir, `INSERT INTO migrations VALUES (999, 'future', 1)`)
    await expect(openStorage({ dataDir, keyring })).rejects.toThrow(/newer release/)
    await expect(migrate({ dataDir })).rejects.toThrow(/newer release/)
  })

  test('PostgreSQL without a UTF-8 locale is refused: pg_trgm would find nothing in Japanese', async () => {
    const opened = await openWorld('postgres')
    tidy.push(...opened.tidy)
    const admin = new pg.Client({ connectionString: opened.world.where.databaseUrl ?? '' })
    await admin.connect()
    await admin.query(`CREATE DATABASE plain_c TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
    tidy.push(async () => { await admin.query('DROP DATABASE plain_c'); await admin.end() })
    const url = new URL(opened.world.where.databaseUrl ?? '')
    url.pathname = '/plain_c'
    await expect(migrate({ databaseUrl: url.href })).rejects.toThrow(/LC_CTYPE is C/)
  })

  test('an address where no database answers is an error, soon', async () => {
    const started = Date.now()
    const databaseUrl = 'postgres://nobody:x@127.0.0.1:9/none'
    await expect(migrate({ databaseUrl })).rejects.toThrow()
    expect(Date.now() - started).toBeLessThan(8000)
  })
})

describe('the volatile file', () => {
  const mark = (dataDir: string) => query(dataDir, `INSERT INTO volatile_rows (id, realm_id, model, payload) VALUES (x'00', 1, 'Interaction', x'00')`, 'volatile.db')
  const marks = (dataDir: string) => query(dataDir, 'SELECT * FROM volatile_rows', 'volatile.db').length

  test('outlives the process, readable by its owner alone', async () => {
    const dataDir = await folder()
    const file = prepareVolatileFile(dataDir)
    mark(dataDir)
    prepareVolatileFile(dataDir)
    expect(marks(dataDir)).toBe(1)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['the machine was started anew', (dataDir: string) => query(dataDir, `UPDATE boot SET id = 'another boot'`, 'volatile.db')],
    ['another release shaped it', (dataDir: string) => query(dataDir, 'PRAGMA user_version = 999', 'volatile.db')],
    ['it is damaged', async (dataDir: string) => {
      const bytes = await readFile(join(dataDir, 'volatile.db'))
      await writeFile(join(dataDir, 'volatile.db'), bytes.fill(0xaa, 100))
    }],
    ['it is no database', (dataDir: string) => writeFile(join(dataDir, 'volatile.db'), 'nothing of the kind')],
  ])('is thrown away when %s', async (_, spoil) => {
    const dataDir = await folder()
    prepareVolatileFile(dataDir)
    mark(dataDir)
    await spoil(dataDir)
    prepareVolatileFile(dataDir)
    expect(marks(dataDir)).toBe(0)
  })
})

describe('the clock', () => {
  test('is the database’s, and only demo mode sets it', async () => {
    const clock = createClock(async () => Date.now() + 7000, false)
    await clock.refresh()
    expect(Math.abs(clock.now() - Date.now() - 7000)).toBeLessThan(100)
    expect(clock.skewMs()).toBeGreaterThan(6900)
    expect(() => clock.set(0)).toThrow(/demo/)
    const demo = createClock(async () => Date.now(), true)
    demo.set(1_000_000)
    expect(demo.now()).toBeGreaterThanOrEqual(1_000_000)
    expect(demo.now()).toBeLessThan(1_001_000)
    expect(Math.abs(demo.realNow() - Date.now())).toBeLessThan(100)
  })
})
