import { decide, type Facts, factsThen } from '@tegata/policy'
import type { Realm, Role, Statement, Storage, Upstream, User } from '@tegata/storage'
import { isLastLost, momentsAhead } from './administrators-left.ts'
import type { Situation } from './facts.ts'
import type { Letters } from './letters.ts'
import type { Rights } from './upstream-rights.ts'

export type KeepingNeeds = {
  storage: Pick<Storage, 'roles' | 'groups' | 'realms' | 'policies' | 'throttle' | 'clock'>
  gatherFacts(situation: Situation): Promise<Facts>
  letters: Pick<Letters, 'administratorKept'>
}

/** What an answer leaves to the person although it does not say it any more, what the unit holds meanwhile, and whom it tells. */
export type Kept = { roleIds: readonly string[]; groupIds: readonly string[]; holds: readonly Statement[]; telling: readonly Statement[] }
const nothing: Kept = { roleIds: [], groupIds: [], holds: [], telling: [] }

/** Milliseconds; people hear of it once in such a time, however often somebody signs in. */
const day = 24 * 60 * 60_000
/** A realm has fewer who administer it; of more, the first are told. */
const mostTold = 50

/**
 * Keeps the realm from losing its last global administrator by a word of a provider: at a sign-in nobody can be asked, so
 * the right stays until another one is there. Of others count those who get in by a password of ours, at the
 * same moments as wherever an administrator is taken away; where the person has none themselves, whoever else holds the role.
 *
 * Whoever takes the right away at the same time waits for the realm's version, and is decided anew. Where it stays, those who
 * hold it are told, because somebody has to make another one.
 */
export async function keepingLastAdministrator(
  { storage, gatherFacts, letters }: KeepingNeeds, realm: Realm, upstream: Upstream, user: User, { held, rights }: { held: readonly Role[]; rights: Pick<Rights, 'roleIds' | 'groupIds'> },
): Promise<Kept> {
  const right = held.find(({ name, clientId, administrative }) => name === 'global-admin' && clientId === null && administrative)
  if (right === undefined) return nothing
  const { roles, groups, realms, throttle, clock } = storage
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
  return { roleIds: lost.roleIds.filter((id) => id === right.id), groupIds: await carriersOf(lost.groupIds), holds, telling: await telling(right.id) }

  /** The person and whoever else holds the right, although they do not get in: all of them once a day. */
  async function telling(roleId: string): Promise<readonly Statement[]> {
    const key = `administrator-kept:${realm.id}`
    if ((await throttle.state(key)).closedUntil !== null) return []
    const about = { at: clock.now(), upstream, kept: user }
    const mails = (await roles.holders(realm.id, roleId, mostTold)).flatMap((reader) => letters.administratorKept(realm, reader, about))
    return mails.length === 0 ? [] : [throttle.reserve('administrators-told', key, { max: 1, windowMs: day }), ...mails]
  }

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
