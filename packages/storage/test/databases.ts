import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { migrate, openKeyring, openStorage, type Storage, type UnitOutcome } from '../src/index.ts'
import { testRealmSettings } from '../src/testing.ts'
import type { NewUser, Session, Statement, Upstream, UpstreamSession } from '../src/types.ts'

export type World = {
  storage: Storage
  realmId: number
  dataDir: string
  where: { databaseUrl?: string; dataDir?: string }
  /** Another node on the same database: a second pool on PostgreSQL, a second process' connections on SQLite. */
  otherNode(): Promise<Storage>
  /** Everything the database keeps, as a thief of its files or its dump would read it. */
  dump(): Promise<Buffer>
}

/** Runs the same promises on both databases; every file has fresh ones. */
export function onBothDatabases(promises: (world: () => World) => void): void {
  describe.each(['sqlite', 'postgres'] as const)('%s', (dialect) => {
    let world: World | undefined
    let tidy: (() => Promise<void>)[] = []
    beforeAll(async () => {
      const opened = await openWorld(dialect)
      world = opened.world
      tidy = opened.tidy
    })
    afterAll(async () => { for (const task of tidy.toReversed()) await task() })
    promises(() => {
      if (!world) throw new Error('The world is only there inside tests')
      return world
    })
  })
}

export async function openWorld(dialect: 'sqlite' | 'postgres'): Promise<{ world: World; tidy: (() => Promise<void>)[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tegata-storage-'))
  const tidy = [() => rm(dataDir, { recursive: true, force: true })]
  const where: World['where'] = dialect === 'sqlite' ? { dataDir } : { databaseUrl: await freshDatabase(tidy) }
  await migrate(where)
  const keyring = await openKeyring({ file: join(dataDir, 'keyring') })
  const otherNode = async () => {
    const storage = await openStorage({ ...where, keyring, demoClock: true })
    tidy.push(() => storage.close())
    return storage
  }
  const storage = await otherNode()
  const [created] = returned(await storage.unit([storage.realms.create({ name: 'demo', settings: testRealmSettings })]))
  const dump = () => where.databaseUrl === undefined ? dumpFiles(dataDir) : dumpTables(where.databaseUrl)
  return { world: { storage, realmId: Number(created?.['id']), dataDir, where, otherNode, dump }, tidy }
}

/** An empty database of PostgreSQL. */
export async function freshDatabase(tidy: (() => Promise<void>)[]): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: `${inject('postgresUrl')}postgres` })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await admin(`CREATE DATABASE ${name}`)
  tidy.push(() => admin(`DROP DATABASE ${name} WITH (FORCE)`))
  return `${inject('postgresUrl')}${name}`
}

/** What stands in a table, whoever asks the storage. */
export async function rowsOf({ where, dataDir }: World, sql: string, file = 'tegata.db'): Promise<readonly Record<string, unknown>[]> {
  if (where.databaseUrl === undefined) {
    const database = new DatabaseSync(join(dataDir, file), { readOnly: true })
    const rows = database.prepare(sql).all()
    database.close()
    return rows
  }
  const client = new pg.Client({ connectionString: where.databaseUrl })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql)
  await client.end()
  return rows
}

async function dumpFiles(dataDir: string): Promise<Buffer> {
  const names = (await readdir(dataDir)).filter((name) => name !== 'keyring')
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(dataDir, name)))))
}

