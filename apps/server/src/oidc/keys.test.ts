import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureKeys, listKeys, publishMs, retireMs, rotateKeys } from './keys.ts'
import { authorize, Browser, headerOf, type House, startOidc } from './oidc.test-support.ts'

let house: House
beforeAll(async () => { house = await startOidc() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

describe('the keys of a realm', () => {
  test('are made once, also when several nodes start together', async () => {
    const realm = await house.newRealm()
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureKeys(house, realm.id)))
    expect(await listKeys(house, realm)).toHaveLength(3)
    expect(new Set(made.map((keys) => keys.signing('ES256').publicKey.export({ format: 'pem', type: 'spki' }))).size).toBe(1)
  })

  test('are listed without their private parts', async () => {
    const realm = await house.newRealm()
    await ensureKeys(house, realm.id)
    for (const key of await listKeys(house, realm)) expect(key).not.toHaveProperty('privateJwk')
  })

  test('are published before they sign, and stay published after they did (O-9, I-10)', async () => {
    const realm = await house.newRealm()
    const user = await house.addUser(realm)
    const config = await house.discover(realm, await house.addClient(realm, { secret: 's' }), 's')
    const { redeem } = await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
    let tokens = await redeem()
    const published = async () => {
      const { keys } = await (await fetch(`${house.base}/realms/${realm.name}/protocol/openid-connect/certs`)).json() as { keys: { kid: string }[] }
      return keys.map(({ kid }) => kid).sort()
    }
    const refreshed = async () => {
      tokens = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
      return headerOf(tokens.access_token).kid
    }
    const now = house.storage.clock.now()
    const at = (instant: number) => house.storage.clock.set(instant)
    try {
      expect((await rotateKeys(house, realm, { event: { actor: 'test' } }))?.map(({ did }) => did)).toEqual(['published', 'published', 'published'])
      expect(await published()).toEqual(['es256-1', 'es256-2', 'eddsa-1', 'eddsa-2', 'rs256-1', 'rs256-2'].sort())
      expect(await refreshed()).toBe('rs256-1')
      expect((await rotateKeys(house, realm, { event: { actor: 'test' } }))?.map(({ did }) => did)).toEqual(['waiting', 'waiting', 'waiting'])

      at(now + publishMs + 1000)
      expect((await rotateKeys(house, realm, { event: { actor: 'test' } }))?.map(({ did }) => did)).toEqual(['activated', 'activated', 'activated'])
      expect(await refreshed()).toBe('rs256-2')
      expect(await published()).toContain('rs256-1')
    } finally {
      at(Date.now())
    }
  })

  test('that are superseded are dropped when nothing alive was signed with them', async () => {
    const realm = await house.newRealm()
    await ensureKeys(house, realm.id)
    const now = house.storage.clock.now()
    try {
      await rotateKeys(house, realm, { event: { actor: 'test' } })
      house.storage.clock.set(now + publishMs + 60_000)
      await rotateKeys(house, realm, { event: { actor: 'test' } })
      house.storage.clock.set(now + publishMs + retireMs + 120_000)
      await rotateKeys(house, realm, { event: { actor: 'test' } })
      expect((await listKeys(house, realm)).map(({ kid, state }) => `${kid} ${state}`).sort()).toEqual(
        ['eddsa-2 active', 'eddsa-3 next', 'es256-2 active', 'es256-3 next', 'rs256-2 active', 'rs256-3 next'])
    } finally {
      house.storage.clock.set(Date.now())
    }
  })

  test('that are known to be stolen are replaced at once, with everything that they signed', async () => {
    const realm = await house.newRealm()
    const user = await house.addUser(realm)
    const config = await house.discover(realm, await house.addClient(realm, { apiAccess: true }))
    const { redeem } = await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
    const tokens = await redeem()
    expect(await house.oidc.readAccessToken(realm, tokens.access_token)).toMatchObject({ userId: user.id, sessionUid: tokens.session_state })
    await rotateKeys(house, realm, { event: { actor: 'test' }, now: true })
    const rebuilt = await house.getRealm(realm.name)
    expect(await house.oidc.readAccessToken(rebuilt, tokens.access_token)).toBeNull()
    const again = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, {}).then(({ access_token: token }) => headerOf(token).kid, (error: unknown) => String(error))
    expect(again).toBe('rs256-2')
  })
})
