import { randomUUID } from 'node:crypto'
import type { Upstream, UpstreamMapping } from '@tegata/storage'
import { parseNetworks } from '../http/client-address.ts'
import { createParts } from '../journey/parts.ts'
import { pageRoutes } from '../pages/routes.ts'
import { type Browser, found, openHouse } from '../pages/walk.test-support.ts'
import { createUpstreams, type Upstreams } from './create-upstreams.ts'
import { startHostileUpstream } from './hostile-upstream.test-support.ts'

export const plainMapping: UpstreamMapping = {
  username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'id-token', roles: null, clientRoles: null, groups: null,
  passOn: false, rules: [],
}

/** An upstream of the realm that is kept as number 1, at whoever plays it. */
export const upstreamAt = ({ issuer, clientId }: { issuer: string; clientId: string }, changes: Partial<Upstream> = {}): Upstream => ({
  id: '00000000-0000-4000-8000-000000000001', realmId: 1, alias: 'corp', name: { en: 'Corp ID' }, enabled: true, issuer, clientId, clientAuth: 'client_secret_basic', hasSecret: true,
  scopes: ['openid', 'profile', 'email'], trust: 'always', evidence: [], evidenceMaxAgeMs: 15 * 60_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local',
  mapping: plainMapping, signOut: false, createdAt: 0, version: 1, ...changes,
})

type Ended = { alias: string; issuer: string; by: { sid: string } | { subject: string } }

/** A realm with its pages, a real database, and one upstream, `corp`, that is a real server and may be told to be hostile. */
export async function openUpstreamHouse(changes: Partial<Upstream> = {}) {
  const there = await startHostileUpstream()
  const ended: Ended[] = []
  let failing = false
  let upstreams: Upstreams | undefined
  const house = await openHouse({
    routes: (needs) => {
      upstreams = createUpstreams({
        publicUrl: needs.publicUrl, storage: needs.storage, networks: parseNetworks(['127.0.0.0/8']), parts: createParts(needs),
        endOfUpstream: async (_realm, { alias }, issuer, by) => {
          if (failing) throw new Error('the database is away')
          return ended.push({ alias, issuer, by })
        },
      })
      return [...pageRoutes(needs), ...upstreams.routes]
    },
  })
  if (upstreams === undefined) throw new Error('no routes were asked for')
  const { storage, realm } = house
  const { hasSecret: _, version: __, ...corp } = upstreamAt(there, { realmId: realm.id, createdAt: house.started, ...changes })
  await house.unit(storage.upstreams.create(corp, there.clientSecret))

  return {
    ...house, house, there, upstreams, ended,
    fail: (isFailing: boolean) => { failing = isFailing },
    corp: () => found(storage.upstreams.find(realm.id, 'corp')),
    /** One more upstream, at the same server unless told otherwise. */
    async addUpstream(alias: string, more: Partial<Upstream> = {}): Promise<Upstream> {
      const { hasSecret: _secret, version: _version, ...upstream } = upstreamAt(there, { ...changes, id: randomUUID(), realmId: realm.id, alias, ...more })
      await house.unit(storage.upstreams.create(upstream, there.clientSecret))
      return found(storage.upstreams.find(realm.id, alias))
    },
    async change(more: Partial<Upstream>): Promise<void> {
      await house.unit(storage.upstreams.change({ ...await found(storage.upstreams.find(realm.id, 'corp')), ...more }))
    },
    async link(user: { id: string }, subject = 'f6c2a1d0-hana'): Promise<void> {
      await house.unit(storage.identities.link({
        realmId: realm.id, upstreamId: corp.id, issuer: there.issuer, subject, userId: user.id, username: null, linkedAt: 0, linkedBy: 'administrator', linkedByActor: 'operator@host',
      }))
    },
    /** Opens a sign-in in a browser and goes to the upstream with it: what the upstream sends it back with. */
    async away(browser: Browser, { alias = 'corp', path = house.signIn() } = {}): Promise<{ journey: string; asked: URL; back: string }> {
      await browser.open(path)
      const asked = new URL((await browser.request('GET', `${path.split('?')[0]}/upstream/${alias}`)).headers.get('location') ?? 'about:blank')
      const answer = await fetch(asked, { redirect: 'manual' })
      const back = new URL(answer.headers.get('location') ?? 'about:blank')
      return { journey: path, asked, back: `${back.pathname}${back.search}` }
    },
    async close() {
      await Promise.all([house.close(), there.close()])
    },
  }
}
export type UpstreamHouse = Awaited<ReturnType<typeof openUpstreamHouse>>
