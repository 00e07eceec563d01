import { commonWords, runs } from './common-passwords.ts'
import { normalizePassword } from './hashing.ts'

/** Characters, after NFKC. The upper end only keeps a form from being a burden; nothing is ever cut off. */
export const passwordLength = { alone: 15, withAuthenticator: 8, max: 200 } as const

export type PasswordFlaw = 'short' | 'long' | 'common' | 'context'

export type PasswordRules = {
  /** 15, or 8 where the person must have an authenticator at this moment (P-1). */
  min: number
  /** Names that others can guess: the product's, the realm's, the person's, the address's (P-2). */
  context: readonly string[]
}

/** Judges a new password by P-1 and P-2. No composition rules: length, and not what attackers try first. */
export function findFlaw(password: string, { min, context }: PasswordRules): PasswordFlaw | null {
  const characters = [...normalizePassword(password)]
  if (characters.length < min) return 'short'
  if (characters.length > passwordLength.max) return 'long'

  const plain = characters.join('').toLowerCase()
  // "P@ssw0rd123": digits at the end are decoration, not letters in disguise.
  const core = plain.replace(/[^\p{L}]+$/u, '')
  const readings = [plain, withoutSubstitutes(plain), withoutSubstitutes(core)].map((text) => text.replace(/[\s._-]+/g, ''))
  // A single unguessable word is left alone; what remains after the guessable ones is what an attacker must find.
  if (readings.some((text) => remainder(text, []) < unguessable)) return 'common'
  if (readings.some((text) => remainder(text, contextWords(context)) < unguessable)) return 'context'
  return null
}

/** Letters of its own that a password needs beside words of the lists, digits and signs. */
const unguessable = 4

// "P4$$w0rd": the substitutes that every cracking rule tries first.
const substitutes: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', '@': 'a', $: 's', '!': 'i' }
const withoutSubstitutes = (text: string): string => text.replace(/[0134578@$!]/g, (sign) => substitutes[sign] ?? sign)

/** The words of names and addresses: `emma.brown@demo.example` gives emma, brown, demo, example. */
function contextWords(context: readonly string[]): readonly string[] {
  const parts = context.flatMap((name) => {
    const plain = normalizePassword(name).toLowerCase()
    const pieces = plain.split(/[^\p{L}\p{N}]+/u)
    return [...pieces, pieces.join(''), plain.split('@')[0]?.replace(/[^\p{L}\p{N}]+/gu, '') ?? '']
  })
  return [...new Set(parts)].filter((part) => [...part].length >= 3 || /[^\u0000-\u02ff]{2}/u.test(part))
}

/**
 * How many letters are left when runs, repetitions, digits, signs and as few words of the lists as one passphrase of
 * chance would never consist of are taken away. Several common words in a row are a passphrase and are left standing.
 */
function remainder(text: string, context: readonly string[]): number {
  let rest = withoutRepetition(text)
  for (const word of [...context].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(word, ' ')
  rest = withoutRuns(rest)
  const letters = rest.split(/[^\p{L}]+/u).filter((part) => part !== '')
  const own = letters.filter((part) => !commonWords.has(withoutRepetition(part)))
  const dressed = own.flatMap((part) => isTwoCommonWords(part) ? [] : [part])
  // Four or more listed words, none of them repeated, are beyond a guesser's list of pairs.
  const listed = letters.filter((part) => commonWords.has(part))
  if (new Set(listed).size >= 4) return unguessable
  return [...dressed.join('')].length
}

function isTwoCommonWords(text: string): boolean {
  for (let cut = 2; cut < text.length - 1; cut += 1) {
    if (commonWords.has(text.slice(0, cut)) && commonWords.has(text.slice(cut))) return true
  }
  return false
}

/** "abcabcabcabc" is as long as "abc". */
function withoutRepetition(text: string): string {
  const repeated = /^(.+?)\1+(.{0,3})$/su.exec(text)
  return repeated?.[1] !== undefined && (repeated[2] === '' || repeated[1].startsWith(repeated[2] ?? '')) ? repeated[1] : text.replace(/(.)\1{2,}/gsu, '$1')
}

/** Removes stretches of four or more characters that walk along a line of the keyboard, the alphabet or the digits. */
function withoutRuns(text: string): string {
  const lines = runs.flatMap((run) => [run, [...run].reverse().join('')])
  let rest = ''
  for (let at = 0; at < text.length;) {
    const length = Math.max(...lines.map((line) => runLength(text, at, line)))
    rest += length >= 4 ? ' ' : text.slice(at, at + 1)
    at += length >= 4 ? length : 1
  }
  return rest
}

function runLength(text: string, at: number, line: string): number {
  let longest = 0
  for (let from = line.indexOf(text.charAt(at)); from !== -1; from = line.indexOf(text.charAt(at), from + 1)) {
    let length = 1
    while (at + length < text.length && from + length < line.length && text[at + length] === line[from + length]) length += 1
    longest = Math.max(longest, length)
  }
  return longest
}
