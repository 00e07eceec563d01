import type { Running } from '../house/house.ts'
import type { Cluster } from '../house/postgres.ts'
import { type Phase, phases } from '../load/messages.ts'
import { countPostgres } from './count-postgres.ts'
import { countSqlite } from './count-sqlite.ts'
import type { Line, Row } from './row.ts'

/** Rows and commits that wait for the disk, and those of the volatile store, which do not. */
export type Writes = { durableRows: number; durableCommits: number; volatileRows: number; volatileCommits: number; tables: Readonly<Record<string, number>> }

/** Runs `work` and says what it wrote. */
export type CountWrites = (work: () => Promise<void>) => Promise<Writes>

/** The part of a sign-in that is the protocol's; pages, password and code write for themselves. */
const ofProtocol: readonly Phase[] = ['authorization', 'resumption', 'token']

/**
 * Counted request by request, over sign-ins that walk in step. SQLite: rows by triggers on every table, commits by the
 * commit marks in the write-ahead log. PostgreSQL: both by the records of its write-ahead log (pg_walinspect), where
 * unlogged tables leave no rows; their transactions are those without any.
 */
export const durableWrites: Row = {
  name: 'writes',
  async run({ houses, cluster, say }) {
    const count = 5
    const ofSignIn: Record<Phase, Writes>[] = []
    const ofSso: Record<Phase, Writes>[] = []
    for (const house of houses) {
      const counting = await countingOf(house, cluster)
      ofSignIn.push(await byPhase(house, counting.count, 'sign-in', phases, count))
      ofSso.push(await byPhase(house, counting.count, 'sso', ['authorization', 'token'], count))
      await counting.stop()
    }
    const [first] = ofSignIn
    if (first !== undefined) {
      say(`What a sign-in writes, by request (${houses[0]?.database}): ${phases.map((phase) => `${phase} ${spell(first[phase])} [${tablesOf(first[phase])}]`).join('; ')}`)
    }
    const line = (label: string, all: readonly Record<Phase, Writes>[], of: readonly Phase[], target: string): Line => ({
      label, target, cells: all.map((writes) => spell(total(of.map((phase) => writes[phase])))),
      costs: all.map((writes) => total(of.map((phase) => writes[phase])).durableRows),
    })
    return [
      line('durable writes, protocol part of a sign-in', ofSignIn, ofProtocol, '≤ 4 rows in 2 commits'),
      line('durable writes, whole sign-in (pages, password, code, protocol)', ofSignIn, phases, ''),
      line('durable writes, SSO sign-in', ofSso, ['authorization', 'token'], ''),
    ]
  },
}

const spell = ({ durableRows, durableCommits, volatileRows, volatileCommits }: Writes): string =>
  `${tidy(durableRows)} rows in ${tidy(durableCommits)} commits (volatile: ${volatileRows < 0 ? '' : `${tidy(volatileRows)} in `}${tidy(volatileCommits)})`

const tidy = (rows: number): string => String(Math.round(rows * 10) / 10)
const tablesOf = ({ tables }: Writes): string => Object.entries(tables).map(([table, rows]) => `${table} ${tidy(rows)}`).join(', ')

const total = (all: readonly Writes[]): Writes => ({
  durableRows: sum(all.map(({ durableRows }) => durableRows)), durableCommits: sum(all.map(({ durableCommits }) => durableCommits)),
  volatileRows: sum(all.map(({ volatileRows }) => volatileRows)), volatileCommits: sum(all.map(({ volatileCommits }) => volatileCommits)), tables: {},
})
const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0)

async function byPhase(house: Running, count: CountWrites, flow: 'sign-in' | 'sso', walked: readonly Phase[], times: number): Promise<Record<Phase, Writes>> {
  const found = new Map<Phase, Writes>()
  for (const phase of walked) {
    const all = await count(async () => void await house.ask({ kind: 'phase', phase, flow, count: times }))
    const each = (rows: number) => rows < 0 ? rows : rows / times
    found.set(phase, {
      durableRows: each(all.durableRows), durableCommits: each(all.durableCommits), volatileRows: each(all.volatileRows), volatileCommits: each(all.volatileCommits),
      tables: Object.fromEntries(Object.entries(all.tables).map(([table, rows]) => [table, each(rows)])),
    })
  }
  const none: Writes = { durableRows: 0, durableCommits: 0, volatileRows: 0, volatileCommits: 0, tables: {} }
  const of = (phase: Phase) => found.get(phase) ?? none
  return {
    'authorization': of('authorization'), 'login page': of('login page'), 'password': of('password'), 'code page': of('code page'), 'code': of('code'),
    'leaving page': of('leaving page'), 'resumption': of('resumption'), 'token': of('token'),
  }
}

async function countingOf(house: Running, cluster: Cluster | undefined): Promise<{ count: CountWrites; stop(): Promise<void> }> {
  if (house.database === 'SQLite') return countSqlite(house.dataDir)
  if (cluster === undefined || house.databaseUrl === undefined) throw new Error('There is no PostgreSQL to count in.')
  return countPostgres(cluster, new URL(house.databaseUrl).pathname.slice(1))
}
