import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, wins } from '../test/databases.ts'
import type { Limit } from './types.ts'

onBothDatabases((world) => {
  const reserve = (key: string, limit: Limit) => wins(world().storage.unit([world().storage.throttle.reserve('second-factor', key, limit)]))
  const later = (ms: number) => world().storage.clock.set(world().storage.clock.now() + ms)
  const state = (key: string) => world().storage.throttle.state(key)
  const minutes = (n: number) => n * 60_000

  test('L-3: of fifty parallel tries at a limit of five, on two nodes, exactly five are looked at', async () => {
    const { storage, otherNode } = world()
    const nodes = [storage, await otherNode()]
    const key = randomUUID()
    const won = await race((n) => {
      const node = nodes[n % 2] ?? storage
      return wins(node.unit([node.throttle.reserve('short', key, { max: 5, windowMs: minutes(15), waitsMs: [minutes(1)] })]))
    })
    expect(won).toBe(5)
    expect(await state(key)).toMatchObject({ count: 5, closures: 1 })
  })

  test('several layers in one unit: the one that refuses is named, and the others count nothing', async () => {
    const { storage } = world()
    const [tight, wide] = [randomUUID(), randomUUID()]
    const tryBoth = () => storage.unit([
      storage.throttle.reserve('day', wide, { max: 20, windowMs: minutes(1440) }),
      storage.throttle.reserve('short', tight, { max: 2, windowMs: minutes(15) }),
    ])
    const outcomes = [await tryBoth(), await tryBoth(), await tryBoth()]
    expect(outcomes.map((outcome) => outcome.ok ? 'ok' : outcome.missed)).toEqual(['ok', 'ok', 'short'])
    expect(await state(wide)).toMatchObject({ count: 2 })
  })

  test('without waits the door opens when the window ends', async () => {
    const [key, limit] = [randomUUID(), { max: 3, windowMs: minutes(15) }]
    const begun = world().storage.clock.now()
    expect([await reserve(key, limit), await reserve(key, limit), await reserve(key, limit), await reserve(key, limit)]).toEqual([true, true, true, false])
    const { closedUntil } = await state(key)
    expect(closedUntil).toBeGreaterThanOrEqual(begun + limit.windowMs)
    expect(closedUntil).toBeLessThan(begun + limit.windowMs + 5000)
    later(minutes(14))
    expect(await reserve(key, limit)).toBe(false)
    later(minutes(1) + 1)
    expect(await state(key)).toMatchObject({ count: 0, closedUntil: null })
    expect(await reserve(key, limit)).toBe(true)
  })

  test('a quiet window forgets the count', async () => {
    const [key, limit] = [randomUUID(), { max: 3, windowMs: minutes(15) }]
    await reserve(key, limit)
    await reserve(key, limit)
    later(minutes(15))
    for (let n = 0; n < 3; n++) expect(await reserve(key, limit)).toBe(true)
    expect(await reserve(key, limit)).toBe(false)
  })

  test('waits grow with every closing, the last one lasts, and success begins anew', async () => {
    const { storage } = world()
    const [key, limit] = [randomUUID(), { max: 2, windowMs: minutes(15), waitsMs: [minutes(1), minutes(5), minutes(60)] }]
    for (const wait of [1, 5, 60, 60]) {
      expect([await reserve(key, limit), await reserve(key, limit), await reserve(key, limit)]).toEqual([true, true, false])
      const restMs = ((await state(key)).closedUntil ?? 0) - storage.clock.now()
      expect(restMs).toBeGreaterThan(minutes(wait) - 5000)
      expect(restMs).toBeLessThanOrEqual(minutes(wait))
      later(minutes(wait) + 1)
    }
    await commit(world(), storage.throttle.clear(key))
    expect(await state(key)).toEqual({ count: 0, closedUntil: null, closures: 0 })
    await reserve(key, limit)
    await reserve(key, limit)
    expect(((await state(key)).closedUntil ?? 0) - storage.clock.now()).toBeLessThanOrEqual(minutes(1))
  })

  test('a limit that paces keeps its window: over it one try a wait, and a new count only when the window ends', async () => {
    const { storage } = world()
    const [key, limit] = [randomUUID(), { max: 10, windowMs: minutes(15), waitsMs: [5000], pace: true }]
    const begun = storage.clock.now()
    let judged = 0
    for (let second = 0; second < 60; second += 1) {
      storage.clock.set(begun + second * 1000)
      judged += await race(() => reserve(key, limit), 3)
    }
    expect(judged, 'ten, and one every five seconds').toBeGreaterThan(15)
    expect(judged).toBeLessThanOrEqual(10 + 12)
    storage.clock.set(begun + minutes(15) + 1000)
    expect(await race(() => reserve(key, limit), 30)).toBe(10)
  })

  test('reopening ends a wait and keeps the count: one try, given back when it was right', async () => {
    const { storage } = world()
    const [key, limit] = [randomUUID(), { max: 3, windowMs: minutes(60), waitsMs: [minutes(10)], pace: true }]
    expect(await race(() => reserve(key, limit), 5)).toBe(3)
    await commit(world(), storage.throttle.reopen(key))
    expect(await state(key)).toMatchObject({ count: 3, closedUntil: null })
    expect(await race(() => reserve(key, limit), 5)).toBe(1)
    await commit(world(), storage.throttle.refund(key))
    expect([await reserve(key, limit), await reserve(key, limit)]).toEqual([true, false])
    later(minutes(10) + 1)
    expect(await race(() => reserve(key, limit), 5)).toBe(1)
  })

  describe('a refund', () => {
    test('gives back one try, and opens the door that it closed', async () => {
      const { storage } = world()
      const [key, limit] = [randomUUID(), { max: 3, windowMs: minutes(15), waitsMs: [minutes(5)] }]
      for (let n = 0; n < 3; n++) await reserve(key, limit)
      expect(await reserve(key, limit)).toBe(false)
      await commit(world(), storage.throttle.refund(key))
      expect(await state(key)).toEqual({ count: 2, closedUntil: null, closures: 0 })
      expect([await reserve(key, limit), await reserve(key, limit)]).toEqual([true, false])
      await commit(world(), storage.throttle.refund(randomUUID()))
    })

    test('does not open what was closed on purpose', async () => {
      const { storage } = world()
      const [key, limit] = [randomUUID(), { max: 3, windowMs: minutes(15) }]
      await reserve(key, limit)
      await commit(world(), storage.throttle.close(key, storage.clock.now() + minutes(60)), storage.throttle.refund(key))
      expect(await reserve(key, limit)).toBe(false)
      later(minutes(60) + 1)
      expect(await reserve(key, limit)).toBe(true)
    })
  })

  test('a limit of nought lets nobody in; of one, one', async () => {
    expect(await reserve(randomUUID(), { max: 0, windowMs: 1000 })).toBe(false)
    const key = randomUUID()
    expect(await race(() => reserve(key, { max: 1, windowMs: minutes(1), waitsMs: [minutes(1), minutes(2)] }))).toBe(1)
  })

  test('known browsers: remembered for one user, twenty of them, until they expire or are forgotten', async () => {
    const { storage: { knownBrowsers, clock }, realmId } = world()
    const [user, other] = [await addUser(world()), await addUser(world())]
    for (let n = 0; n < 22; n++) await commit(world(), ...knownBrowsers.remember(realmId, user.id, `cookie-${n}`, clock.now() + minutes(60) + n))
    const known = (cookie: string, userId = user.id) => knownBrowsers.isKnown(realmId, userId, cookie)
    expect([await known('cookie-21'), await known('cookie-2'), await known('cookie-1'), await known('cookie-21', other.id), await known('')]).toEqual([true, true, false, false, false])
    const anybodys = (cookie: string, realm = realmId) => knownBrowsers.isAnybodys(realm, cookie)
    expect([await anybodys('cookie-21'), await anybodys('cookie-1'), await anybodys(''), await anybodys('cookie-21', realmId + 1)]).toEqual([true, false, false, false])
    later(minutes(61))
    expect([await known('cookie-21'), await anybodys('cookie-21')]).toEqual([false, false])
    await commit(world(), ...knownBrowsers.remember(realmId, user.id, 'new', clock.now() + minutes(60)), knownBrowsers.forget(realmId, user.id))
    expect(await known('new')).toBe(false)
  })
})
