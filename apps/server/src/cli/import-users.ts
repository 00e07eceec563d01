import { encodings, FileTooLong, longestFile, previewPeople, type Reading, separators, type Source, surveyFile, writePeople, type ImportFailure } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { type Args, type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

const separatorNames = { comma: ',', tab: '\t', semicolon: ';', pipe: '|' } as const satisfies Record<string, (typeof separators)[number]>
const isSeparator = (name: string): name is keyof typeof separatorNames => Object.hasOwn(separatorNames, name)
/**
 * A part is one transaction: on SQLite large enough to cost little, and written before others wait long for their turn. On PostgreSQL
 * larger ones cost as much, and each is one statement, which has eight seconds, however busy the database is.
 */
const mostOf = { sqlite: { lines: 2_000, characters: 2_000_000 }, postgres: { lines: 1_000, characters: 1_000_000 } } as const
/** More of the same says nothing new; the numbers are complete. */
const mostShown = 20

async function readingOf(source: Source, args: Args): Promise<Reading> {
  const [encoding, separator] = [encodings.find((name) => name === args.text('encoding')), args.text('separator') ?? '']
  const found = await surveyFile(source, { ...(encoding ? { encoding } : {}), ...(isSeparator(separator) ? { separator: separatorNames[separator] } : {}) })
  if (!found.columns.includes('username')) {
    throw new Sentence(`The first line names no column "username". It was read as ${found.encoding}, separated by ${nameOf(found.separator)}: ${found.heads.slice(0, 5).join(' · ').slice(0, 200)}`)
  }
  return found
}
const nameOf = (separator: string): string => Object.entries(separatorNames).find(([, sign]) => sign === separator)?.[0] ?? separator

const saidOf = ({ line, column, detail }: ImportFailure): string => `  line ${line}${column === null ? '' : `, ${column}`}: ${detail}\n`

export const importUsers: Command = {
  name: 'import users',
  summary: 'Says what the lines of a file of people would do; with --write, does it. The same file again goes on where it stopped.',
  options: {
    ...realmOption,
    write: { kind: 'flag', help: 'writes; without it nothing is changed' },
    'confirm-removals': { kind: 'value', help: 'how many people may lose authenticators or emergency tokens, as it was said without --write' },
    reason: { kind: 'value', help: 'why, for the audit log' },
    encoding: { kind: 'value', oneOf: encodings, help: 'of the file, if it is not the one that it seems to be' },
    separator: { kind: 'value', oneOf: Object.keys(separatorNames), help: 'between cells, if it is not the one that it seems to be' },
  },
  positionals: ['file'],
  async run(world, args) {
    const [path = ''] = args.positionals
    const source: Source = () => world.readBytes(path)
    const reading = await readingOf(source, args)
    const unknown = reading.columns.filter((column) => column === null).length
    world.out(`${path}: ${reading.encoding}, separated by ${nameOf(reading.separator)}; columns ${reading.columns.filter((column) => column !== null).join(', ')}${unknown === 0 ? '' : `; ${unknown} not known and left out`}\n`)
    const isWriting = args.flag('write')
    const confirmed = args.text('confirm-removals')
    const reason = args.text('reason')
    const failed = await inHouse(world, configOf(world), async (house) => {
      const realm = await getRealm(house, args.demand('realm'))
      const people = house.people(realm, world.operator)
      const most = mostOf[house.storage.dialect]
      const removals = new Set<number>()
      const failures: ImportFailure[] = []
      const sums = { added: 0, changed: 0, unchanged: 0, failed: 0, shown: 0 }
      const count = (part: { added: number; changed: number; unchanged: number; failures: readonly ImportFailure[] }) => {
        for (const name of ['added', 'changed', 'unchanged'] as const) sums[name] += part[name]
        sums.failed += part.failures.length
        if (failures.length < mostShown) failures.push(...part.failures.slice(0, mostShown - failures.length))
      }
      // Without hashes and switches nothing can be removed, and the file is read once.
      if (!isWriting || reading.columns.includes('otpConfigured')) {
        for await (const part of previewPeople(people, source, reading, { most })) {
          for (const { line, removes } of part.people) if (removes) removals.add(line)
          if (isWriting) continue
          count(part)
          for (const { line, kind, username, fields } of part.people) {
            if (kind === 'changed' && sums.shown++ < mostShown) world.out(`  line ${line}, ${username}: ${fields.map(({ column, before, after }) => `${column} ${before ?? '–'} → ${after ?? '–'}`).join('; ')}\n`)
          }
        }
      }
      if (isWriting) {
        if (removals.size > 0 && confirmed !== String(removals.size)) throw new Sentence(`${removals.size} people would lose authenticators or emergency tokens. If that is meant, say so: --confirm-removals ${removals.size}`)
        for await (const part of writePeople(people, source, reading, { most, removals, ...(reason === undefined ? {} : { reason }) })) {
          count(part)
          world.err(`\r${sums.added + sums.changed + sums.unchanged + sums.failed} lines`)
        }
        world.err('\n')
      }
      const verbs = isWriting ? ['added', 'changed'] : ['to add', 'to change']
      world.out(`${sums.added} ${verbs[0]}, ${sums.changed} ${verbs[1]}, ${sums.unchanged} unchanged, ${sums.failed} not taken\n${isWriting || removals.size === 0 ? '' : `${removals.size} would lose authenticators or emergency tokens\n`}${failures.map(saidOf).join('')}`)
      if (sums.failed > failures.length) world.out(`  and ${sums.failed - failures.length} more\n`)
      return sums.failed
    }, { manyWrites: isWriting }).catch((error: unknown) => {
      if (error instanceof FileTooLong) throw new Sentence(`A file has at most ${longestFile.toLocaleString('en')} lines: cut it into parts.`)
      throw error
    })
    if (!isWriting) world.out('Nothing was written: this was what --write would do.\n')
    else if (failed > 0) throw new Sentence('Correct the lines that were not taken and import the file again: whoever is there already stays as they are.')
  },
}
