import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answered, Asked } from '../load/messages.ts'
import { runNode, startServer, type RunningServer } from './server.ts'

/** What the load has to know of a filled database. */
export type House = {
  realm: string
  issuer: string
  port: number
  people: number
  password: string
  totpSecret: string
  clientSecret: string
  redirectUri: string
  /** The alias and the address of an identity provider that knows everybody, and whose word is enough; older trees know none. */
  upstream?: { alias: string; issuer: string }
}

/** The source that runs: this tree, or another commit that it is compared with. */
export type Tree = { name: string; root: string }
export type DatabaseName = 'SQLite' | 'PostgreSQL'
export type Place = { tree: Tree; database: DatabaseName; databaseUrl?: string }

export type Options = {
  people: number
  /** For the Node that runs the server. */
  flags: readonly string[]
  /** What is done to the filled database before the server starts. */
  prepare?: (around: Around) => Promise<void>
}
export type Around = { place: Place; dataDir: string; inTree(script: string, ...args: string[]): Promise<string> }

/** A server with its own filled database and its own load generator, each a process. */
export type Running = Place & {
  house: House
  server: RunningServer
  env: NodeJS.ProcessEnv
  dataDir: string
  ask(question: Asked): Promise<Answered>
  /** Runs a script of this folder in the tree under test and answers what it printed. */
  inTree(script: string, ...args: string[]): Promise<string>
  stop(): Promise<void>
}

export async function openHouse(place: Place, { people, flags, prepare }: Options): Promise<Running> {
  const { tree, databaseUrl } = place
  const dataDir = await mkdtemp(join(tmpdir(), 'tegata-bench-'))
  const port = await freePort()
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH, HOME: process.env.HOME, TEGATA_DATA_DIR: dataDir, TEGATA_KEYRING_FILE: join(dataDir, 'keyring'),
    TEGATA_PUBLIC_URL: `http://localhost:${port}`, TEGATA_LISTEN: `127.0.0.1:${port}`, TEGATA_MANAGEMENT_LISTEN: `127.0.0.1:${await freePort()}`,
    TEGATA_UPSTREAM_NETWORKS: '127.0.0.0/8,::1/128', TEGATA_LOG_LEVEL: 'warn', NODE_ENV: 'production', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  }
  const tegata = (...args: string[]) => runNode(['apps/server/src/main.ts', ...args], { cwd: tree.root, env })
  const inTree = (script: string, ...args: string[]) => runNode([`bench/${script.includes('/') ? script : `house/${script}`}`, ...args], { cwd: tree.root, env })

  await tegata('ring', 'init', join(dataDir, 'keyring'))
  await tegata('migrate')
  await tegata('realm', 'create', '--name', 'bench')
  const upstream = fork(new URL('./upstream.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const house: House = JSON.parse(await inTree('fill.ts', String(people), String(port), await addressOf(upstream)))
  await prepare?.({ place, dataDir, inTree })
  const server = await startServer({ cwd: tree.root, env, flags })
  const load = fork(new URL('../load/generator.ts', import.meta.url), [JSON.stringify(house)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })

  return {
    ...place, house, server, env, dataDir, inTree,
    ask: asking(load),
    async stop() {
      load.disconnect()
      upstream.disconnect()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What a process of its own says first. */
const addressOf = (child: ChildProcess): Promise<string> => new Promise((resolve, reject) => {
  child.once('exit', () => reject(new Error('The identity provider ended.')))
  child.once('message', (address) => resolve(String(address)))
})

/** One question at a time; the load generator answers in order. */
const asking = (load: ChildProcess) => (question: Asked): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error('The load generator ended.'))
    load.once('exit', ended)
    load.once('message', (message) => {
      load.off('exit', ended)
      const answer = message as Answered
      if ('failure' in answer) reject(new Error(answer.failure))
      else resolve(answer)
    })
    load.send(question)
  })

export const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => typeof address === 'object' && address ? resolve(address.port) : reject(new Error('There is no free port.')))
  })
})
