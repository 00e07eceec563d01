import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Realm, User } from '@tegata/storage'
import { authorize, Browser, claimsIn, type House, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
/** Whom an upstream put into groups, beside one of our own. */
let member: User
const groups = ['/sales', '/sales/北', 'Warehouse']
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  member = await house.addUser(realm)
  const upstream = await house.addUpstream(realm)
  const ids = await Promise.all(groups.map(async (name) => {
    const id = crypto.randomUUID()
    await house.must([house.storage.groups.create({ id, realmId: realm.id, name })])
    return id
  }))
  await house.must(house.storage.groups.sync(realm.id, member.id, upstream.id, ids.slice(0, 2)))
  await house.must(house.storage.groups.add(realm.id, member.id, ids[2] ?? ''))
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

async function said(person: User, app: Client, scope: string) {
  const config = await house.discover(realm, app, 's')
  const { redeem } = await authorize(house, new Browser(), config, {
    parameters: { scope }, answer: { user: person.id, proofs: ['password'] }, ...(app.firstParty ? {} : { then: { answer: 'grant' } }),
  })
  const tokens = await redeem()
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  return {
    id: tokens.claims()?.groups, access: claimsIn(tokens.access_token).groups, userinfo: (await client.fetchUserInfo(config, tokens.access_token, person.id)).groups,
    introspected: (await client.tokenIntrospection(config, tokens.access_token)).groups, refreshed: claimsIn(refreshed.access_token).groups,
  }
}
const everywhere = (value: unknown) => ({ id: value, access: value, userinfo: value, introspected: value, refreshed: value })

describe('groups in tokens (keycloak.md 2.4, 2.5)', () => {
  test.each([
    ['openid', undefined],
    ['openid email', undefined],
    ['openid profile', groups],
    ['openid roles', groups],
  ])('for an application of ours that asks for "%s"', async (scope, expected) => {
    expect(await said(member, await house.addClient(realm, { secret: 's' }), scope)).toEqual(everywhere(expected))
  })

  test.each([
    ['openid profile', undefined],
    ['openid roles', groups],
  ])('for a stranger that the person allowed "%s", only what the question said', async (scope, expected) => {
    expect(await said(member, await house.addClient(realm, { secret: 's', firstParty: false }), scope)).toEqual(everywhere(expected))
  })

  test('are no claim at all for whoever is in none', async () => {
    expect(await said(await house.addUser(realm), await house.addClient(realm, { secret: 's' }), 'openid profile roles')).toEqual(everywhere(undefined))
  })
})

test('a token with more groups than a header takes is still known to be ours', async () => {
  const crowd = await house.newRealm()
  const person = await house.addUser(crowd)
  const upstream = await house.addUpstream(crowd)
  const made = Array.from({ length: 400 }, (_, index) => ({ id: crypto.randomUUID(), realmId: crowd.id, name: `/department/${'n'.repeat(30)}/${index}` }))
  await house.must(made.map((group) => house.storage.groups.create(group)))
  await house.must(house.storage.groups.sync(crowd.id, person.id, upstream.id, made.map(({ id }) => id)))
  const config = await house.discover(crowd, await house.addClient(crowd, { secret: 's' }), 's')
  const { redeem } = await authorize(house, new Browser(), config, { answer: { user: person.id, proofs: ['password'] } })
  const introspected = await client.tokenIntrospection(config, (await redeem()).access_token)
  expect([introspected.active, Array.isArray(introspected.groups) && introspected.groups.length]).toEqual([true, 400])
})

test('roles of an application that only the upstream knows stand under its name, and strangers do not see them (keycloak.md 2.4)', async () => {
  const person = await house.addUser(realm)
  const upstream = await house.addUpstream(realm)
  const roles = await Promise.all([{ name: 'editor', clientId: null }, { name: 'view', clientId: 'warehouse' }].map(async (role) => {
    const id = crypto.randomUUID()
    await house.must([house.storage.roles.create({ id, realmId: realm.id, description: null, administrative: false, ...role })])
    return id
  }))
  await house.must(house.storage.roles.sync(realm.id, person.id, upstream.id, roles))
  const read = async (app: Client) => {
    const { redeem } = await authorize(house, new Browser(), await house.discover(realm, app), {
      answer: { user: person.id, proofs: ['password'] }, ...(app.firstParty ? {} : { then: { answer: 'grant' } }),
    })
    const { realm_access, resource_access } = claimsIn((await redeem()).access_token)
    return { realm_access, resource_access }
  }
  const account = { roles: ['manage-account', 'view-profile'] }
  const ours = { realm_access: { roles: ['editor'] }, resource_access: { account, warehouse: { roles: ['view'] } } }
  expect(await read(await house.addClient(realm))).toEqual(ours)
  expect(await read(await house.addClient(realm, { firstParty: false }))).toEqual({ ...ours, resource_access: { account } })
  expect(await read(await house.addClient(realm, { clientId: 'warehouse', firstParty: false }))).toEqual(ours)
})
