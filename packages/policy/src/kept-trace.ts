import { type ReasonCode, sentences } from './sentences.ts'
import type { Decision, Line, Message, Params, TraceLine } from './types.ts'

/**
 * A trace as it is kept beside what it decided, small enough for every sign-in: the reasons of the ten lines without
 * their number, `-` before those that were not read, and the parameters of those that have some.
 */
export type KeptTrace = { lines: string; params?: Readonly<Record<string, Params>> }

/** A line as it can be said again years later. */
export type ToldLine = Pick<TraceLine, 'line' | 'read' | 'decided' | 'outcome'> & { reason: Message }

const prefix = (line: number) => `line${line}.`

/** What is kept of a decision. Ids of rules stay with their names: a rule may be renamed. */
export function keepTrace({ trace }: Pick<Decision, 'trace'>): KeptTrace {
  const lines = trace.map(({ line, read, reason }) => `${read ? '' : '-'}${reason.code.slice(prefix(line).length)}`).join(' ')
  const params = Object.fromEntries(trace.flatMap(({ line, reason }) => (Object.keys(reason.params).length === 0 ? [] : [[String(line), reason.params]])))
  return { lines, ...(Object.keys(params).length > 0 && { params }) }
}

const isCode = (code: string): code is ReasonCode => Object.hasOwn(sentences, code)
const isLine = (line: number): line is Line => Number.isInteger(line) && line >= 0 && line <= 9

/** What each reason answers by itself; a line says nothing else by it. */
const answers: Readonly<Partial<Record<ReasonCode, TraceLine['outcome']>>> = {
  'line0.user-disabled': 'refused', 'line0.realm-disabled': 'refused', 'line0.client-disabled': 'refused', 'line0.upstream-disabled': 'refused',
  'line0.shared-account': 'refused', 'line0.acr-unreachable': 'refused',
  'line1.in-force': 'yes', 'line2.demand': 'yes', 'line2.wish': 'yes', 'line3.two-factors': 'no', 'line3.evidence': 'no', 'line3.trusted': 'no',
  'line4.on': 'yes', 'line5.always': 'yes', 'line6.exempt': 'no', 'line6.not-exempt': 'yes', 'line6.no-circumstances': 'yes', 'line7.never': 'no',
  'line8.has-one': 'yes', 'line9.otherwise': 'no',
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function paramsOf(value: unknown): Params {
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number'))
}

/**
 * Reads what was kept. Null for what is none, or speaks of reasons that this release does not know: nothing is made up
 * about a sign-in of long ago.
 */
export function readTrace(kept: unknown): readonly ToldLine[] | null {
  if (!isObject(kept) || typeof kept['lines'] !== 'string') return null
  const params = isObject(kept['params']) ? kept['params'] : {}
  const words = kept['lines'].split(' ')
  const told = words.flatMap((word, index): Omit<ToldLine, 'decided'>[] => {
    const read = !word.startsWith('-')
    const code = `${prefix(index)}${read ? word : word.slice(1)}`
    return isCode(code) && isLine(index) ? [{ line: index, read, outcome: answers[code] ?? 'go-on', reason: { code, params: paramsOf(params[String(index)]) } }] : []
  })
  if (told.length !== 10 || words.length !== 10) return null
  const deciding = told.findIndex(({ read, outcome }) => read && outcome !== 'go-on')
  return told.map((line, index) => ({ ...line, decided: index === deciding }))
}
