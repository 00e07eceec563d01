import { cp949Table, createCp949Decoder } from './cp949.ts'

/** How the bytes of a file become letters. The names are ours; spreadsheets in Japan write CP932, in Korea CP949. */
export const encodings = ['utf-8', 'utf-16le', 'cp932', 'cp949'] as const
export type Encoding = (typeof encodings)[number]
/** Those that we write, too; `utf-8-bom` is what Excel takes for UTF-8. */
export const writtenEncodings = ['utf-8-bom', 'utf-8', 'cp932', 'cp949'] as const
export type WrittenEncoding = (typeof writtenEncodings)[number]

/** WHATWG's `shift_jis` is CP932. */
const labels = { 'utf-8': 'utf-8', 'utf-16le': 'utf-16le', cp932: 'shift_jis' } as const satisfies Partial<Record<Encoding, string>>

/** Decodes piece by piece; what cannot be read becomes U+FFFD, and is found there. A byte order mark is left out. */
export const createDecoder = (encoding: Encoding): ReturnType<typeof createCp949Decoder> =>
  encoding === 'cp949' ? createCp949Decoder() : new TextDecoder(labels[encoding])

/** Null where it is something else. The end of a sample may cut a letter in two. */
const reads = (encoding: Encoding, bytes: Uint8Array): string | null => {
  const text = createDecoder(encoding).decode(bytes, { stream: true })
  return text.includes('\ufffd') ? null : text
}
const count = (text: string, letters: RegExp): number => text.match(letters)?.length ?? 0

/** The likely encoding of a file, by its beginning. A guess that a person can correct. */
export function guessEncoding(sample: Uint8Array): Encoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (reads('utf-8', sample) !== null) return 'utf-8'
  const [japanese, korean] = [reads('cp932', sample), reads('cp949', sample)]
  if (japanese === null || korean === null) return korean === null ? (japanese === null ? 'utf-8' : 'cp932') : 'cp949'
  // Korean read as Japanese is a row of half-width katakana; Japanese read as Korean has next to no ordinary syllables.
  const kana = count(japanese, /[\u3041-\u30ff\u4e00-\u9fff]/g) - 2 * count(japanese, /[\uff61-\uff9f]/g)
  return kana >= count(korean, /[\uac00-\ud7a3]/g) - count(korean, /[\u4e00-\u9fff\u3041-\u30ff]/g) ? 'cp932' : 'cp949'
}

const tables = new Map<Encoding, ReadonlyMap<string, readonly number[]>>()

function cp932Pairs(): readonly (readonly [string, readonly number[]])[] {
  const pairs: (readonly [number, number])[] = []
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    // Half-width letters, and rows that repeat letters of others: Windows writes them as the others.
    if (lead === 0xed || lead === 0xee || (lead >= 0xa0 && lead <= 0xdf)) continue
    for (let trail = 0x40; trail <= 0xfc; trail += 1) pairs.push([lead, trail])
  }
  const letters = createDecoder('cp932').decode(Uint8Array.from(pairs.flatMap(([lead, trail]) => [lead, trail, 0x0a]))).split('\n')
  const halfWidth = Array.from({ length: 0xdf - 0xa0 }, (_, index) => [String.fromCharCode(0xff61 + index), [0xa1 + index]] as const)
  return [...halfWidth, ...pairs.map((pair, index) => [letters[index] ?? '', pair] as const)]
}
const cp949Pairs = () => cp949Table().map((letter, pair) => [letter, [pair >> 8, pair & 0xff]] as const)

/** Every letter that the decoder knows, by its bytes: turned round once, so that what is written is what will be read. */
function tableOf(encoding: 'cp932' | 'cp949'): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(encoding)
  if (known) return known
  const table = new Map<string, readonly number[]>()
  for (let byte = 0; byte < 0x80; byte += 1) table.set(String.fromCharCode(byte), [byte])
  for (const [letter, bytes] of encoding === 'cp932' ? cp932Pairs() : cp949Pairs()) {
    if (letter.length === 1 && letter !== '\ufffd' && !table.has(letter)) table.set(letter, bytes)
  }
  tables.set(encoding, table)
  return table
}

/** Whether every letter of a text exists in an encoding. */
export function canWrite(encoding: WrittenEncoding, text: string): boolean {
  if (encoding !== 'cp932' && encoding !== 'cp949') return true
  const table = tableOf(encoding)
  for (const letter of text) if (!table.has(letter)) return false
  return true
}

/** The bytes of a text. The caller has seen to it that they exist (`canWrite`). */
export function encode(encoding: WrittenEncoding, text: string): Uint8Array<ArrayBuffer> {
  if (encoding !== 'cp932' && encoding !== 'cp949') return new TextEncoder().encode(text)
  const table = tableOf(encoding)
  const bytes: number[] = []
  for (const letter of text) for (const byte of table.get(letter) ?? [0x3f]) bytes.push(byte)
  return Uint8Array.from(bytes)
}
