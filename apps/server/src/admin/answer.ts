import { type Operation, operations, Problem, type ProblemCode } from '@tegata/contract'
import type { RequestContext } from '../http/route.ts'

/** RFC 6750 and RFC 9470: what a client reads before it looks at the body. */
function challenge(problem: Problem): string | null {
  if (problem.code === 'token.missing') return 'Bearer'
  if (problem.code === 'token.invalid') return 'Bearer error="invalid_token"'
  if (problem.code !== 'token.insufficient-authentication') return null
  const { acrValues, maxAgeSeconds } = problem.details
  return [
    'Bearer error="insufficient_user_authentication"',
    'error_description="A second factor is needed, or one shown more recently"',
    ...(acrValues === undefined ? [] : [`acr_values="${acrValues}"`]),
    ...(maxAgeSeconds === undefined ? [] : [`max_age="${maxAgeSeconds}"`]),
  ].join(', ')
}

/** Answers a problem as RFC 9457 says, with the reference that a caller can name over the telephone. */
export function answerProblem(ctx: RequestContext, problem: Problem): void {
  const header = challenge(problem)
  if (header !== null) ctx.set('WWW-Authenticate', header)
  if (problem.details.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(problem.details.retryAfterSeconds))
  ctx.status = problem.status
  ctx.body = JSON.stringify({ ...problem.toJSON(), instance: `urn:uuid:${ctx.state.requestId}` })
  ctx.type = 'application/problem+json'
}

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'request.malformed', 405: 'request.method-not-allowed', 413: 'request.too-large', 503: 'server.unavailable',
}

const addresses = Object.values<Operation>(operations).map(({ method, path }) =>
  ({ method, pattern: new RegExp(`^/api/realms/[^/]+${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))

/** Methods of the operations that live at this address. */
const methodsAt = (path: string): readonly string[] => addresses.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)

/** What a program sees below `/api/` when nothing else answered. */
export function answerApiFailure(ctx: RequestContext, failure: { status: number }): void {
  const methods = ctx.state.realm ? methodsAt(ctx.path) : []
  if (failure.status === 404 && methods.length > 0) {
    ctx.set('Allow', methods.join(', '))
    return answerProblem(ctx, new Problem('request.method-not-allowed'))
  }
  const unknownRealm = failure.status === 404 && ctx.path.startsWith('/api/realms/') && ctx.state.realm === undefined
  const code = unknownRealm ? 'realm.not-found' : failure.status === 404 ? 'request.unknown-operation' : byStatus[failure.status] ?? 'server.unexpected'
  answerProblem(ctx, new Problem(code))
}
