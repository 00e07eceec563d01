/** In a cell: empties the field. An empty cell leaves it as it is. */
export const clearMark = '[clear]'

// What a spreadsheet would take for a formula, full-width signs included; and our own word, where somebody is called that.
const marked = /^'*(?:[=+\-@\t\r\n＝＋－＠]|\[clear\]$)/

// A spreadsheet that separates by another sign than the file begins a cell of its own inside of ours, quoted or not.
const begun = /([;,|\t\r\n]\s*)('*)(?=[=+\-@＝＋－＠])/g
const begunNeutral = /([;,|\t\r\n]\s*)'('*)(?=[=+\-@＝＋－＠])/g

/** A value as a file may hold it: behind an apostrophe, a spreadsheet takes nothing for a formula, whatever it separates by. */
export function neutralised(value: string): string {
  const inside = value.replaceAll(begun, "$1'$2")
  return marked.test(inside) ? `'${inside}` : inside
}

/** The value of a cell: takes back exactly what `neutralised` added, and no apostrophe of anybody’s name. */
export const valueOf = (cell: string): string => !cell.includes("'") ? cell : (cell.startsWith("'") && marked.test(cell) ? cell.slice(1) : cell).replaceAll(begunNeutral, '$1$2')

/** One line of a file. What any program may separate by stands in quotes. */
export function lineOf(cells: readonly string[], separator: string): string {
  const written = cells.map((cell) => (cell.includes(separator) || /[",;|\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${written.join(separator)}\r\n`
}
