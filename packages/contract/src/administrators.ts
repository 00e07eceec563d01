import * as z from 'zod'
import { Id, listOf } from './fields.ts'
import type { Operation } from './operation.ts'

export const listAdministratorsToAsk = {
  method: 'GET', path: '/administrators', permission: 'users.read', status: 200,
  summary: 'Global administrators who can sign in now, five at most: whom to ask for what only they may do.',
  response: listOf(z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string() })), problems: [],
} as const satisfies Operation
