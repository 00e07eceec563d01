import { decide, type Facts, factsThen } from '@tegata/policy'
import type { Instant, Realm, Role, Statement, Storage, Upstream, User } from '@tegata/storage'
import { momentAt, momentsAhead } from './administrators-left.ts'
import type { Situation } from './facts.ts'
import type { Letters } from './letters.ts'
import type { Rights } from './upstream-rights.ts'

export type KeepingNeeds = {
  storage: Pick<Storage, 'roles' | 'groups' | 'realms' | 'policies' | 'throttle' | 'clock'>
  gatherFacts(situation: Situation): Promise<Facts>
  letters: Pick<Letters, 'administratorKept' | 'administratorsShutOut'>
}

/**
 * What an answer leaves to the person although it does not say it any more, what the unit holds meanwhile, and whom it
 * tells. `nobodyFrom`: the day from which nobody who stays gets in, as things are set now.
 */
export type Kept = { roleIds: readonly string[]; groupIds: readonly string[]; holds: readonly Statement[]; telling: readonly Statement[]; nobodyFrom: Instant | null }
const nothing: Kept = { roleIds: [], groupIds: [], holds: [], telling: [], nobodyFrom: null }

/** Milliseconds; people hear of it once in such a time, however often the one who is kept signs in. */
const day = 24 * 60 * 60_000
/** A realm has fewer who administer it; of more, the first are told. */
const mostTold = 50

/**
 * Keeps the realm from losing its last global administrator by a word of a provider: at a sign-in nobody can be asked, so
 * the right stays until another one is there. Of others count those who get in by a password of ours, now; where the
 * person has none themselves, whoever else holds the role. A day to come is no reason to keep anybody, since who gets in
 * today can mend it, and who is to go could have set it: those who stay are told from when nobody of them gets in.
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
  const working = await roles.workingHolders(realm.id, right.id)
  const others = working.filter(({ id }) => id !== user.id)
  const othersHolding = (await roles.holders(realm.id, right.id, mostTold + 1)).filter(({ id }) => id !== user.id)
  // Without a password here they never were one of those who count.
  if (!working.some(({ id }) => id === user.id)) return othersHolding.length > 0 ? { ...nothing, holds } : kept()
  if (!await doesAnyGetIn(others, clock.now())) return kept()
  const nobodyFrom = await findNobodyFrom()
  return { ...nothing, holds, nobodyFrom, telling: nobodyFrom === null ? [] : tell((reader) => letters.administratorsShutOut(realm, reader, { at: clock.now(), from: nobodyFrom, upstream, gone: user })) }

  async function kept(): Promise<Kept> {
    return { ...nothing, roleIds: lost.roleIds.filter((id) => id === right?.id), groupIds: await carriersOf(lost.groupIds), holds, telling: await telling() }
  }

  function tell(letter: (reader: User) => readonly Statement[]): readonly Statement[] {
    return othersHolding.slice(0, mostTold).flatMap(letter)
  }

  /** Whoever else holds the right, although they do not get in; the person themselves where no mail reaches any other. */
  async function telling(): Promise<readonly Statement[]> {
    const key = `administrator-kept:${realm.id}:${user.id}`
    if ((await throttle.state(key)).closedUntil !== null) return []
    const letter = (reader: User) => letters.administratorKept(realm, reader, { at: clock.now(), upstream, kept: user })
    const toOthers = tell(letter)
    const mails = toOthers.length > 0 ? toOthers : letter(user)
    return mails.length === 0 ? [] : [throttle.reserve('administrators-told', key, { max: 1, windowMs: day }), ...mails]
  }

  /** The first start of an announced rule, or end of somebody's time in a group, at which nobody of the others gets in. */
  async function findNobodyFrom(): Promise<Instant | null> {
    const starts = (await momentsAhead(storage, realm)).flatMap(({ at }) => at ?? [])
    const ends = others.flatMap(({ policyGroupUntil }) => policyGroupUntil ?? [])
    for (const at of [...new Set([...starts, ...ends])].toSorted((one, other) => one - other)) {
      if (!await doesAnyGetIn(others.map(momentAt(at).as), at)) return at
    }
    return null
  }

  async function doesAnyGetIn(people: readonly User[], at: Instant): Promise<boolean> {
    for (const person of people) if (await getsIn(person, at)) return true
    return false
  }

  async function getsIn(person: User, at: Instant): Promise<boolean> {
    const facts = await gatherFacts({ now: at, channel: 'page', realm, user: person, client: null, proofs: [{ kind: 'password', at, journeyId: 'foreseen', epoch: person.epoch }] })
    return !decide(factsThen(facts, at)).lockedOut
  }
}
