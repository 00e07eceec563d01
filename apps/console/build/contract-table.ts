import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

type Schema = { shape: Record<string, unknown> }
type Row = { method: string, path: string, params?: Schema, query?: Schema, body?: unknown }

const namesOf = (schema: Schema | undefined) =>
  (schema ? { shape: Object.fromEntries(Object.keys(schema.shape).map((name) => [name, 0])) } : undefined)

/**
 * What the API client needs of the contract at run time: method, path, and which fields travel where. The schemas
 * validate on the server and type the console; 30 kB of them would otherwise be loaded to be never called.
 */
export const tableOf = (operations: Record<string, Row>) =>
  Object.fromEntries(Object.entries(operations).map(([id, { method, path, params, query, body }]) =>
    [id, { method, path, params: namesOf(params), query: namesOf(query), body: body ? {} : undefined }]))

const contract = fileURLToPath(new URL('../../../packages/contract/src/', import.meta.url))

/** Puts the table in the place of the contract's operations, and lets what is not used of the contract fall away. */
export const contractTable = (): Plugin => ({
  name: 'contract-table',
  apply: 'build',
  enforce: 'pre',
  async load(id) {
    if (!id.startsWith(contract)) return null
    if (id !== `${contract}operations.ts`) return null
    const { operations } = await import('../../../packages/contract/src/operations.ts')
    return { code: `export const operations = ${JSON.stringify(tableOf(operations))}`, moduleType: 'js', moduleSideEffects: false }
  },
  transform: (_code, id) => (id.startsWith(contract) ? { moduleSideEffects: false } : null),
})
