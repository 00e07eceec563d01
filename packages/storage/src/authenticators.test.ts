import { describe, expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, totp, wins } from '../test/databases.ts'

onBothDatabases((world) => {
  describe('spending a time step (RFC 6238 §5.2, T-1)', () => {
    test('fifty requests with one code on two nodes: one wins', async () => {
      const { storage, realmId, otherNode } = world()
      const nodes = [storage, await otherNode()]
      const user = await addUser(world())
      const authenticator = totp(world(), user.id)
      await commit(world(), ...storage.authenticators.create(authenticator, ''))
      const won = await race((n) => {
        const node = nodes[n % 2] ?? storage
        return wins(node.unit([
          node.authenticators.spendTimeStep(realmId, authenticator.id, 100),
          node.audit.record({ realmId, type: 'code.accepted', actor: user.id, userId: user.id, outcome: 'success' }),
        ]))
      })
      expect(won).toBe(1)
      expect((await storage.audit.list(realmId, { userId: user.id }, null, 100)).items).toHaveLength(1)
    })

    test('a step that is older than the last one is refused, also after a restart', async () => {
      const { storage, realmId, otherNode } = world()
      const user = await addUser(world())
      const authenticator = totp(world(), user.id, { lastStep: 100 })
      await commit(world(), ...storage.authenticators.create(authenticator, ''))
      const node = await otherNode()
      for (const [step, wanted] of [[99, false], [100, false], [101, true], [100, false], [101, false], [103, true], [102, false]] as const) {
        expect(await wins(node.unit([node.authenticators.spendTimeStep(realmId, authenticator.id, step)])), String(step)).toBe(wanted)
      }
      expect(await wins(node.unit([node.authenticators.spendTimeStep(realmId + 1, authenticator.id, 200)]))).toBe(false)
    })

    test('clears consecutive failures and stamps the use; a suspended one spends nothing', async () => {
      const { storage: { authenticators, unit }, realmId } = world()
      const user = await addUser(world())
      const authenticator = totp(world(), user.id)
      await commit(world(), ...authenticators.create(authenticator, ''), authenticators.countFailure(realmId, user.id), authenticators.countFailure(realmId, user.id))
      expect(await authenticators.listOf(realmId, user.id)).toMatchObject([{ consecutiveFailures: 2, lastUsedAt: null }])
      await commit(world(), authenticators.spendTimeStep(realmId, authenticator.id, 5))
      expect(await authenticators.listOf(realmId, user.id)).toMatchObject([{ consecutiveFailures: 0, lastUsedAt: expect.any(Number), lastStep: 5 }])
      await commit(world(), ...authenticators.setState(realmId, user.id, authenticator.id, 'suspended'))
      expect(await wins(unit([authenticators.spendTimeStep(realmId, authenticator.id, 6)]))).toBe(false)
      expect(await authenticators.openTotp(realmId, user.id)).toEqual([])
    })
  })

  describe('an address that codes are mailed to', () => {
    const byMail = (userId: string, given: Parameters<typeof totp>[2] = {}) => totp(world(), userId, { kind: 'emailed-code', totp: null, address: 'a@example.org', secret: '', ...given })

    test('a use is stamped and clears its failures; another address, suspended or removed it misses', async () => {
      const { storage: { authenticators, unit }, realmId } = world()
      const user = await addUser(world())
      const mail = byMail(user.id)
      await commit(world(), ...authenticators.create(mail, ''), authenticators.countFailure(realmId, user.id, 'emailed-code'), authenticators.countFailure(realmId, user.id))
      expect(await authenticators.listOf(realmId, user.id)).toMatchObject([{ consecutiveFailures: 1, lastUsedAt: null }])
      expect(await wins(unit([authenticators.useAddress(realmId, user.id, mail.id, 'b@example.org')]))).toBe(false)
      expect(await wins(unit([authenticators.useAddress(realmId, user.id, mail.id, 'a@example.org')]))).toBe(true)
      expect(await authenticators.listOf(realmId, user.id)).toMatchObject([{ consecutiveFailures: 0, lastUsedAt: expect.any(Number) }])
      await commit(world(), ...authenticators.setState(realmId, user.id, mail.id, 'suspended'))
      expect(await wins(unit([authenticators.useAddress(realmId, user.id, mail.id, 'a@example.org')]))).toBe(false)
      await commit(world(), ...authenticators.remove(realmId, user.id, mail.id))
      expect(await wins(unit([authenticators.useAddress(realmId, user.id, mail.id, 'a@example.org')]))).toBe(false)
    })

    test('fifty requests with one code on two nodes: one is taken (I-1)', async () => {
      const { storage, realmId, otherNode } = world()
      const nodes = [storage, await otherNode()]
      const user = await addUser(world())
      const mail = byMail(user.id, { state: 'unproved' })
      await commit(world(), ...storage.authenticators.create(mail, ''))
      const won = await race((n) => {
        const node = nodes[n % 2] ?? storage
        return wins(node.unit([
          node.throttle.reserve('emailed-code.spend', `spent ${mail.id}`, { max: 1, windowMs: 86_400_000 }),
          node.authenticators.useAddress(realmId, user.id, mail.id, 'a@example.org'),
          ...node.authenticators.setState(realmId, user.id, mail.id, 'active'),
          node.audit.record({ realmId, type: 'code.accepted', actor: user.id, userId: user.id, outcome: 'success' }),
        ]))
      })
      expect(won).toBe(1)
      expect((await storage.audit.list(realmId, { userId: user.id }, null, 100)).items).toHaveLength(1)
    })

    test('fifty guesses at one code on two nodes: three are judged', async () => {
      const { storage, otherNode } = world()
      const nodes = [storage, await otherNode()]
      const key = `tries ${(await addUser(world())).id}`
      expect(await race((n) => wins((nodes[n % 2] ?? storage).unit([(nodes[n % 2] ?? storage).throttle.reserve('tries', key, { max: 3, windowMs: 86_400_000 })])))).toBe(3)
    })
  })

  describe('the set of authenticators', () => {
    test('P15: of fifty open set-up pages one binds', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world())
      const shown = await storage.authenticators.setDigest(realmId, user.id)
      expect(shown).toBe('')
      expect(await race(() => wins(storage.unit(storage.authenticators.create(totp(world(), user.id), shown))))).toBe(1)
      expect(await storage.authenticators.listOf(realmId, user.id)).toHaveLength(1)
    })

    test('P19: of fifty removals at once, each decided on what it saw, none takes the last one', async () => {
      const { storage, realmId, otherNode } = world()
      const nodes = [storage, await otherNode()]
      const user = await addUser(world())
      const two = [totp(world(), user.id), totp(world(), user.id)]
      for (const one of two) await commit(world(), ...storage.authenticators.create(one, await storage.authenticators.setDigest(realmId, user.id)))
      const won = await race(async (n) => {
        const { authenticators, unit } = nodes[n % 2] ?? storage
        const seen = await authenticators.listOf(realmId, user.id)
        return seen.length > 1 && wins(unit(authenticators.remove(realmId, user.id, two[n % 2]?.id ?? '', seen)))
      })
      expect(won).toBe(1)
      const left = await storage.authenticators.listOf(realmId, user.id)
      expect(left).toHaveLength(1)
      expect(await storage.authenticators.setDigest(realmId, user.id)).toBe(`${left[0]?.id}:active`)
    })

    test('P19: a removal decided on one that was suspended since is decided anew', async () => {
      const { storage: { authenticators, unit }, realmId } = world()
      const user = await addUser(world())
      const [kept, gone] = [totp(world(), user.id), totp(world(), user.id)]
      for (const one of [kept, gone]) await commit(world(), ...authenticators.create(one, await authenticators.setDigest(realmId, user.id)))
      const seen = await authenticators.listOf(realmId, user.id)
      await commit(world(), ...authenticators.setState(realmId, user.id, kept.id, 'suspended'))
      expect(await unit(authenticators.remove(realmId, user.id, gone.id, seen))).toMatchObject({ ok: false, missed: 'authenticators.unchanged' })
      expect(await wins(unit(authenticators.remove(realmId, user.id, gone.id)))).toBe(true)
    })

    test('P15: a page shown before a reset binds nothing after it', async () => {
      const { storage: { authenticators, unit }, realmId } = world()
      const user = await addUser(world())
      const authenticator = totp(world(), user.id)
      await commit(world(), ...authenticators.create(authenticator, ''))
      const shown = await authenticators.setDigest(realmId, user.id)
      await commit(world(), ...authenticators.setState(realmId, user.id, authenticator.id, 'suspended'))
      expect(await authenticators.setDigest(realmId, user.id)).not.toBe(shown)
      expect(await unit(authenticators.create(totp(world(), user.id), shown))).toMatchObject({ ok: false, missed: 'authenticators.unchanged' })
      await commit(world(), ...authenticators.removeAll(realmId, user.id))
      expect(await authenticators.setDigest(realmId, user.id)).toBe('')
    })

    test('is summed up on the user row', async () => {
      const { storage: { authenticators, users }, realmId } = world()
      const user = await addUser(world())
      const status = async () => (await users.find(realmId, user.id))?.otpStatus
      const [app, mail] = [totp(world(), user.id), totp(world(), user.id, { kind: 'emailed-code', state: 'unproved', totp: null, address: 'a@example.org' })]
      expect(await status()).toBe('none')
      await commit(world(), ...authenticators.create(mail, ''))
      expect(await status()).toBe('unproved')
      await commit(world(), ...authenticators.setState(realmId, user.id, mail.id, 'active'))
      expect(await status()).toBe('email')
      await commit(world(), ...authenticators.create(app, await authenticators.setDigest(realmId, user.id)))
      expect(await status()).toBe('several')
      await commit(world(), ...authenticators.remove(realmId, user.id, mail.id))
      expect(await status()).toBe('app')
      await commit(world(), ...authenticators.setState(realmId, user.id, app.id, 'suspended'))
      expect(await status()).toBe('suspended')
      expect((await users.list(realmId, { otp: ['suspended'] }, null, 10)).items.map(({ id }) => id)).toContain(user.id)
    })

    test('P16: a confirmation only ever raises what bound it', async () => {
      const { storage: { authenticators }, realmId } = world()
      const user = await addUser(world())
      const authenticator = totp(world(), user.id, { confirmedFor: 'enrol' })
      await commit(world(), ...authenticators.create(authenticator, ''))
      for (const [level, then] of [['mailLink', 'mailLink'], ['enrol', 'mailLink'], ['codeOnly', 'codeOnly'], ['mailLink', 'codeOnly']] as const) {
        await commit(world(), authenticators.confirm(realmId, user.id, authenticator.id, level))
        expect(await authenticators.listOf(realmId, user.id)).toMatchObject([{ confirmedFor: then }])
      }
    })

    test('keeps what an import brought: algorithm, digits, period', async () => {
      const { storage: { authenticators }, realmId } = world()
      const user = await addUser(world())
      const imported = totp(world(), user.id, { totp: { algorithm: 'sha512', digits: 8, periodSeconds: 60 }, boundBy: 'import', secret: 'MZXW6YTBOI======' })
      await commit(world(), ...authenticators.create(imported, ''))
      expect(await authenticators.openTotp(realmId, user.id)).toEqual([{ ...imported, lastUsedAt: null, consecutiveFailures: 0 }])
    })
  })
})
