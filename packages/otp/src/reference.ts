import { type RandomBytes, randomDigits } from './chance.ts'
import { asTyped } from './typed.ts'

/** A reference that a caller reads out to the help desk: `4271-08`. It finds something; it proves nothing. */
export function referenceNumber(randomBytes: RandomBytes): string {
  const digits = randomDigits(randomBytes, 6)
  return `${digits.slice(0, 4)}-${digits.slice(4)}`
}

/** The reference as it is stored, from whatever way it was typed; null when it is none. */
export function readReference(typed: string): string | null {
  const digits = asTyped(typed)
  return /^\d{6}$/.test(digits) ? `${digits.slice(0, 4)}-${digits.slice(4)}` : null
}
