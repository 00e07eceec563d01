import { expect, test } from 'vitest'
import { isUnavailable } from './unavailable.ts'

const failure = (more: object, message = 'x') => Object.assign(new Error(message), more)

test.each([
  ['a refused connection', failure({ code: 'ECONNREFUSED' })],
  ['a database that shuts down', failure({ code: '57P01' })],
  ['too many connections', failure({ code: '53300' })],
  ['a full disk under PostgreSQL', failure({ code: '53100' })],
  ['a full disk under SQLite', failure({ code: 'ERR_SQLITE_ERROR', errcode: 13 })],
  ['an i/o error under SQLite, with its extended code', failure({ code: 'ERR_SQLITE_ERROR', errcode: 10 | (3 << 8) })],
  ['a pool that cannot connect', failure({}, 'timeout exceeded when trying to connect')],
  ['either, as the cause', new Error('wrapped', { cause: failure({ code: 'ECONNRESET' }) })],
])('%s is answered with 503', (_, error) => {
  expect(isUnavailable(error)).toBe(true)
})

test.each([
  ['a mistake in a statement', failure({ code: '42601' })],
  ['a broken rule of the database', failure({ code: 'ERR_SQLITE_ERROR', errcode: 19 })],
  ['a bug', new TypeError('x is not a function')],
  ['no error at all', 'ECONNREFUSED'],
])('%s is not', (_, error) => {
  expect(isUnavailable(error)).toBe(false)
})
