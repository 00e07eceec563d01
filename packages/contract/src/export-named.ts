import * as z from 'zod'
import { Id } from './fields.ts'
import type { Operation } from './operation.ts'
import { exportColumns } from './table/columns.ts'

export const exportNamedUsers = {
  method: 'POST', path: '/export/named', permission: 'exports.read', status: 200, fresh: true,
  summary: 'Exactly the people who are named, as the lines of a file, in the columns that an import reads; each call is noted in the audit log. Who is not there any more has no line.',
  body: z.strictObject({ userIds: z.array(Id).min(1).max(1_000) }),
  response: z.object({ columns: z.array(z.enum(exportColumns)), rows: z.array(z.array(z.string())) }),
  problems: [],
} as const satisfies Operation
