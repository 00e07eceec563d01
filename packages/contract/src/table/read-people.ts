import { type ImportColumn, matchColumns } from './columns.ts'
import { createDecoder, type Encoding, guessEncoding } from './encodings.ts'
import { createSplitter, type LineFault } from './split-lines.ts'

export const separators = [',', '\t', ';', '|'] as const
export type Separator = (typeof separators)[number]

/** More than so many lines are refused: whoever has more cuts the file into parts. */
export const longestFile = 1_000_000
/** No field takes more; whatever is longer was meant otherwise. */
const longestCell = 1_000
const sampleBytes = 262_144

export type FileFault = LineFault | 'too-many-cells' | 'cell-too-long' | 'letters-unreadable' | 'listed-twice'
export type Sent = { line: number; cells: string[] }
export type Chunk = { rows: readonly Sent[]; faults: readonly { line: number; fault: FileFault; other?: number }[]; bytes: number }
export type Reading = { encoding: Encoding; separator: Separator; columns: readonly (ImportColumn | null)[] }

/** The bytes of a file from its beginning, as often as they are asked for. */
export type Source = () => AsyncIterable<Uint8Array>

export class FileTooLong extends Error {
  override readonly name = 'FileTooLong'
}

async function sampleOf(source: Source): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of source()) {
    pieces.push(piece)
    size += piece.length
    if (size >= sampleBytes) break
  }
  const sample = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    sample.set(piece, at)
    at += piece.length
  }
  return sample.subarray(0, sampleBytes)
}

const firstRecords = (sample: Uint8Array, encoding: Encoding, separator: Separator, many: number) => {
  const splitter = createSplitter(separator)
  return [...splitter.push(createDecoder(encoding).decode(sample)), ...splitter.end()].flatMap((each) => ('cells' in each ? [each.cells] : [])).slice(0, many)
}

/** The separator by which the first line has most columns that we know, and otherwise most at all. */
function guessSeparator(sample: Uint8Array, encoding: Encoding): Separator {
  const scored = separators.map((separator) => {
    const [heads = []] = firstRecords(sample, encoding, separator, 1)
    return { separator, score: matchColumns(heads).filter((column) => column !== null).length * 1000 + heads.length }
  })
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).separator
}

/** What a file seems to be: encoding, separator, heads, what they mean, and its first lines. What is `given` is not guessed. */
export async function surveyFile(source: Source, given: Partial<Pick<Reading, 'encoding' | 'separator'>> = {}): Promise<Reading & { heads: readonly string[]; first: readonly (readonly string[])[] }> {
  const sample = await sampleOf(source)
  const encoding = given.encoding ?? guessEncoding(sample)
  const separator = given.separator ?? guessSeparator(sample, encoding)
  const [heads = [], ...first] = firstRecords(sample, encoding, separator, 4)
  return { encoding, separator, heads, first, columns: matchColumns(heads) }
}

/** Printable ASCII without capitals: it has no other spelling. */
const settled = /^[!-@[-~]*$/
/** The one spelling of a user name or address, as the server compares them. */
const compared = (login: string): string => settled.test(login) ? login : login.normalize('NFKC').toLowerCase().normalize('NFKC').trim()

/** A piece of a text keeps all of the text in memory. */
const byItself = (piece: string): string => ` ${piece}`.slice(1)

/** How much a part of a file holds at most: lines, and characters with what quotes and escapes add. */
export type PartSize = { lines: number; characters: number }
/** Well below what one request may hold. */
const ofRequest: PartSize = { lines: 1_000, characters: 400_000 }

/**
 * Reads the people of a file in parts that fit into a request each, from behind line `from` on; what stands before is read, too,
 * so that no line is taken for new that was there already. Throws `FileTooLong`.
 */
export async function* readPeople(source: Source, { encoding, separator, columns }: Reading, from = 0, most = ofRequest): AsyncGenerator<Chunk, void, void> {
  const decoder = createDecoder(encoding)
  const splitter = createSplitter(separator)
  const kept = columns.flatMap((column, index) => (column === null ? [] : [{ column, index }]))
  /** User names and addresses, each with the line that has it. */
  const logins = kept.filter(({ column }) => column === 'username' || column === 'email').map(({ index }) => ({ index, seen: new Map<string, number>() }))
  /** Some letter could not be read: from there on each cell is looked at. */
  let unreadable = false
  let isHead = true
  let lines = 0
  let [rows, faults, size, bytes]: [Sent[], { line: number; fault: FileFault; other?: number }[], number, number] = [[], [], 0, 0]

  const take = (line: number, all: readonly string[]): void => {
    // A subject counts byte for byte (B-1).
    const cells = kept.map(({ column, index }) => (column === 'upstreamSubject' ? all[index] ?? '' : (all[index] ?? '').trim()))
    const fault = all.length > columns.length && all.slice(columns.length).some((cell) => cell.trim() !== '') ? 'too-many-cells'
      : unreadable && all.some((cell) => cell.includes('\ufffd')) ? 'letters-unreadable'
      : cells.some((cell) => cell.length > longestCell) ? 'cell-too-long' : null
    if (fault !== null) {
      if (line > from) faults.push({ line, fault })
      return
    }
    const other = logins.map(({ index, seen }) => seen.get(compared(all[index] ?? ''))).find((there) => there !== undefined)
    if (other !== undefined) {
      if (line > from) faults.push({ line, fault: 'listed-twice', other })
      return
    }
    for (const { index, seen } of logins) {
      const name = compared(all[index] ?? '')
      if (name !== '' && name !== '[clear]') seen.set(byItself(name), line)
    }
    if (line <= from) return
    rows.push({ line, cells })
    for (const cell of cells) size += cell.length * 3 + 4
    size += 24
  }
  const flush = (): Chunk => {
    const chunk = { rows, faults, bytes }
    ;[rows, faults, size] = [[], [], 0]
    return chunk
  }

  async function* pieces(): AsyncGenerator<ReturnType<typeof splitter.push>, void, void> {
    for await (const piece of source()) {
      bytes += piece.length
      const text = decoder.decode(piece, { stream: true })
      unreadable ||= text.includes('\ufffd')
      yield splitter.push(text)
    }
    const rest = decoder.decode()
    unreadable ||= rest.includes('\ufffd')
    yield [...splitter.push(rest), ...splitter.end()]
  }
  for await (const found of pieces()) {
    for (const each of found) {
      if (isHead) {
        isHead = false
        continue
      }
      lines += 1
      if (lines > longestFile) throw new FileTooLong()
      if ('cells' in each) take(each.line, each.cells)
      else if (each.line > from) faults.push({ line: each.line, fault: each.fault })
      if (rows.length >= most.lines || size >= most.characters || faults.length >= most.lines) yield flush()
    }
  }
  if (rows.length > 0 || faults.length > 0) yield flush()
}
