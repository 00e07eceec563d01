import * as z from 'zod'
import { everyOperation, type Operation } from './operation.ts'
import { operations } from './operations.ts'
import { catalogue, type ProblemCode } from './problems.ts'

type Json = { readonly [key: string]: unknown }

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function parametersOf(operation: Operation): Json[] {
  const place = (from: 'path' | 'query', object: z.ZodObject | undefined): Json[] => {
    if (!object) return []
    const { properties = {}, required = [] } = z.toJSONSchema(object, { io: 'input', unrepresentable: 'any' })
    return Object.entries(properties).map(([name, schema]) => ({ name, in: from, required: from === 'path' || required.includes(name), schema }))
  }
  const ifMatch = operation.versioned && operation.method !== 'GET' && operation.method !== 'POST'
    ? [{ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' }, description: 'The ETag that the change was made on.' }]
    : []
  return [
    { name: 'realm', in: 'path', required: true, schema: { type: 'string' } },
    ...place('path', operation.params), ...place('query', operation.query), ...ifMatch,
  ]
}

function responsesOf(operation: Operation): Json {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of new Set<ProblemCode>([...operation.problems, ...everyOperation])) {
    const { status } = catalogue[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const refusals = [...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) => [String(status), {
    description: codes.map((code) => `${code}: ${catalogue[code].why}`).join(' '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }])
  const answer = {
    description: operation.summary,
    ...(operation.status === 201 ? { headers: { Location: { schema: { type: 'string' } } } } : {}),
    ...(operation.response ? { content: { 'application/json': { schema: schemaOf(operation.response, 'output') } } } : {}),
  }
  return { [String(operation.status)]: answer, ...Object.fromEntries(refusals) }
}

const problemSchema = {
  type: 'object',
  required: ['type', 'code', 'status', 'title', 'detail'],
  properties: {
    type: { type: 'string' }, code: { type: 'string', enum: Object.keys(catalogue) }, status: { type: 'integer' },
    title: { type: 'string' }, detail: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' }, rule: { type: 'string' }, message: { type: 'string' } } } },
    acrValues: { type: 'string' }, maxAgeSeconds: { type: 'integer' }, retryAfterSeconds: { type: 'integer' }, reason: { type: 'string' },
  },
}

/** Prints OpenAPI 3.1 from the same operations that the server validates with. `server` is the public URL. */
export function openApi(server: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [operationId, operation] of Object.entries<Operation>(operations)) {
    const path = `/api/realms/{realm}${operation.path}`
    paths[path] = {
      ...paths[path],
      [operation.method.toLowerCase()]: {
        operationId,
        summary: operation.summary,
        description: `Permission: ${operation.permission}.${operation.fresh ? ' Needs a second factor no older than 5 minutes.' : ''}`,
        security: [{ bearer: [] }],
        parameters: parametersOf(operation),
        ...(operation.body ? { requestBody: { content: { 'application/json': { schema: schemaOf(operation.body, 'input') } } } } : {}),
        responses: responsesOf(operation),
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tegata', version: '1', description: 'REST for administrators of a realm.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token of this realm for the audience tegata-api.' } },
      schemas: { Problem: problemSchema },
    },
  }
}
