import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, session, totp } from '../test/databases.ts'

const day = 86_400_000

onBothDatabases((world) => {
  describe('what several people behind one account leave (S4-4)', () => {
    test('browsers since an instant, sessions of now, authenticators that work: of each person, and of nobody else', async () => {
      const { storage: { sharing, knownBrowsers, sessions, authenticators, clock }, realmId } = world()
      const [desk, other] = [await addUser(world(), { department: 'Front' }), await addUser(world())]
      const now = clock.now()
      clock.set(now - 40 * day)
      await commit(world(), ...knownBrowsers.remember(realmId, desk.id, 'long ago', now + day))
      clock.set(now)
      for (const cookie of ['a', 'b', 'c']) await commit(world(), ...knownBrowsers.remember(realmId, desk.id, cookie, now + day))
      await commit(world(), ...knownBrowsers.remember(realmId, other.id, 'a', now + day))
      const begun = (userId: string, over: object) => commit(world(), sessions.begin(session(world(), userId, { lastUsedAt: now - 1000, expiresAt: now + day, ...over })))
      await begun(desk.id, { address: '192.0.2.1', userAgent: 'Firefox' })
      await begun(desk.id, { address: '2001:db8::1', userAgent: 'Chrome' })
      await begun(desk.id, { address: '192.0.2.9', userAgent: 'over', expiresAt: now - 1 })
      await commit(world(), ...await authenticators.create(totp(world(), desk.id, { label: 'Front desk' }), ''))
      await commit(world(), ...await authenticators.create(totp(world(), desk.id, { label: 'Lost', state: 'suspended' }), await authenticators.setDigest(realmId, desk.id)))

      const facts = await sharing.person(realmId, desk.id, now - 30 * day)
      expect(facts).toMatchObject({ id: desk.id, username: desk.username, department: 'Front', enabled: true, shared: false, newBrowsers: 3, authenticators: [{ label: 'Front desk', address: null }] })
      expect(facts?.sessions.map(({ address, userAgent }) => [address, userAgent]).toSorted()).toEqual([['192.0.2.1', 'Firefox'], ['2001:db8::1', 'Chrome']])
      expect(await sharing.person(realmId + 1, desk.id, 0)).toBeUndefined()
      const [newest, before] = await sharing.people(realmId, { before: null, limit: 2, since: now - 30 * day })
      expect([newest, before]).toEqual([expect.objectContaining({ id: other.id, newBrowsers: 1, sessions: [], authenticators: [] }), facts])
      expect(await sharing.people(realmId, { before: facts?.n ?? 0, limit: 500, since: 0 })).not.toContainEqual(expect.objectContaining({ id: desk.id }))
    })

    test('an address leads to whose it is, and to whose codes go there, however it is written, in its own realm', async () => {
      const { storage: { sharing, authenticators }, realmId } = world()
      const email = `Desk-${randomUUID()}@Example.org`
      const desk = await addUser(world(), { email })
      expect(await sharing.ofAddresses(realmId, [email.toUpperCase(), 'nobody@example.org'])).toEqual([{ id: desk.id, username: desk.username, address: email.toLowerCase() }])
      const [codes, suspended] = [await addUser(world()), await addUser(world())]
      for (const [user, state] of [[codes, 'active'], [suspended, 'suspended']] as const) {
        await commit(world(), ...await authenticators.create(totp(world(), user.id, { kind: 'emailed-code', state, totp: null, address: email, secret: '' }), ''))
      }
      expect((await sharing.ofAddresses(realmId, [email])).map(({ id }) => id).toSorted()).toEqual([desk.id, codes.id].toSorted())
      expect(await sharing.ofAddresses(realmId + 1, [email])).toEqual([])
      expect(await sharing.ofAddresses(realmId, [])).toEqual([])
    })

    test('of an address that hundreds have codes mailed to, fifty of them are named', async () => {
      const { storage: { sharing, authenticators }, realmId } = world()
      const email = `crowd-${randomUUID()}@example.org`
      for (let index = 0; index < 55; index += 1) {
        const user = await addUser(world())
        await commit(world(), ...await authenticators.create(totp(world(), user.id, { kind: 'emailed-code', totp: null, address: email, secret: '' }), ''))
      }
      const found = await sharing.ofAddresses(realmId, [email])
      expect([found.length, new Set(found.map(({ id }) => id)).size]).toEqual([50, 50])
    })
  })
})
