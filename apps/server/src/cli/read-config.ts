import { type Config, readConfig } from '../config/schema.ts'
import { Sentence } from '../http/listening.ts'
import type { World } from './command.ts'

/** The configuration of this host, or every mistake in it at once. */
export function configOf(world: Pick<World, 'env' | 'readFile'>): Config {
  const outcome = readConfig(world.env, world.readFile)
  if (outcome.ok) return outcome.config
  const count = outcome.mistakes.length
  throw new Sentence([`The configuration has ${count === 1 ? 'a mistake' : `${count} mistakes`}:`, ...outcome.mistakes.map((line) => `  ${line}`)].join('\n'))
}
