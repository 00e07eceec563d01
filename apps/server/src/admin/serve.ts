import { everyOperation, isList, type Operation, type OperationId, type Operations, operations, isProblem, Problem, toWire, type FieldError } from '@tegata/contract'
import type { AuditEvent, Realm, Storage } from '@tegata/storage'
import type * as z from 'zod'
import { readJson } from '../http/body.ts'
import type { Handler, RequestContext, Route } from '../http/route.ts'
import { answerProblem } from './answer.ts'
import type { Caller } from './caller.ts'
import { actingHeader } from './console-use.ts'
import { rightsHeader, rightsMark } from './rights.ts'
import { etag, type IfMatch, readIfMatch } from './if-match.ts'
import { invalidCursor } from './paging.ts'
import type { Bearer, RecordRefusal } from './refusals.ts'

type Part<O, Key extends 'params' | 'query' | 'body'> = O extends { [K in Key]: infer S extends z.ZodType } ? z.output<S> : Record<never, never>

type About = Pick<AuditEvent, 'userId'> & Partial<Pick<AuditEvent, 'reason' | 'detail'>>

/** One call of one operation: everything in it was parsed and permitted. */
export type Call<O> = {
  realm: Realm
  caller: Caller
  params: Part<O, 'params'>
  query: Part<O, 'query'>
  body: Part<O, 'body'>
  /** Whom the call came from, behind the proxies that are trusted. */
  address: string
  ifMatch: IfMatch
  /** Throws unless the second factor was shown a moment ago: for what only some fields of an operation need. */
  demandFresh: () => Promise<void>
  /** An event of this call: who did it and from where are filled in. */
  event: (type: string, about: About) => AuditEvent
}

type Shown = { value: unknown; location?: string }
type Answer<O> = O extends { response: infer S extends z.ZodType } ? { value: z.input<S>; location?: string } : void
export type Perform<O> = (call: Call<O>) => Promise<Answer<O>>

/** A resource's part of the table: each operation by its id. */
export type Performs<Id extends OperationId> = { readonly [K in Id]: Perform<Operations[K]> }

/** Who calls, or the problem to answer. `read` is told whom the token stands for, before anything is refused. */
export type Authorize = (ctx: RequestContext, realm: Realm, read: (bearer: Bearer) => void) => Promise<Caller>

/** RFC 9470: a second factor of the last five minutes. */
export const freshAcr = 'urn:tegata:acr:fresh'
const freshSeconds = 300

/** One sentence a field: the first rule that it breaks. */
function fieldErrors(error: z.ZodError): FieldError[] {
  const all = error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...issue.path, key].join('.').slice(0, 200), rule: 'unknown-field', message: 'is not a field of this operation' }))
    }
    return [{ path: issue.path.join('.'), rule: issue.code.replaceAll('_', '-'), message: issue.message }]
  })
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index)
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return {}
  const result = schema.safeParse(value)
  if (!result.success) throw new Problem('request.invalid', { errors: fieldErrors(result.error).slice(0, 50) })
  return result.data
}

/** A field that stands twice is refused rather than guessed at, unless it is a list. */
function readQuery(operation: Operation, ctx: RequestContext): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>()
  for (const [name, value] of new URLSearchParams(ctx.querystring)) {
    const before = fields.get(name)
    if (isList(operation, name)) fields.set(name, Array.isArray(before) ? [...before, value] : [value])
    else if (before === undefined) fields.set(name, value)
    else throw new Problem('request.malformed')
  }
  return Object.fromEntries(fields)
}

async function readBody(ctx: RequestContext, { bodyLimit }: Operation): Promise<unknown> {
  const outcome = await readJson(ctx.req, 'application/json', bodyLimit)
  if (outcome.ok) return outcome.value ?? {}
  throw new Problem(outcome.status === 413 ? 'request.too-large' : outcome.status === 415 ? 'request.unsupported-media-type' : 'request.malformed')
}

async function demandFresh(caller: Caller): Promise<void> {
  if (await caller.isFresh()) return
  throw new Problem('token.insufficient-authentication', { acrValues: freshAcr, maxAgeSeconds: freshSeconds })
}

/**
 * The header of every answer that says what time it is here: the console reckons with it, whatever the clock of the desk
 * shows. `Date` would not do: a proxy writes its own, and only in seconds.
 */
const timeHeader = 'Tegata-Time'

export type ServeNeeds = {
  publicUrl: URL
  storage: Pick<Storage, 'clock'>
  authorize: Authorize
  recordRefusal: RecordRefusal
  /** Told of what nobody expected, and of a problem that an operation does not declare. */
  unexpected: (error: unknown, requestId: string) => void
  databaseAway: (error: unknown) => boolean
}

