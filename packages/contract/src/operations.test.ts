import { describe, expect, test } from 'vitest'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const table = Object.entries<Operation>(operations)

describe.each(table)('%s', (_id, operation) => {
  test('names every path field in its parameters, and no other', () => {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    expect(Object.keys(operation.params?.shape ?? {}).sort()).toEqual(inPath)
  })

  test('has no field name in two places, so that the client takes one flat object', () => {
    const names = [operation.params, operation.query, operation.body].flatMap((part) => Object.keys(part?.shape ?? {}))
    expect(new Set(names).size).toBe(names.length)
  })

  test('only reads when it is a GET', () => {
    if (operation.method !== 'GET') return
    expect(operation.body).toBeUndefined()
    expect(operation.permission === 'signed-in' || operation.permission.endsWith('.read')).toBe(true)
  })

  test('asks for more than reading when it changes something (Z-1)', () => {
    // More than an address takes.
    if (operation.method === 'GET' || operation === operations.exportNamedUsers || operation === operations.simulate) return
    expect(operation.permission).not.toMatch(/^signed-in$|\.read$/)
  })

  test('answers 204 exactly when it has nothing to say', () => {
    expect(operation.status === 204).toBe(operation.response === undefined)
  })
})

test('no two operations share method and path', () => {
  const addresses = table.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(new Set(addresses).size).toBe(addresses.length)
})

test('every page is bounded (Z-6)', () => {
  for (const [, { query }] of table) {
    if (!query || !('limit' in query.shape)) continue
    expect(query.safeParse({ limit: '201' }).success).toBe(false)
    expect(query.safeParse({ limit: '0' }).success).toBe(false)
    expect(query.safeParse({ limit: '200' }).success).toBe(true)
  }
})
