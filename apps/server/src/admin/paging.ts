import { Problem } from '@tegata/contract'

export const defaultLimit = 50

/** What storage gives as a cursor is a number; anything else was not made by us. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  if (!/^[\w.~:|-]{1,200}$/.test(cursor)) throw invalidCursor()
  return cursor
}

export const invalidCursor = () =>
  new Problem('request.invalid', { errors: [{ path: 'cursor', rule: 'invalid', message: 'is not a cursor of this list' }] })

/** The cursor of a list that is read by its keys: after this one. */
export const cursorOf = (key: string): string => Buffer.from(key).toString('base64url')
export const afterKey = (cursor: string | undefined): string | null =>
  cursor === undefined ? null : Buffer.from(readCursor(cursor) ?? '', 'base64url').toString()

/** A page of a short list that is read whole (roles, groups, clients), in the order of its keys. */
export function pageOf<Item>(items: readonly Item[], keyOf: (item: Item) => string, page: { cursor?: string; limit?: number }) {
  const after = afterKey(page.cursor)
  const limit = page.limit ?? defaultLimit
  const sorted = items.map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === null || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const shown = sorted.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(({ item }) => item), next: sorted.length > limit && last ? cursorOf(last.key) : null }
}

export const contains = (text: string, search: string | undefined): boolean =>
  search === undefined || text.normalize('NFKC').toLowerCase().includes(search.normalize('NFKC').trim().toLowerCase())
