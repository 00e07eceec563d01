import { median, once } from './measure.ts'
import { number, type Row } from './row.ts'

/** A wrong password for somebody who exists, and for nobody: the answers must take equally long (security.md 5.1). */
export const parity: Row = {
  name: 'parity',
  async run(bench) {
    const { houses, quick, pace } = bench
    const medians = houses.map(() => ({ known: [] as number[], unknown: [] as number[] }))
    for (let round = 0; round < (quick ? 4 : 10); round += 1) {
      for (const [index, house] of houses.entries()) {
        for (const who of round % 2 === 0 ? ['known', 'unknown'] as const : ['unknown', 'known'] as const) {
          const { medianMs } = await once(bench, house, { scenario: `password-${who}`, alg: 'EdDSA', workers: 1 }, { forMs: pace.roundMs, count: quick ? 8 : 20 })
          medians[index]?.[who].push(medianMs)
        }
      }
    }
    return [{
      label: 'wrong password, known : unknown user (medians)',
      cells: medians.map(({ known, unknown }) => `${number(median(known))} : ${number(median(unknown))} ms = ${(median(known) / median(unknown)).toFixed(3)}`), target: '1.000',
    }]
  },
}
