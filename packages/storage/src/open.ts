import { createAttention } from './attention.ts'
import { createAudit } from './audit.ts'
import { createAuthenticators } from './authenticators.ts'
import { createClients } from './clients.ts'
import { createClock, everyTenSeconds } from './clock.ts'
import type { Context, Store } from './context.ts'
import { createEmergencyTokens } from './emergency-tokens.ts'
import { createGroups } from './groups.ts'
import { createIdentities } from './identities.ts'
import { createImports } from './import-users.ts'
import { createJourneys } from './journeys.ts'
import { createKnownBrowsers } from './known-browsers.ts'
import { createLinks } from './links.ts'
import { createLockedOut } from './locked-out.ts'
import { createLogouts } from './logouts.ts'
import { createMany } from './many.ts'
import { durableFile, requireMigrated } from './migrate.ts'
import { createOutbox } from './outbox.ts'
import { createPolicies } from './policies.ts'
import { createProtocol } from './protocol.ts'
import { createRealms } from './realms.ts'
import { createReadinessDays } from './readiness-days.ts'
import { createReminders } from './reminders.ts'
import { createResetRequests } from './reset-requests.ts'
import { createRoles } from './roles.ts'
import type { Keyring } from './sealing/keyring.ts'
import { openRing } from './sealing/ring.ts'
import { createSecrets } from './secrets.ts'
import { createSessions } from './sessions.ts'
import { createSigningKeys } from './signing-keys.ts'
import { createBuilder, createReader } from './sql/build.ts'
import type { Connection } from './sql/connection.ts'
import { openPostgres } from './sql/postgres.ts'
import { openSqliteThread } from './sql/sqlite-thread.ts'
import { openSqlite } from './sql/sqlite.ts'
import { createSharing } from './sharing.ts'
import { createTallies } from './tallies.ts'
import { createThrottle } from './throttle.ts'
import type { Storage } from './types.ts'
import { createUpstreamSessions } from './upstream-sessions.ts'
import { createUpstreams } from './upstreams.ts'
import { createUsers } from './users.ts'
import { prepareVolatileFile } from './volatile-file.ts'

/** A node whose clock is further from the database's than this does not serve. */
const maxSkewMs = 5000
const answerMs = 2000

export type StorageOptions = {
  /** PostgreSQL; without it SQLite under `dataDir`. */
  databaseUrl?: string
  dataDir?: string
  keyring: Keyring
  /** Demo mode: the clock can be set. */
  demoClock?: boolean
  /** SQLite: the writer has a thread and more memory, for a process that does nothing but write, such as an import. */
  manyWrites?: boolean
}

/** Opens a migrated database. Throws, with a sentence for the operator, when it is not migrated or the key ring is another's. */
export async function openStorage({ databaseUrl, dataDir, keyring, demoClock = false, manyWrites = false }: StorageOptions): Promise<Storage> {
  await requireMigrated({ databaseUrl, dataDir })
  const { durable, volatile } = connect(databaseUrl, dataDir, manyWrites)
  const closeAll = async () => { await Promise.all([...new Set([durable, volatile])].map((connection) => connection.close())) }
  try {
    return await assemble(durable, volatile, keyring, demoClock, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

function connect(databaseUrl: string | undefined, dataDir: string | undefined, manyWrites: boolean): { durable: Connection; volatile: Connection } {
  if (databaseUrl !== undefined) {
    const connection = openPostgres(databaseUrl)
    return { durable: connection, volatile: connection }
  }
  const file = durableFile(dataDir)
  return { durable: manyWrites ? openSqliteThread(file) : openSqlite(file, true), volatile: openSqlite(prepareVolatileFile(dataDir ?? ''), false) }
}

async function assemble(
  durableConnection: Connection, volatileConnection: Connection, keyring: Keyring, demoClock: boolean, closeAll: () => Promise<void>,
): Promise<Storage> {
  const { dialect } = durableConnection
  const db = createBuilder(dialect)
  const durable = toStore(durableConnection)
  const volatile = toStore(volatileConnection)
  const clock = createClock(async () => dialect === 'sqlite'
    ? Date.now()
    : Number((await durable.raw('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now', []))[0]?.['now']), demoClock)
  await clock.refresh()
  const { seal, refresh: refreshRing, ...ring } = await openRing({
    db, keyring, durable, volatile, now: clock.now, firstBytes: dialect === 'sqlite' ? 'substr' : 'substring',
  })
  const stop = everyTenSeconds(async () => {
    await clock.refresh()
    await refreshRing()
  })
  let closing: Promise<void> | undefined
  const context: Context = { dialect, db, durable, volatile, clock, seal }

  return {
    dialect,
    clock: { now: clock.now, set: clock.set, skewMs: clock.skewMs },
    unit: durable.unit,
    volatileUnit: volatile.unit,
    async ready() {
      try {
        await answering(Promise.all([durable.raw('SELECT 1', []), volatile.raw('SELECT 1', [])]))
      } catch (error) {
        return { ok: false, reason: `The database does not answer: ${error instanceof Error ? error.message : String(error)}` }
      }
      const skewMs = clock.skewMs()
      return skewMs <= maxSkewMs ? { ok: true } : { ok: false, reason: `The clock is ${Math.round(skewMs / 1000)} s off the database's` }
    },
    async close() {
      stop()
      closing ??= closeAll()
      await closing
    },
    realms: createRealms(context),
    users: createUsers(context),
    sharing: createSharing(context),
    tallies: { ...createTallies(context), attention: createAttention(context), lockedOut: createLockedOut(context) },
    imports: createImports(context),
    roles: createRoles(context),
    groups: createGroups(context),
    upstreams: createUpstreams(context),
    identities: createIdentities(context),
    upstreamSessions: createUpstreamSessions(context),
    clients: createClients(context),
    authenticators: createAuthenticators(context),
    emergencyTokens: createEmergencyTokens(context),
    links: createLinks(context),
    many: createMany(context),
    journeys: createJourneys(context),
    sessions: createSessions(context),
    protocol: createProtocol(context),
    throttle: createThrottle(context),
    audit: createAudit(context),
    outbox: createOutbox(context),
    resetRequests: createResetRequests(context),
    policies: createPolicies(context),
    readinessDays: createReadinessDays(context),
    reminders: createReminders(context),
    knownBrowsers: createKnownBrowsers(context),
    signingKeys: createSigningKeys(context),
    secrets: createSecrets(context),
    logouts: createLogouts(context),
    ring,
  }
}

/** Who asks whether we are ready does not wait for the database's own timeouts. */
async function answering(question: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs)
  })
  try {
    await Promise.race([question, late])
  } finally {
    clearTimeout(timer)
  }
}

const toStore = (connection: Connection): Store => ({
  read: createReader(connection), unit: connection.unit, raw: (sql, parameters) => connection.read(sql, parameters, 'point'),
})
