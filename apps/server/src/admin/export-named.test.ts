import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, startApi, type TestApi } from './api.test-support.ts'

let house: TestApi
beforeAll(async () => { house = await startApi() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

test('exactly the people who are named have a line, each once, and nobody of another realm; each call is noted (issue 2)', async () => {
  const realm = await house.newRealm('named')
  const admin = await house.person(realm, 'chief', ['read-only-admin'])
  const [kim, lee] = [await house.addUser(realm, 'kim', { department: 'Sales' }), await house.addUser(realm, 'lee')]
  await house.addUser(realm, 'not-named')
  const foreign = await house.addUser(await house.newRealm('elsewhere'), 'foreign')
  const { columns, rows } = await admin.api.exportNamedUsers({ userIds: [kim.id, lee.id, kim.id, foreign.id, randomUUID()] })
  expect(rows.map((cells) => cells[columns.indexOf('username')]).toSorted()).toEqual(['kim', 'lee'])
  const all = await admin.api.exportUsers({ department: ['Sales'] })
  expect(columns).toEqual(all.columns)
  expect(rows).toContainEqual(all.rows[0])
  const [noted] = (await house.storage.audit.list(realm.id, { types: ['users.exported'] }, null, 10)).items.filter(({ detail }) => detail?.['people'] !== undefined)
  expect(noted).toMatchObject({ actor: admin.user.id, detail: { people: 2 } })
})

test('a thousand of them are read in one call, no more, and never nobody', async () => {
  const realm = await house.newRealm('numbers')
  const { api } = await house.person(realm, 'chief', ['read-only-admin'])
  const ids = (count: number) => Array.from({ length: count }, () => randomUUID())
  expect((await api.exportNamedUsers({ userIds: ids(1000) })).rows).toEqual([])
  expect(await problemOf(api.exportNamedUsers({ userIds: ids(1001) }))).toBe('request.invalid')
  expect(await problemOf(api.exportNamedUsers({ userIds: [] }))).toBe('request.invalid')
})

test('whoever finds people one by one may not', async () => {
  const realm = await house.newRealm('desk')
  const desk = await house.person(realm, 'desk', ['help-desk'])
  expect(await problemOf(desk.api.exportNamedUsers({ userIds: [desk.user.id] }))).toBe('permission.missing')
})
