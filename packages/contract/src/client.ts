import type * as z from 'zod'
import type { Operation } from './operation.ts'
import { type Operations, operations } from './operations.ts'
import { isProblemCode, Problem, type ProblemDetails } from './problems.ts'

type Part<O, Key extends 'params' | 'query' | 'body'> = O extends { [K in Key]: infer S extends z.ZodType } ? z.input<S> : unknown
/** Query fields are written as values: the client turns them into text. */
type Loose<Q> = unknown extends Q ? unknown : { [K in keyof Q]: Q[K] extends 'true' | 'false' | undefined ? boolean | undefined : Q[K] }

export type InputOf<O> = Part<O, 'params'> & Loose<Part<O, 'query'>> & Part<O, 'body'>
export type OutputOf<O> = O extends { response: infer S extends z.ZodType } ? z.output<S> : void

export type CallOptions = {
  signal?: AbortSignal
  /** The `version` that the change was made on: somebody else's change in between is a `request.precondition-failed`. */
  ifMatch?: number | string
}

type Call<O> = object extends InputOf<O>
  ? (input?: InputOf<O>, options?: CallOptions) => Promise<OutputOf<O>>
  : (input: InputOf<O>, options?: CallOptions) => Promise<OutputOf<O>>

/** Every operation as a function that takes path, query and body fields in one object. */
export type Api = { readonly [Id in keyof Operations]: Call<Operations[Id]> }

type Needs = {
  /** Origin of the server, for instance `https://id.example.org`; empty for the same origin. */
  base: string
  realm: string
  token: () => string | null | Promise<string | null>
  fetch?: typeof globalThis.fetch
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function split(operation: Operation, input: Readonly<Record<string, unknown>>) {
  const query = new URLSearchParams()
  const body: Record<string, unknown> = {}
  let path: string = operation.path
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue
    if (operation.params && name in operation.params.shape) path = path.replace(`{${name}}`, encodeURIComponent(text(value)))
    else if (operation.query && name in operation.query.shape) for (const one of Array.isArray(value) ? value : [value]) query.append(name, text(one))
    else body[name] = value
  }
  const search = query.toString()
  return { path: search === '' ? path : `${path}?${search}`, body: operation.body ? JSON.stringify(body) : undefined }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function detailsOf(body: Record<string, unknown>): ProblemDetails {
  const details: ProblemDetails = {}
  if (Array.isArray(body['errors'])) {
    details.errors = body['errors'].filter(isRecord).map((error) =>
      ({ path: String(error['path']), rule: String(error['rule']), message: String(error['message']) }))
  }
  if (typeof body['acrValues'] === 'string') details.acrValues = body['acrValues']
  if (typeof body['maxAgeSeconds'] === 'number') details.maxAgeSeconds = body['maxAgeSeconds']
  if (typeof body['retryAfterSeconds'] === 'number') details.retryAfterSeconds = body['retryAfterSeconds']
  if (typeof body['reason'] === 'string') details.reason = body['reason']
  if (typeof body['rule'] === 'string') details.rule = body['rule']
  if (typeof body['state'] === 'string') details.state = body['state']
  if (typeof body['lockedOut'] === 'number') details.lockedOut = body['lockedOut']
  if (Array.isArray(body['times'])) details.times = body['times'].filter((time) => typeof time === 'string')
  if (Array.isArray(body['groups'])) details.groups = body['groups'].filter((name) => typeof name === 'string')
  if (typeof body['minutes'] === 'number') details.minutes = body['minutes']
  return details
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  if (isRecord(body) && isProblemCode(body['code'])) return new Problem(body['code'], detailsOf(body))
  return new Problem(response.status === 503 || response.status === 502 ? 'server.unavailable' : 'server.unexpected')
}

/** A client of the API: returns the typed answer or throws a `Problem`; a network failure stays fetch's own error. */
export function createApi({ base, realm, token, fetch = globalThis.fetch.bind(globalThis) }: Needs): Api {
  const call = async (operation: Operation, input: Readonly<Record<string, unknown>>, { signal, ifMatch }: CallOptions): Promise<unknown> => {
    const { path, body } = split(operation, input)
    const bearer = await token()
    const headers: Record<string, string> = { accept: 'application/json' }
    if (bearer !== null) headers['authorization'] = `Bearer ${bearer}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
    const response = await fetch(`${base}/api/realms/${encodeURIComponent(realm)}${path}`, {
      method: operation.method, headers, credentials: 'omit', ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}),
    })
    if (!response.ok) throw await problemOf(response)
    return response.status === 204 ? undefined : response.json()
  }
  const table = Object.entries(operations).map(([id, operation]) =>
    [id, (input: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}) => call(operation, input, options)])
  // The one place where the table becomes types: each function is made from the row that its type is read from.
  return Object.fromEntries(table) as Api
}
