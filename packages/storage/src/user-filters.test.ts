import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, identity, onBothDatabases, rowsOf, totp } from '../test/databases.ts'
import { searchForm } from './normalise.ts'
import { createBuilder, createReader } from './sql/build.ts'
import { openPostgres } from './sql/postgres.ts'
import { openSqlite } from './sql/sqlite.ts'
import type { OtpStatus, User, UserFilter } from './types.ts'
import { createUserSearch } from './user-search.ts'

/** Of a seed always the same numbers. */
const dice = (seed: number) => (sides: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return (seed >> 8) % sides
}
const day = 86_400_000
const now = Date.UTC(2026, 10, 20)

/** Somebody, and what filters ask that stands in no row of `users`. */
type Person = { user: User; roles: readonly string[]; groups: readonly string[]; upstreams: readonly string[]; emergency: number; usedAt: number | null; waits: boolean; oneMailbox: boolean }

/** What a filter means, said without a database. */
function fits({ user, ...person }: Person, filter: UserFilter): boolean {
  const { demand, signedIn, upstreamIds, emergencyLeft } = filter
  const isDemanded = demand !== undefined && (demand.by.everybody || user.otpRequired
    || demand.by.policyGroupIds.some((id) => id === user.policyGroupId) || demand.by.departments.some((name) => name === user.department)
    || demand.by.roleIds.some((id) => person.roles.includes(id)) || demand.by.groupIds.some((id) => person.groups.includes(id)))
  const { givenName, familyName, sortName, username, email } = user
  const names = [givenName, familyName, sortName ?? '', username, email ?? '']
  // Names are also typed without the blank between them, in either order.
  const text = searchForm(`${username} ${email ?? ''} ${familyName}${givenName} ${givenName}${familyName} ${sortName ?? ''}`)
  const parts = [...names.flatMap((name) => searchForm(name).split(/[\s.,_@\-・=]+/)), ...([...familyName].length === 1 ? [familyName + givenName] : [])]
  const found = (word: string) => [...word].length >= 3 ? text.includes(word) : parts.some((part) => part.startsWith(word))
  return [
    searchForm(filter.search ?? '').split(' ').filter((word) => word !== '').every(found),
    filter.ids?.includes(user.id),
    filter.roleIds?.some((id) => person.roles.includes(id)),
    filter.otp?.includes(user.otpStatus),
    filter.otpRequired === undefined || user.otpRequired === filter.otpRequired,
    filter.enabled === undefined || user.enabled === filter.enabled,
    filter.policyGroupIds?.includes(user.policyGroupId),
    filter.departments?.some((name) => name === user.department),
    demand === undefined || isDemanded === demand.required,
    signedIn === undefined || (signedIn === 'never' ? user.lastSignInAt === null
      : user.lastSignInAt !== null && user.lastSignInAt < (signedIn.before ?? Infinity) && user.lastSignInAt >= (signedIn.since ?? 0)),
    filter.waits === undefined || person.waits,
    emergencyLeft?.includes(person.emergency === 0 ? 'none' : person.emergency === 1 ? 'last' : 'some'),
    upstreamIds === undefined || (upstreamIds === null ? person.upstreams.length === 0 : upstreamIds.some((id) => person.upstreams.includes(id))),
    filter.emailProved === undefined || (filter.emailProved ? user.emailProvedAt !== null : user.email !== null && user.emailProvedAt === null),
    filter.unusedSince === undefined || (user.otpStatus !== 'none' && person.usedAt !== null && person.usedAt < filter.unusedSince),
    filter.oneMailbox === undefined || person.oneMailbox,
    filter.shared === undefined || user.shared === filter.shared,
  ].every((answer) => answer !== false)
}

