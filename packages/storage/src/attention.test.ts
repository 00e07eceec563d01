import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, rowsOf, totp } from '../test/databases.ts'
import type { Attention, Counted } from './types.ts'

const day = 24 * 60 * 60_000
const cap = 1000

/** Of a seed always the same numbers. */
const dice = (seed: number) => (sides: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return (seed >> 8) % sides
}

onBothDatabases((world) => {
  test('issue 4.1: what needs attention is what a count of every row says, whatever people are like', async () => {
    const { storage, realmId } = world()
    const roll = dice(5)
    const pick = <Item>(items: readonly Item[]): Item => items[roll(items.length)] as Item
    const [global, helper, plain] = [randomUUID(), randomUUID(), randomUUID()]
    const now = storage.clock.now()
    const unusedSince = now - 365 * day
    await commit(world(), ...[global, helper, plain].map((id) => storage.roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: id !== plain })))

    for (let at = 0; at < 60; at++) {
      const user = await addUser(world(), {
        email: roll(5) === 0 ? null : `p${at}@acme.example`, emailProvedAt: roll(2) === 0 ? now : null, enabled: roll(4) > 0, passwordHash: roll(3) > 0 ? 'hash' : null,
      })
      const kind = pick(['none', 'app', 'mine', 'elsewhere', 'both', 'suspended'] as const)
      // On either side of the instant, also in the four weeks in which it lies.
      const boundAt = unusedSince + pick([-90, -29, -20, -10, -1, 1, 10, 20, 29, 200]) * day
      const authenticators = [
        ...(kind === 'app' || kind === 'both' ? [totp(world(), user.id, { boundAt })] : []),
        ...(kind === 'none' || kind === 'app' ? [] : [totp(world(), user.id, {
          kind: 'emailed-code', boundAt, state: kind === 'suspended' ? 'suspended' : pick(['active', 'unproved']), address: kind === 'elsewhere' ? 'else@mail.example' : `P${at}@acme.example`,
        })]),
      ]
      for (const authenticator of authenticators) await commit(world(), ...storage.authenticators.create(authenticator, await storage.authenticators.setDigest(realmId, user.id)))
      await commit(world(),
        ...[global, helper, plain].filter(() => roll(3) === 0).flatMap((role) => storage.roles.grant(realmId, user.id, role)),
        ...Array.from({ length: roll(3) }, (_, token) => storage.emergencyTokens.create({ id: randomUUID(), realmId, userId: user.id, createdAt: now, createdBy: 'x', reason: 'x', expiresAt: null }, `${token}`, null)).flat(),
        ...(roll(4) === 0 ? [storage.throttle.close(`wait-${user.id}`, Date.now() + (roll(2) === 0 ? day : -day), { realmId, userId: user.id })] : []),
        ...(roll(4) === 0 ? [storage.throttle.close(`more-${user.id}`, Date.now() + day, { realmId, userId: user.id })] : []),
        ...(roll(4) === 0 ? [storage.users.markOtpReset(realmId, user.id, null)] : []),
        ...(roll(5) === 0 ? [storage.resetRequests.create({ id: randomUUID(), realmId, userId: user.id, reference: `${at}`, journeyId: randomUUID(), createdAt: now - at, address: '203.0.113.9' })] : []),
      )
    }

    const found = await storage.tallies.attention(realmId, { roleNames: [global, helper], globalRole: global, unusedSince, refusedSince: now - 7 * day }, cap)
    const exactly = (count: number): Counted => ({ count, more: false })
    const list = async (filter: Parameters<typeof storage.users.count>[1]) => exactly((await storage.users.count(realmId, { enabled: true, ...filter }, cap)).count)
    const [requests] = await rowsOf(world(), `SELECT count(*) AS count, min(created_at) AS oldest FROM reset_requests WHERE realm_id = ${realmId} AND state = 'open'`)
    expect(found).toEqual({
      working: (await storage.roles.workingHolders(realmId, global)).length,
      administratorsNotSetUp: await list({ roleIds: [global, helper], otp: ['none', 'suspended'] }),
      administratorsNotProved: await list({ roleIds: [global, helper], emailProved: false }),
      administratorsLastToken: await list({ roleIds: [global, helper], emergencyLeft: ['last'] }),
      // Also of those who are disabled.
      waits: exactly((await storage.users.count(realmId, { waits: true }, cap)).count),
      unused: await list({ unusedSince }),
      oneMailbox: await list({ oneMailbox: true, otp: ['email', 'unproved'] }),
      mailsRefused: exactly(0),
      resetRequests: { ...exactly(Number(requests?.['count'])), oldestAt: Number(requests?.['oldest']) },
    } satisfies Attention)
    for (const { count } of [found.administratorsNotSetUp, found.administratorsNotProved, found.administratorsLastToken, found.waits, found.unused, found.oneMailbox]) expect(count).toBeGreaterThan(1)

    // Cut where it is said, and another realm has none of it.
    expect((await storage.tallies.attention(realmId, { roleNames: [global, helper, plain], globalRole: global, unusedSince, refusedSince: now }, 1)).unused).toEqual({ count: 1, more: true })
    const [other] = (await commit(world(), storage.realms.create({ name: `other-${randomUUID()}`, settings: (await storage.realms.list())[0]?.settings ?? fail() }))).returned[0] ?? []
    const nothing = await storage.tallies.attention(Number(other?.['id']), { roleNames: [], globalRole: '', unusedSince, refusedSince: now }, cap)
    expect(Object.values(nothing)).toEqual([0, ...Array.from({ length: 7 }, () => exactly(0)), { ...exactly(0), oldestAt: null }])
  })
})

const fail = (): never => { throw new Error('There is no realm') }
