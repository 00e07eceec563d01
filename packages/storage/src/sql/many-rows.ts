import type { SqlValue, Statement } from '../types.ts'

/**
 * Rows of one statement on SQLite, of which there is one text each. The largest first: before a statement of many rows the index of
 * trigrams writes down what it has gathered from the one before, and has to merge that later.
 */
const sizes = [1000, 250, 50, 10, 1] as const

/** A column, and how it is filled: from each row, from what all rows have in common, or by the text itself. */
export type Filled = readonly [column: string, by: 'row' | 'common' | number | `'${string}'`]

/**
 * Rows as they are, for SQLite: its JSON takes twice as long to read as they take to write. `put` adds what one row says for itself,
 * in the order of the columns.
 */
export function manyRows<Item>(
  { name, table, columns, common }: { name: string; table: string; columns: readonly Filled[]; common: Readonly<Record<string, SqlValue>> }, items: readonly Item[], put: (item: Item, into: SqlValue[]) => void,
): readonly Statement[] {
  const row = `(${columns.map(([column, by]) => (by === 'row' ? '?' : by === 'common' ? `:${column}` : by)).join(', ')})`
  const into = `insert into ${table} (${columns.map(([column]) => column).join(', ')}) values `
  let at = 0
  return sizes.flatMap((size) => {
    const statements: Statement[] = []
    if (items.length - at < size) return statements
    const sql = into + Array.from({ length: size }, () => row).join(', ')
    for (; items.length - at >= size; at += size) {
      const parameters: SqlValue[] = []
      for (const item of items.slice(at, at + size)) put(item, parameters)
      statements.push({ name, sql, parameters, common, rows: size })
    }
    return statements
  })
}
