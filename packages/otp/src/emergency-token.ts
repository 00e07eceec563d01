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

/** Letters and digits in their order, one after the other or backwards, from 9 on to 0 and from Z on to A. */
function isRun(letters: readonly string[]): boolean {
  const steps = letters.slice(1).map((letter, index) => stepOf(letters[index] ?? '', letter))
  return steps.every((step) => step === 1) || steps.every((step) => step === -1)
}

const turns = ['0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

function stepOf(from: string, to: string): number {
  const turn = turns.find((each) => each.includes(from) && each.includes(to))
  if (turn === undefined) return (to.codePointAt(0) ?? 0) - (from.codePointAt(0) ?? 0)
  const step = (turn.indexOf(to) - turn.indexOf(from) + turn.length) % turn.length
  return step === turn.length - 1 ? -1 : step
}

/** 12341234, also with a piece of it at the end. */
const isRepeated = (letters: readonly string[]): boolean => letters.some((_, length) =>
  length > 0 && length * 2 <= letters.length && letters.every((letter, index) => index < length || letter === letters[index - length]))

/** 11223344: beside each stands the same. */
const isInPairs = (letters: readonly string[]): boolean => letters.every((letter, index) => letter === letters[index - 1] || letter === letters[index + 1])

/**
 * Whether its pattern is among the first that anybody would try: fewer than four different characters, a plain run such as
 * 1234567890 or ZYXWVUTS, a shorter value over again, or everything twice (S3-23). Words are not looked up. Counted is what
 * is compared, so that O and 0 are one; of a run also what was typed, because a row of letters has an I, an L and an O in it.
 */
export function isGuessable(typed: string): boolean {
  const compared = [...normaliseEmergencyToken(typed)]
  return new Set(compared).size < fewest || isRun(compared) || isRun([...asTyped(typed).toUpperCase()]) || isRepeated(compared) || isInPairs(compared)
}

/** A value as it is read back, also one that an administrator typed: half width, upper case, in groups of four. */
export const writtenToken = (typed: string): string => asTyped(typed).toUpperCase().match(/.{1,4}/gu)?.join('-') ?? ''

/** How lists show a token: nothing of it but the last two characters. */
export const maskedToken = (token: string): string => `••••${[...normaliseEmergencyToken(token)].slice(-2).join('')}`
