import { openKeyring } from '@tegata/storage'
import { Sentence } from '../http/listening.ts'
import { type Command, inHouse } from './command.ts'
import { configOf } from './read-config.ts'

/** The data keys that seal secrets in the database, and the file that wraps them (security.md 6.2). */
export const ringCommands: readonly Command[] = [
  {
    name: 'ring init',
    summary: 'Makes the file of the key that seals every secret.',
    positionals: ['file'],
    async run(world, { positionals: [file = ''] }) {
      const { created } = await openKeyring({ file })
      if (!created) throw new Sentence(`${file} is there already, and stays.`)
      world.out(`${file} is made. Keep a copy of it apart from the database: without it the sealed secrets are lost.\nTEGATA_KEYRING_FILE=${file}\n`)
    },
  },
  {
    name: 'ring list',
    summary: 'Lists the data keys, and how many rows each seals.',
    async run(world) {
      const keys = await inHouse(world, configOf(world), ({ storage }) => storage.ring.list())
      world.out(keys.map(({ id, state, rows }) => `${id.padEnd(4)}  ${state.padEnd(8)}  ${rows} rows\n`).join(''))
    },
  },
  {
    name: 'ring add',
    summary: 'Adds a data key, which every node can read from then on.',
    async run(world) {
      const id = await inHouse(world, configOf(world), ({ storage }) => storage.ring.add())
      world.out(`Data key ${id} is added. In half a minute, when every node has read it: tegata ring promote ${id}\n`)
    },
  },
  {
    name: 'ring promote',
    summary: 'Seals with this data key from now on.',
    positionals: ['key'],
    async run(world, { positionals: [key = ''] }) {
      await inHouse(world, configOf(world), ({ storage }) => storage.ring.promote(key))
      world.out(`Data key ${key} seals from now on. Then: tegata ring retire <the one before>\n`)
    },
  },
  {
    name: 'ring retire',
    summary: 'Seals anew what this data key still seals, and forgets it.',
    positionals: ['key'],
    async run(world, { positionals: [key = ''] }) {
      const { resealed } = await inHouse(world, configOf(world), ({ storage }) => storage.ring.retire(key))
      world.out(`Data key ${key} is retired; ${resealed} rows were sealed anew.\n`)
    },
  },
]
