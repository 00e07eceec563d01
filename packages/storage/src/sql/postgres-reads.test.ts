import { afterAll, expect, inject, test } from 'vitest'
import { openPostgres } from './postgres.ts'

const connection = openPostgres(`${inject('postgresUrl')}postgres`)
afterAll(() => connection.close())

const backendOf = async (reading: 'point' | 'list', seconds = 0): Promise<number> =>
  Number((await connection.read('SELECT pg_backend_pid() AS pid, pg_sleep($1::float8)', [seconds], reading))[0]?.['pid'])

test('reads by key that are under way together share a connection; one that may take longer has its own', async () => {
  const [long, ...points] = await Promise.all([backendOf('list', 0.2), ...Array.from({ length: 12 }, () => backendOf('point'))])
  expect(new Set(points).size).toBe(1)
  expect(points).not.toContain(long)
})

test('a connection carries so many reads and no more', async () => {
  const pids = await Promise.all(Array.from({ length: 40 }, () => backendOf('point', 0.01)))
  expect(new Set(pids).size).toBe(3)
})

test('a question that the database refuses fails alone', async () => {
  const [refused, answered] = await Promise.allSettled([connection.read('SELECT 1 / $1::int AS n', [0], 'point'), backendOf('point')])
  expect(refused.status).toBe('rejected')
  expect(answered.status).toBe('fulfilled')
})

test('a connection that breaks takes along what was under way on it, and nothing after', async () => {
  const pid = await backendOf('point')
  const underWay = Promise.allSettled([backendOf('point', 5), backendOf('point', 5)])
  const ended = await connection.read('SELECT pg_terminate_backend($1::int) AS ended', [pid], 'list')
  expect(ended[0]?.['ended']).toBe(true)
  expect((await underWay).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const next = await Promise.all(Array.from({ length: 5 }, () => backendOf('point')))
  expect(next).not.toContain(pid)
})

test('no question is compiled to machine code, which would take longer than its answer', async () => {
  expect(await connection.read('SHOW jit', [], 'list')).toEqual([{ jit: 'off' }])
  expect(await connection.read('SHOW jit', [], 'point')).toEqual([{ jit: 'off' }])
})
