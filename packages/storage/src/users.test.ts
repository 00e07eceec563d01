import { describe, expect, test } from 'vitest'
import { addUser, commit, newUser, onBothDatabases, totp } from '../test/databases.ts'
import { InvalidCursor } from './index.ts'

const names = (page: { items: readonly { username: string }[] }) => page.items.map(({ username }) => username)

onBothDatabases((world) => {
  describe('who somebody is', () => {
    test('a login is found full-width, in capitals, with blanks around it, by name or address', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world(), { username: 'Sato', email: 'Sato@Example.org', passwordHash: '$argon2id$x' })
      for (const login of ['sato', 'SATO ', 'ＳＡＴＯ', 'sato@example.org', ' ｓａｔｏ@example.ORG']) {
        expect(await storage.users.findByLogin(realmId, login), login).toMatchObject({ id: user.id, passwordHash: '$argon2id$x' })
      }
      expect(await storage.users.findByLogin(realmId + 1, 'sato')).toBeUndefined()
      expect(await storage.users.find(realmId + 1, user.id)).toBeUndefined()
    })

    test('nobody takes a user name that is somebody else’s address, nor the other way round', async () => {
      const { storage, realmId } = world()
      await addUser(world(), { username: 'kim', email: 'kim@example.org' })
      for (const given of [{ username: 'KIM@example.org' }, { username: 'other', email: 'kim' }, { username: 'other', email: 'Kim@Example.org' }]) {
        expect(await storage.unit(storage.users.create(realmId, newUser(given)))).toMatchObject({ ok: false, duplicate: true })
      }
      const own = await addUser(world(), { username: 'lee@example.org', email: 'lee@example.org' })
      await commit(world(), ...storage.users.change(realmId, own.id, { username: 'lee' }))
      expect(await storage.users.findByLogin(realmId, 'lee')).toMatchObject({ id: own.id })
    })

    test('another address is unproved, ends links and moves the credential version; another spelling does nothing', async () => {
      const { storage, realmId } = world()
      const { clock } = storage
      const user = await addUser(world(), { username: 'addr', email: 'a@example.org' })
      await commit(world(), storage.users.proveEmail(realmId, user.id, 'A@example.org'))
      await commit(world(), ...storage.links.create({
        id: 'l1', realmId, userId: user.id, purpose: 'set-up', credentialVersion: 1, createdAt: clock.now(), expiresAt: clock.now() + 1000,
        createdBy: 'x', subject: null,
      }, 'token'))
      await commit(world(), ...storage.users.change(realmId, user.id, { email: 'A@Example.org' }))
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ credentialVersion: 1, emailProvedAt: expect.any(Number), emailChangedAt: null })
      expect(await storage.links.get(realmId, 'l1')).toMatchObject({ voidAt: null })
      await commit(world(), ...storage.users.change(realmId, user.id, { email: 'b@example.org' }))
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ credentialVersion: 2, emailProvedAt: null, emailChangedAt: expect.any(Number) })
      expect(await storage.links.get(realmId, 'l1')).toMatchObject({ voidReason: 'address-changed' })
      expect(await storage.unit([storage.users.proveEmail(realmId, user.id, 'a@example.org')])).toMatchObject({ ok: false })
    })

    test('the address before is kept; of several changes within thirty days the one that they began with', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world(), { username: 'moves', email: 'first@example.org' })
      const before = async () => (await storage.users.find(realmId, user.id))?.previousEmail
      const to = (email: string | null) => commit(world(), ...storage.users.change(realmId, user.id, { email }))
      expect(await before()).toBe(null)
      await to('First@Example.org')
      expect(await before(), 'another spelling is no change').toBe(null)
      await to('second@example.org')
      expect(await before()).toBe('First@Example.org')
      await to('third@example.org')
      expect(await before()).toBe('First@Example.org')
      const at = storage.clock.now()
      try {
        storage.clock.set(at + 31 * 86_400_000)
        await to(null)
        expect(await before()).toBe('third@example.org')
      } finally {
        storage.clock.set(at)
      }
    })

    test('a password is set on the credential version that was read, and a lost rehash is no miss', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world())
      await commit(world(), storage.users.setPassword(realmId, user.id, 'one', { credentialVersion: 1, byMail: true }))
      expect(await storage.unit([storage.users.setPassword(realmId, user.id, 'two', { credentialVersion: 1, byMail: false })])).toMatchObject({ ok: false })
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ hasPassword: true, credentialVersion: 2, passwordResetByMailAt: expect.any(Number) })
      await commit(world(), storage.users.rehash(realmId, user.id, 'new', 'not the hash'))
      expect(await storage.users.findPasswordHash(realmId, user.id)).toBe('one')
    })

    test('the switch says since when, and keeps saying it while it stays on', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world())
      await commit(world(), storage.users.setOtpRequired(realmId, user.id, true))
      const first = await storage.users.find(realmId, user.id)
      storage.clock.set(storage.clock.now() + 5000)
      await commit(world(), storage.users.setOtpRequired(realmId, user.id, true))
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ otpRequired: true, otpRequiredAt: first?.otpRequiredAt })
      await commit(world(), storage.users.setOtpRequired(realmId, user.id, false))
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ otpRequired: false, otpRequiredAt: null })
    })

    test('removing a user leaves no row of theirs but the audit', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world(), { username: 'gone', givenName: 'Zebediah' })
      await commit(world(), ...storage.authenticators.create(totp(world(), user.id), ''))
      await commit(world(), storage.audit.record({ realmId, type: 'user.removed', actor: null, userId: user.id, outcome: 'success' }), ...storage.users.remove(realmId, user.id))
      expect(await storage.users.find(realmId, user.id)).toBeUndefined()
      expect(await storage.authenticators.listOf(realmId, user.id)).toEqual([])
      for (const search of ['zebediah', 'ze']) expect((await storage.users.list(realmId, { search }, null, 10)).items).toEqual([])
      expect((await storage.audit.list(realmId, { userId: user.id }, null, 10)).items).toHaveLength(1)
    })
  })

  describe('finding people', () => {
    test('by one, two, three characters and more, in Japanese, Korean and Latin letters', async () => {
      const { storage, realmId } = world()
      await addUser(world(), { username: 'tanaka.taro', email: 't.tanaka@corp.example', givenName: '太郎', familyName: '田中', sortName: 'タナカ タロウ' })
      await addUser(world(), { username: 'nakata', email: 'nakata@corp.example', givenName: '太一', familyName: '中田', sortName: 'ナカタ タイチ' })
      await addUser(world(), { username: 'kim.cs', email: 'cs.kim@corp.example', givenName: '철수', familyName: '김' })
      await addUser(world(), { username: 'o_neill', email: null, givenName: 'Sinéad', familyName: 'O"Neill 100%' })
      const found = async (search: string) => names(await storage.users.list(realmId, { search }, null, 10)).sort()
      expect(await found('田')).toEqual(['tanaka.taro'])
      expect(await found('田中')).toEqual(['tanaka.taro'])
      expect(await found('太')).toEqual(['nakata', 'tanaka.taro'])
      expect(await found('田中太郎')).toEqual(['tanaka.taro'])
      expect(await found('田中 太郎')).toEqual(['tanaka.taro'])
      expect(await found('たな')).toEqual(['tanaka.taro'])
      expect(await found('ﾀﾅｶ')).toEqual(['tanaka.taro'])
      expect(await found('タロウ')).toEqual(['tanaka.taro'])
      expect(await found('김')).toEqual(['kim.cs'])
      expect(await found('김철')).toEqual(['kim.cs'])
      expect(await found('철수')).toEqual(['kim.cs'])
      expect(await found('김철수')).toEqual(['kim.cs'])
      expect(await found('ＮＡＫＡ')).toEqual(['nakata', 'tanaka.taro'])
      expect(await found('corp.ex')).toEqual(['kim.cs', 'nakata', 'tanaka.taro'])
      expect(await found('corp 太')).toEqual(['nakata', 'tanaka.taro'])
      expect(await found('ta naka')).toEqual(['tanaka.taro'])
      expect(await found('sinéad')).toEqual(['o_neill'])
      expect(await found('o"neill')).toEqual(['o_neill'])
      expect(await found('100%')).toEqual(['o_neill'])
      expect(await found('1__%')).toEqual([])
      expect(await found('nobody')).toEqual([])
    })

    test('S0-39: without the marks on letters, and in any form of a character, as well as by the exact spelling; Japanese marks and Korean are letters', async () => {
      const { storage, realmId } = world()
      const people = {
        chloe: ['Chloé', 'Łaszczyk'], muller: ['Jürgen', 'Müller'], andreas: ['Ανδρέας', 'Ζωή'], semen: ['Семён', 'Иванов'], ha: ['太一', '髙橋'], watanabe: ['花', '渡邉'], ga: ['が', 'がが山'], ka: ['か', 'かか山'],
        han: ['철수', '강감찬'], obrien: ['Áine', 'O’Brien'], e: ['É', 'Öz'],
      } as const
      const prefix = 'zz-marked-'
      for (const [name, [givenName, familyName]] of Object.entries(people)) await addUser(world(), { username: `${prefix}${name}`, email: null, givenName, familyName })
      const found = async (search: string) => names(await storage.users.list(realmId, { search }, null, 50)).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)).sort()
      for (const [search, expected] of [
        ['chloe łasz', ['chloe']], ['Chloé', ['chloe']], ['CHLOE\u0301', ['chloe']], ['laszczyk', ['chloe']], ['jurgen muller', ['muller']], ['jürgen müller', ['muller']], ['ανδρεας', ['andreas']], ['ΖΩΗ', ['andreas']],
        ['семен', ['semen']], ['高橋', ['ha']], ['髙橋', ['ha']], ['高', ['ha']], ['髙', ['ha']], ['高橋太一', ['ha']], ['渡辺', ['watanabe']], ['渡邊', ['watanabe']], ['渡邉花', ['watanabe']],
        ['がが山', ['ga']], ['かか山', ['ka']], ['か', ['ka']], ['강감', ['han']], ['감', []], ['o\'brien', ['obrien']], ['o’brien', ['obrien']], ['aine', ['obrien']], ['É', ['e']], ['öz', ['e']],
      ] as const) expect(await found(search), search).toEqual(expected)
      expect(await found('e')).toContain('e')
      expect(await found('oz')).toEqual(['e'])
    })

    test('S0-39: who was written before names were folded is found by the exact spelling', async () => {
      const { storage, realmId } = world()
      const { id } = await addUser(world(), { username: 'of-old', email: null, givenName: 'Noël', familyName: 'Žižka' })
      await commit(world(), { name: 'as it was', sql: `UPDATE users SET given_search = 'noël', family_search = 'žižka' WHERE id = '${id}'`, parameters: [], rows: 1 })
      for (const search of ['noël', 'žižka', 'ŽIŽKA noël', 'Noël of-old']) expect(names(await storage.users.list(realmId, { search }, null, 10)), search).toEqual(['of-old'])
    })

    test('names of ids: of those who are there, in this realm', async () => {
      const { storage, realmId } = world()
      const [one, other] = [await addUser(world()), await addUser(world())]
      expect(await storage.users.usernames(realmId, [one.id, 'nobody', other.id, 'a\u0000b'])).toEqual(new Map([[one.id, one.username], [other.id, other.username]]))
      expect(await storage.users.usernames(realmId + 1, [one.id])).toEqual(new Map())
      expect(await storage.users.usernames(realmId, [])).toEqual(new Map())
    })

    test('a changed name is found by the new one alone', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world(), { username: 'bride', familyName: 'Vanderbilt', givenName: 'Xenia' })
      await commit(world(), ...storage.users.change(realmId, user.id, { familyName: 'Quimby' }))
      for (const [search, there] of [['vanderbilt', 0], ['va', 0], ['quimby', 1], ['qu', 1], ['xe', 1]] as const) {
        expect((await storage.users.list(realmId, { search }, null, 10)).items, search).toHaveLength(there)
      }
    })

    test('pages never repeat or skip, newest first, whatever the filter, while people are added', async () => {
      const { storage, realmId } = world()
      const added: string[] = []
      for (let n = 0; n < 25; n++) added.push((await addUser(world(), { username: `page-${n}`, givenName: 'Pagina', department: 'd', enabled: n % 5 !== 0 })).id)
      for (const filter of [{ search: 'pagina' }, { search: 'pa' }, { search: 'page-' }, { search: 'pagina', enabled: true }, { search: 'pa', otp: ['none'] as const }]) {
        const seen: string[] = []
        let cursor: string | null = null
        do {
          const page = await storage.users.list(realmId, filter, cursor, 7)
          seen.push(...page.items.map(({ id }) => id))
          cursor = page.next
          await addUser(world(), { givenName: 'Pagina' })
        } while (cursor !== null)
        const expected = added.filter((_, n) => filter.enabled === undefined || n % 5 !== 0).toReversed()
        expect(seen.filter((id) => added.includes(id))).toEqual(expected)
        expect(new Set(seen).size).toBe(seen.length)
      }
    })

    test('a cursor of another list, or none of ours, is refused', async () => {
      const { storage, realmId } = world()
      for (const cursor of ['', 'x', 'dXNlcnM6MQ==;', Buffer.from('audit:1').toString('base64url'), Buffer.from('users:-1').toString('base64url'), Buffer.from('users:1:2').toString('base64url')]) {
        await expect(storage.users.list(realmId, {}, cursor, 10), cursor).rejects.toThrow(InvalidCursor)
      }
    })

    test('counts stop at the cap and say that there is more', async () => {
      const { storage, realmId } = world()
      for (let n = 0; n < 4; n++) await addUser(world(), { givenName: 'Countess' })
      expect(await storage.users.count(realmId, { search: 'countess' }, 3)).toEqual({ count: 3, more: true })
      expect(await storage.users.count(realmId, { search: 'countess' }, 4)).toEqual({ count: 4, more: false })
    })
  })
})
