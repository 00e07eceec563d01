import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, session, totp, wins, type World } from '../test/databases.ts'
import type { AuditEvent, NewUser } from './types.ts'

onBothDatabases((world) => {
  const many = () => world().storage.many
  const realmId = () => world().realmId

  async function people(...given: Partial<NewUser>[]): Promise<{ ids: string[]; numbers: number[] }> {
    const users = []
    for (const each of given) {
      const { id } = await addUser(world(), each)
      const user = await world().storage.users.find(realmId(), id)
      if (user) users.push(user)
    }
    return { ids: users.map(({ id }) => id), numbers: users.map(({ n }) => n) }
  }
  const read = async (ids: readonly string[]) => Promise.all(ids.map((id) => world().storage.users.find(realmId(), id)))
  const event = (more: Partial<AuditEvent> = {}): Omit<AuditEvent, 'userId'> => ({ realmId: realmId(), type: 'user.otp-turned-on', actor: 'boss', outcome: 'success', ...more })

  async function makeAdministrator({ storage: { roles } }: World, userId: string): Promise<void> {
    const role = { id: randomUUID(), realmId: realmId(), name: `admin-${randomUUID()}`, description: null, clientId: null, administrative: true }
    await commit(world(), roles.create(role), ...roles.grant(realmId(), userId, role.id))
  }

  test('says of people what decides about them, newest first, and of nobody of another realm', async () => {
    const { ids, numbers } = await people({ email: null, passwordHash: 'x' }, { otpRequired: true }, { enabled: false })
    await makeAdministrator(world(), ids[1] ?? '')
    await commit(world(), world().storage.users.setOtpRequired(realmId(), ids[1] ?? '', false))
    expect(await many().people(realmId(), numbers)).toEqual([
      expect.objectContaining({ id: ids[2], enabled: false, administrative: false, hasPassword: false }),
      expect.objectContaining({ id: ids[1], enabled: true, administrative: true, otpRequired: false, otpTurnedOffAt: expect.any(Number) }),
      expect.objectContaining({ id: ids[0], n: numbers[0], email: null, hasPassword: true, otpTurnedOffAt: null, givenName: 'Hanako', familyName: 'Suzuki' }),
    ])
    expect(await many().people(realmId() + 1, numbers)).toEqual([])
    expect(await many().people(realmId(), [])).toEqual([])
  })

  test('counts what people have that works now: sessions of their epoch, authenticators, emergency tokens', async () => {
    const { storage: { sessions, authenticators, emergencyTokens, users, clock } } = world()
    const { ids: [first = '', second = '', third = ''], numbers } = await people({}, {}, {})
    const begin = (userId: string, more = {}) => sessions.begin(session(world(), userId, more))
    await commit(world(), begin(first), begin(first), begin(second), begin(second, { expiresAt: clock.now() - 1 }))
    await commit(world(), ...users.endEverything(realmId(), second), ...authenticators.create(totp(world(), second), ''))
    const token = (userId: string, expiresAt: number | null) => emergencyTokens.create(
      { id: randomUUID(), realmId: realmId(), userId, createdAt: 1, createdBy: 'x', reason: 'r', expiresAt }, randomUUID(), null)
    await commit(world(), ...token(first, null), ...token(first, clock.now() - 1))
    expect(await many().belongings(realmId(), numbers)).toEqual(new Map([
      [numbers[0], { sessions: 2, authenticators: 0, emergencyTokens: 1 }], [numbers[1], { sessions: 0, authenticators: 1, emergencyTokens: 0 }],
    ]))
    expect(third).not.toBe('')
    expect(await many().belongings(realmId() + 1, numbers)).toEqual(new Map())
  })

  test('turns the switch on for all or for none: one for whom it is on, or was on before, misses (P20)', async () => {
    const { storage: { unit, users } } = world()
    const { ids, numbers } = await people({}, {}, {})
    await commit(world(), ...many().turnOn(realmId(), numbers.slice(0, 2)))
    expect((await read(ids)).map((user) => [user?.otpRequired, user?.otpRequiredAt !== null, user?.version])).toEqual([[true, true, 2], [true, true, 2], [false, false, 1]])
    expect(await wins(unit(many().turnOn(realmId(), numbers)))).toBe(false)
    await commit(world(), users.setOtpRequired(realmId(), ids[0] ?? '', false))
    expect(await wins(unit(many().turnOn(realmId(), [numbers[0] ?? 0, numbers[2] ?? 0])))).toBe(false)
    expect(await wins(unit(many().turnOn(realmId() + 1, numbers.slice(2))))).toBe(false)
    expect((await read(ids)).map((user) => user?.otpRequired)).toEqual([false, true, false])
  })

  test('enables those who are disabled, all or none', async () => {
    const { storage: { unit } } = world()
    const { ids, numbers } = await people({ enabled: false }, { enabled: false }, {})
    expect(await wins(unit(many().enable(realmId(), numbers)))).toBe(false)
    await commit(world(), ...many().enable(realmId(), numbers.slice(0, 2)))
    expect((await read(ids)).map((user) => [user?.enabled, user?.version])).toEqual([[true, 2], [true, 2], [true, 1]])
  })

  test('misses as soon as one of them administers, by whichever way (Z-2)', async () => {
    const { storage: { unit } } = world()
    const { ids, numbers } = await people({}, {})
    expect(await wins(unit([many().ordinary(realmId(), numbers)]))).toBe(true)
    await makeAdministrator(world(), ids[1] ?? '')
    expect(await wins(unit([many().ordinary(realmId(), numbers)]))).toBe(false)
    expect(await wins(unit([many().ordinary(realmId(), numbers.slice(0, 1))]))).toBe(true)
  })

  test('knows of many limits at once which take no try now', async () => {
    const { storage: { throttle, clock } } = world()
    const [full, open, held, unknown] = Array.from({ length: 4 }, () => randomUUID()) as [string, string, string, string]
    const limit = { max: 2, windowMs: 60_000 }
    await commit(world(), throttle.reserve('a', full, limit), throttle.reserve('b', full, limit), throttle.reserve('c', open, limit), throttle.close(held, clock.now() + 60_000))
    expect(await many().closed([full, open, held, unknown])).toEqual(new Set([full, held]))
    expect(await many().closed([])).toEqual(new Set())
  })

  test('records the same event of each, as one by one', async () => {
    const { storage: { audit } } = world()
    const { ids } = await people({}, {}, {})
    const full = { clientId: 'console', address: '192.0.2.1', userAgent: 'Firefox', reason: 'from Monday on', detail: { before: { enabled: false } } }
    await commit(world(), many().record(event(full), ids), many().record(event({ type: 'user.changed' }), ids.slice(0, 1)))
    for (const userId of ids) {
      const { items } = await audit.list(realmId(), { userId }, null, 10)
      expect(items.at(-1)).toMatchObject({ ...event(full), userId, journeyId: null, at: expect.any(Number) })
    }
    expect((await audit.list(realmId(), { userId: ids[0] ?? '' }, null, 1)).items[0]).not.toHaveProperty('detail')
  })

  test('of two who turn on the same people at the same time one wins, and no two block each other', async () => {
    const { storage, otherNode } = world()
    const other = await otherNode()
    for (let round = 0; round < 5; round++) {
      const { ids, numbers } = await people(...Array.from({ length: 40 }, () => ({})))
      const won = await Promise.all([
        wins(storage.unit([...storage.many.turnOn(realmId(), numbers), storage.many.record(event(), ids)])),
        wins(other.unit([...other.many.turnOn(realmId(), numbers.toReversed()), other.many.record(event(), ids)])),
      ])
      expect(won.filter(Boolean)).toHaveLength(1)
      expect((await storage.audit.list(realmId(), { userId: ids[0] ?? '' }, null, 10)).items).toHaveLength(1)
    }
  })
})
