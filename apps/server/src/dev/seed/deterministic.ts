import { createHash } from 'node:crypto'

const digest = (name: string): Buffer => createHash('sha256').update(`tegata demo: ${name}`).digest()

/** The same id for the same name in every demo, shaped as a version 4 UUID. */
export function idOf(name: string): string {
  const bytes = digest(`id ${name}`).subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** A key of 160 bits in base32 (RFC 4648 §6), the same in every demo. For demo mode only: whoever reads this file knows it. */
export function totpSecretOf(name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return [...digest(`totp ${name}`)].map((byte) => alphabet[byte % 32] ?? 'A').join('')
}

/** Numbers from 0 (included) to 1 in a fixed order (mulberry32): the generated people are the same in every demo. */
export function createChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
