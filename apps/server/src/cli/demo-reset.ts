import { existsSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { Sentence } from '../http/listening.ts'
import type { Command } from './command.ts'
import { configOf } from './read-config.ts'

/** What demo mode writes; nothing else in the directory is touched. */
const files = ['tegata.db', 'volatile.db'].flatMap((name) => [name, `${name}-wal`, `${name}-shm`, `${name}-journal`]).concat('demo-phone.json', 'demo-mail')

const answers = (host: string, port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = createConnection({ host, port, timeout: 1000 })
  const done = (up: boolean) => {
    socket.destroy()
    resolve(up)
  }
  socket.once('connect', () => done(true)).once('error', () => done(false)).once('timeout', () => done(false))
})

export const demoReset: Command = {
  name: 'demo reset',
  summary: 'Throws the demo data away: the next start begins anew.',
  async run(world) {
    const config = configOf(world)
    if (!config.demo || config.DATABASE_URL !== undefined) throw new Sentence('This is not demo data: only demo mode on the embedded database can be reset.')
    const { host, port } = config.TEGATA_MANAGEMENT_LISTEN
    if (await answers(host, port) || await answers(config.listen.host, config.listen.port)) {
      throw new Sentence(`Something still serves on port ${port} or ${config.listen.port}. Stop it first (Ctrl-C), then reset.`)
    }
    // A key ring that somebody put elsewhere is theirs; the one that demo mode made goes with what it sealed.
    const ring = config.TEGATA_KEYRING_FILE === undefined ? [config.keyringFile] : []
    const paths = [...files.map((name) => join(config.TEGATA_DATA_DIR, name)), ...ring].filter((path) => existsSync(path))
    for (const path of paths) rmSync(path, { recursive: true })
    world.out(paths.length === 0 ? 'There is no demo data.\n' : 'The demo data is gone. The next start begins anew: npx -y pnpm@12 start\n')
  },
}
