import type { Command } from './command.ts'
import { configOf } from './read-config.ts'

export const migrate: Command = {
  name: 'migrate',
  summary: 'Brings the database to this release.',
  async run(world) {
    const applied = await world.migrate(configOf(world))
    world.out(applied.length === 0 ? 'The database is at this release.\n' : `Applied: ${applied.join(', ')}\n`)
  },
}
