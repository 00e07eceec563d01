import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkIn } from '../support/mail-server.ts'
import { freshDatabase } from '../support/postgres.ts'
import { type Node, type Production, startProduction } from '../support/production.ts'
import { nodeOf } from '../support/races.ts'
import { together } from '../support/together.ts'

type Run = { done: number; changed: number; failures: { userId: string; code: string }[]; next: string | null }
type Event = { type: string; userId: string }

/** Bulk actions against the product as it is operated: several callers, nodes that die, people who go meanwhile. */
describe.each([['SQLite', 1], ['PostgreSQL', 2]] as const)('actions on many, %s', (database, nodes) => {
  let house: Production
  beforeAll(async () => {
    house = await startProduction(database === 'SQLite' ? {} : { databaseUrl: await freshDatabase(), nodes })
  })
  afterAll(() => house.stop())

  async function people(department: string, count: number): Promise<string[]> {
    const made: string[] = []
    for (let first = 0; first < count; first += 10) {
      made.push(...await together(Math.min(10, count - first), async (n) => {
        const { status, body } = await house.api('POST', '/users', {
          username: `${department}-${first + n}`, email: `${department}-${first + n}@corp.example`, givenName: 'Many', familyName: 'People', department,
        })
        expect(status, JSON.stringify(body)).toBe(201)
        return String(body.id)
      }))
    }
    return made
  }
  /** Calls until nothing is left, as the console does; what all calls said together. */
  async function runAll(action: string, body: Record<string, unknown>, node: Node): Promise<Run> {
    const sum: Run = { done: 0, changed: 0, failures: [], next: null }
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const answer = await house.api('POST', `/bulk/${action}`, { ...body, ...(cursor === undefined ? {} : { cursor }) }, { node })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const { done, changed, failures, next } = answer.body as Run
      sum.done += done
      sum.changed += changed
      sum.failures.push(...failures)
      cursor = next
    }
    return sum
  }
  const isOn = async (id: string): Promise<boolean> => (await house.api('GET', `/users/${id}`)).body.otpRequired === true
  const switchesOf = async (id: string): Promise<string[]> =>
    ((await house.api('GET', `/events?userId=${id}&limit=200`)).body.items as Event[]).map(({ type }) => type).filter((type) => type.startsWith('user.otp-')).toReversed()

  test('two administrators turn the same people on and off at once: each person is as their last event says, and every change has one', async () => {
    const ids = await people('tugged', 60)
    const body = { userIds: ids, confirmed: ids.length, reason: 'a tug of war' }
    const look = async (action: string) => (await house.api('POST', `/bulk/${action}/preview`, { userIds: ids })).body
    expect(await look('otp-on')).toMatchObject({ people: ids.length, changed: ids.length, setUp: ids.length, resets: 0, confirm: false, next: null })
    for (let round = 0; round < 3; round += 1) {
      const runs = await together(4, (n) => runAll(n % 2 === 0 ? 'otp-on' : 'otp-off', body, nodeOf(house, n)))
      for (const { done, failures } of runs) {
        expect(done).toBe(ids.length)
        expect(failures.map(({ code }) => code).filter((code) => code !== 'request.precondition-failed')).toEqual([])
      }
    }
    const { people: meant, changed, unchanged } = await look('reset-otp')
    expect([meant, changed, unchanged]).toEqual([ids.length, ids.length, 0])
    for (const id of ids) {
      const switches = await switchesOf(id)
      expect(switches[0]).toBe('user.otp-turned-on')
      expect(await isOn(id), switches.join()).toBe(switches.at(-1) !== 'user.otp-turned-off')
      // On after off is a reset, whoever did either (P20).
      for (const [at, type] of switches.entries()) {
        if (type !== 'user.otp-turned-off') expect(switches.slice(0, at).includes('user.otp-turned-off') ? 'user.otp-reset' : 'user.otp-turned-on').toBe(type)
      }
    }
  })

  test('people who are deleted meanwhile are told by name at most, and hold up nobody', async () => {
    const ids = await people('leaving', 60)
    const gone = ids.filter((_, at) => at % 3 === 0)
    const [{ failures }] = await Promise.all([
      runAll('otp-on', { filter: { department: ['leaving'] } }, nodeOf(house, 0)),
      ...gone.map(async (id) => expect((await house.api('DELETE', `/users/${id}`, undefined, { node: nodeOf(house, 1) })).status).toBe(204)),
    ])
    for (const { userId, code } of failures) expect([gone.includes(userId), code]).toEqual([true, 'user.not-found'])
    for (const id of ids.filter((each) => !gone.includes(each))) expect(await isOn(id)).toBe(true)
  })

  test('I-3, I-4: a node that is killed leaves everybody done or not done, and the same call does the rest, nobody twice', async () => {
    const ids = await people('restarted', 80)
    const doomed = house.node
    const call = runAll('otp-on', { userIds: ids, signOutNow: true }, doomed).then(({ changed }) => changed, () => 'broken')
    await sleep(Math.random() * 60)
    await doomed.kill()
    await call
    await doomed.start()
    const { done, failures } = await runAll('otp-on', { userIds: ids, signOutNow: true }, doomed)
    expect([done, failures]).toEqual([ids.length, []])
    for (const id of ids) expect(await switchesOf(id)).toEqual(['user.otp-turned-on'])
  })

  test('an operator’s set-up mails for many all arrive, each with a link of its own', async () => {
    const ids = await people('invited', 12)
    expect(await runAll('setup-mail', { userIds: ids }, nodeOf(house, 0))).toMatchObject({ done: 12, changed: 12, failures: [] })
    const links = await together(12, async (n) => linkIn(await house.mail.to(`invited-${n}@corp.example`)))
    expect(new Set(links).size).toBe(12)
  })
})
