/** A cursor that was not one of ours, or of another list. Callers answer 400. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor'
  constructor() { super('The cursor is not one that this list gave out') }
}

type List = 'users' | 'members' | 'audit' | 'requests' | 'identities'

/** Opaque to whoever holds it: the key of the last row shown. */
export const writeCursor = (list: List, n: number): string => Buffer.from(`${list}:${n}`).toString('base64url')

export function readCursor(list: List, cursor: string | null): number | null {
  if (cursor === null) return null
  const [name, digits = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':')
  // Decoding forgives what encoding would never write: only our own spelling counts.
  if (name !== list || !/^[1-9]\d{0,14}$/.test(digits) || writeCursor(list, Number(digits)) !== cursor) throw new InvalidCursor()
  return Number(digits)
}

/** One row more than asked for was read: it says whether there is a next page. */
export function toPage<Row extends { n: number }, Item>(list: List, rows: readonly Row[], limit: number, map: (row: Row) => Item) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(map), next: rows.length > limit && last ? writeCursor(list, last.n) : null }
}
