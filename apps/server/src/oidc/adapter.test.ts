import { errors } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { createAdapter } from './adapter.ts'
import { type House, startOidc } from './oidc.test-support.ts'
import { inProtocolRequest, sawEpoch } from './protocol-request.ts'
import { createSessions } from './sessions.ts'

let house: House
let realm: Realm
let user: User
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  user = await house.addUser(realm)
})
afterAll(() => house.close())

const from = { address: null, userAgent: '', requestId: 'test' }
const seconds = () => Math.floor(Date.now() / 1000)

/** A request of its own, as every HTTP request is one. */
const request = <Answer>(run: (adapter: (model: string) => ReturnType<ReturnType<typeof createAdapter>>) => Promise<Answer>): Promise<Answer> =>
  inProtocolRequest(from, () => {
    const sessions = createSessions({ storage: house.storage })
    return run(createAdapter({ storage: house.storage, findLiveSession: (uid) => sessions.findLive(realm, uid) }, realm.id))
  })

/** Every model that oidc-provider stores here, with what it needs to be somebody's. */
const models = ['Interaction', 'AuthorizationCode', 'AccessToken', 'RefreshToken', 'Grant', 'PushedAuthorizationRequest', 'ClientCredentials', 'ReplayDetection'] as const
const consumable = ['AuthorizationCode', 'RefreshToken', 'PushedAuthorizationRequest'] as const
const granted = ['AuthorizationCode', 'AccessToken', 'RefreshToken'] as const

let number = 0
const newId = (model: string) => `${model}-${++number}-${'x'.repeat(20)}`
const payloadOf = (id: string, more: object = {}) => ({ jti: id, iat: seconds(), exp: seconds() + 60, kind: 'x', ...more })

describe.each(models)('%s', (model) => {
  test('is found with everything that was saved, its id put back', async () => {
    const id = newId(model)
    const payload = payloadOf(id, { scope: 'openid', claims: { id_token: { acr: null } } })
    await request((adapter) => adapter(model).upsert(id, payload, 60))
    expect(await request((adapter) => adapter(model).find(id))).toEqual(payload)
  })

  test('is not found under another model, in another realm, or once it was destroyed', async () => {
    const id = newId(model)
    await request((adapter) => adapter(model).upsert(id, payloadOf(id), 60))
    const other = models.find((name) => name !== model) ?? model
    expect(await request((adapter) => adapter(other).find(id))).toBeUndefined()
    const elsewhere = await house.newRealm()
    const foreign = createAdapter({ storage: house.storage, findLiveSession: async () => undefined }, elsewhere.id)(model)
    expect(await inProtocolRequest(from, () => foreign.find(id))).toBeUndefined()
    await request((adapter) => adapter(model).destroy(id))
    expect(await request((adapter) => adapter(model).find(id))).toBeUndefined()
  })

  test('comes with the expiry that oidc-provider judges, and is swept away after it', async () => {
    const id = newId(model)
    await request((adapter) => adapter(model).upsert(id, payloadOf(id, { exp: seconds() - 10 }), -10))
    expect(await request((adapter) => adapter(model).find(id))).toMatchObject({ exp: expect.any(Number) })
    await house.storage.protocol.purgeExpired(1000)
    expect(await request((adapter) => adapter(model).find(id))).toBeUndefined()
  })
})

describe.each(['Interaction', 'AuthorizationCode', 'AccessToken', 'RefreshToken', 'Grant'] as const)('%s of a person', (model) => {
  test('is neither found nor written back after everything of that person ended', async () => {
    const somebody = await house.addUser(realm)
    const id = newId(model)
    const owner = model === 'Interaction' ? { session: { accountId: somebody.id } } : { accountId: somebody.id }
    await request(async (adapter) => {
      sawEpoch(somebody.id, somebody.epoch)
      const payload = payloadOf(id, owner)
      await adapter(model).upsert(id, payload, 60)
      expect(await adapter(model).find(id)).toEqual(payload)

      await house.endEverything(realm, somebody.id)
      expect(await adapter(model).find(id)).toBeUndefined()
      await expect(adapter(model).upsert(id, payloadOf(id, owner), 60)).rejects.toBeInstanceOf(errors.LoginRequired)
    })
    expect(await request((adapter) => adapter(model).find(id))).toBeUndefined()
  })

  test('is not written for somebody whom the request has not looked up', async () => {
    const owner = model === 'Interaction' ? { session: { accountId: user.id } } : { accountId: user.id }
    await expect(request((adapter) => adapter(model).upsert(newId(model), payloadOf('x', owner), 60))).rejects.toThrow(/has not looked up/)
  })
})

