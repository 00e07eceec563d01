import { neutralised } from '@tegata/contract'
import type { AuditEvent } from './queries.ts'

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** So many events are exported at once, newest first; more of them by the API, or day by day. */
export const exportLimit = 50_000

const columns = [
  'at', 'type', 'what', 'outcome', 'reason', 'userId', 'username', 'actorKind', 'actorId', 'actorName', 'clientId', 'address', 'details',
] as const

/** What a spreadsheet would take for a formula is text here, full-width signs included. */
export function csvCell(value: string): string {
  const text = neutralised(value)
  return /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csvRow = (cells: readonly (string | null)[]): string => `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`

/** The head of the file: for CSV the names of the columns, after a byte order mark for programs that guess otherwise. */
export const headOf = (format: ExportFormat, withMark: boolean): string => (format === 'csv' ? `${withMark ? '\uFEFF' : ''}${csvRow(columns)}` : '')

/** One event of the file. `say`: what happened in the person's language, beside the permanent name. */
export function lineOf(format: ExportFormat, event: AuditEvent, say: (type: string) => string): string {
  if (format === 'jsonl') return `${JSON.stringify(event)}\n`
  const { at, type, outcome, reason, userId, username, actor, clientId, address, details } = event
  return csvRow([
    at, type, say(type), outcome, reason, userId, username, actor.kind, actor.id, actor.name, clientId, address,
    Object.keys(details).length === 0 ? '' : JSON.stringify(details),
  ])
}
