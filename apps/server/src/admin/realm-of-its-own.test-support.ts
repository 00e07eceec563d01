import type { NewUser, Realm, User } from '@tegata/storage'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { startApi, type TestApi, type Who } from './api.test-support.ts'

// Live bindings: they are there inside of tests.
export let house: TestApi
export let realm: Realm
/** The administrator of the realm. */
export let boss: Who
/** The one who is in it besides, where somebody is. */
export let person: User

/** One house for a file, and in it a new realm for every test, with its administrator. */
export function inARealmOfItsOwn(): void {
  let count = 0
  beforeAll(async () => { house = await startApi() })
  afterAll(async () => {
    expect(house.unexpected).toEqual([])
    await house.close()
  })
  beforeEach(async () => {
    house.storage.clock.set(Date.now())
    realm = await house.newRealm(`own-${++count}`)
    boss = await house.person(realm, 'boss', ['global-admin'])
  })
}

/** The same with somebody in it who is like this. */
export function inARealmWithSomebody(about: Partial<NewUser> = {}): void {
  inARealmOfItsOwn()
  beforeEach(async () => { person = await house.addUser(realm, 'yuna', about) })
}
