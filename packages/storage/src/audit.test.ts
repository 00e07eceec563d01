import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases } from '../test/databases.ts'
import type { AuditEvent, AuditFilter } from './types.ts'

const hour = 3_600_000

onBothDatabases((world) => {
  /** A realm whose log has one event an hour: every third of another type, every fifth refused, every second about somebody. */
  async function logOf(count: number) {
    const { storage: { realms, unit, audit, clock } } = world()
    const name = `realm-${randomUUID()}`
    const { settings } = await realms.find('demo') ?? expect.fail('no realm')
    await unit([realms.create({ name, settings })])
    const realmId = (await realms.find(name))?.id ?? 0
    const user = await addUser(world(), { username: `u-${randomUUID()}` })
    const begin = clock.now()
    for (let index = 0; index < count; index++) {
      clock.set(begin + index * hour)
      const event: AuditEvent = {
        realmId, type: index % 3 === 0 ? 'client.changed' : index % 3 === 1 ? 'code.refused' : 'code.accepted', actor: null,
        userId: index % 2 === 0 ? user.id : null, outcome: index % 5 === 0 ? 'refused' : 'success', detail: { index },
      }
      await commit(world(), audit.record(event))
    }
    const ask = async (filter: AuditFilter, limit = 100) => {
      const found: unknown[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof audit.list>> = await audit.list(realmId, filter, cursor, limit)
        found.push(...page.items.map(({ detail }) => detail?.['index']))
        cursor = page.next
      } while (cursor !== null)
      return found
    }
    return { ask, begin, user }
  }
  const all = Array.from({ length: 40 }, (_, index) => 39 - index)

  test('the log is read newest first, narrowed by person, types, outcome and time together, page by page', async () => {
    const { ask, begin, user } = await logOf(40)
    expect(await ask({})).toEqual(all)
    expect(await ask({ types: ['client.changed'] })).toEqual(all.filter((index) => index % 3 === 0))
    expect(await ask({ types: ['client.changed', 'code.accepted'] }, 3)).toEqual(all.filter((index) => index % 3 !== 1))
    expect(await ask({ types: ['client.changed', 'code.accepted'], userId: user.id }, 2)).toEqual(all.filter((index) => index % 3 !== 1 && index % 2 === 0))
    expect(await ask({ outcome: 'refused' }, 3)).toEqual([35, 30, 25, 20, 15, 10, 5, 0])
    expect(await ask({ types: ['nothing.such', 'code.refused'], outcome: 'refused' })).toEqual([25, 10])
    for (const [from, to] of [[0, 40], [7, 9], [12, 13], [39, 41], [-5, 1]] as const) {
      const between = all.filter((index) => index >= from && index < to)
      expect(await ask({ from: begin + from * hour, to: begin + to * hour }, 2)).toEqual(between)
      expect(await ask({ from: begin + from * hour, to: begin + to * hour, types: ['code.refused', 'code.accepted'] }, 2)).toEqual(between.filter((index) => index % 3 !== 0))
    }
    expect(await ask({ from: begin + 41 * hour })).toEqual([])
    expect(await ask({ to: begin - hour })).toEqual([])
  })

  test('an event of another realm is not in it, whatever is asked', async () => {
    const one = await logOf(3)
    const { storage: { audit }, realmId } = world()
    expect((await audit.list(realmId, { types: ['client.changed', 'code.refused'] }, null, 100)).items).toEqual([])
    expect(await one.ask({ types: ['client.changed'] })).toEqual([0])
  })
})
