/** Cryptographically secure; passed in, so that this package can be proved and tested without any. */
export type RandomBytes = (length: number) => Uint8Array

const range = 2 ** 32

/** So many decimal digits, each value as likely as any other: a draw beyond the last full turn is thrown away. */
export function randomDigits(randomBytes: RandomBytes, digits: number): string {
  const values = 10 ** digits
  const fair = range - (range % values)
  for (;;) {
    const draw = randomBytes(4).reduce((value, byte) => value * 256 + byte, 0)
    if (draw < fair) return String(draw % values).padStart(digits, '0')
  }
}

/** Crockford's base32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** So many Crockford characters, five bits each. 32 divides 256, so that every character is as likely as any other. */
export const randomCrockford = (randomBytes: RandomBytes, characters: number): string =>
  Array.from(randomBytes(characters), (byte) => alphabet.charAt(byte % 32)).join('')

/** Reads Crockford as its author says: case does not matter, and what looks like a digit is one. */
export const foldCrockford = (typed: string): string => typed.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1')
