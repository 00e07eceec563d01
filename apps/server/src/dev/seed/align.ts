import type { Realm, Statement, Storage, Upstream, UpstreamIdentity } from '@tegata/storage'

/** The start page leads to where the sample application is now, unless an administrator has set another one. */
export async function alignStartPage({ unit, realms }: Storage, realm: Realm, url: string): Promise<void> {
  const { startPage } = realm.settings
  const path = new URL(url).pathname
  if (startPage === null || startPage.url === url || !/^http:\/\/localhost:\d+$/.test(startPage.url.slice(0, -path.length)) || !startPage.url.endsWith(path)) return
  await unit([realms.saveSettings(realm.id, { ...realm.settings, startPage: { ...startPage, url } }, realm.version)])
}

/**
 * Another port makes another issuer of a realm that plays a provider, and whoever was linked by the old one would be a
 * stranger. The links move along; one that an administrator has pointed elsewhere stays.
 */
export async function alignUpstream({ unit, upstreams, identities, realms }: Storage, stored: Upstream, issuer: string): Promise<void> {
  const { pathname } = new URL(issuer)
  if (stored.issuer === issuer || !URL.canParse(stored.issuer)) return
  const before = new URL(stored.issuer)
  if (before.hostname !== 'localhost' || before.pathname !== pathname) return
  const linked: UpstreamIdentity[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof identities.ofUpstream>> = await identities.ofUpstream(stored.realmId, stored.id, cursor, 200)
    linked.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  const moves = linked.filter((identity) => identity.issuer === stored.issuer).flatMap((identity): readonly Statement[] => [
    ...identities.unlink(stored.realmId, identity.userId, stored.id), identities.link({ ...identity, issuer }),
  ])
  await unit([upstreams.change({ ...stored, issuer }), ...moves, realms.touch(stored.realmId)])
}
