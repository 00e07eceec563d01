import { setTimeout as pause } from 'node:timers/promises'
import type { Metrics } from '../house/server.ts'
import type { Line, Row } from './row.ts'

const say = ({ residentBytes, heapBytes }: Metrics): string => `${Math.round(residentBytes / 1e6)} MB (heap ${Math.round(heapBytes / 1e6)} MB)`

/** Before anything was asked of the server but its health. */
export const idleMemory: Row = {
  name: 'memory-idle',
  async run({ houses }) {
    await pause(1000)
    const read = await Promise.all(houses.map(({ server }) => server.metrics()))
    return [{ label: 'memory idle, resident', cells: read.map(say), costs: read.map(({ residentBytes }) => residentBytes), target: '≤ 90 MB' }]
  },
}

/** After every minted session has been at an application, and whatever else this run did before. */
export const busyMemory: Row = {
  name: 'memory',
  async run({ houses, sessions, quick }) {
    const lines: Line[] = []
    for (const house of houses) {
      const answer = await house.ask({ kind: 'visited' })
      const left = sessions - ('visited' in answer ? answer.visited ?? 0 : 0)
      if (left > 0) {
        await house.ask({ kind: 'prepare', scenario: 'sso', alg: 'EdDSA', workers: 8 })
        await house.ask({ kind: 'run', forMs: quick ? 8_000 : 40_000, count: left })
      }
    }
    await pause(2000)
    const [visited, read] = [await Promise.all(houses.map((house) => house.ask({ kind: 'visited' }))), await Promise.all(houses.map(({ server }) => server.metrics()))]
    const counts = visited.map((answer) => ('visited' in answer ? answer.visited ?? 0 : 0))
    lines.push({
      label: `memory after ${Math.min(...counts).toLocaleString('en')} sessions, resident`, cells: read.map(say), costs: read.map(({ residentBytes }) => residentBytes),
      target: sessions < 10_000 ? '≤ 150 MB (after 10,000; this run is quick)' : '≤ 150 MB',
    })
    return lines
  },
}
