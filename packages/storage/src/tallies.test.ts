import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, identity, onBothDatabases, race, rowsOf, totp, type World } from '../test/databases.ts'
import type { NewUser, Statement, Tally } from './types.ts'

const counted = `coalesce(users.policy_group_id, '') AS g, users.enabled AS e, users.otp_required AS r, users.otp_status AS s, count(*) AS c`
const inOrder = (lines: readonly string[]) => lines.toSorted()
const line = (...values: readonly unknown[]) => values.map((value) => typeof value === 'boolean' ? Number(value) : value ?? '').join('|')
const lineOf = ({ policyGroupId, enabled, otpRequired, otpStatus, count }: Tally) => line(policyGroupId, enabled, otpRequired, otpStatus, count)
const rowLine = ({ role = null, g, e, r, s, c }: Record<string, unknown>) => line(...(role === null ? [] : [role]), g, e, r, s, c)

/** What the storage says, beside what anybody would count who read every row. */
async function compare(world: World): Promise<void> {
  const { storage: { tallies }, realmId } = world
  const people = await rowsOf(world, `SELECT ${counted} FROM users WHERE realm_id = ${realmId} GROUP BY 1, 2, 3, 4`)
  expect(inOrder((await tallies.people(realmId)).map(lineOf))).toEqual(inOrder(people.map(rowLine)))
  const roles = await rowsOf(world, `SELECT user_roles.role_id AS role, ${counted} FROM user_roles JOIN users ON users.n = user_roles.n
    WHERE users.realm_id = ${realmId} GROUP BY 1, 2, 3, 4, 5`)
  expect(inOrder((await tallies.roles(realmId)).map((tally) => line(tally.roleId, lineOf(tally))))).toEqual(inOrder(roles.map(rowLine)))
  const astray = await rowsOf(world, 'SELECT user_roles.n FROM user_roles JOIN users ON users.n = user_roles.n WHERE user_roles.otp <> users.otp_status')
  expect(astray, 'the state of codes beside a role is the person’s').toEqual([])
}

/** The same of what stands on the rows of people. */
async function compareColumns(world: World): Promise<void> {
  const wrong = await rowsOf(world, `SELECT id FROM users WHERE
    emergency_left <> (SELECT count(*) FROM emergency_tokens t WHERE t.realm_id = users.realm_id AND t.user_id = users.id
      AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.lapsed_at IS NULL)
    OR coalesce(otp_used_at, -1) <> coalesce((SELECT max(coalesce(last_used_at, bound_at)) FROM authenticators a WHERE a.realm_id = users.realm_id AND a.user_id = users.id), -1)
    OR one_mailbox <> (CASE WHEN EXISTS (SELECT 1 FROM authenticators a WHERE a.realm_id = users.realm_id AND a.user_id = users.id AND a.state <> 'suspended' AND lower(a.address) = lower(users.email)) THEN 1 ELSE 0 END)
    OR upstream_count <> (SELECT count(*) FROM identities i WHERE i.realm_id = users.realm_id AND i.user_id = users.id)`)
  expect(wrong).toEqual([])
  expect(await rowsOf(world, 'SELECT identities.n FROM identities LEFT JOIN users ON users.n = identities.user_n AND users.id = identities.user_id WHERE users.n IS NULL')).toEqual([])
}

/** Of a seed always the same numbers. */
const dice = (seed: number) => (sides: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return (seed >> 8) % sides
}

