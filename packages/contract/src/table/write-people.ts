import { lineOf, neutralised } from './cells.ts'
import { exportColumns } from './columns.ts'
import { canWrite, encode, type WrittenEncoding } from './encodings.ts'

export const tableFormats = ['csv', 'tsv'] as const
export type TableFormat = (typeof tableFormats)[number]
const separatorOf = { csv: ',', tsv: '\t' } as const satisfies Record<TableFormat, string>

/**
 * Writes people into a file, line by line. A cell with a letter that the encoding does not have is left empty, and counted:
 * an empty cell changes nothing where the file is read again, and another letter in its place would.
 */
export function createPeopleWriter(format: TableFormat, encoding: WrittenEncoding) {
  const separator = separatorOf[format]
  const left = { cells: 0 }
  return {
    left,
    head: (): Uint8Array<ArrayBuffer> => encode(encoding, `${encoding === 'utf-8-bom' ? '\ufeff' : ''}${lineOf(exportColumns, separator)}`),
    lines: (rows: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> => encode(encoding, rows.map((row) => lineOf(row.map((value) => {
      if (canWrite(encoding, value)) return neutralised(value)
      left.cells += 1
      return ''
    }), separator)).join('')),
  }
}
