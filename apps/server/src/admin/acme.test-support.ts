import type { Realm } from '@tegata/storage'
import { afterAll, beforeAll, expect } from 'vitest'
import { startApi, type TestApi, type Who } from './api.test-support.ts'

// Live bindings: they are there inside of tests.
export let house: TestApi
export let realm: Realm
export let admin: Who

/** One realm for all tests of a file, `acme`, and its administrator. Whatever callers send, nothing of it is a fault of ours. */
export function inAcme(): void {
  beforeAll(async () => {
    house = await startApi()
    realm = await house.newRealm('acme')
    admin = await house.person(realm, 'admin', ['global-admin'])
  })
  afterAll(async () => {
    expect(house.unexpected).toEqual([])
    await house.close()
  })
}
