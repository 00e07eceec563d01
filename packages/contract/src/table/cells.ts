/** In a cell: empties the field. An empty cell leaves it as it is. */
export const clearMark = '[clear]'

// What a spreadsheet would take for a formula, full-width signs included; and our own word, where somebody is called that.
const marked = /^'*(?:[=+\-@\t\r\n＝＋－＠]|\[clear\]$)/

/** A value as a file may hold it: behind an apostrophe, a spreadsheet takes nothing for a formula. */
export const neutralised = (value: string): string => (marked.test(value) ? `'${value}` : value)

/** The value of a cell: takes back exactly what `neutralised` added, and no apostrophe of anybody’s name. */
export const valueOf = (cell: string): string => (cell.startsWith("'") && marked.test(cell) ? cell.slice(1) : cell)

/** One line of a file. */
export function lineOf(cells: readonly string[], separator: string): string {
  const written = cells.map((cell) => (cell.includes('"') || cell.includes(separator) || /[\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${written.join(separator)}\r\n`
}
