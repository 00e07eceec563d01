import { createPeopleWriter, tableFormats, writtenEncodings } from '@tegata/contract'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { lastingApi } from './lasting-api.ts'
import { configOf } from './read-config.ts'

const linesAtOnce = 500

export const exportUsers: Command = {
  name: 'export users',
  summary: 'Writes the people of a realm into a file, in the columns that an import reads. Never a password, a code or a token.',
  options: {
    ...realmOption,
    format: { kind: 'value', oneOf: tableFormats, help: 'csv when not given' },
    encoding: { kind: 'value', oneOf: writtenEncodings, help: 'utf-8 when not given' },
    search: { kind: 'value', help: 'only whom the user list finds for it' },
  },
  positionals: ['file'],
  async run(world, args) {
    const [path = ''] = args.positionals
    const format = tableFormats.find((name) => name === args.text('format')) ?? 'csv'
    const writer = createPeopleWriter(format, writtenEncodings.find((name) => name === args.text('encoding')) ?? 'utf-8')
    const search = args.text('search')
    const written = await inHouse(world, configOf(world), async (house) => {
      const realm = await getRealm(house, args.demand('realm'))
      const api = lastingApi(house, realm, world.operator)
      let count = 0
      async function* pieces() {
        yield writer.head()
        let cursor: string | undefined
        do {
          const { rows, next } = await (await api()).exportUsers({ lines: linesAtOnce, ...(search === undefined ? {} : { search }), ...(cursor === undefined ? {} : { cursor }) })
          count += rows.length
          yield writer.lines(rows)
          cursor = next ?? undefined
        } while (cursor !== undefined)
      }
      await world.writeBytes(path, pieces())
      return count
    })
    world.out(`${written} people written to ${path}\n`)
    if (writer.left.cells > 0) world.out(`${writer.left.cells} cells hold letters that this encoding does not have. They are empty in the file; reading it in again leaves them as they are.\n`)
  },
}
