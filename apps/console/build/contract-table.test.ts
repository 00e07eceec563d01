// @vitest-environment node
import { operations, type Operation } from '@tegata/contract'
import { expect, test } from 'vitest'
import { tableOf } from './contract-table.ts'

const table = tableOf(operations)
const rows: [string, Operation][] = Object.entries(operations)

test.each(rows)('%s travels by the table as it does by the contract', (id, { method, path, params, query, body }) => {
  const row = table[id]
  expect([row?.method, row?.path]).toEqual([method, path])
  expect(Object.keys(row?.params?.shape ?? {})).toEqual(Object.keys(params?.shape ?? {}))
  expect(Object.keys(row?.query?.shape ?? {})).toEqual(Object.keys(query?.shape ?? {}))
  expect(row?.body !== undefined).toBe(body !== undefined)
})

test('the table is data: nothing of the schemas is left', () => {
  expect(JSON.parse(JSON.stringify(table))).toEqual(table)
  expect(JSON.stringify(table).length).toBeLessThan(120 * rows.length)
})
