import { printConfig, printManual } from '../config/manual.ts'
import type { Command } from './command.ts'
import { configOf } from './read-config.ts'

export const configCommands: readonly Command[] = [
  {
    name: 'config check',
    summary: 'Says every mistake in the settings of this host.',
    run(world) {
      const { demo, publicUrl } = configOf(world)
      world.out(`The settings are right: ${demo ? 'demo mode, for this computer only' : 'production'}, ${publicUrl.origin}\n`)
    },
  },
  {
    name: 'config print',
    summary: 'Prints the settings in force, passwords masked.',
    run(world) {
      world.out(printConfig(configOf(world)))
    },
  },
  {
    name: 'config manual',
    summary: 'Prints docs/manual.md: every setting with its default.',
    run(world) {
      world.out(printManual())
    },
  },
]
