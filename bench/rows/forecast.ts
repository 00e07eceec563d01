import { openCrowd } from '../people/crowd.ts'
import { type Line, number, type Row } from './row.ts'
import { signedIn } from './people.ts'

type Took = { ms: number; cpuMs: number }

const day = 86_400_000
const turns = 5

/** What happens to each of a million people at an instant, and what a policy group would do to them, over HTTP. */
export const forecastRow: Row = {
  name: 'forecast',
  async run({ houses, cluster, quick, say }) {
    const count = quick ? 20_000 : 1_000_000
    const columns: (readonly Took[])[] = []
    for (const [index, { tree, database }] of houses.entries()) {
      say(`${database}: ${count.toLocaleString('en')} people`)
      const databaseUrl = database === 'PostgreSQL' ? await cluster?.create(`forecast_${index}`) : undefined
      const crowd = await openCrowd({ tree, database, databaseUrl }, cluster, count, [])
      try {
        const administrator = await signedIn(crowd)
        const { furniture: { now, roles, policyGroups: [, exempt] } } = administrator
        const rule = (target: object) => ({ name: 'draft', now: true, target, onUnenrolled: 'mailLink', kinds: ['totp', 'emailed-code'] })
        const databaseCpu = async () => (database === 'PostgreSQL' ? await cluster?.cpuSeconds() ?? 0 : 0)
        const looks: readonly (() => Promise<number>)[] = [
          () => administrator.get(`/forecast?at=${encodeURIComponent(new Date(now + 7 * day).toISOString())}`),
          () => administrator.post('/enforcements/forecast', rule({ everyone: true })),
          () => administrator.post('/enforcements/forecast', rule({ roles: [roles.employee] })),
          () => administrator.post('/policy-group-assignments/preview', { policyGroup: exempt, filter: {} }),
        ]
        const column: Took[] = []
        for (const look of looks) {
          const took: Took[] = []
          for (let turn = 0; turn <= turns; turn += 1) {
            const [before, beforeThere] = [(await crowd.running.server.metrics()).cpuSeconds, await databaseCpu()]
            const ms = await look()
            const [after, afterThere] = [(await crowd.running.server.metrics()).cpuSeconds, await databaseCpu()]
            if (turn > 0) took.push({ ms, cpuMs: (after - before + afterThere - beforeThere) * 1000 })
          }
          const middle = (values: readonly number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN
          column.push({ ms: middle(took.map(({ ms }) => ms)), cpuMs: middle(took.map(({ cpuMs }) => cpuMs)) })
        }
        columns.push(column)
      } finally {
        await crowd.running.stop()
      }
    }
    const labels = ['forecast of a realm', 'forecast of an enforcement for everyone', 'forecast of an enforcement for a role that nearly all have', 'preview of a policy group for everybody']
    return labels.map((label, at): Line => ({
      label: `${count.toLocaleString('en')} people: ${label}`, target: '≤ 1 s SQLite, ≤ 2 s PostgreSQL',
      cells: columns.map((column) => `${number(column[at]?.ms ?? NaN)} ms, ${number(column[at]?.cpuMs ?? NaN)} ms CPU`),
      costs: columns.map((column) => column[at]?.cpuMs ?? NaN),
    }))
  },
}
