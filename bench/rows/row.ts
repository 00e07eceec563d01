import type { Bench } from './measure.ts'

/** One line of the table: a cell for every house, or one for all of them. */
export type Line = { label: string; cells: readonly string[]; target: string; /** For comparing trees: smaller is better. */ costs?: readonly number[] }

/** A part of the bench that `--only` can name. */
export type Row = { name: string; run(bench: Bench): Promise<readonly Line[]> }

export const number = (value: number): string =>
  !Number.isFinite(value) ? '–' : value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3)
