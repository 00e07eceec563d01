// pnpm bench [--quick] [--only <row>]… [--on SQLite|PostgreSQL] [--against <commit or folder>] [--profile <folder>] [--rounds <n>] [--node-flag=<flag>]…
// What one sign-in costs, measured against a real server process with a load generator beside it. See docs/performance.md.
import { parseArgs } from 'node:util'
import { type DatabaseName, openHouse, type Running, type Tree } from './house/house.ts'
import { type Cluster, startPostgres } from './house/postgres.ts'
import { machine } from './machine.ts'
import { table } from './report.ts'
import { bulkRow } from './rows/bulk.ts'
import { byRequest } from './rows/by-request.ts'
import { coldStart } from './rows/cold-start.ts'
import { consoleWeight } from './rows/console-weight.ts'
import { forecastRow } from './rows/forecast.ts'
import type { Bench } from './rows/measure.ts'
import { importRow } from './rows/import-users.ts'
import { busyMemory, idleMemory } from './rows/memory.ts'
import { parity } from './rows/parity.ts'
import { peopleRow } from './rows/people.ts'
import { policyDecision } from './rows/policy.ts'
import { type Line, number, type Row } from './rows/row.ts'
import { throughputRows } from './rows/throughput.ts'
import { wavesRow } from './rows/waves.ts'
import { loginWeight } from './rows/weight.ts'
import { durableWrites } from './rows/writes.ts'
import { otherTree, thisTree } from './tree.ts'

/** In the order in which they disturb each other least. */
const rows: readonly Row[] = [idleMemory, policyDecision, loginWeight, consoleWeight, coldStart, ...throughputRows, byRequest, busyMemory, durableWrites, parity, bulkRow, importRow, wavesRow, peopleRow, forecastRow]
/** Rows that need no session; memory is idle before anything else happens. */
const early: ReadonlySet<string> = new Set([idleMemory, policyDecision, loginWeight, consoleWeight, coldStart, bulkRow, importRow, wavesRow, peopleRow, forecastRow].map(({ name }) => name))
const databases: readonly DatabaseName[] = ['SQLite', 'PostgreSQL']

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] }, on: { type: 'string', multiple: true, default: [] },
    against: { type: 'string' }, profile: { type: 'string' }, rounds: { type: 'string' }, 'node-flag': { type: 'string', multiple: true, default: [] },
  },
})
const { quick } = values
const unknown = [...values.only.filter((name) => !rows.some((row) => row.name === name)), ...values.on.filter((name) => !databases.some((one) => one === name))]
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Rows: ${rows.map(({ name }) => name).join(', ')}. Databases: ${databases.join(', ')}.`)
  process.exit(2)
}
const chosen = rows.filter(({ name }) => values.only.length === 0 || values.only.includes(name))
const on = databases.filter((name) => values.on.length === 0 || values.on.includes(name))

const started = performance.now()
const say = (text: string) => console.error(`${number((performance.now() - started) / 1000).padStart(5)} s  ${text}`)
const closers: (() => Promise<void> | void)[] = []
process.once('SIGINT', () => void closeAll().finally(() => process.exit(130)))

try {
  await run()
} finally {
  await closeAll()
}

async function run(): Promise<void> {
  const trees: Tree[] = [thisTree]
  if (values.against !== undefined) {
    const other = otherTree(values.against)
    closers.push(other.remove)
    trees.push(other)
  }
  let cluster: Cluster | undefined
  if (on.includes('PostgreSQL')) {
    say('starting PostgreSQL')
    cluster = await startPostgres()
    closers.push(cluster.stop)
  }
  const sessions = quick ? 1_500 : 10_000
  const flags = [...values['node-flag'], ...values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]]
  const places = on.flatMap((database) => trees.map((tree, index) => ({ tree, database, index })))
  say(`filling ${places.map(({ database, tree }) => (trees.length > 1 ? `${database} for ${tree.name}` : database)).join(', ')}`)
  const houses = await Promise.all(places.map(async ({ tree, database, index }): Promise<Running> => {
    const databaseUrl = database === 'PostgreSQL' ? await cluster?.create(`bench_${index}`) : undefined
    const house = await openHouse({ tree, database, databaseUrl }, { people: quick ? 600 : 2_000, flags })
    closers.push(house.stop)
    return house
  }))

  const bench: Bench = {
    houses, cluster, quick, sessions, say,
    pace: quick ? { rounds: 2, roundMs: 700, warmMs: 300 } : { rounds: Number(values.rounds ?? 3), roundMs: 2_500, warmMs: 700 },
  }
  const lines: Line[] = []
  let minted = false
  for (const row of chosen) {
    if (!minted && !early.has(row.name)) {
      say(`signing in once, and multiplying the session to ${sessions.toLocaleString('en')}`)
      for (const house of houses) await mint(house, sessions)
      minted = true
    }
    say(row.name)
    lines.push(...await row.run(bench))
  }

  console.log(`\n${table(lines, houses, trees)}\n`)
  console.log(machine())
  console.log(`${quick ? 'Quick run' : 'Run'} of ${number((performance.now() - started) / 1000)} s: medians of ${bench.pace.rounds} rounds of ${bench.pace.roundMs / 1000} s, interleaved over ${houses.length} servers.`)
}

async function mint(house: Running, count: number): Promise<void> {
  const answer = await house.ask({ kind: 'sign-in-once' })
  if (!('cookie' in answer) || answer.cookie === undefined) throw new Error('The sign-in left no session cookie.')
  const { name, value } = answer.cookie
  const printed = await house.inTree('mint.ts', name, value, String(count), String(house.house.people))
  await house.ask({ kind: 'sessions', cookies: printed.trim().split('\n') })
}

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close()
}
