import { randomUUID } from 'node:crypto'
import { administrativeRoles } from '@tegata/contract'
import type { Client, Realm, RealmSettings, Role, Statement, Unit } from '@tegata/storage'
import { builtInClients } from './built-in-clients.ts'

type Needs = {
  unit: Unit
  clock: { now: () => number }
  realms: {
    find: (name: string) => Promise<Realm | undefined>
    create: (realm: { name: string; settings: RealmSettings }) => Statement
  }
  roles: { list: (realmId: number) => Promise<readonly Role[]>; create: (role: Role) => Statement }
  clients: { find: (realmId: number, clientId: string) => Promise<Client | undefined>; create: (client: Client) => Statement }
}

export type CreatedRealm = { ok: true; realm: Realm } | { ok: false; reason: 'bad-name' | 'reserved' | 'taken' }

const descriptions: Record<(typeof administrativeRoles)[number], string> = {
  'global-admin': 'Everything in this realm',
  'read-only-admin': 'Reads everything, changes nothing',
  'certificate-admin': 'Reads everything; client certificates, once there are any',
  'secure-browser-admin': 'Reads everything; managed browsers, once there are any',
  'certificate-and-secure-browser-admin': 'Both of the two before',
  'help-desk': 'Finds people and helps them back in',
}

/** What every realm has from its first moment: the administrative roles and the built-in clients. */
export async function furnishRealm({ unit, clock, roles, clients }: Needs, realm: Realm, publicUrl: URL): Promise<void> {
  const existing = new Set((await roles.list(realm.id)).filter(({ clientId }) => clientId === null).map(({ name }) => name))
  const missingRoles = administrativeRoles.filter((name) => !existing.has(name)).map((name) =>
    roles.create({ id: randomUUID(), realmId: realm.id, name, description: descriptions[name], clientId: null, administrative: true }))
  const wanted = builtInClients(realm, publicUrl, clock.now())
  const stored = await Promise.all(wanted.map(({ clientId }) => clients.find(realm.id, clientId)))
  const missingClients = wanted.filter((_, index) => stored[index] === undefined).map(clients.create)
  const statements = [...missingRoles, ...missingClients]
  if (statements.length > 0) await unit(statements)
}

/**
 * Makes a realm with its roles and clients. A crash between the two leaves a realm that the next start furnishes.
 * `master` is reserved: no role of ours reaches another realm, and people coming from Keycloak would expect one that does.
 */
export async function createRealm(needs: Needs, { name, settings }: { name: string; settings: RealmSettings }, publicUrl: URL): Promise<CreatedRealm> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return { ok: false, reason: 'bad-name' }
  if (name === 'master') return { ok: false, reason: 'reserved' }
  const outcome = await needs.unit([needs.realms.create({ name, settings })])
  if (!outcome.ok) return { ok: false, reason: 'taken' }
  const realm = await needs.realms.find(name)
  if (realm === undefined) throw new Error(`The realm ${name} was created and is not there`)
  await furnishRealm(needs, realm, publicUrl)
  return { ok: true, realm }
}
