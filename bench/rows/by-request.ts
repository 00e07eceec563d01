import type { Running } from '../house/house.ts'
import { type Phase, phases } from '../load/messages.ts'
import { median } from './measure.ts'
import { number, type Row } from './row.ts'

/** Where the CPU of a sign-in goes: sign-ins that walk in step, the server's CPU read between their requests. */
export const byRequest: Row = {
  name: 'by-request',
  async run({ houses, quick }) {
    const cells: string[] = []
    for (const house of houses) {
      const rounds: Map<Phase, number>[] = []
      for (let round = 0; round < (quick ? 3 : 5); round += 1) rounds.push(await walk(house, quick ? 15 : 40))
      // The first round warms up.
      cells.push(phases.map((phase) => `${phase} ${number(median(rounds.slice(1).map((one) => one.get(phase) ?? NaN)))}`).join(' · '))
    }
    return [{ label: 'CPU of a sign-in by request, ms (one after the other)', cells, target: '' }]
  },
}

async function walk({ ask, server }: Running, count: number): Promise<Map<Phase, number>> {
  const costs = new Map<Phase, number>()
  for (const phase of phases) {
    const before = await server.metrics()
    await ask({ kind: 'phase', phase, flow: 'sign-in', count })
    costs.set(phase, ((await server.metrics()).cpuSeconds - before.cpuSeconds) * 1000 / count)
  }
  return costs
}
