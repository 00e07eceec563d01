import { fromWire, lineOf, neutralised, type ProofSignIn } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { enforcementNamed } from './enforcement-named.ts'
import { lastingApi } from './lasting-api.ts'
import { configOf } from './read-config.ts'

const columns = ['at', 'username', 'family name', 'given name', 'application', 'answered by', 'exception', 'why'] as const
const cells = ({ at, user, userId, client, answer, exception, why }: ProofSignIn): readonly string[] =>
  [at, user?.username ?? userId, user?.familyName ?? '', user?.givenName ?? '', client ?? '', answer, exception ? 'yes' : '', why ?? '']

function instantOf(text: string): string {
  try {
    return new Date(fromWire(text)).toISOString()
  } catch {
    throw new Sentence(`"${text}" is not an instant. Write it like 2026-12-01T00:00:00+09:00.`)
  }
}

export const enforcementProof: Command = {
  name: 'enforcement proof',
  summary: 'Writes the sign-ins of those whom an enforcement met, each with how it was answered, into a CSV file for an auditor.',
  options: {
    ...realmOption,
    enforcement: { kind: 'value', required: true, help: 'its name' },
    from: { kind: 'value', help: 'such as 2026-12-01T00:00:00+09:00; the start of the enforcement when not given' },
    to: { kind: 'value', help: 'now when not given; at most 92 days after --from' },
  },
  positionals: ['file'],
  async run(world, args) {
    const [path = ''] = args.positionals
    const [from, to] = [args.text('from'), args.text('to')]
    const asked = { ...(from === undefined ? {} : { from: instantOf(from) }), ...(to === undefined ? {} : { to: instantOf(to) }) }
    const { proof, written } = await inHouse(world, configOf(world), async (house) => {
      const api = lastingApi(house, await getRealm(house, args.demand('realm')), world.operator)
      const { id } = await enforcementNamed(await api(), args.demand('enforcement'))
      const summed = await (await api()).getEnforcementProof({ enforcementId: id, ...asked })
      let count = 0
      const line = (row: readonly string[]) => Buffer.from(lineOf(row.map(neutralised), ','))
      async function* pieces() {
        yield Buffer.from('\ufeff')
        yield line(columns)
        let cursor: string | undefined
        do {
          // The very span that was summed: what comes later is another proof's.
          const { items, next } = await (await api()).listProofSignIns({ enforcementId: id, from: summed.from, to: summed.to, limit: 200, ...(cursor === undefined ? {} : { cursor }) })
          count += items.length
          yield Buffer.concat(items.map((item) => line(cells(item))))
          cursor = next ?? undefined
        } while (cursor !== undefined)
      }
      await world.writeBytes(path, pieces())
      return { proof: summed, written: count }
    })
    const span = `"${proof.name}", ${proof.from} to ${proof.to}`
    if (proof.inForce.length === 0) return world.out(`${span}: it was not in force then.\n`)
    world.out(`${span}: ${written} sign-ins of those whom it met, written to ${path}\n`)
    world.out(proof.exceptions === 0 && !proof.more ? 'All of them with a second factor.\n' : `${proof.exceptions}${proof.more ? ' or more' : ''} without a second factor: see the column "exception".\n`)
  },
}
