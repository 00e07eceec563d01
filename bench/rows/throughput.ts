import type { Algorithm, ScenarioName } from '../load/messages.ts'
import { type Cost, interleaved } from './measure.ts'
import { type Line, number, type Row } from './row.ts'

type Throughput = { name: string; label: string; scenario: ScenarioName; algs: readonly Algorithm[]; workers: number; target: string }

const both: readonly Algorithm[] = ['EdDSA', 'RS256']
/** Its answer does not depend on what signs. */
const either: readonly Algorithm[] = ['EdDSA']

const throughputs: readonly Throughput[] = [
  { name: 'sign-in', label: 'password + TOTP + code + token, 19 MiB t2', scenario: 'sign-in', algs: both, workers: 8, target: '≥ 45/s per vCPU' },
  { name: 'upstream', label: 'sign-in through an identity provider + token (CPU without the provider’s)', scenario: 'upstream', algs: both, workers: 8, target: '' },
  { name: 'sso', label: 'sign-in without a hash (SSO), new application', scenario: 'sso', algs: both, workers: 8, target: '≥ 450/s SQLite, ≥ 300/s PostgreSQL, per vCPU' },
  { name: 'sso-again', label: 'sign-in without a hash (SSO), same application', scenario: 'sso-again', algs: both, workers: 8, target: '(the same)' },
  { name: 'refresh', label: 'refresh', scenario: 'refresh', algs: both, workers: 8, target: '≥ 1,800/s SQLite' },
  { name: 'refresh-rotating', label: 'refresh with rotation (public client)', scenario: 'refresh-rotating', algs: either, workers: 8, target: '' },
  { name: 'client-credentials', label: 'client_credentials', scenario: 'client-credentials', algs: both, workers: 8, target: '≥ 2,500/s SQLite' },
  { name: 'introspection', label: 'introspection', scenario: 'introspection', algs: both, workers: 8, target: '≥ 2,500/s SQLite' },
  { name: 'discovery', label: 'discovery', scenario: 'discovery', algs: either, workers: 16, target: '≥ 15,000/s' },
  { name: 'jwks', label: 'JWKS', scenario: 'jwks', algs: either, workers: 16, target: '≥ 15,000/s' },
]

export const throughputRows: readonly Row[] = throughputs.map(({ name, label, scenario, algs, workers, target }) => ({
  name,
  async run(bench) {
    // A tree from before there were any has nothing to compare.
    if (scenario === 'upstream' && bench.houses.some(({ house }) => house.upstream === undefined)) return []
    const spends = scenario === 'sso'
    // Fresh sessions are finite: the warm-up and every round get their share, what is left is for the other rows.
    const count = spends ? Math.floor((bench.sessions - 400) / (bench.pace.rounds + 1)) : undefined
    const costs = await interleaved(bench, algs.map((alg) => ({ scenario, alg, workers })), { count })
    return algs.map((alg, at): Line => {
      const ofAlg = costs.map((ofHouse) => ofHouse[at])
      return {
        label: algs.length === 1 ? label : `${label}, ${alg}`,
        cells: ofAlg.map((cost) => cost === undefined ? '' : say(cost)),
        costs: ofAlg.map((cost) => cost?.cpuMs ?? NaN),
        target: alg === 'RS256' ? '(beside it, not judged)' : target,
      }
    })
  },
}))

/** The rate that this machine gave, and what the server's CPU would give if it had one for itself. */
const say = ({ perSecond, cpuMs, databaseCpuMs, p99Ms }: Cost): string =>
  `${number(perSecond)}/s, ${number(cpuMs)} ms CPU = ${number(1000 / cpuMs)}/s per vCPU${databaseCpuMs > 0 ? `, +${number(databaseCpuMs)} ms in the database` : ''}, p99 ${number(p99Ms)} ms`
