import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type TestApi } from './api.test-support.ts'

let house: TestApi
beforeAll(async () => { house = await startApi() })
afterAll(() => house.close())

test('everything on one walk is told apart from the rest by a word that leads nobody into the walk', async () => {
  const realm = await house.newRealm('walks')
  const boss = await house.person(realm, 'boss', ['global-admin'])
  const [one, other] = [randomUUID(), randomUUID()]
  const write = (type: string, journeyId: string | null) => house.storage.unit([house.storage.audit.record({ realmId: realm.id, type, actor: null, userId: boss.user.id, outcome: 'success', ...(journeyId === null ? {} : { journeyId }) })])
  for (const [type, journeyId] of [['password.accepted', one], ['code.accepted', one], ['password.accepted', other], ['user.changed', null]] as const) await write(type, journeyId)
  const { items } = await boss.api.listEvents({ userId: boss.user.id, limit: 4 })
  const [changed, later, code, password] = items.map(({ walk }) => walk)
  expect([changed, code === password, code === later]).toEqual([null, true, false])
  expect(JSON.stringify(items)).not.toContain(one)
})
