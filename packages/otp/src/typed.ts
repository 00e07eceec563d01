// Blanks of every kind, and every dash that a keyboard offers: the Japanese long-vowel mark sits on its dash key.
const separators = /[\s\p{Pd}\p{Cf}\u2212\u30fc_]/gu

/** Longer than anything we ever show, with every character in a group of its own. */
const longest = 128

/** What a person meant by what they typed or pasted: full width is half width (NFKC), blanks and dashes are nothing. */
export const asTyped = (typed: string): string => (typed.length > longest ? '' : typed.normalize('NFKC').replace(separators, ''))

/** Compares without telling by its time where the difference is. */
export function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let index = 0; index < one.length; index++) {
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index % Math.max(1, other.length))
  }
  return difference === 0
}
