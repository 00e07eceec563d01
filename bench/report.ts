import type { Running, Tree } from './house/house.ts'
import type { Line } from './rows/row.ts'

/** One Markdown table: a row a line, a column a server; with two trees also how the first compares with the second. */
export function table(lines: readonly Line[], houses: readonly Running[], trees: readonly Tree[]): string {
  const compares = trees.length > 1
  const title = ({ database, tree }: Running) => compares ? `${database}, ${tree.name}` : database
  const databases = [...new Set(houses.map(({ database }) => database))]
  const head = ['row', ...houses.map(title), ...compares ? databases.map((database) => `${database}, cost against ${trees[1]?.name}`) : [], 'target']
  const body = lines.map(({ label, cells, costs, target }) => {
    // What does not depend on the server stands once.
    const shown = houses.map((_, index) => cells.length === 1 && houses.length > 1 ? (index === 0 ? cells[0] ?? '' : '″') : cells[index] ?? '')
    const ratios = !compares ? [] : databases.map((database) => {
      const [ours = NaN, theirs = NaN] = houses.flatMap((house, index) => house.database === database ? [costs?.[index] ?? NaN] : [])
      return Number.isFinite(ours / theirs) ? `× ${(ours / theirs).toFixed(2)}` : ''
    })
    return [label, ...shown, ...ratios, target]
  })
  const widths = head.map((cell, column) => Math.max(cell.length, ...body.map((row) => row[column]?.length ?? 0)))
  const spell = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [spell(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(spell)].join('\n')
}
