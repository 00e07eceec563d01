import { type Network, readNetwork, writeAddress } from '@tegata/contract'
import type { PolicyGroup } from '@tegata/storage'

/** Where somebody signs in from and to; null: from nowhere, or to nothing, that a condition could name. */
export type From = { address: string | null; clientId: string | null }
export const fromAnywhere: From = { address: null, clientId: null }

type Exemption = PolicyGroup['exemptions'][number]
type Ranges = { networks: readonly Network[] | null; clients: ReadonlySet<string> | null }
type Place = Pick<Network, 'family'> & { at: bigint }

/** What is no network lies nowhere, as the decision reads it. */
const rangesOf = ({ networks, clientIds }: Exemption): Ranges => ({
  networks: networks?.flatMap((text) => readNetwork(text) ?? []) ?? null, clients: clientIds ? new Set(clientIds) : null,
})

const isIn = ({ networks }: Ranges, place: Place | null): boolean =>
  networks === null || (place !== null && networks.some(({ family, first, last }) => family === place.family && first <= place.at && place.at <= last))
const isTo = ({ clients }: Ranges, clientId: string | null): boolean => clients === null || (clientId !== null && clients.has(clientId))

/** One address of every part that the others’ networks cut these into: whatever tells two addresses apart begins or ends at one of them. */
function placesOf({ networks }: Ranges, others: readonly Ranges[]): readonly (Place | null)[] {
  if (networks === null) return [null]
  return networks.flatMap(({ family, first, last }) => {
    const cuts = others.flatMap(({ networks: theirs }) => theirs ?? []).filter((other) => other.family === family).flatMap((other) => [other.first - 1n, other.last + 1n])
    // The second one first: an address that somebody has, where there is a choice.
    return [first + 1n < last ? first + 1n : first, first, last, ...cuts.filter((at) => first < at && at < last)].map((at) => ({ family, at }))
  })
}

/** Somewhere that one of these exempts and none of the others does; null where there is no such place. */
function onlyIn(these: readonly Exemption[], others: readonly Exemption[]): From | null {
  const known = new Set(others.map((each) => JSON.stringify(each)))
  const theirs = others.map(rangesOf)
  for (const ranges of these.filter((each) => !known.has(JSON.stringify(each))).map(rangesOf)) {
    for (const place of placesOf(ranges, theirs)) {
      const there = theirs.filter((other) => isIn(other, place))
      for (const clientId of ranges.clients ?? [null]) {
        if (!there.some((other) => isTo(other, clientId))) return { address: place && writeAddress(place.family, place.at), clientId }
      }
    }
  }
  return null
}

/** The exemptions that a group goes by. */
const inUse = ({ ask, exemptions }: Pick<PolicyGroup, 'ask' | 'exemptions'>): readonly Exemption[] => (ask === 'unless' ? exemptions : [])

/** A sign-in where a condition holds from now on, and one where it does not any more. */
export function whereItChanges(before: Pick<PolicyGroup, 'ask' | 'exemptions'>, after: Pick<PolicyGroup, 'ask' | 'exemptions'>): { exempted: From | null; noLonger: From | null } {
  const [old, fresh] = [inUse(before), inUse(after)]
  return { exempted: onlyIn(fresh, old), noLonger: onlyIn(old, fresh) }
}
