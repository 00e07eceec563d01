import { randomUUID } from 'node:crypto'
import type { Group, Realm, Role, Statement, Storage, Upstream } from '@tegata/storage'
import { isPlain, type UpstreamSaid } from './upstream-said.ts'

type Needs = {
  roles: Pick<Storage['roles'], 'list' | 'create' | 'sync'>
  groups: Pick<Storage['groups'], 'list' | 'create' | 'sync' | 'rolesOf'>
}

/** Something that an upstream said and that has no effect here, for the audit log. */
export type Skipped = {
  claim: 'roles' | 'clientRoles' | 'groups' | 'rules' | 'username' | 'email' | 'givenName' | 'familyName' | 'subject'
  value: string
  why: 'administrative' | 'unfit' | 'too-many-here' | 'unknown' | 'taken'
}

export type Rights = {
  roleIds: readonly string[]
  groupIds: readonly string[]
  /** Of the groups those that no rule is needed for: they carry nothing that administers. */
  byName: readonly string[]
  /** Whether a rule gives something that administers, or may. */
  administers: boolean
  creating: readonly Statement[]
  skipped: readonly Skipped[]
}

/** Names in one event of the audit log; the rest is a number. */
const mostTold = 20

/** For the audit log: what had no effect, as far as one event names it. */
export const told = (skipped: readonly Skipped[]): Record<string, unknown> => ({ skipped: skipped.slice(0, mostTold), ...(skipped.length > mostTold && { more: skipped.length - mostTold }) })

/** More names of a kind than this, or a longer one, belong to nobody: the sign-in is refused, nothing is cut short. */
const mostNames = 1000
const longestName = 255
/** How many roles, and how many groups, a realm may have before upstreams bring no new ones. */
const mostOfRealm = 1000

const isFit = (name: string): boolean => name.trim() === name && name !== '' && isPlain(name)

/** Whether an answer names more than anybody can be. */
export function namesTooMuch({ roles, groups, clientRoles }: Pick<UpstreamSaid, 'roles' | 'groups' | 'clientRoles'>): boolean {
  const ofClients = Object.values(clientRoles).flat()
  const lists = [roles, groups, ofClients, Object.keys(clientRoles)]
  return lists.some((names) => names.length > mostNames || names.some((name) => name.length > longestName))
}

type Made = { id: string; statement: Statement }

/** One kind of thing that people have by name, as the realm has it and as an upstream adds to it. */
function catalogue<Item extends { id: string }>(items: readonly Item[], keyOf: (item: Item) => string) {
  const known = new Map(items.map((item) => [keyOf(item), item]))
  const made = new Map<string, Made>()
  return {
    known: (key: string): Item | undefined => known.get(key),
    /** Null when the realm has as many as upstreams may bring. */
    idOf(key: string, make: () => Made): string | null {
      const id = known.get(key)?.id ?? made.get(key)?.id
      if (id !== undefined) return id
      if (items.length + made.size >= mostOfRealm) return null
      const fresh = make()
      made.set(key, fresh)
      return fresh.id
    },
    creating: (): readonly Statement[] => [...made.values()].map(({ statement }) => statement),
  }
}

/**
 * Finds out which roles and groups an upstream's answer gives a person here. By its names, where it passes them on: made
 * when first seen, and never one that administers, nor a group that carries one; whatever administers takes a rule.
 */
export async function rightsOf({ roles, groups }: Needs, realm: Realm, { mapping }: Upstream, said: UpstreamSaid): Promise<Rights> {
  const named = [...said.roles, ...said.groups, ...Object.keys(said.clientRoles)]
  if (named.length === 0) return { roleIds: [], groupIds: [], byName: [], administers: false, creating: [], skipped: [] }
  const [heldRoles, heldGroups] = await Promise.all([roles.list(realm.id), groups.list(realm.id)])
  const keyOf = (name: string, clientId: string | null): string => JSON.stringify([clientId, name])
  const ofRoles = catalogue<Role>(heldRoles, ({ name, clientId }) => keyOf(name, clientId))
  const ofGroups = catalogue<Group>(heldGroups, ({ name }) => name)
  const newRole = (name: string, clientId: string | null, id = randomUUID()): Made =>
    ({ id, statement: roles.create({ id, realmId: realm.id, name, clientId, description: null, administrative: false }) })
  const newGroup = (name: string, id = randomUUID()): Made => ({ id, statement: groups.create({ id, realmId: realm.id, name }) })

  // Applications may compare with less care than our database.
  const readAs = (name: string): string => name.normalize('NFKC').toLowerCase()
  const administering = new Set(heldRoles.filter(({ administrative }) => administrative).map(({ name }) => readAs(name)))

  const roleIds = new Set<string>()
  const groupIds = new Set<string>()
  const byName = new Set<string>()
  const skipped: Skipped[] = []

  const passRole = (claim: 'roles' | 'clientRoles', name: string, clientId: string | null): void => {
    const skip = (why: Skipped['why']) => void skipped.push({ claim, value: clientId === null ? name : `${clientId}: ${name}`, why })
    if (!isFit(name) || (clientId !== null && !isFit(clientId))) return skip('unfit')
    const key = keyOf(name, clientId)
    if (ofRoles.known(key)?.administrative === true || (clientId === null && administering.has(readAs(name)))) return skip('administrative')
    const id = ofRoles.idOf(key, () => newRole(name, clientId))
    if (id === null) return skip('too-many-here')
    roleIds.add(id)
  }
  const passGroup = async (name: string): Promise<void> => {
    const skip = (why: Skipped['why']) => void skipped.push({ claim: 'groups', value: name, why })
    if (!isFit(name)) return skip('unfit')
    const known = ofGroups.known(name)
    if (known !== undefined && (await groups.rolesOf(realm.id, known.id)).some(({ administrative }) => administrative)) return skip('administrative')
    const id = ofGroups.idOf(name, () => newGroup(name))
    if (id === null) return skip('too-many-here')
    groupIds.add(id)
    byName.add(id)
  }

  if (mapping.passOn) {
    for (const name of new Set(said.roles)) passRole('roles', name, null)
    for (const [clientId, names] of Object.entries(said.clientRoles)) for (const name of new Set(names)) passRole('clientRoles', name, clientId)
    for (const name of new Set(said.groups)) await passGroup(name)
  }
  for (const { claim, value, grants } of mapping.rules) {
    if (!said[claim].includes(value)) continue
    const id = 'role' in grants ? ofRoles.known(keyOf(grants.role, null))?.id : ofGroups.known(grants.group)?.id
    if (id === undefined) skipped.push({ claim: 'rules', value: 'role' in grants ? grants.role : grants.group, why: 'unknown' })
    else if ('role' in grants) roleIds.add(id)
    else groupIds.add(id)
  }
  const administers = heldRoles.some(({ id, administrative }) => administrative && roleIds.has(id)) || [...groupIds].some((id) => !byName.has(id))
  return { roleIds: [...roleIds], groupIds: [...groupIds], byName: [...byName], administers, creating: [...ofRoles.creating(), ...ofGroups.creating()], skipped }
}
