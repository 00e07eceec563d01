import { createApi } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import { applicationOf } from './admin/api.test-support.ts'
import { makeOperatorToken } from './admin/operator-token.ts'

/** The API of administrators over the storage of a walk or of a protocol, as the operator of its host. */
export async function steering(storage: Storage, realm: Pick<Realm, 'name'>) {
  const { app, unexpected } = applicationOf(storage, () => true)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const host = createApi({
    base, realm: realm.name,
    // One lives five minutes: tests travel further.
    token: async () => {
      const current = await storage.realms.find(realm.name)
      if (!current) throw new Error(`no realm ${realm.name}`)
      return makeOperatorToken({ storage }, current, 'operator@host')
    },
  })
  type Draft = Partial<Parameters<typeof host.createEnforcement>[0]>
  let count = 0
  /** A rule from the first moment of a day in Tokyo, announced. */
  async function announce(more: Draft = {}, how: { confirmed?: number; now?: true } = {}) {
    const { id } = await host.createEnforcement({ name: `Rule ${++count}`, enforceFrom: { date: '2026-12-01', zone: 'Asia/Tokyo' }, target: { everyone: true }, ...more })
    return host.announceEnforcement({ enforcementId: id, reason: 'decided', nobodyYet: true, withoutReminders: true, ...how })
  }
  return {
    host, announce, unexpected,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
