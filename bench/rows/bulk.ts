import type { Running } from '../house/house.ts'
import { runNode } from '../house/server.ts'
import type { Bench } from './measure.ts'
import { type Line, number, type Row } from './row.ts'

type Took = { seconds: number; calls: number; slowestMs: number }

/**
 * "OTP Configured" on for a whole department through the REST API, call after call as the console does it, and the
 * preview of it before. People are added to the house: it stands behind every row that measures them.
 */
export const bulkRow: Row = {
  name: 'bulk',
  async run({ houses, quick, say }: Bench) {
    const people = quick ? 5_000 : 100_000
    const looked: Took[] = []
    const done: Took[] = []
    for (const house of houses) {
      say(`adding ${people.toLocaleString('en')} people to ${house.database}`)
      const department = `bulk-${houses.indexOf(house)}`
      await house.inTree('many.ts', department, String(people))
      const token = (await runNode(['apps/server/src/main.ts', 'admin', 'token', '--realm', 'bench'], { cwd: house.tree.root, env: house.env })).trim().split(/\s+/).at(-1) ?? ''
      const body = { filter: { department: [department] } }
      looked.push(await inCalls(house, token, '/bulk/otp-on/preview', body, 'people', people))
      done.push(await inCalls(house, token, '/bulk/otp-on', body, 'changed', people))
    }
    const line = (label: string, all: readonly Took[], target: string): Line => ({
      label, target, costs: all.map(({ seconds }) => seconds),
      cells: all.map(({ seconds, calls, slowestMs }) => `${number(seconds)} s (${calls} ${calls === 1 ? 'call' : 'calls'}, the slowest ${number(slowestMs)} ms)`),
    })
    return [
      line(`bulk OTP on, ${people.toLocaleString('en')}`, done, quick ? '' : '≤ 10 s SQLite'),
      line(`preview of it`, looked, ''),
    ]
  },
}

async function inCalls({ house }: Running, token: string, path: string, body: object, field: 'people' | 'changed', expected: number): Promise<Took> {
  const started = performance.now()
  let [calls, slowestMs, sum] = [0, 0, 0]
  for (let cursor: string | null = ''; cursor !== null; calls++) {
    const begun = performance.now()
    const answer = await fetch(`http://localhost:${house.port}/api/realms/${house.realm}${path}`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(cursor === '' ? body : { ...body, cursor }),
    })
    const said = await answer.json() as Partial<Record<typeof field, number>> & { next?: string | null }
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(said)}`)
    slowestMs = Math.max(slowestMs, performance.now() - begun)
    sum += said[field] ?? 0
    cursor = said.next ?? null
  }
  if (sum !== expected) throw new Error(`${path} meant ${sum} people instead of ${expected}.`)
  return { seconds: (performance.now() - started) / 1000, calls, slowestMs }
}
