import { conditionLimits, containedOnes, coveredFamilies, readNetwork, type Condition, type Network } from '@tegata/contract'

/** One condition as it is typed: networks as text, one a line or parted by commas and blanks. */
export type ConditionDraft = { networks: string, applications: string[] }

export const conditionDraftOf = ({ networks, applications }: Condition): ConditionDraft => ({ networks: networks.join('\n'), applications: [...applications] })

/** What is typed as networks, piece by piece. */
export const piecesOf = (text: string): string[] => text.split(/[\s,;、，；]+/u).filter((piece) => piece !== '')

/** As it is sent: networks in the way that the server writes them, what is none as it is typed. */
export const conditionOf = ({ networks, applications }: ConditionDraft): Condition =>
  ({ networks: [...new Set(piecesOf(networks).map((piece) => readNetwork(piece)?.text ?? piece))], applications: [...applications] })

export const isWrong = (draft: ConditionDraft): boolean => {
  const pieces = piecesOf(draft.networks)
  return pieces.length + draft.applications.length === 0 || pieces.some((piece) => !readNetwork(piece)) || conditionOf(draft).networks.length > conditionLimits.networks
}

/** What there is to say about the networks of one condition, before anybody asks the server. */
export type NetworkLooks = {
  /** Typed, and no networks. */
  wrong: readonly string[]
  /** Kept in another way than typed, in a way that says more than how it is written. */
  rounded: readonly { typed: string, kept: string }[]
  contained: readonly { inner: Network, outer: Network }[]
  /** Every address of the family is inside. */
  everywhere: readonly (4 | 6)[]
  tooMany: boolean
}

export function lookAtNetworks(text: string): NetworkLooks {
  const read = piecesOf(text).map((typed) => ({ typed, network: readNetwork(typed) }))
  const known = read.flatMap(({ typed, network }) => (network ? [{ typed, network }] : []))
  const networks = [...new Map(known.map(({ network }) => [network.text, network])).values()]
  return {
    wrong: [...new Set(read.filter(({ network }) => !network).map(({ typed }) => typed))],
    rounded: known.filter(({ typed, network }) => isRounded(typed, network)).map(({ typed, network }) => ({ typed, kept: network.text })),
    contained: containedOnes(networks),
    everywhere: coveredFamilies(networks),
    tooMany: networks.length > conditionLimits.networks,
  }
}

/** Bits beyond the prefix were typed, so that the network is larger than the one address that stands there. */
function isRounded(typed: string, { text, prefix }: Network): boolean {
  const base = readNetwork(typed.split('/')[0] ?? '')
  const full = base?.prefix === prefix
  return !full && base !== null && text.split('/')[0] !== base.text.split('/')[0]
}

/** The first network of a text that an address is in. */
export function networkWith(text: string, address: string): string | null {
  const own = readNetwork(address)
  const found = own && piecesOf(text).map((piece) => readNetwork(piece)).find((network) => network !== null && network.family === own.family && network.first <= own.first && own.last <= network.last)
  return found?.text ?? null
}

/** The text with one more network, on a line of its own; the same text where it is in it already. */
export function withNetwork(text: string, network: string): string {
  const read = readNetwork(network)
  if (!read || piecesOf(text).some((piece) => readNetwork(piece)?.text === read.text)) return text
  return [...(text.trim() === '' ? [] : [text.trimEnd()]), read.prefix === (read.family === 4 ? 32 : 128) ? read.text.split('/')[0] : read.text].join('\n')
}