describe.each(consumable)('%s', (model) => {
  test('is consumed once, however many requests try at the same instant (O-3, O-4)', async () => {
    const id = newId(model)
    await request((adapter) => adapter(model).upsert(id, payloadOf(id), 60))
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => request((adapter) => adapter(model).consume(id))))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(refused?.reason).toBeInstanceOf(model === 'PushedAuthorizationRequest' ? errors.InvalidRequestUri : errors.InvalidGrant)
  })

  test('cannot be consumed when it is not there', async () => {
    await expect(request((adapter) => adapter(model).consume(newId(model)))).rejects.toThrow()
  })
})

test('a refresh token that was consumed a moment ago looks unknown, so that a double click does not end its grant (O-4)', async () => {
  const id = newId('RefreshToken')
  await request((adapter) => adapter('RefreshToken').upsert(id, payloadOf(id), 60))
  await request((adapter) => adapter('RefreshToken').consume(id))
  expect(await request((adapter) => adapter('RefreshToken').find(id))).toBeUndefined()
})

test('a code that was consumed says so: its reuse ends the grant (RFC 6749 section 4.1.2)', async () => {
  const id = newId('AuthorizationCode')
  await request((adapter) => adapter('AuthorizationCode').upsert(id, payloadOf(id), 60))
  await request((adapter) => adapter('AuthorizationCode').consume(id))
  expect(await request((adapter) => adapter('AuthorizationCode').find(id))).toMatchObject({ consumed: expect.any(Number) })
})

test('a replay mark is set once, however many requests carry the same one (O-6)', async () => {
  const id = newId('ReplayDetection')
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => request((adapter) => adapter('ReplayDetection').upsert(id, payloadOf(id), 60))))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test.each(granted)('%s goes with its grant', async (model) => {
  const id = newId(model)
  const grantId = newId('Grant')
  await request((adapter) => adapter(model).upsert(id, payloadOf(id, { grantId }), 60))
  await request((adapter) => adapter('AccessToken').revokeByGrantId(grantId))
  expect(await request((adapter) => adapter(model).find(id))).toBeUndefined()
})

describe('Session', () => {
  test('of nobody is kept, and turns its id', async () => {
    const [first, second] = [newId('Session'), newId('Session')]
    await request((adapter) => adapter('Session').upsert(first, payloadOf(first, { uid: 'uid-1' }), 60))
    expect(await request((adapter) => adapter('Session').findByUid('uid-1'))).toMatchObject({ jti: first })
    await request(async (adapter) => {
      await adapter('Session').destroy(first)
      await adapter('Session').upsert(second, payloadOf(second, { uid: 'uid-1' }), 60)
    })
    expect(await request((adapter) => adapter('Session').find(first))).toBeUndefined()
    expect(await request((adapter) => adapter('Session').find(second))).toMatchObject({ uid: 'uid-1' })
  })

  test('of a person is only ever updated: without a sign-in there is nothing to write to', async () => {
    const id = newId('Session')
    await expect(request(async (adapter) => {
      sawEpoch(user.id, user.epoch)
      await adapter('Session').upsert(id, payloadOf(id, { uid: 'uid-2', accountId: user.id }), 60)
    })).rejects.toBeInstanceOf(errors.LoginRequired)
  })
})

describe('Client', () => {
  test('is read anew at every request, so that an edit acts at once', async () => {
    const client = await house.addClient(realm, { redirectUris: ['https://one.example/cb'] })
    expect(await request((adapter) => adapter('Client').find(client.clientId))).toMatchObject({ redirect_uris: ['https://one.example/cb'] })
    await house.must([house.storage.clients.change({ ...client, redirectUris: ['https://two.example/cb'] })])
    expect(await request((adapter) => adapter('Client').find(client.clientId))).toMatchObject({ redirect_uris: ['https://two.example/cb'] })
    await house.must([house.storage.clients.change({ ...client, enabled: false })])
    expect(await request((adapter) => adapter('Client').find(client.clientId))).toBeUndefined()
  })

  test('that is a service account without a secret is none', async () => {
    const client = await house.addClient(realm, { kind: 'service', redirectUris: [] })
    expect(await request((adapter) => adapter('Client').find(client.clientId))).toBeUndefined()
  })
})
