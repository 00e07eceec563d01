import { parseArgs } from 'node:util'
import { isProblem } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { sentenceOf } from '../http/sentence-of.ts'
import { adminInvite } from './admin-invite.ts'
import { adminToken } from './admin-token.ts'
import { clientCreate } from './client-create.ts'
import type { Args, Command, Option, World } from './command.ts'
import { configCommands } from './config.ts'
import { demoReset } from './demo-reset.ts'
import { emergencyCommands } from './emergency.ts'
import { enforcementProof } from './enforcement-proof.ts'
import { exportUsers } from './export-users.ts'
import { forecast } from './forecast.ts'
import { importUsers } from './import-users.ts'
import { keysCommands } from './keys.ts'
import { migrate } from './migrate.ts'
import { policyExplain } from './policy-explain.ts'
import { realmCreate } from './realm-create.ts'
import { realmFirstStep } from './realm-first-step.ts'
import { ringCommands } from './ring.ts'
import { upstreamPeopleCommands } from './upstream-people.ts'
import { upstreamCommands } from './upstream.ts'
import { userCreate } from './user-create.ts'
import { userResetOtp } from './user-reset-otp.ts'

/** Every command besides `start` and `serve`, which are the server itself. */
export const commands: readonly Command[] = [
  migrate, realmCreate, realmFirstStep, adminInvite, adminToken, clientCreate, userCreate, userResetOtp, importUsers, exportUsers, ...emergencyCommands, policyExplain, forecast, enforcementProof,
  ...upstreamCommands, ...upstreamPeopleCommands,
  ...ringCommands, ...keysCommands, ...configCommands, demoReset,
]

const serving = [
  ['start', 'Migrates, seeds demo data the first time, and serves.'],
  ['serve', 'Serves a database that is migrated already.'],
] as const

type Row = readonly [name: string, summary: string]
const rowOf = ({ name, summary }: Command): Row => [name, summary]

function listed(title: string, rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return [title, ...rows.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`)]
}

const usage = (): string =>
  [...listed('Usage: tegata <command> [options]\n', [...serving, ...commands.map(rowOf)]), '', '`tegata <command> --help` lists the options of one.', ''].join('\n')

/** The commands that begin with a word: `tegata ring` alone asks for them. */
function beginningWith(word: string | undefined): string | null {
  const rows = commands.filter(({ name }) => name.startsWith(`${word} `)).map(rowOf)
  return rows.length === 0 ? null : `${listed(`tegata ${word} is the beginning of:`, rows).join('\n')}\n`
}

/** What stands after an option: its values where they fit beside the others, and otherwise in its help. */
function shape(name: string, { kind, required, help, oneOf = [] }: Option): readonly [left: string, right: string] {
  const listed = oneOf.join('|')
  const fits = listed.length <= 24
  return [
    `--${name}${kind === 'flag' ? '' : ` ${listed === '' || !fits ? '…' : listed}`}`,
    `${help}${fits ? '' : `; one of ${oneOf.join(', ')}`}${required ? ' (required)' : kind === 'values' ? ' (may stand several times)' : ''}`,
  ]
}

export function usageOf({ name, summary, options = {}, positionals = [] }: Command): string {
  const words = positionals.map((word) => ` <${word}>`).join('')
  const rows = Object.entries(options).map(([name, option]) => shape(name, option))
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return [`Usage: tegata ${name}${words}${rows.length > 0 ? ' [options]' : ''}`, summary, ...(rows.length > 0 ? [''] : []),
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`), ''].join('\n')
}

function readArgs(command: Command, argv: readonly string[]): Args {
  const options = command.options ?? {}
  const spec = Object.fromEntries(Object.entries(options).map(([name, { kind }]) =>
    [name, { type: kind === 'flag' ? 'boolean' : 'string', multiple: kind !== 'flag' } as const]))
  const { values, positionals } = parse(command, [...argv], spec)
  const listOf = (name: string): readonly string[] => {
    const value = values[name]
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  }
  for (const [name, { kind, required, oneOf }] of Object.entries(options)) {
    if (required && listOf(name).length === 0) throw new Sentence(`--${name} is missing.\n\n${usageOf(command)}`)
    if (kind === 'value' && listOf(name).length > 1) throw new Sentence(`--${name} stands twice.`)
    if (oneOf && listOf(name).some((written) => !oneOf.includes(written))) throw new Sentence(`--${name} is one of ${oneOf.join(', ')}.`)
  }
  const wanted = command.positionals ?? []
  if (positionals.length !== wanted.length) throw new Sentence(usageOf(command))
  return {
    text: (name) => listOf(name)[0],
    demand: (name) => {
      const [value] = listOf(name)
      if (value === undefined) throw new Sentence(`--${name} is missing.\n\n${usageOf(command)}`)
      return value
    },
    list: listOf,
    flag: (name) => values[name] === true,
    positionals,
  }
}

function parse(command: Command, args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args, options: options ?? {}, allowPositionals: true, strict: true })
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new Sentence(`${message}.\n\n${usageOf(command)}`)
  }
}

/** Names are one or two words; the longest that fits counts. */
const find = (argv: readonly string[]): Command | undefined =>
  commands.find(({ name }) => name === argv.slice(0, 2).join(' ')) ?? commands.find(({ name }) => name === argv[0])

/** What of a failure the operator is told: a sentence of ours, a problem with its fix, or the error's own words. */
function explain(error: unknown): string {
  if (!isProblem(error)) return sentenceOf(error) ?? (error instanceof Error ? error.message : String(error))
  const { title, detail, errors = [] } = error.toJSON()
  return [title, ...errors.map(({ path, message }) => `  ${path} ${message}`), detail].join('\n')
}

/** Runs one command. The number is the exit code: 0 done, 1 refused or failed, 2 not understood. */
export async function runCommand(argv: readonly string[], world: World): Promise<number> {
  if (argv.length === 0 || argv[0] === 'help' || argv[0] === '--help' || argv[0] === '-h') {
    world.out(usage())
    return argv.length === 0 ? 2 : 0
  }
  const command = find(argv)
  if (!command) {
    const [word, next] = argv
    const several = beginningWith(word)
    const asksForHelp = next === '--help' || next === '-h'
    if (several !== null && (next === undefined || asksForHelp)) {
      world[asksForHelp ? 'out' : 'err'](several)
      return asksForHelp ? 0 : 2
    }
    world.err(`There is no command "${argv.slice(0, 2).join(' ')}".\n\n${usage()}`)
    return 2
  }
  const rest = argv.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    world.out(usageOf(command))
    return 0
  }
  try {
    await command.run(world, readArgs(command, rest))
    return 0
  } catch (error) {
    world.err(`${explain(error)}\n`)
    return 1
  }
}
