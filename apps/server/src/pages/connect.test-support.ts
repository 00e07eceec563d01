import { randomUUID } from 'node:crypto'
import type { Upstream, User } from '@tegata/storage'
import { expect } from 'vitest'
import type { UpstreamSaid } from '../journey/upstream-said.ts'
import { type Browser, type House, password } from './walk.test-support.ts'

export const hana: Partial<UpstreamSaid> = { subject: 'hana-there', username: 'ito.hana', email: 'hana@demo.example', emailVerified: true }

/** A browser on the page that connects. */
export async function atConnect(house: House, corp: Upstream, said: Partial<UpstreamSaid> = hana, over: Parameters<House['signIn']>[0] = {}): Promise<{ browser: Browser; path: string }> {
  const browser = house.browser()
  const path = house.signIn(over)
  await browser.open(path)
  expect(await house.comeBack(browser, path, corp, said)).toBe('connect')
  return { browser, path }
}

export const linkedTo = async (house: House, corp: Upstream, subject = 'hana-there'): Promise<string | undefined> =>
  (await house.storage.identities.find(house.realm.id, corp.id, corp.issuer, subject))?.userId

export async function makeAdmin(house: House, user: User): Promise<void> {
  const role = { id: randomUUID(), realmId: house.realm.id, name: `admin-${randomUUID()}`, description: null, clientId: null, administrative: true }
  await house.unit(house.storage.roles.create(role), ...house.storage.roles.grant(house.realm.id, user.id, role.id))
}

export const credentials = (user: User, over: Record<string, string> = {}) => ({ answer: 'password', username: user.username, password, ...over })

/** A step-up: somebody is signed in already in this browser. */
export const signedInBefore = (house: House, user: User) =>
  ({ session: { uid: 'here', userId: user.id, startedAt: house.now(), proofs: [{ kind: 'password' as const, at: house.now(), journeyId: 'before', epoch: 1 }] } })
