import { median } from './measure.ts'
import { number, type Row } from './row.ts'

/** A wrong password for somebody who exists, and for nobody: the answers must take equally long (security.md 5.1). */
export const parity: Row = {
  name: 'parity',
  async run({ houses, quick }) {
    const cells: string[] = []
    for (const house of houses) {
      // In pairs, one right after the other: whatever else the machine does hits both alike.
      const answer = await house.ask({ kind: 'parity', count: quick ? 40 : 150 })
      const { known, unknown } = ('tookMs' in answer ? answer.tookMs : undefined) ?? { known: [], unknown: [] }
      cells.push(`${number(median(known))} : ${number(median(unknown))} ms = ${(median(known) / median(unknown)).toFixed(3)}`)
    }
    return [{ label: 'wrong password, known : unknown user (medians)', cells, target: '1.000' }]
  },
}
