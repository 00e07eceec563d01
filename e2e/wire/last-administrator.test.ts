import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { type Person, type Production, startProduction } from '../support/production.ts'
import { nodeOf } from '../support/races.ts'
import { tally, together } from '../support/together.ts'

// Two global administrators, and two changes at the same instant, each of which is right as long as the other one stays.
const houses = [
  ['one node, SQLite', () => startProduction()],
  ['two nodes, PostgreSQL', async () => startProduction({ databaseUrl: await freshDatabase(), nodes: 2 })],
] as const

type Change = readonly [method: 'PATCH' | 'DELETE' | 'POST', path: string, body?: object]

describe.each(houses)('the last working global administrator (%s)', (_, open) => {
  let house: Production
  let one: Person
  let other: Person
  let role: string
  let group = ''

  beforeAll(async () => {
    house = await open()
    ;[one, other] = [await house.settle('one'), await house.settle('other')]
    const { body } = await house.api('GET', '/roles')
    role = (body.items as { id: string; name: string }[]).find(({ name }) => name === 'global-admin')?.id ?? ''
  })
  afterAll(() => house.stop())

  /** Both are what they were: enabled, the first by the role itself, the second as the story needs it. */
  async function begin(byGroup: boolean): Promise<void> {
    await house.api('PATCH', `/users/${one.id}`, { enabled: true })
    await house.api('PATCH', `/users/${other.id}`, { enabled: true })
    await house.api('PUT', `/users/${one.id}/roles/${role}`)
    await house.api('PUT', `/users/${other.id}/roles/${role}`)
    if (group !== '') await house.api('DELETE', `/groups/${group}`)
    if (!byGroup) return
    const { body } = await house.api('POST', '/groups', { name: `bosses ${Math.random()}` })
    group = String(body.id)
    await house.api('PUT', `/groups/${group}/roles/${role}`)
    expect((await house.api('PUT', `/groups/${group}/members/${other.id}`)).status).toBe(204)
    expect((await house.api('DELETE', `/users/${other.id}/roles/${role}`)).status).toBe(204)
  }

  const holders = async (): Promise<readonly string[]> => {
    const { body } = await house.api('GET', '/users?role=global-admin&enabled=true')
    return (body.items as { username: string }[]).map(({ username }) => username)
  }

  const withdraw = (person: Person): Change => ['DELETE', `/users/${person.id}/roles/${role}`]
  const disable = (person: Person): Change => ['PATCH', `/users/${person.id}`, { enabled: false }]
  const pairs: readonly (readonly [string, boolean, () => readonly [Change, Change]])[] = [
    ['both demoted', false, () => [withdraw(one), withdraw(other)]],
    ['both disabled', false, () => [disable(one), disable(other)]],
    ['one demoted, the other disabled', false, () => [withdraw(one), disable(other)]],
    ['one demoted, the other taken out of the group', true, () => [withdraw(one), ['DELETE', `/groups/${group}/members/${other.id}`]]],
    ['one disabled, the group’s role withdrawn', true, () => [disable(one), ['DELETE', `/groups/${group}/roles/${role}`]]],
    ['one disabled, the group deleted', true, () => [disable(one), ['DELETE', `/groups/${group}`]]],
  ]

  test.each(pairs)('at once: %s: one of the two is refused with a sentence', async (_name, byGroup, changes) => {
    for (let round = 0; round < 3; round += 1) {
      await begin(byGroup)
      const both = changes()
      const answers = await together(2, async (n) => {
        const [method, path, body] = both[n] ?? both[0]
        return house.api(method, path, body, { node: nodeOf(house, n + round) })
      })
      expect(tally(answers.map(({ status }) => (status < 300 ? 'done' : String(status))))).toEqual({ done: 1, 409: 1 })
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'permission.last-administrator' })
      expect(await holders()).toHaveLength(1)
    }
  })

  test('at once: one reset, the other deleted, then the last one in every way: somebody is left', async () => {
    await begin(false)
    const answers = await together(2, (n) => n === 0
      ? house.api('POST', `/users/${one.id}/reset-otp`, { reason: 'new phone' }, { node: nodeOf(house, 0) })
      : house.api('DELETE', `/users/${other.id}`, undefined, { node: nodeOf(house, 1) }))
    expect(tally(answers.map(({ status }) => (status < 300 ? 'done' : String(status))))).toEqual({ done: 1, 409: 1 })
    const left = answers[0]?.status === 204 ? other : one
    const ways: readonly Change[] = [withdraw(left), disable(left), ['DELETE', `/users/${left.id}`], ['POST', `/users/${left.id}/reset-otp`, { reason: 'new phone' }]]
    const refused = await together(20, (n) => {
      const [method, path, body] = ways[n % ways.length] ?? withdraw(left)
      return house.api(method, path, body, { node: nodeOf(house, n) })
    })
    expect(tally(refused.map(({ status, body }) => `${status} ${String(body.code)}`))).toEqual({ '409 permission.last-administrator': 20 })
    expect(await holders()).toContain(left.username)
  })
})
