import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { type Person, type Production, startProduction } from '../support/production.ts'
import { nodeOf } from '../support/races.ts'
import { together } from '../support/together.ts'

// The same lines twice at the same instant, and lines that only one of two may have its way with.
const houses = [
  ['one node, SQLite', () => startProduction()],
  ['two nodes, PostgreSQL', async () => startProduction({ databaseUrl: await freshDatabase(), nodes: 2 })],
] as const

type Result = { added: number; changed: number; unchanged: number; failures: { line: number; code: string }[] }

describe.each(houses)('files of people (%s)', (_, open) => {
  let house: Production
  let one: Person
  let other: Person
  beforeAll(async () => {
    house = await open()
    ;[one, other] = [await house.settle('one'), await house.settle('other')]
    const { body } = await house.api('GET', '/roles')
    const role = (body.items as { id: string; name: string }[]).find(({ name }) => name === 'global-admin')?.id ?? ''
    for (const { id } of [one, other]) expect((await house.api('PUT', `/users/${id}/roles/${role}`)).status).toBe(204)
  })
  afterAll(() => house.stop())

  const send = async (n: number, columns: string[], rows: string[][], path = '/import') => {
    const { status, body } = await house.api('POST', path, { columns, rows: rows.map((cells, index) => ({ line: index + 2, cells })) }, { node: nodeOf(house, n) })
    return { status, ...(body as unknown as Result) }
  }

  test('the same 300 new people from two administrators at once: everybody is there once, and nobody’s line is half done', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => [`twin-${n}`, 'Given', 'Family', `twin-${n}@twins.test`])
    const answers = await together(2, (n) => send(n, ['username', 'givenName', 'familyName', 'email'], rows))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(300)
    for (const { added, changed, unchanged, failures } of answers) {
      expect(added + changed + unchanged + failures.length).toBe(300)
      expect(failures.filter(({ code }) => code !== 'user.username-taken')).toEqual([])
    }
    const again = await send(0, ['username', 'givenName', 'familyName', 'email'], rows)
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 300, failures: [] })
  })

  test('two files that each disable one of the two last administrators: one stays', async () => {
    const answers = await together(2, (n) => send(n, ['username', 'enabled'], [[n === 0 ? one.username : other.username, 'false']]))
    expect(answers.reduce((sum, { changed }) => sum + changed, 0)).toBe(1)
    expect(answers.flatMap(({ failures }) => failures.map(({ code }) => code))).toEqual(['permission.last-administrator'])
  })

  test('a part that is larger than any is refused before it is read, and what is no UTF-8 or no JSON too', async () => {
    const big = await house.api('POST', '/import/preview', { columns: ['username'], rows: [{ line: 2, cells: ['x'.repeat(2_200_000)] }] })
    expect([big.status, big.body['code']]).toEqual([413, 'request.too-large'])
    const deep = await house.api('POST', '/import', { columns: ['username'], rows: Array.from({ length: 1000 }, (_, n) => ({ line: n + 2, cells: Array.from({ length: 50 }, () => 'x') })) })
    expect(deep.status).toBe(400)
  })
})
