import type { Running } from '../house/house.ts'
import type { Cluster } from '../house/postgres.ts'
import type { Algorithm, Measured, ScenarioName } from '../load/messages.ts'

/** What one round of a scenario cost. CPU is that of the server process, and beside it of the whole database server. */
export type Cost = { perSecond: number; cpuMs: number; databaseCpuMs: number; medianMs: number; p99Ms: number }

export type Pace = { rounds: number; roundMs: number; warmMs: number }

export type Scene = { scenario: ScenarioName; alg: Algorithm; workers: number }

/** What the rows of one run share. */
export type Bench = { houses: readonly Running[]; cluster: Cluster | undefined; pace: Pace; quick: boolean; sessions: number; say(text: string): void }

/** Runs one scene on one house for a while. */
export async function once({ cluster }: Pick<Bench, 'cluster'>, house: Running, scene: Scene, limits: { forMs: number; count?: number }): Promise<Cost & Measured> {
  await house.ask({ kind: 'prepare', ...scene })
  const databaseCpu = async () => house.database === 'PostgreSQL' && cluster ? cluster.cpuSeconds() : 0
  const [before, databaseBefore] = [await house.server.metrics(), await databaseCpu()]
  const answer = await house.ask({ kind: 'run', forMs: limits.forMs, count: limits.count ?? Number.MAX_SAFE_INTEGER })
  const [after, databaseAfter] = [await house.server.metrics(), await databaseCpu()]
  if (!('measured' in answer) || answer.measured === undefined) throw new Error('The load generator measured nothing.')
  const { measured } = answer
  return {
    ...measured,
    perSecond: measured.done / (measured.wallMs / 1000),
    cpuMs: (after.cpuSeconds - before.cpuSeconds) * 1000 / measured.done,
    databaseCpuMs: (databaseAfter - databaseBefore) * 1000 / measured.done,
  }
}

/**
 * Runs scenes side by side on every house, in rounds (A B A B): what the machine does meanwhile hits all alike. Answers
 * the medians over the rounds, by house and then by scene.
 */
export async function interleaved(bench: Bench, scenes: readonly Scene[], limits: { count?: number } = {}): Promise<Cost[][]> {
  const { houses, pace } = bench
  const rounds: Cost[][][] = houses.map(() => scenes.map(() => []))
  for (let round = -1; round < pace.rounds; round += 1) {
    for (const [at, scene] of scenes.entries()) {
      for (const [index, house] of houses.entries()) {
        const cost = await once(bench, house, scene, { forMs: round < 0 ? pace.warmMs : pace.roundMs, ...limits })
        if (round >= 0) rounds[index]?.[at]?.push(cost)
      }
    }
  }
  return rounds.map((ofHouse) => ofHouse.map(middle))
}

const middle = (costs: readonly Cost[]): Cost => ({
  perSecond: median(costs.map((cost) => cost.perSecond)),
  cpuMs: median(costs.map((cost) => cost.cpuMs)),
  databaseCpuMs: median(costs.map((cost) => cost.databaseCpuMs)),
  medianMs: median(costs.map((cost) => cost.medianMs)),
  p99Ms: median(costs.map((cost) => cost.p99Ms)),
})

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = (sorted.length - 1) / 2
  return ((sorted[Math.floor(half)] ?? NaN) + (sorted[Math.ceil(half)] ?? NaN)) / 2
}
