import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, rowsOf, wins } from '../test/databases.ts'
import type { OutgoingMail, ResetRequest } from './types.ts'

onBothDatabases((world) => {
  const mail = (given: Partial<OutgoingMail> = {}): OutgoingMail => {
    const id = randomUUID()
    return {
      id, realmId: world().realmId, userId: null, kind: 'setup', to: 'a@example.org', subject: '設定', text: 'text', html: '<p>html</p>',
      messageId: `<${id}@example.org>`, linkId: null, ...given,
    }
  }
  const drain = async () => { for (const { id } of await world().storage.outbox.claim(1000, 1)) await commit(world(), world().storage.outbox.sent(id)) }

  describe('the outbox', () => {
    test('gives every row to one claimer, whole, and again when its lease has run out', async () => {
      const { storage: { outbox, clock }, otherNode } = world()
      await drain()
      const nodes = [world().storage, await otherNode()]
      const mails = Array.from({ length: 30 }, () => mail())
      await commit(world(), ...mails.map((each) => outbox.put(each)))
      const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => (nodes[n % 2] ?? world().storage).outbox.claim(3, 60_000)))
      const claimed = claims.flat()
      expect(claimed.map(({ id }) => id).sort()).toEqual(mails.map(({ id }) => id).sort())
      expect(claimed.find(({ id }) => id === mails[0]?.id)).toMatchObject({ ...mails[0], attempts: 1 })
      expect(await outbox.claim(100, 60_000)).toEqual([])
      clock.set(clock.now() + 60_001)
      const again = await outbox.claim(100, 60_000)
      expect(again).toHaveLength(30)
      expect(again[0]).toMatchObject({ attempts: 2 })
      await drain()
      clock.set(clock.now() + 60_001)
      await drain()
    })

    test('housekeeping: what was sent is known for thirty days; what waits stays, however old', async () => {
      const { storage: { outbox, clock, protocol }, realmId } = world()
      await drain()
      const [now, user] = [clock.now(), await addUser(world())]
      const [sent, waiting] = [mail({ userId: user.id, kind: 'old' }), mail({ userId: user.id, kind: 'waits' })]
      clock.set(Math.min(now, Date.now()) - 31 * 24 * 3_600_000)
      await commit(world(), outbox.put(sent), outbox.put(waiting))
      await commit(world(), outbox.sent(sent.id))
      clock.set(now)
      await protocol.purgeExpired(1000)
      expect(await outbox.stateOf(realmId, user.id, 'old')).toBeUndefined()
      expect(await outbox.stateOf(realmId, user.id, 'waits')).toMatchObject({ state: 'waiting' })
      await drain()
    })

    test('I-11: mail that tells of what is over is never handed out, and its body is wiped', async () => {
      const { storage: { outbox, clock }, realmId, where, dataDir } = world()
      await drain()
      const user = await addUser(world())
      const [code, letter] = [mail({ userId: user.id, kind: 'code', expiresAt: clock.now() + 1000 }), mail({ userId: user.id, kind: 'letter', expiresAt: null })]
      await commit(world(), outbox.put(code), outbox.put(letter))
      expect((await outbox.claim(10, 500)).map(({ id, expiresAt }) => [id, expiresAt])).toEqual([[code.id, code.expiresAt], [letter.id, null]])
      clock.set(clock.now() + 1000)
      expect((await outbox.claim(10, 500)).map(({ id }) => id)).toEqual([letter.id])
      expect(await outbox.stateOf(realmId, user.id, 'code')).toMatchObject({ state: 'void', reason: 'expired' })
      expect((await rowsOf({ ...world(), where, dataDir }, `SELECT body FROM mails WHERE id = '${code.id}'`))[0]).toEqual({ body: null })
      clock.set(clock.now() + 1000)
      await drain()
    })

    test('I-11: mail about a link that is used, void or expired is never handed out, and its body is wiped', async () => {
      const { storage, realmId } = world()
      const { outbox, links, clock } = storage
      await drain()
      const cases: [string, (userId: string, linkId: string) => Promise<unknown>][] = [
        ['used', (_, id) => commit(world(), links.spend(realmId, id, 1))],
        ['void', (userId) => commit(world(), links.voidAll(realmId, userId, 'reset'))],
        ['expired', async () => clock.set(clock.now() + 120_000)],
      ]
      for (const [what, end] of cases) {
        const user = await addUser(world())
        const linkId = randomUUID()
        const now = clock.now()
        await commit(world(), ...links.create({ id: linkId, realmId, userId: user.id, purpose: 'set-up', credentialVersion: 1, createdAt: now, expiresAt: now + 60_000, createdBy: 'a', subject: null }, randomUUID()),
          outbox.put(mail({ userId: user.id, linkId })))
        expect(await outbox.stateOf(realmId, user.id, 'setup')).toMatchObject({ state: 'waiting' })
        await end(user.id, linkId)
        expect(await outbox.claim(100, 1000), what).toEqual([])
        expect(await outbox.stateOf(realmId, user.id, 'setup'), what).toMatchObject({ state: 'void', reason: 'link' })
      }
    })

    test('waits as long as it is told to, and says when it is due next', async () => {
      const { storage: { outbox, clock, unit }, realmId } = world()
      await drain()
      expect(await outbox.nextDueAt()).toBeNull()
      const user = await addUser(world())
      const waiting = mail({ userId: user.id })
      await commit(world(), outbox.put(waiting))
      const [claimed] = await outbox.claim(1, 60_000)
      expect(await outbox.nextDueAt()).toBe(claimed?.leaseUntil)
      const at = clock.now() + 300_000
      await commit(world(), outbox.retryAt(waiting.id, at, '451 greylisted'))
      expect(await outbox.nextDueAt()).toBe(at)
      expect(await outbox.stateOf(realmId, user.id, 'setup')).toMatchObject({ state: 'waiting', reason: '451 greylisted' })
      expect(await outbox.claim(1, 1000)).toEqual([])
      clock.set(at)
      const [again] = await outbox.claim(1, 1000)
      expect(again).toMatchObject({ id: waiting.id, attempts: 2 })
      await commit(world(), outbox.postpone(waiting.id, at, 'pace'))
      expect((await outbox.claim(1, 1000))[0]).toMatchObject({ attempts: 2 })
      await commit(world(), outbox.refused(waiting.id, '550 no such user'))
      expect(await outbox.stateOf(realmId, user.id, 'setup')).toMatchObject({ state: 'refused', reason: '550 no such user' })
      expect(await unit([outbox.sent(waiting.id)])).toMatchObject({ ok: false })
    })
  })

  test('back-channel logouts are claimed once, retried when due, and gone when done', async () => {
    const { storage: { logouts, clock }, realmId } = world()
    const queued = Array.from({ length: 5 }, () => ({ id: randomUUID(), realmId, clientId: 'c', userId: 'u', sessionUid: null }))
    await commit(world(), ...queued.map((each) => logouts.queue(each)))
    const claims = (await Promise.all([logouts.claim(3, 1000), logouts.claim(3, 1000)])).flat()
    expect(claims.map(({ id }) => id).sort()).toEqual(queued.map(({ id }) => id).sort())
    const [first, ...others] = claims
    await commit(world(), logouts.retryAt(first?.id ?? '', clock.now() + 5000), ...others.map(({ id }) => logouts.done(id)))
    expect(await logouts.claim(10, 1000)).toEqual([])
    clock.set(clock.now() + 5000)
    expect(await logouts.claim(10, 1000)).toMatchObject([{ id: first?.id, attempts: 2 }])
  })

  describe('a reset request (S2-20)', () => {
    const request = (userId: string, given: Partial<ResetRequest> = {}) => ({
      id: randomUUID(), realmId: world().realmId, userId, reference: '4271-08', journeyId: 'j', createdAt: world().storage.clock.now(), address: '::1', ...given,
    })

    test('is one a person, and answered once', async () => {
      const { storage: { resetRequests, unit }, realmId } = world()
      const user = await addUser(world())
      const [first, second] = [request(user.id), request(user.id, { reference: '1111-11' })]
      await commit(world(), resetRequests.create(first))
      expect(await unit([resetRequests.create(second)])).toEqual({ ok: false, missed: 'resetRequests.create', duplicate: true })
      expect(await resetRequests.findOpenOf(realmId, user.id)).toMatchObject({ id: first.id, state: 'open' })
      expect(await resetRequests.findByReference(realmId, '4271-08')).toMatchObject({ id: first.id })
      expect(await race(() => wins(unit([resetRequests.answer(realmId, first.id, 'admin')])))).toBe(1)
      expect(await wins(unit([resetRequests.dismiss(realmId, first.id, 'other')]))).toBe(false)
      expect(await resetRequests.latestAnsweredOf(realmId, user.id)).toMatchObject({ id: first.id, answeredBy: 'admin', answeredAt: expect.any(Number) })
      expect(await resetRequests.findOpenOf(realmId, user.id)).toBeUndefined()
      await commit(world(), resetRequests.create(second))
      expect((await resetRequests.list(realmId, 'open', null, 10)).items.map(({ id }) => id)).toEqual([second.id])
      expect((await resetRequests.list(realmId, null, null, 1)).next).not.toBeNull()
    })
  })

  test('the audit is listed newest first, by person, kind and time, and a page never repeats', async () => {
    const { storage: { audit, clock }, realmId } = world()
    const user = await addUser(world())
    const from = clock.now() + 1_000_000
    for (let n = 0; n < 7; n++) {
      clock.set(from + n * 1000)
      await commit(world(), audit.record({
        realmId, type: n % 2 ? 'code.refused' : 'sign-in.succeeded', actor: user.id, userId: user.id, clientId: 'app', address: '::1', userAgent: 'x',
        journeyId: 'j', outcome: n % 2 ? 'refused' : 'success', reason: null, detail: { n },
      }))
    }
    const list = async (filter: Parameters<typeof audit.list>[1], limit = 100) => {
      const seen: unknown[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof audit.list>> = await audit.list(realmId, { userId: user.id, ...filter }, cursor, limit)
        seen.push(...page.items.map(({ detail }) => detail?.['n']))
        cursor = page.next
      } while (cursor !== null)
      return seen
    }
    expect(await list({})).toEqual([6, 5, 4, 3, 2, 1, 0])
    expect(await list({}, 2)).toEqual([6, 5, 4, 3, 2, 1, 0])
    const { items: [newest] } = await audit.list(realmId, { userId: user.id }, null, 1)
    expect(await audit.find(realmId, newest?.n ?? 0)).toEqual(newest)
    expect(await audit.find(realmId + 1, newest?.n ?? 0), 'in this realm only').toBeUndefined()
    expect(await audit.find(realmId, 999_999_999)).toBeUndefined()
    expect(await list({ types: ['code.refused'] })).toEqual([5, 3, 1])
    expect(await list({ from: from + 2000, to: from + 5000 })).toEqual([4, 3, 2])
  })
})