/** Rows as text, not files: PostgreSQL compresses long values, which would hide a secret from a plain search. */
async function dumpTables(databaseUrl: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const tables = await client.query<{ name: string }>(`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`)
  const parts: Buffer[] = []
  for (const { name } of tables.rows) {
    const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`)
    for (const value of rows.flatMap((row) => Object.values(row))) parts.push(value instanceof Buffer ? value : Buffer.from(String(value)))
  }
  await client.end()
  return Buffer.concat(parts)
}

export function ok(outcome: UnitOutcome): Extract<UnitOutcome, { ok: true }> {
  if (!outcome.ok) throw new Error(`missed ${outcome.missed}${outcome.duplicate ? ' (duplicate)' : ''}`)
  return outcome
}
export const returned = (outcome: UnitOutcome): readonly Record<string, unknown>[] => ok(outcome).returned[0] ?? []

/** Fifty requests at the same instant; how many of them won. */
export async function race(attempt: (index: number) => Promise<boolean>, requests = 50): Promise<number> {
  return (await Promise.all(Array.from({ length: requests }, (_, index) => attempt(index)))).filter(Boolean).length
}
export const wins = async (outcome: Promise<UnitOutcome>): Promise<boolean> => (await outcome).ok

export const newUser = (given: Partial<NewUser> = {}): NewUser => {
  const id = randomUUID()
  return { id, username: `user-${id}`, email: `${id}@example.org`, givenName: 'Hanako', familyName: 'Suzuki', otpRequired: false, ...given }
}
export async function addUser({ storage, realmId }: World, given: Partial<NewUser> = {}): Promise<NewUser> {
  const user = newUser(given)
  ok(await storage.unit(storage.users.create(realmId, user)))
  return user
}

type NewAuthenticator = Parameters<Storage['authenticators']['create']>[0]
export const totp = ({ realmId }: World, userId: string, given: Partial<NewAuthenticator> = {}): NewAuthenticator => ({
  id: randomUUID(), realmId, userId, kind: 'totp', state: 'active', label: 'Phone', boundBy: 'first-proof', confirmedFor: 'enrol', boundAt: 1000,
  boundByActor: userId, lastStep: null, totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, address: null, secret: 'JBSWY3DPEHPK3PXP',
  ...given,
})

export const session = ({ realmId }: World, userId: string, given: Partial<Session> = {}): Session => ({
  uid: randomUUID(), realmId, userId, epoch: 1, journeyId: randomUUID(), proofs: [], startedAt: 1000, lastUsedAt: 1000,
  expiresAt: Date.now() + 3_600_000, address: '192.0.2.1', userAgent: 'Test', clientIds: [], ...given,
})

export const commit = async ({ storage }: World, ...statements: readonly Statement[]) => ok(await storage.unit(statements))

export const upstream = ({ realmId }: World, given: Partial<Upstream> = {}): Upstream => {
  const id = randomUUID()
  return {
    id, realmId, alias: `up-${id}`, name: { en: 'Head office', ja: '本社' }, enabled: true, issuer: 'https://sso.example/realms/corp', clientId: 'tegata',
    clientAuth: 'client_secret_basic', hasSecret: false, scopes: ['openid', 'profile', 'email'], trust: 'evidence',
    evidence: [{ claim: 'amr', value: 'otp', level: 2 }], evidenceMaxAgeMs: 3_600_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local',
    mapping: {
      username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'access-token',
      roles: 'realm_access.roles', clientRoles: null, groups: null, passOn: true, rules: [{ claim: 'roles', value: 'boss', grants: { role: 'r' } }],
    },
    signOut: true, createdAt: 1000, version: 1, ...given,
  }
}
export async function addUpstream(world: World, given: Partial<Upstream> = {}, secret: string | null = null): Promise<Upstream> {
  const added = upstream(world, given)
  await commit(world, world.storage.upstreams.create(added, secret))
  return added
}

type NewIdentity = Parameters<Storage['identities']['link']>[0]
export const identity = ({ realmId }: World, { id, issuer }: Upstream, userId: string, given: Partial<NewIdentity> = {}): NewIdentity => ({
  realmId, upstreamId: id, issuer, subject: randomUUID(), userId, username: 'hanako', linkedAt: 1000, linkedBy: 'password', linkedByActor: userId, ...given,
})

export const upstreamSession = ({ realmId }: World, { id, issuer }: Upstream, sessionUid: string, given: Partial<UpstreamSession> = {}): UpstreamSession => ({
  realmId, sessionUid, upstreamId: id, issuer, subject: randomUUID(), sid: randomUUID(), idToken: 'header.payload.signature', ...given,
})
