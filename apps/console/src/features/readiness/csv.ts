import { lineOf, neutralised } from '@tegata/contract'

/** A file that a spreadsheet opens as it is: UTF-8 with its mark, and nothing that it would take for a formula. */
export const csvOf = (rows: readonly (readonly string[])[]): Blob =>
  new Blob(['\ufeff', ...rows.map((row) => lineOf(row.map(neutralised), ','))], { type: 'text/csv' })
