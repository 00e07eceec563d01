import * as z from 'zod'
import { Id, page, Reason } from './fields.ts'
import type { Operation } from './operation.ts'
import { exportColumns, importColumns } from './table/columns.ts'
import { userFilterQuery } from './user-filter.ts'

const Column = z.enum(importColumns)
const Line = z.int().min(2).max(100_000_000).describe('Line of the file, as an editor counts.')

/** A part of a file, as it is sent: the console and the command line read the file, the server never holds one. */
const rows = {
  columns: z.array(Column).min(1).refine((list) => new Set(list).size === list.length, { error: 'names a column twice' })
    .refine((list) => list.includes('username'), { error: 'lacks the column username' }),
  rows: z.array(z.strictObject({ line: Line, cells: z.array(z.string().max(1_000)).max(importColumns.length) })).min(1).max(1_000)
    .describe('An empty cell changes nothing, [clear] empties a field; the user name finds the person.'),
}

export const ImportFailure = z.object({
  line: z.int(),
  column: Column.nullable(),
  code: z.string().describe('What is wrong: a code of a line (table/faults.ts), or of a problem.'),
  detail: z.string(),
})
export type ImportFailure = z.infer<typeof ImportFailure>

const counts = {
  added: z.int(), changed: z.int(), unchanged: z.int(),
  failures: z.array(ImportFailure).describe('Lines that are not taken, each with its reason.'),
}

/** One line that adds or changes somebody. */
export const ImportedPerson = z.object({
  line: z.int(),
  kind: z.enum(['added', 'changed']),
  userId: Id.nullable(),
  username: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  fields: z.array(z.object({ column: Column, before: z.string().nullable(), after: z.string().nullable() })),
  removes: z.boolean().describe('Authenticators, backup codes and emergency tokens of this person go, and every session ends.'),
  authenticators: z.int().describe('So many of them go.'),
  emergencyTokens: z.int().describe('So many of them go.'),
  disables: z.boolean(),
})
export type ImportedPerson = z.infer<typeof ImportedPerson>

export const previewImport = {
  method: 'POST', path: '/import/preview', permission: 'users.write', status: 200, bodyLimit: 2 ** 21,
  summary: 'What lines of a file of people would do, field by field, and which of them cannot be taken. Nothing is written.',
  body: z.strictObject(rows),
  response: z.object({ ...counts, people: z.array(ImportedPerson) }),
  problems: ['permission.only-on-the-host'],
} as const satisfies Operation

export const importUsers = {
  method: 'POST', path: '/import', permission: 'users.write', status: 200, fresh: true, bodyLimit: 2 ** 21,
  summary: 'Adds and changes people by lines of a file, each line wholly or not at all. The same lines again change nothing.',
  body: z.strictObject({
    ...rows,
    removals: z.array(Line).max(1_000).default([]).describe('Lines of which the preview said that they remove authenticators, and which are meant so.'),
    reason: Reason.optional(),
  }),
  response: z.object(counts),
  problems: ['permission.only-on-the-host'],
} as const satisfies Operation

export const exportUsers = {
  method: 'GET', path: '/export', permission: 'exports.read', status: 200, fresh: 'when-risky',
  summary: 'People as the lines of a file, in the columns that an import reads. The first page needs a fresh second factor, and is noted in the audit log; every further one needs the cursor of the one before.',
  query: z.strictObject({ ...userFilterQuery, cursor: page.cursor, lines: z.coerce.number<number>().int().min(1).max(1_000).optional().describe('Lines per page; 500 when absent.') }),
  response: z.object({ columns: z.array(z.enum(exportColumns)), rows: z.array(z.array(z.string())), next: z.string().nullable() }),
  problems: [],
} as const satisfies Operation
