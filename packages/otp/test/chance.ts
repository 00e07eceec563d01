import type { RandomBytes } from '../src/index.ts'

/** Bytes in the order given, and an error when more are wanted: a test says exactly what was drawn. */
export function drawing(...bytes: readonly number[]): RandomBytes {
  let next = 0
  return (length) => {
    if (next + length > bytes.length) throw new Error(`Drawn too often: ${next + length} of ${bytes.length} bytes.`)
    const drawn = Uint8Array.from(bytes.slice(next, next + length))
    next += length
    return drawn
  }
}

/** A small fair generator with a seed, so that what is counted below is counted the same every time. */
export function seeded(seed: number): RandomBytes {
  let state = seed >>> 0
  const byte = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  }
  return (length) => Uint8Array.from({ length }, byte)
}
