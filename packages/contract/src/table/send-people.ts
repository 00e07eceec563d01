import type { Api } from '../client.ts'
import type { ImportedPerson, ImportFailure } from '../import.ts'
import type { ImportColumn } from './columns.ts'
import { lineFaults } from './faults.ts'
import { type Chunk, type PartSize, readPeople, type Reading, type Source } from './read-people.ts'

/** What became of a part of a file, up to a line of it. */
export type Part = { upTo: number; bytes: number; added: number; changed: number; unchanged: number; failures: readonly ImportFailure[]; people: readonly ImportedPerson[] }

/** `signal`: no further part is sent; what is under way is waited for, and told of. `most`: what is asked by no request takes larger parts. */
type Options = { signal?: AbortSignal; most?: PartSize }

/** Requests under way at the same time: while one is written, the next part is read. */
const atOnce = 2

async function* inTurn(
  chunks: AsyncIterable<Chunk>, send: (rows: Chunk['rows']) => Promise<Omit<Part, 'upTo' | 'bytes'>>, { signal }: Options,
): AsyncGenerator<Part, void, void> {
  const one = async ({ rows, faults, bytes }: Chunk): Promise<Part> => {
    const answer = rows.length === 0 ? { added: 0, changed: 0, unchanged: 0, failures: [], people: [] } : await send(rows)
    const ours = faults.map(({ line, fault }): ImportFailure => ({ line, column: null, code: fault, detail: lineFaults[fault] }))
    const upTo = Math.max(rows.at(-1)?.line ?? 0, ...ours.slice(-1).map(({ line }) => line))
    return { ...answer, upTo, bytes, failures: [...ours, ...answer.failures].toSorted((a, b) => a.line - b.line) }
  }
  const waiting: Promise<Part>[] = []
  for await (const chunk of chunks) {
    if (signal?.aborted) break
    const sent = one(chunk)
    // Whoever waits for the one before hears of it first.
    sent.catch(() => undefined)
    waiting.push(sent)
    const [first] = waiting
    if (waiting.length >= atOnce && first) {
      yield await first
      waiting.shift()
    }
  }
  for (const part of waiting) yield await part
}

const columnsOf = ({ columns }: Reading): ImportColumn[] => columns.filter((column) => column !== null)

/** What a file would do, part by part. Writes nothing. */
export const previewPeople = (api: Pick<Api, 'previewImport'>, source: Source, reading: Reading, options: Options = {}): AsyncGenerator<Part, void, void> =>
  inTurn(readPeople(source, reading, 0, options.most), (rows) => api.previewImport({ columns: columnsOf(reading), rows: [...rows] }), options)

/**
 * Writes a file, part by part, from behind line `from`; each part that is answered is there to stay. `removals`: the lines
 * that may remove authenticators; `reason`: why, for the audit log.
 */
export const writePeople = (
  api: Pick<Api, 'importUsers'>, source: Source, reading: Reading, { removals, reason = '', from = 0, ...options }: Options & { removals: ReadonlySet<number>; reason?: string; from?: number },
): AsyncGenerator<Part, void, void> => inTurn(readPeople(source, reading, from, options.most), async (rows) => ({
  ...await api.importUsers({ columns: columnsOf(reading), rows: [...rows], removals: rows.flatMap(({ line }) => (removals.has(line) ? [line] : [])), ...(reason === '' ? {} : { reason }) }),
  people: [],
}), options)
