import { ScureBase32Plugin } from 'otplib'
import type { RandomBytes } from './chance.ts'

const base32 = new ScureBase32Plugin()

/** 160 bit, as RFC 4226 §4 (R6) recommends and SHA-1 wants. */
const secretBytes = 20

/** A new TOTP secret in base32, 32 characters without padding. */
export function newTotpSecret(randomBytes: RandomBytes): string {
  const bytes = randomBytes(secretBytes)
  if (bytes.length !== secretBytes) throw new Error(`A secret takes ${secretBytes} random bytes, and ${bytes.length} came.`)
  return base32.encode(bytes, { padding: false })
}

/** Bytes as base32, for secrets that come as bytes or text (imports). */
export const toBase32 = (bytes: Uint8Array): string => base32.encode(bytes, { padding: false })

/** Four characters, a blank, four characters: how a person reads a key or a code aloud. */
export const groupsOfFour = (text: string): string => text.match(/.{1,4}/gu)?.join(' ') ?? ''