/**
 * Makes the handler of one operation: who calls, what they may, what they sent, what they asked for; then the answer,
 * stripped to what the contract says. Nothing reaches `perform` that was not permitted and parsed.
 */
function serve<O extends Operation>(needs: ServeNeeds, operation: O, perform: Perform<O>): Handler {
  const declared = new Set<string>([...operation.problems, ...everyOperation])

  const run = async (ctx: RequestContext, read: (bearer: Bearer) => void) => {
    const { realm } = ctx.state
    if (!realm) throw new Problem('realm.not-found')
    const caller = await needs.authorize(ctx, realm, read)
    ctx.set(rightsHeader, rightsMark(caller.permissions))
    if (operation.permission !== 'signed-in' && !caller.permissions.has(operation.permission)) throw new Problem('permission.missing')
    const input = {
      params: parse(operation.params, Object.fromEntries(Object.entries(ctx.params).filter(([name]) => name !== 'realm'))),
      query: parse(operation.query, readQuery(operation, ctx)),
      body: operation.body ? parse(operation.body, await readBody(ctx, operation)) : {},
    }
    if (operation.fresh === true) await demandFresh(caller)
    const call = {
      realm, caller, ...input,
      address: ctx.state.address,
      ifMatch: readIfMatch(ctx.get('if-match') || undefined),
      demandFresh: () => demandFresh(caller),
      event: (type: string, about: About): AuditEvent => ({
        realmId: realm.id, type, actor: caller.actor, clientId: caller.clientId, address: ctx.state.address,
        userAgent: ctx.get('user-agent').slice(0, 300) || null, outcome: 'success', ...about,
      }),
    }
    // The one cast: `input` was parsed by the very schemas that `Call<O>` is read from.
    const answer: unknown = await perform(call as unknown as Call<O>)
    // What was done is done: it is answered also where its use cannot be written down.
    if (ctx.get(actingHeader) !== '') await caller.acted?.().catch((error: unknown) => needs.unexpected(error, ctx.state.requestId))
    ctx.status = operation.status
    if (!operation.response || !isShown(answer)) return
    const value: unknown = operation.response.parse(answer.value)
    if (operation.versioned && hasVersion(value)) ctx.set('ETag', etag(value.version))
    if (answer.location !== undefined) ctx.set('Location', `${needs.publicUrl.origin}/api/realms/${realm.name}${answer.location}`)
    ctx.type = 'json'
    // As bytes: Node takes several times as long to write a text of two hundred people that is not all Latin.
    ctx.body = Buffer.from(JSON.stringify(value))
  }

  const runRecorded = async (ctx: RequestContext) => {
    let bearer: Bearer | undefined
    try {
      await run(ctx, (read) => { bearer = read })
    } catch (error) {
      if (ctx.state.realm && bearer && isProblem(error)) await needs.recordRefusal(ctx, ctx.state.realm, bearer, operation, error)
      throw error
    }
  }

  return async (ctx) => {
    ctx.set(timeHeader, toWire(needs.storage.clock.now()))
    try {
      await runRecorded(ctx)
    } catch (thrown) {
      const error = isForeignCursor(thrown) ? invalidCursor() : thrown
      if (!isProblem(error)) {
        const away = needs.databaseAway(error)
        if (!away) needs.unexpected(error, ctx.state.requestId)
        answerProblem(ctx, new Problem(away ? 'server.unavailable' : 'server.unexpected', away ? { retryAfterSeconds: 5 } : {}))
        return
      }
      if (!declared.has(error.code)) needs.unexpected(new Error(`${operation.method} ${operation.path} answers ${error.code} and does not declare it`), ctx.state.requestId)
      answerProblem(ctx, error)
    }
  }
}

const isShown = (answer: unknown): answer is Shown => typeof answer === 'object' && answer !== null && 'value' in answer

/** Storage cannot know our problems; it says by name that a cursor was not one of its own. */
const isForeignCursor = (error: unknown): boolean => error instanceof Error && error.name === 'InvalidCursor'

const hasVersion = (value: unknown): value is { version: number | string } =>
  typeof value === 'object' && value !== null && 'version' in value && (typeof value.version === 'number' || typeof value.version === 'string')

/** `/users/{userId}` as the router writes it. */
const routerPath = (path: string) => `/api/realms/:realm${path.replaceAll(/\{(\w+)\}/g, ':$1')}`

/** The route table of the API: every operation of the contract, each with what performs it. A missing one does not compile. */
export function routesOf(needs: ServeNeeds, performs: Performs<OperationId>): readonly Route[] {
  const rows = Object.entries<Operation>(operations)
  const performOf = new Map<string, unknown>(Object.entries(performs))
  return rows.map(([id, operation]) => {
    const perform = performOf.get(id) as Perform<Operation>
    return [operation.method, routerPath(operation.path), 'api', serve(needs, operation, perform)]
  })
}
