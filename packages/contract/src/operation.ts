import * as z from 'zod'
import type { Permission } from './permissions.ts'
import type { ProblemCode } from './problems.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One operation of the API, stated once: the server validates with it, the console is typed by it, OpenAPI is printed
 * from it. `path` is relative to `/api/realms/{realm}`. Body fields never share a name with a path or query field,
 * so that the client can take all of them in one flat object.
 */
export type Operation = {
  readonly method: Method
  readonly path: '' | `/${string}`
  readonly summary: string
  /** What the caller must hold; `signed-in` asks only for a valid token of this realm. */
  readonly permission: Permission | 'signed-in'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
  readonly status: 200 | 201 | 202 | 204
  readonly response?: z.ZodType
  /** Beyond the problems that every operation can answer with (`everyOperation`). */
  readonly problems: readonly ProblemCode[]
  /** Needs a second factor no older than 5 minutes: RFC 9470 otherwise. `when-risky`: only for the fields that say so. */
  readonly fresh?: boolean | 'when-risky'
  /** The answer carries an ETag, and a change honours If-Match when it is sent. */
  readonly versioned?: boolean
  /** Bytes that a body may have, where the ordinary 256 kB are too few. */
  readonly bodyLimit?: number
}

/** Whether a query field is a list: written as a repeated parameter, one of them being a list of one. */
export const isList = (operation: Operation, name: string): boolean => {
  const field: unknown = operation.query?.shape[name]
  return (field instanceof z.ZodOptional ? field.unwrap() : field) instanceof z.ZodArray
}

/** What any operation may answer, whatever it does. */
export const everyOperation = [
  'request.malformed', 'request.invalid', 'request.too-large', 'request.unsupported-media-type', 'request.too-many',
  'token.missing', 'token.invalid', 'token.insufficient-authentication', 'permission.missing', 'realm.not-found',
  'server.unexpected', 'server.unavailable',
] as const satisfies readonly ProblemCode[]
