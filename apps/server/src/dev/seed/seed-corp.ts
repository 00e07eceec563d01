import type { Realm, Statement, Storage } from '@tegata/storage'
import { alignClients } from '../../realms/built-in-clients.ts'
import { createRealm, furnishRealm } from '../../realms/create-realm.ts'
import { alignStartPage, alignUpstream } from './align.ts'
import { demoPassword } from './demo-password.ts'
import { type DemoPerson, people, userIdOf } from './people.ts'
import { clientIdAtCorp, corpClients, corpGroups, corpPeople, corpRealmName, corpRoles, corpSettings, secretAtCorp } from './realm-corp.ts'
import { frontClients, frontEnforcements, frontPeople, frontRealmName, frontSettings } from './realm-front.ts'
import { seedEnforcement } from './seed-enforcement.ts'
import { seedPerson, type Seeding, timeMachine } from './seed-people.ts'
import { corpAlias, corpBeside, corpInFront, corpIssuer, corpUpstreamId } from './upstream-corp.ts'

type Needs = { storage: Storage; publicUrl: URL; demoUrl: string; hashPassword: (password: string) => Promise<string> }
type Realms = { demo: Realm; corp: Realm; front: Realm }

/** A realm that somebody else made under this name is theirs: it has people, and not the client that we would have made. */
async function isTaken({ realms, clients, users }: Storage, name: string, ourClientId: string): Promise<boolean> {
  const realm = await realms.find(name)
  if (realm === undefined || await clients.find(realm.id, ourClientId) !== undefined) return false
  return (await users.list(realm.id, {}, null, 1)).items.length > 0
}

async function standing({ storage, publicUrl }: Needs, name: string, settings: Realm['settings']): Promise<Realm> {
  const there = await storage.realms.find(name)
  if (there !== undefined) {
    await furnishRealm(storage, there, publicUrl)
    return there
  }
  const created = await createRealm(storage, { name, settings }, publicUrl)
  if (!created.ok) throw new Error(`The realm ${name} could not be made: ${created.reason}`)
  return created.realm
}

/** That somebody of this realm is the same person as somebody at Corp ID: known before they come. */
function linkOf({ identities }: Pick<Storage, 'identities'>, realm: Realm, { username, comesAs }: DemoPerson, { publicUrl, now }: { publicUrl: URL; now: number }): readonly Statement[] {
  if (comesAs === undefined) return []
  return [identities.link({
    realmId: realm.id, upstreamId: corpUpstreamId(realm.name), issuer: corpIssuer(publicUrl), subject: userIdOf({ name: corpRealmName }, comesAs),
    userId: userIdOf(realm, username), username: comesAs, linkedAt: now, linkedBy: 'import', linkedByActor: userIdOf({ name: 'demo' }, 'admin'),
  })]
}

/** Of the people of realm `demo` those who come through Corp ID: nobody whom an administrator has removed. */
async function stillThere({ users }: Storage, demo: Realm): Promise<readonly DemoPerson[]> {
  const coming = people.filter(({ comesAs }) => comesAs !== undefined)
  const found = await Promise.all(coming.map(({ username }) => users.find(demo.id, userIdOf(demo, username))))
  return coming.filter((_, index) => found[index] !== undefined)
}

/** Both realms, and what the realm `demo` gets of them, in one unit: after a crash there is all of it or nothing. */
async function fill(needs: Needs, { demo, corp, front }: Realms): Promise<void> {
  const { storage, publicUrl } = needs
  const { roles, groups, upstreams, users, realms, clock } = storage
  const now = clock.now()
  const passwordHash = await needs.hashPassword(demoPassword)
  const ofRealm = async (realm: Realm, more: Partial<Seeding> = {}): Promise<Seeding> =>
    ({ realm, start: now, at: timeMachine(clock), roles: await roles.list(realm.id), groups: [], passwordHash, ...more })
  const [newRoles, newGroups] = [corpRoles(corp), corpGroups(corp)]
  const inCorp = await ofRealm(corp, { roles: [...await roles.list(corp.id), ...newRoles], groups: newGroups })
  const inFront = await ofRealm(front)
  const beside = await upstreams.find(demo.id, corpAlias) === undefined ? [
    upstreams.create(corpBeside(demo, publicUrl, now), secretAtCorp(demo.name)),
    ...(await stillThere(storage, demo)).flatMap((person) => linkOf(storage, demo, person, { publicUrl, now })),
  ] : []

  const outcome = await storage.unit([
    ...newRoles.map(roles.create), ...newGroups.map(groups.create),
    ...corpPeople.toReversed().flatMap((person) => seedPerson(storage, person, { ...inCorp, canSignIn: true })),
    upstreams.create(corpInFront(front, publicUrl, now), secretAtCorp(front.name)),
    ...frontEnforcements(front, now).flatMap((rule) => seedEnforcement(storage, front, rule, now)),
    ...frontPeople.toReversed().flatMap((person) => [
      ...seedPerson(storage, person, { ...inFront, canSignIn: person.comesAs === undefined }),
      ...(person.comesAs === undefined ? [] : [users.setSubject(front.id, userIdOf(front, person.username), userIdOf(corp, person.comesAs))]),
      ...linkOf(storage, front, person, { publicUrl, now }),
    ]),
    ...beside,
    ...[demo, corp, front].map(({ id }) => realms.touch(id)),
  ])
  if (!outcome.ok) throw new Error(`Corp ID could not be seeded: ${outcome.missed}`)
}

export type SeededCorp = { first: boolean; corp: Realm; front: Realm }

/**
 * Seeds Corp ID and what stands beside and in front of it, the first time that a demo has them; afterwards only corrects
 * addresses. Null where a realm of one of these names is somebody's own.
 */
export async function seedCorp(needs: Needs, demo: Realm): Promise<SeededCorp | null> {
  const { storage, publicUrl, demoUrl } = needs
  const { users, upstreams, clock } = storage
  if (await isTaken(storage, corpRealmName, clientIdAtCorp('demo')) || await isTaken(storage, frontRealmName, 'wiki-front')) return null
  const corp = await standing(needs, corpRealmName, corpSettings)
  const front = await standing(needs, frontRealmName, frontSettings(demoUrl))

  await alignStartPage(storage, front, `${demoUrl}/front`)
  await alignClients(storage, [...corpClients(corp, publicUrl, clock.now()), ...frontClients(front, demoUrl, clock.now())])
  const first = (await users.list(corp.id, {}, null, 1)).items.length === 0
  if (first) await fill(needs, { demo, corp, front })
  for (const { id, name } of [demo, front]) {
    const upstream = await upstreams.get(id, corpUpstreamId(name))
    if (upstream !== undefined) await alignUpstream(storage, upstream, corpIssuer(publicUrl))
  }
  return { first, corp, front }
}
