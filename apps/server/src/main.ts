#!/usr/bin/env node
import { createReadStream, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import type { World } from './cli/command.ts'
import type { Config } from './config/schema.ts'

// What Node makes of the source is kept beside the packages that it is made from, and saves a third of every later start.
// Not where others could write it; where we cannot write either, nothing is kept. Before anything of ours is imported.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/tegata'))

const [{ migrate }, { openHouse, startServer }, { configOf }, { sentenceOf }] = await Promise.all([
  import('@tegata/storage'), import('./app.ts'), import('./cli/read-config.ts'), import('./http/sentence-of.ts'),
])

const world: World = {
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
  readBytes: (path) => createReadStream(path),
  writeBytes: (path, pieces) => writeFile(path, pieces, { mode: 0o600 }),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  operator: `${userInfo().username}@${hostname()}`,
  migrate: async (config) => (await migrate(whereOf(config))).applied,
  open: openHouse,
}

const whereOf = (config: Config) => ({ databaseUrl: config.DATABASE_URL, dataDir: config.TEGATA_DATA_DIR })

/** Serves until SIGINT or SIGTERM; requests in flight are answered first. `start` also migrates, and in demo mode seeds. */
async function serve(command: 'start' | 'serve'): Promise<void> {
  const config = configOf(world)
  if (command === 'start') await world.migrate(config)
  const server = await startServer(config, { seed: command === 'start' && config.demo })
  world.out(server.banner)

  let stopping = false
  const stop = () => {
    // A second Ctrl-C means now.
    if (stopping) process.exit(130)
    stopping = true
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        world.err(`${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

const argv = process.argv.slice(2)
const [command] = argv
if (command === 'start' || command === 'serve') {
  serve(command).catch((error: unknown) => {
    // A mistake of the operator's is a sentence; anything else is ours, and its stack helps whoever reports it.
    const text = sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
    world.err(`\n${text}\n\n`)
    process.exit(1)
  })
} else {
  const { runCommand } = await import('./cli/run.ts')
  process.exitCode = await runCommand(argv, world)
}
