import { type RandomBytes, foldCrockford, randomCrockford } from './chance.ts'
import { asTyped } from './typed.ts'

const characters = 16
const shortest = 8
/** Different characters of a value that somebody chooses. */
const fewest = 4

/** A new emergency token: 16 Crockford characters, 80 bit, in groups of four. */
export const newEmergencyToken = (randomBytes: RandomBytes): string =>
  randomCrockford(randomBytes, characters).match(/.{4}/g)?.join('-') ?? ''

/**
 * What two tokens have in common when they are the same: without case, blanks, dashes and width, and with what looks like
 * a digit read as one. Hash and compare this, never what was typed.
 */
export const normaliseEmergencyToken = (typed: string): string => foldCrockford(asTyped(typed))

/** Whether an administrator may choose this value: at least 8 characters that count. */
export const isLongEnough = (typed: string): boolean => [...normaliseEmergencyToken(typed)].length >= shortest

/** Whether it is among the first that anybody would try: fewer than four different characters, or a plain run such as 12345678 or ZYXWVUTS (S3-23). */
export function isGuessable(typed: string): boolean {
  const letters = [...asTyped(typed).toUpperCase()].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = new Set(letters.slice(1).map((letter, index) => letter - (letters[index] ?? 0)))
  return new Set(letters).size < fewest || (steps.size === 1 && (steps.has(1) || steps.has(-1)))
}

/** A value as it is read back, also one that an administrator typed: half width, upper case, in groups of four. */
export const writtenToken = (typed: string): string => asTyped(typed).toUpperCase().match(/.{1,4}/gu)?.join('-') ?? ''

/** How lists show a token: nothing of it but the last two characters. */
export const maskedToken = (token: string): string => `••••${[...normaliseEmergencyToken(token)].slice(-2).join('')}`
