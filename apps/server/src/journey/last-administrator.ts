import { decide, type Facts, factsThen } from '@tegata/policy'
import type { Realm, Role, Statement, Storage, Upstream, User } from '@tegata/storage'
import { isLastLost, momentsAhead } from './administrators-left.ts'
import type { Situation } from './facts.ts'
import type { Rights } from './upstream-rights.ts'

export type KeepingNeeds = {
  storage: Pick<Storage, 'roles' | 'groups' | 'realms' | 'policies' | 'clock'>
  gatherFacts(situation: Situation): Promise<Facts>
}

/** What an answer leaves to the person although it does not say it any more, and what the unit holds meanwhile. */
export type Kept = { roleIds: readonly string[]; groupIds: readonly string[]; holds: readonly Statement[] }
const nothing: Kept = { roleIds: [], groupIds: [], holds: [] }

/**
 * Keeps the realm from losing its last global administrator by a word of a provider: at a sign-in nobody can be asked, so
 * the right stays until another one is there. Of others count those who get in by a password of ours, at the
 * same moments as wherever an administrator is taken away; where the person has none themselves, whoever else holds the role.
 *
 * Whoever takes the right away at the same time waits for the realm's version, and is decided anew.
 */
export async function keepingLastAdministrator(
  { storage, gatherFacts }: KeepingNeeds, realm: Realm, upstream: Upstream, user: User, { held, rights }: { held: readonly Role[]; rights: Pick<Rights, 'roleIds' | 'groupIds'> },
): Promise<Kept> {
  const right = held.find(({ name, clientId, administrative }) => name === 'global-admin' && clientId === null && administrative)
  if (right === undefined) return nothing
  const { roles, groups, realms, clock } = storage
  const given = await roles.givenBy(realm.id, user.id, upstream.id)
  const lost = { roleIds: given.roleIds.filter((id) => !rights.roleIds.includes(id)), groupIds: given.groupIds.filter((id) => !rights.groupIds.includes(id)) }
  if (lost.roleIds.length + lost.groupIds.length === 0) return nothing

  const [direct, member] = await Promise.all([roles.directOf(realm.id, user.id), groups.of(realm.id, user.id)])
  const carries = async (groupId: string): Promise<boolean> => (await groups.rolesOf(realm.id, groupId)).some(({ id }) => id === right.id)
  const carriersOf = async (ids: readonly string[]): Promise<readonly string[]> => {
    const found = await Promise.all(ids.map(carries))
    return ids.filter((_, index) => found[index])
  }
  const stays = rights.roleIds.includes(right.id) || (direct.some(({ id }) => id === right.id) && !lost.roleIds.includes(right.id))
    || (await carriersOf([...rights.groupIds, ...member.map(({ id }) => id).filter((id) => !lost.groupIds.includes(id))])).length > 0
  if (stays) return nothing

  const current = await realms.find(realm.name)
  const holds = current === undefined ? [] : [realms.saveSettings(current.id, current.settings, current.version)]
  if (await isAnother()) return { ...nothing, holds }
  return { roleIds: lost.roleIds.filter((id) => id === right.id), groupIds: await carriersOf(lost.groupIds), holds }

  async function isAnother(): Promise<boolean> {
    const working = await roles.workingHolders(realm.id, right?.id ?? '')
    const [leaving, others] = [working.find(({ id }) => id === user.id), working.filter(({ id }) => id !== user.id)]
    if (leaving === undefined) return (await roles.holders(realm.id, right?.id ?? '', 2)).some(({ id }) => id !== user.id)
    // Whoever is just coming in by the provider is in, whatever their password would be worth.
    return !await isLastLost(await momentsAhead(storage, realm), [leaving], others, async (person, { at }) => (person === leaving && at === undefined) || getsIn(person, at ?? clock.now()))
  }

  async function getsIn(person: User, at: number): Promise<boolean> {
    const facts = await gatherFacts({ now: at, channel: 'page', realm, user: person, client: null, proofs: [{ kind: 'password', at, journeyId: 'foreseen', epoch: person.epoch }] })
    return !decide(factsThen(facts, at)).lockedOut
  }
}
