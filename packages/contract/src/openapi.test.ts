import { expect, test } from 'vitest'
import { openApi } from './openapi.ts'
import { operations } from './operations.ts'
import { UserFilter } from './user-filter.ts'

const document = JSON.parse(JSON.stringify(openApi('https://id.example.org')))
const printed = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((methods) => Object.values(methods))

test('OpenAPI 3.1 prints every operation once', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(printed.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(operations).sort())
})

test('a user is created with the names other tools are written against', () => {
  const { requestBody, responses } = document.paths['/api/realms/{realm}/users'].post
  expect(Object.keys(requestBody.content['application/json'].schema.properties)).toEqual(expect.arrayContaining([
    'username', 'email', 'givenName', 'familyName', 'sortName', 'language', 'department', 'otpRequired', 'sendSetupMail']))
  expect(requestBody.content['application/json'].schema.required).toEqual(['username', 'givenName', 'familyName'])
  expect(responses['201'].headers).toHaveProperty('Location')
})

test('a list says its filters, and that a limit is a bounded number', () => {
  const { parameters } = document.paths['/api/realms/{realm}/users'].get
  expect(parameters.map(({ name }: { name: string }) => name)).toEqual(
    ['realm', ...Object.keys(UserFilter.shape), 'cursor', 'limit', 'outlook'])
  expect(parameters.find(({ name }: { name: string }) => name === 'role')).toMatchObject({ required: false, schema: { type: 'array', items: { type: 'string' } } })
  expect(parameters.find(({ name }: { name: string }) => name === 'limit').schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 200 })
})

test('every list answers { items, next }: one loop reads them all', () => {
  const lists = Object.values(operations).flatMap((operation) => ('response' in operation && 'items' in (operation.response.shape ?? {}) ? [operation] : []))
  expect(lists.length).toBeGreaterThan(10)
  for (const { path, response } of lists) expect(Object.keys(response.shape).slice(0, 2), path).toEqual(['items', 'next'])
})

test('no secret stands in the answer of a GET (Z-7)', () => {
  for (const [path, methods] of Object.entries<Record<string, { responses: unknown }>>(document.paths)) {
    const text = JSON.stringify(methods['get']?.responses ?? {})
    expect(text, path).not.toMatch(/"(secret|password|passwordHash|clientSecret)":/)
  }
})