onBothDatabases((world) => {
  const furniture = async () => {
    const { storage, realmId } = world()
    const roles = [randomUUID(), randomUUID()]
    const groups = [randomUUID(), randomUUID()]
    await commit(world(),
      ...roles.map((id) => storage.roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: false })),
      ...groups.map((id) => storage.groups.create({ id, realmId, name: id })))
    return { roles, groups, upstreams: [await addUpstream(world()), await addUpstream(world())] }
  }
  type Furniture = Awaited<ReturnType<typeof furniture>>

  /** One of the many things that happen to people, at random. */
  function happening({ roles, groups, upstreams }: Furniture, people: readonly NewUser[], roll: (sides: number) => number): readonly Statement[] {
    const { storage: { users, authenticators, emergencyTokens, identities, clock, ...storage }, realmId } = world()
    const pick = <Item>(items: readonly Item[]): Item => items[roll(items.length)] as Item
    const { id, email } = pick(people)
    const all = [
      () => users.change(realmId, id, { enabled: roll(2) === 0, policyGroupId: pick([null, 'group-a', 'group-b']) }),
      () => [users.setOtpRequired(realmId, id, roll(2) === 0)],
      () => storage.roles.grant(realmId, id, pick(roles)),
      () => storage.roles.withdraw(realmId, id, pick(roles)),
      () => storage.groups.add(realmId, id, pick(groups)),
      () => storage.groups.leave(realmId, id, pick(groups)),
      () => storage.groups.grantRole(realmId, pick(groups), pick(roles)),
      () => storage.groups.withdrawRole(realmId, pick(groups), pick(roles)),
      () => storage.roles.sync(realmId, id, pick(upstreams).id, roll(2) === 0 ? [] : [pick(roles)]),
      () => authenticators.create(totp(world(), id, { state: pick(['active', 'unproved']), boundAt: roll(1_000_000) }), ''),
      () => authenticators.create(totp(world(), id, { id: `mail-${id}`, kind: 'emailed-code', state: pick(['active', 'unproved', 'suspended']), address: pick([email, pick(people).email])?.toUpperCase() ?? null }), ''),
      () => authenticators.setState(realmId, id, `mail-${id}`, pick(['active', 'suspended'])),
      () => users.change(realmId, id, { email: roll(3) === 0 ? null : roll(2) === 0 ? email : `${email}.example` }),
      () => authenticators.removeAll(realmId, id),
      () => [authenticators.spendTimeStep(realmId, 'unknown', roll(1000))],
      () => emergencyTokens.create({ id: randomUUID(), realmId, userId: id, createdAt: clock.now(), createdBy: 'x', reason: 'x', expiresAt: null }, String(roll(1e9)), null),
      () => [emergencyTokens.revokeAll(realmId, id)],
      () => [identities.link(identity(world(), pick(upstreams), id))],
      () => identities.unlink(realmId, id, pick(upstreams).id),
      () => users.remove(realmId, id),
      () => users.create(realmId, { ...pick(people), email: null }),
    ]
    return pick(all)()
  }

  test('S1-5: how many people there are of each kind is what a count of every row says, whatever happens to them and whatever is rolled back', async () => {
    const { storage } = world()
    const things = await furniture()
    const people = await Promise.all(Array.from({ length: 12 }, (_, n) => addUser(world(), { otpRequired: n % 2 === 0 })))
    const roll = dice(7)
    for (let step = 0; step < 25; step++) {
      // Several things in one unit: what misses takes along what was done before it.
      for (let part = 0; part < 10; part++) await storage.unit([...happening(things, people, roll), ...happening(things, people, roll)])
      if (step % 5 === 4) await storage.protocol.purgeExpired(100)
      await compare(world())
    }
    await compareColumns(world())
  })

  test('S1-5: and when several writers change the same people at once', async () => {
    const { storage, otherNode } = world()
    const nodes = [storage, await otherNode()]
    const things = await furniture()
    const people = await Promise.all(Array.from({ length: 6 }, () => addUser(world())))
    const roll = dice(11)
    for (let round = 0; round < 4; round++) {
      await race(async (index) => (await nodes[index % 2]?.unit([...happening(things, people, roll)]))?.ok === true, 40)
      await Promise.all(nodes.map((node) => node.protocol.purgeExpired(100)))
      await compare(world())
      await compareColumns(world())
    }
  })

  test('a sum is one state of the database, while housekeeping brings changes into the numbers', async () => {
    const { storage, realmId } = world()
    const total = async () => (await storage.tallies.people(realmId)).reduce((sum, { count }) => sum + count, 0)
    await Promise.all(Array.from({ length: 20 }, () => addUser(world())))
    const expected = await total()
    const seen = await Promise.all(Array.from({ length: 30 }, async (_, n) => {
      if (n % 3 === 0) await storage.protocol.purgeExpired(100)
      return total()
    }))
    expect(new Set(seen)).toEqual(new Set([expected]))
  })

  test('S3-22: an emergency token that has expired is counted until housekeeping takes it off', async () => {
    const { storage, realmId } = world()
    const { emergencyTokens, clock, users } = storage
    const user = await addUser(world())
    const at = clock.now()
    const token = { id: randomUUID(), realmId, userId: user.id, createdAt: at, createdBy: 'x', reason: 'x' }
    await commit(world(), ...emergencyTokens.create({ ...token, expiresAt: at - 1 }, 'one', null),
      ...emergencyTokens.create({ ...token, id: randomUUID(), expiresAt: null }, 'two', null))
    const listed = async (emergencyLeft: 'none' | 'last' | 'some') => (await users.list(realmId, { emergencyLeft: [emergencyLeft], ids: [user.id] }, null, 5)).items.length
    expect([await listed('none'), await listed('last'), await listed('some')]).toEqual([0, 0, 1])
    await storage.protocol.purgeExpired(100)
    expect([await listed('none'), await listed('last'), await listed('some')]).toEqual([0, 1, 0])
    await commit(world(), emergencyTokens.spend(realmId, user.id, 'two'))
    expect([await listed('none'), await listed('last'), await listed('some')]).toEqual([1, 0, 0])
    await compareColumns(world())
  })
})
