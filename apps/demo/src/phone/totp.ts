import { createHmac } from 'node:crypto'

export type TotpKey = {
  /** Base32 (RFC 4648 §6), upper case, without padding. */
  secret: string
  algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  digits: number
  periodSeconds: number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Decodes base32 (RFC 4648 §6); null when a sign is not of the alphabet. Left-over bits are dropped, as every app does. */
export function decodeBase32(text: string): Buffer | null {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const sign of text) {
    const index = alphabet.indexOf(sign)
    if (index < 0) return null
    value = ((value << 5) | index) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 0xff)
    }
  }
  return Buffer.from(bytes)
}

/** The code of one time step (RFC 4226 §5.3 over RFC 6238 §4). */
function codeOf({ secret, algorithm, digits }: TotpKey, timeStep: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(timeStep))
  const mac = createHmac(algorithm, decodeBase32(secret) ?? Buffer.alloc(0)).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}

/** What an authenticator app shows at an instant (epoch milliseconds): the code, the next one, whole seconds left (≥ 1). */
export function showCode(key: TotpKey, now: number): { code: string; next: string; secondsLeft: number } {
  const seconds = Math.floor(now / 1000)
  const timeStep = Math.floor(seconds / key.periodSeconds)
  return {
    code: codeOf(key, timeStep),
    next: codeOf(key, timeStep + 1),
    secondsLeft: key.periodSeconds - (seconds % key.periodSeconds),
  }
}
