import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, newUser, onBothDatabases, wins } from '../test/databases.ts'

onBothDatabases((world) => {
  test('tokens call somebody by the subject, or by the id where there is none', async () => {
    const { storage: { users }, realmId } = world()
    const [plain, named] = [await addUser(world()), await addUser(world(), { subject: 'corp-42' })]
    expect(await users.find(realmId, named.id)).toMatchObject({ subject: 'corp-42' })
    expect(await users.findBySubject(realmId, 'corp-42')).toEqual(await users.find(realmId, named.id))
    expect(await users.findBySubject(realmId, named.id), 'who has a subject is not called by the id').toBeUndefined()
    expect(await users.findBySubject(realmId, plain.id)).toMatchObject({ id: plain.id, subject: null })
    for (const other of ['CORP-42', 'corp-42 ', 'corp-4', '', 'corp-42\0']) expect(await users.findBySubject(realmId, other), other).toBeUndefined()
    expect(await users.findBySubject(realmId + 1, 'corp-42')).toBeUndefined()
    expect((await users.list(realmId, {}, null, 10)).items.map(({ subject }) => subject)).toEqual(['corp-42', null])
  })

  test('B-1: subjects that differ in case, blanks or normal form are different people', async () => {
    const { storage: { users }, realmId } = world()
    const subjects = ['Straße', 'strasse', 'STRASSE', 'straße ', 'が', 'か\u3099', 'x'.repeat(255), `${'x'.repeat(254)}y`]
    for (const subject of subjects) {
      const user = await addUser(world(), { subject })
      expect(await users.findBySubject(realmId, subject)).toMatchObject({ id: user.id, subject })
    }
    const user = await addUser(world(), { subject: 'a\ufffd' })
    expect(await users.findBySubject(realmId, 'a\0')).toBeUndefined()
    expect(() => users.setSubject(realmId, user.id, 'a\0')).toThrow(/no database keeps/)
    expect(() => users.create(realmId, newUser({ subject: 'a\ud800' }))).toThrow(/no database keeps/)
  })

  test('is given, changed and taken away; only a change grows the version', async () => {
    const { storage: { users }, realmId } = world()
    const user = await addUser(world())
    const subject = randomUUID()
    await commit(world(), users.setSubject(realmId, user.id, subject))
    await commit(world(), users.setSubject(realmId, user.id, subject))
    expect(await users.findBySubject(realmId, subject)).toMatchObject({ id: user.id, version: 2 })
    await commit(world(), users.setSubject(realmId, user.id, null))
    expect(await users.findBySubject(realmId, user.id)).toMatchObject({ subject: null, version: 3 })
    await commit(world(), users.setSubject(realmId, user.id, user.id))
    expect(await users.findBySubject(realmId, user.id)).toMatchObject({ subject: user.id })
    expect(await world().storage.unit([users.setSubject(realmId, 'nobody', null)])).toMatchObject({ ok: false, duplicate: false })
  })

  test('is never somebody else’s subject or id, whether that one has a subject or not', async () => {
    const { storage: { users, unit }, realmId } = world()
    const [plain, named, user] = [await addUser(world()), await addUser(world(), { subject: randomUUID() }), await addUser(world())]
    const taken = { ok: false, duplicate: true }
    for (const subject of [plain.id, named.id, named.subject ?? '']) {
      expect(await unit([users.setSubject(realmId, user.id, subject)]), 'given').toMatchObject(taken)
      expect(await unit(users.create(realmId, newUser({ subject }))), 'created').toMatchObject(taken)
      expect(await users.findBySubject(realmId, user.id)).toMatchObject({ subject: null, version: 1 })
    }
    expect(await unit(users.create(realmId, newUser({ id: named.subject ?? '' }))), 'an id that is a subject').toMatchObject(taken)
    expect(await unit(users.create(realmId, newUser({ id: named.subject ?? '', subject: randomUUID() })))).toMatchObject(taken)
    await addUser({ ...world(), realmId: realmId + 1 }, { subject: named.subject ?? '' })
  })

  test('of fifty who are to have one subject at once, on two nodes, one has it', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const people = await Promise.all(Array.from({ length: 25 }, () => addUser(world())))
    const subject = randomUUID()
    const outcomes = await Promise.all([
      ...people.map((user) => storage.unit([storage.users.setSubject(realmId, user.id, subject)])),
      ...Array.from({ length: 25 }, (_, n) => other.unit(other.users.create(realmId, newUser(n % 2 ? { subject } : { id: subject })))),
    ])
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.filter((outcome) => !outcome.ok && !outcome.duplicate)).toEqual([])
    const holder = await storage.users.findBySubject(realmId, subject)
    expect(holder?.subject ?? holder?.id).toBe(subject)
  })

  test('is free again when its person is removed', async () => {
    const { storage: { users, unit }, realmId } = world()
    const subject = randomUUID()
    const user = await addUser(world(), { subject })
    await commit(world(), ...users.remove(realmId, user.id))
    expect(await wins(unit(users.create(realmId, newUser({ id: subject }))))).toBe(true)
  })
})
