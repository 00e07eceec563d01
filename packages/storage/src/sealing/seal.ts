import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { decrypt, encrypt, keyIdOf } from './aes.ts'
import { placeOf, type Cell, type Purpose } from './cells.ts'

export type RowParts = readonly (string | number | Uint8Array)[]

/** Seals secrets to their cell, opens them there, and hashes what must only be found again. */
export type Seal = {
  close(cell: Cell, row: RowParts, plain: string): Uint8Array
  /** Throws when the bytes were not sealed for this very cell. */
  open(cell: Cell, row: RowParts, sealed: Uint8Array): string
  /** A keyed hash, for short values that a plain hash would give away (user codes, throttle keys). */
  index(kind: string, value: string): string
}

/** The data keys in use; `loadRing` fills and refreshes it. */
export type DataKeys = {
  active: number
  index: KeyObject
  /** By key id and purpose. */
  keys: ReadonlyMap<number, ReadonlyMap<string, KeyObject>>
}

export function createSeal(current: () => DataKeys): Seal {
  const keyOf = (id: number, purpose: Purpose): KeyObject => {
    const key = current().keys.get(id)?.get(purpose)
    if (!key) throw new Error(`Data key ${id} (${purpose}) is not in the ring: it was retired, or this node has not read it yet`)
    return key
  }
  return {
    close(cell, row, plain) {
      const { active } = current()
      return encrypt(keyOf(active, cell.purpose), active, placeOf(cell, row), Buffer.from(plain))
    },
    open(cell, row, sealed) {
      const key = keyOf(keyIdOf(sealed), cell.purpose)
      try {
        return decrypt(key, placeOf(cell, row), sealed).toString('utf8')
      } catch {
        throw new Error(`${placeOf(cell, row)} does not open: it was changed or moved by somebody who has no key`)
      }
    },
    index: (kind, value) => createHmac('sha256', current().index).update(kind).update('\0').update(value).digest('base64url'),
  }
}

/** Identifiers of 128 bits and more: a plain hash is enough, and two nodes agree on it without a key. */
export const hashed = (...parts: readonly (string | number)[]): Uint8Array =>
  createHash('sha256').update(parts.join('\0')).digest()
