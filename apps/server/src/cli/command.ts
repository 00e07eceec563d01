import type { Api } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import type { Config } from '../config/schema.ts'
import { Sentence } from '../http/listening.ts'
import type { Letters } from '../journey/letters.ts'

/** What the host has put together from the configuration: the same parts that serve. */
export type House = {
  storage: Storage
  letters: Pick<Letters, 'setUp' | 'addressFell'>
  canMail: (realm: Realm) => boolean
  /** A token of five minutes in the name of whoever holds the host. */
  operatorToken: (realm: Realm, operator: string) => Promise<string>
  /** The REST API of this realm, called with such a token: what a command does, a script can do. */
  api: (realm: Realm, operator: string) => Promise<Api>
  /** Of that, what files of people are imported by, without its wire: parts of any size. */
  people: (realm: Realm, operator: string) => Pick<Api, 'previewImport' | 'importUsers'>
  close: () => Promise<void>
}

/** `manyWrites`: the command writes a great deal, and nobody else waits for this process. */
export type Opening = { manyWrites?: boolean }

/** The world around a command. Tests give it strings. */
export type World = {
  env: Readonly<Record<string, string | undefined>>
  readFile: (path: string) => string
  /** A file piece by piece, however long. */
  readBytes: (path: string) => AsyncIterable<Uint8Array>
  /** Writes a file that only its owner reads. */
  writeBytes: (path: string, pieces: AsyncIterable<Uint8Array>) => Promise<void>
  out: (text: string) => void
  err: (text: string) => void
  /** As the audit log names whoever typed the command: `operator@host`. */
  operator: string
  /** Brings the database to this release; names what was applied. */
  migrate: (config: Config) => Promise<readonly string[]>
  open: (config: Config, opening?: Opening) => Promise<House>
}

/** `value` takes one, `values` may stand several times, `flag` takes none. `oneOf`: all that it takes; nothing else reaches the command. */
export type Option = { kind: 'value' | 'values' | 'flag'; required?: boolean; help: string; oneOf?: readonly string[] }

export const yesNo = ['yes', 'no'] as const

export type Args = {
  text: (name: string) => string | undefined
  demand: (name: string) => string
  list: (name: string) => readonly string[]
  flag: (name: string) => boolean
  positionals: readonly string[]
}

export type Command = {
  name: string
  summary: string
  options?: Readonly<Record<string, Option>>
  /** Names of what stands after the command, in order; all are demanded. */
  positionals?: readonly string[]
  run: (world: World, args: Args) => Promise<void> | void
}

export const realmOption = { realm: { kind: 'value', required: true, help: 'name of the realm' } } as const satisfies Record<string, Option>

/** Opens the house, does something in it, and closes it whatever happened. */
export async function inHouse<Result>(world: World, config: Config, use: (house: House) => Promise<Result>, opening: Opening = {}): Promise<Result> {
  const house = await world.open(config, opening)
  try {
    return await use(house)
  } finally {
    await house.close()
  }
}

export async function getRealm({ storage }: Pick<House, 'storage'>, name: string): Promise<Realm> {
  const realm = await storage.realms.find(name)
  if (realm) return realm
  const names = (await storage.realms.list()).map((known) => known.name).join(', ')
  throw new Sentence(`There is no realm "${name}".${names === '' ? ' Make one: tegata realm create --name …' : ` There are: ${names}.`}`)
}