onBothDatabases((world) => {
  test('S0-40: any filters together find exactly those whom they mean, newest first, however few are looked at in one request', async () => {
    const { storage, realmId, where, dataDir } = world()
    const roll = dice(3)
    const pick = <Item>(items: readonly Item[]): Item => items[roll(items.length)] as Item
    const some = <Item>(items: readonly Item[]): Item[] => items.filter(() => roll(2) === 0)
    const roles = [randomUUID(), randomUUID(), randomUUID()]
    const groups = [randomUUID(), randomUUID()]
    const policyGroups = [randomUUID(), randomUUID()]
    const upstreams = [await addUpstream(world()), await addUpstream(world())]
    const departments = ['Sales', '営業部', 'Audit']
    await commit(world(),
      ...roles.map((id) => storage.roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: false })),
      ...groups.map((id) => storage.groups.create({ id, realmId, name: id })), ...storage.groups.grantRole(realmId, groups[0] ?? '', roles[2] ?? ''))

    const given: { id: string; groups: string[]; upstreams: string[]; emergency: number; usedAt: number | null; waits: boolean; oneMailbox: boolean }[] = []
    for (let at = 0; at < 48; at++) {
      const family = pick(['佐藤', '林', 'Smith', '김', 'Yamada'])
      const { id } = await addUser(world(), {
        username: `person-${at}`, email: roll(5) === 0 ? null : `p${at}@${pick(['acme', 'corp'])}.example`, emailProvedAt: roll(2) === 0 ? now : null, familyName: family,
        givenName: pick(['太郎', 'Hanako', '철']), sortName: family === '佐藤' ? 'さとう たろう' : null, department: pick([null, ...departments]), enabled: roll(4) > 0,
        shared: roll(6) === 0, otpRequired: roll(2) === 0, policyGroupId: pick([null, ...policyGroups]),
      })
      const mine = { id, groups: some(groups), upstreams: [] as string[], emergency: roll(4), usedAt: null as number | null, waits: roll(5) === 0, oneMailbox: false }
      const linked = some(upstreams)
      mine.upstreams.push(...linked.map((upstream) => upstream.id))
      // One unit: each by itself would wait for the disk five times as often.
      await commit(world(), ...some(roles.slice(0, 2)).flatMap((role) => storage.roles.grant(realmId, id, role)), ...mine.groups.flatMap((group) => storage.groups.add(realmId, id, group)),
        ...linked.map((upstream) => storage.identities.link(identity(world(), upstream, id))),
        ...Array.from({ length: mine.emergency }, (_, token) => storage.emergencyTokens.create({ id: randomUUID(), realmId, userId: id, createdAt: now, createdBy: 'x', reason: 'x', expiresAt: null }, `${token}`, null)).flat())
      const kinds = pick<readonly OtpStatus[]>([[], ['app'], ['email'], ['unproved'], ['suspended'], ['app', 'email']])
      for (const kind of kinds) {
        const boundAt = now - roll(300) * day
        const address = kind === 'email' ? pick([`P${at}@acme.example`, 'elsewhere@mail.example']) : null
        if (address !== null && address.toLowerCase() === (await storage.users.find(realmId, id))?.email) mine.oneMailbox = true
        const authenticator = totp(world(), id, { boundAt, address, kind: kind === 'email' ? 'emailed-code' : 'totp', state: kind === 'unproved' || kind === 'suspended' ? kind : 'active' })
        await commit(world(), ...storage.authenticators.create(authenticator, await storage.authenticators.setDigest(realmId, id)))
        mine.usedAt = Math.max(mine.usedAt ?? 0, boundAt)
      }
      if (mine.waits) await commit(world(), storage.throttle.close(`wait-${id}`, Date.now() + day, { realmId, userId: id }))
      if (roll(3) > 0) {
        storage.clock.set(now - roll(300) * day)
        await commit(world(), storage.users.signedIn(realmId, id))
      }
      given.push(mine)
    }
    storage.clock.set(Date.now())
    const people = (await Promise.all(given.map(async (mine): Promise<Person> => ({
      ...mine, user: present(await storage.users.find(realmId, mine.id)), roles: (await storage.roles.effectiveOf(realmId, mine.id)).map((role) => role.id),
    })))).toSorted((one, other) => other.user.n - one.user.n)

    // So few at once that nearly every filter has to say that there is more to look through.
    const dialect = where.databaseUrl === undefined ? 'sqlite' : 'postgres'
    const connection = where.databaseUrl === undefined ? openSqlite(join(dataDir, 'tegata.db'), true) : openPostgres(where.databaseUrl)
    const durable = { read: createReader(connection), unit: connection.unit, raw: (text: string) => connection.read(text, [], 'point') }
    const clock = { ...storage.clock, realNow: storage.clock.now, refresh: async () => undefined }
    const matching = createUserSearch({ db: createBuilder(dialect), dialect, durable, clock }, { table: 13, index: 7, rare: { before: 1, after: 5 }, lists: 30 })
    const ways: Record<keyof UserFilter, () => UserFilter> = {
      search: () => ({ search: pick(['s', 'さと', '佐藤', 'smith', 'acme', 'p', 'person', 'ル', 'zzz', 'p 佐', 'p a', 'p s a', 'a 佐藤', 'acme smith', '김철', '林太', 'ya yam', 'example.', 'a\'"%_']) }),
      ids: () => ({ ids: some(people).map(({ user }) => user.id) }),
      roleIds: () => ({ roleIds: pick([[roles[0] ?? ''], roles, [randomUUID()]]) }),
      otp: () => ({ otp: pick<readonly OtpStatus[]>([['none'], ['app', 'several'], ['suspended', 'unproved', 'none']]) }),
      otpRequired: () => ({ otpRequired: roll(2) === 0 }),
      enabled: () => ({ enabled: roll(2) === 0 }),
      policyGroupIds: () => ({ policyGroupIds: pick<readonly (string | null)[]>([[null], policyGroups.slice(0, 1), policyGroups, [null, ...policyGroups], [...policyGroups.slice(1), null, randomUUID()], [randomUUID()], [null, null]]) }),
      departments: () => ({ departments: pick([['Sales'], departments, ['sales']]) }),
      demand: () => ({ demand: { required: roll(2) === 0, by: {
        everybody: roll(6) === 0, policyGroupIds: some(policyGroups), roleIds: roll(2) === 0 ? [] : some(roles), groupIds: roll(2) === 0 ? [] : some(groups), departments: roll(2) === 0 ? [] : ['Audit'],
      } } }),
      signedIn: () => ({ signedIn: pick<NonNullable<UserFilter['signedIn']>>(['never', { before: now - 90 * day }, { since: now - 40 * day }, { since: 0 }, { since: now - 90 * day, before: now - 40 * day }]) }),
      waits: () => ({ waits: true }),
      emergencyLeft: () => ({ emergencyLeft: pick<NonNullable<UserFilter['emergencyLeft']>>([['none'], ['last'], ['some'], ['none', 'last'], ['last', 'some'], ['some', 'none'], ['none', 'last', 'some']]) }),
      upstreamIds: () => ({ upstreamIds: pick([null, [], upstreams.map(({ id }) => id), [upstreams[0]?.id ?? '']]) }),
      oneMailbox: () => ({ oneMailbox: true }),
      emailProved: () => ({ emailProved: roll(2) === 0 }),
      unusedSince: () => ({ unusedSince: now - roll(300) * day }),
      shared: () => ({ shared: roll(2) === 0 }),
    }
    const fields = Object.keys(ways) as (keyof UserFilter)[]
    try {
      let meant = 0
      for (let turn = 0; turn < 120; turn++) {
        const chosen = turn < fields.length ? [pick(fields.slice(turn, turn + 1))] : [pick(fields), pick(fields), ...(roll(2) === 0 ? [pick(fields)] : [])]
        const filter: UserFilter = Object.assign({}, ...chosen.map((field) => ways[field]()))
        const expected = people.filter((person) => fits(person, filter)).map(({ user }) => user.n)
        meant += expected.length
        const found: number[] = []
        for (let before: number | null = null, pages = 0; ; pages++) {
          const { numbers, next } = await matching(realmId, filter, before, 4)
          found.push(...numbers)
          expect(numbers.length, 'a page is no longer than was asked').toBeLessThanOrEqual(4)
          if (next === null || pages > 200) break
          expect(next, `the next page begins further back: ${JSON.stringify(filter)}`).toBeLessThan(before ?? Infinity)
          before = next
        }
        expect(found, JSON.stringify(filter)).toEqual(expected)
        expect((await storage.users.list(realmId, filter, null, 100)).items.map(({ n }) => n), JSON.stringify(filter)).toEqual(expected)
        expect(await storage.users.count(realmId, filter, 1000)).toEqual({ count: expected.length, more: false })
        expect(await matching(realmId + 1, filter, null, 4)).toEqual({ numbers: [], next: null })
      }
      expect(meant).toBeGreaterThan(100)
    } finally {
      await connection.close()
    }
    // Whoever has many beginnings alike is one person of a page all the same.
    for (let at = 0; at < 12; at++) await addUser(world(), { username: `xavier-${at}.xu`, email: `x${at}@x.example`, givenName: 'Xenia', familyName: 'Xu', sortName: 'Xu Xenia' })
    const [first, second] = [await storage.users.list(realmId, { search: 'x' }, null, 8), await storage.users.list(realmId, { search: 'x' }, null, 20)]
    expect([first.items.length, first.next !== null, second.items.length, second.next]).toEqual([8, true, 12, null])
    expect(await rowsOf(world(), 'SELECT n FROM users WHERE otp_used_at IS NULL AND otp_status <> \'none\'')).toEqual([])
  }, 120_000)
})

function present<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error('Nobody is there')
  return item
}
