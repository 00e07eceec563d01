/** A number as people type it: with separators for thousands, full width. Null: it is none. */
export function typedNumber(text: string): number | null {
  const digits = text.normalize('NFKC').replaceAll(/[\s,.'’]/g, '')
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null
}
