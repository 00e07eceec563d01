import { describe, expect, test } from 'vitest'
import { newUser, onBothDatabases, rowsOf, upstream } from '../test/databases.ts'

onBothDatabases((world) => {
  const event = (userId: string) => ({ realmId: world().realmId, type: 'user.created', actor: 'operator@host', userId, outcome: 'success' as const, detail: { by: 'import' } })
  const columnsBut = 'username, given_name, username_norm, username_search, email_norm, given_search, family_search, sort_search, search_text, otp_required, otp_status, authenticator_set, policy_group_id, password_hash, epoch, version, credential_version, enabled, shared, emergency_left, upstream_count'

  describe('many people in one statement', () => {
    test('are the very rows that one after the other would be, name index, search and events included', async () => {
      const { storage, realmId } = world()
      const given = [
        newUser({ username: 'Ｓato', email: 'Sato@Bulk.example', givenName: '花子', familyName: '佐藤', sortName: 'サトウ ハナコ', department: '営業', language: 'ja', otpRequired: true, passwordHash: '$argon2id$x' }),
        newUser({ username: 'kim.bulk', email: null, givenName: '철수', familyName: '김', enabled: false, shared: true }),
        newUser({ username: 'emoji.bulk', givenName: '🦊 "quoted" \\ \'x\'', familyName: '<b>Fox</b>' }),
      ]
      expect(await storage.unit(storage.imports.create(realmId, given, given.map(({ id }) => event(id))))).toMatchObject({ ok: true })
      const other = await storage.unit([storage.realms.create({ name: 'other', settings: (await storage.realms.list())[0]!.settings })])
      const otherRealm = Number(other.ok && other.returned[0]?.[0]?.['id'])
      for (const user of given) expect(await storage.unit(storage.users.create(otherRealm, user))).toMatchObject({ ok: true })
      const rows = async (realm: number) => rowsOf(world(), `select ${columnsBut} from users where realm_id = ${realm} order by n`)
      expect(await rows(realmId)).toEqual(await rows(otherRealm))
      const parts = async (realm: number) => rowsOf(world(), storage.dialect === 'sqlite' ? `select sought from users where realm_id = ${realm} order by n` : `select prefix, field, (select username from users where users.n = user_name_parts.n) as who from user_name_parts where realm_id = ${realm} order by prefix, field, who`)
      expect(await parts(realmId)).toEqual(await parts(otherRealm))
      for (const [search, who] of [['佐藤花子', 'Ｓato'], ['さと', 'Ｓato'], ['김철', 'kim.bulk'], ['quoted', 'emoji.bulk'], ['bulk.example', 'Ｓato']] as const) {
        expect((await storage.users.list(realmId, { search }, null, 10)).items.map(({ username }) => username), search).toEqual([who])
      }
      expect((await storage.audit.list(realmId, { userId: given[1]!.id }, null, 10)).items).toMatchObject([{ type: 'user.created', actor: 'operator@host', detail: { by: 'import' } }])
    })

    test('are all there or none: a name or address that somebody has, either way round, leaves nobody and no event', async () => {
      const { storage, realmId } = world()
      const [there] = [newUser({ username: 'there@x.example', email: 'there@y.example' })]
      await storage.unit(storage.users.create(realmId, there))
      for (const taken of [
        { username: 'THERE@x.example' }, { username: 'there@Y.example' }, { username: 'new-1', email: 'There@x.example' }, { username: 'new-2', email: 'there@y.example' },
      ]) {
        const free = newUser({ username: `free-${taken.username}` })
        const one = newUser(taken)
        expect(await storage.unit(storage.imports.create(realmId, [free, one], [event(free.id), event(one.id)])), JSON.stringify(taken)).toMatchObject({ ok: false, duplicate: true })
        expect(await storage.users.find(realmId, free.id)).toBeUndefined()
        expect((await storage.audit.list(realmId, { userId: free.id }, null, 10)).items).toEqual([])
      }
    })

    test('two among themselves that take each other’s login are refused, whoever has the same name and address is not', async () => {
      const { storage, realmId } = world()
      const crossing = [newUser({ username: 'a@cross.example', email: 'b@cross.example' }), newUser({ username: 'b@cross.example', email: null })]
      expect(await storage.unit(storage.imports.create(realmId, crossing, []))).toMatchObject({ ok: false, duplicate: true })
      expect(await storage.unit(storage.imports.create(realmId, [newUser({ username: 'same@cross.example', email: 'same@cross.example' })], []))).toMatchObject({ ok: true })
    })

    test('no id is one that tokens call somebody else', async () => {
      const { storage, realmId } = world()
      const one = newUser()
      await storage.unit(storage.users.create(realmId, newUser({ subject: one.id })))
      expect(await storage.unit(storage.imports.create(realmId, [one], []))).toMatchObject({ ok: false, duplicate: true })
    })
  })

  test('many are found by user name or address at once, in the one spelling, and only in their realm', async () => {
    const { storage, realmId } = world()
    const ann = newUser({ username: 'Ann', email: 'Ann@Find.example' })
    await storage.unit(storage.imports.create(realmId, [ann], []))
    const known = await storage.imports.known(realmId, ['ＡＮＮ', 'ann@find.EXAMPLE', 'nobody', "x' or 1=1 --", 'a\0b', '\ud800'])
    expect(known.byUsername('ann')?.id).toBe(ann.id)
    expect(known.byUsername('ann@find.example')).toBeUndefined()
    expect(known.byLogin('ANN@find.example')?.id).toBe(ann.id)
    expect(known.byLogin('nobody')).toBeUndefined()
    expect((await storage.imports.known(realmId + 77, ['ann'])).byLogin('ann')).toBeUndefined()
  })

  test('what ties people to identity providers is read for many at once', async () => {
    const { storage, realmId } = world()
    const person = newUser()
    const provider = upstream(world())
    await storage.unit([...storage.imports.create(realmId, [person], []), storage.upstreams.create(provider, null), storage.identities.link({
      realmId, upstreamId: provider.id, issuer: provider.issuer, subject: ' s ', userId: person.id, username: null, linkedAt: 1, linkedBy: 'import', linkedByActor: 'x',
    })])
    const found = await storage.imports.identitiesOf(realmId, [person.id, 'nobody'])
    expect([...found.keys()]).toEqual([person.id])
    expect(found.get(person.id)).toMatchObject([{ upstreamId: provider.id, subject: ' s ' }])
  })
})
