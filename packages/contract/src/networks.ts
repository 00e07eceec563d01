/** A range of addresses (RFC 4632, RFC 4291 section 2.3): from its first to its last address, as numbers. */
export type Network = {
  readonly family: 4 | 6
  readonly prefix: number
  readonly first: bigint
  readonly last: bigint
  /** The one way to write it: no bits beyond the prefix, IPv6 as RFC 5952 says, a prefix always. */
  readonly text: string
}

const widths = { 4: 32, 6: 128 } as const

/** Leading zeros are refused, because some programs read them as octal. */
function readV4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function readV6(text: string): bigint | null {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (embedded) {
    const v4 = readV4(embedded[2] ?? '')
    return v4 === null ? null : readV6(`${embedded[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

const writeV4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')

/** Lower case, no leading zeros, the longest run of two or more zero groups, the first of several, as `::` (RFC 5952 section 4). */
function writeV6(value: bigint): string {
  const text = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(':')
  const runs = [...text.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].toSorted(([one], [other]) => other.length - one.length)
  const [longest] = runs
  if (!longest) return text
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`
}

/** An address as a number with its family; an IPv4 address inside IPv6 (`::ffff:…`) is the IPv4 address that it is. */
function readAddress(text: string): { family: 4 | 6; value: bigint; mapped: boolean } | null {
  const v4 = readV4(text)
  if (v4 !== null) return { family: 4, value: v4, mapped: false }
  const v6 = readV6(text)
  if (v6 === null) return null
  return v6 >> 32n === 0xffffn ? { family: 4, value: v6 & 0xffffffffn, mapped: true } : { family: 6, value: v6, mapped: false }
}

/**
 * Reads a network, or one address, as somebody may write it: full-width digits, bits beyond the prefix, an IPv4 network in
 * its IPv6 dress. Null when it is none: ranges with a dash, masks (`/255.255.0.0`), zones (`%eth0`) and octal are not guessed at.
 */
export function readNetwork(written: string): Network | null {
  const [base = '', length, ...rest] = written.normalize('NFKC').trim().split('/')
  const address = readAddress(base)
  if (!address || rest.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length))) return null
  const { family, value, mapped } = address
  const width = widths[family]
  // A prefix on an IPv4-mapped network counts from the IPv6 end.
  const prefix = length === undefined ? width : Number(length) - (mapped ? 96 : 0)
  if (prefix < 0 || prefix > width) return null
  const beyond = BigInt(width - prefix)
  const first = (value >> beyond) << beyond
  return { family, prefix, first, last: first | ((1n << beyond) - 1n), text: `${family === 4 ? writeV4(first) : writeV6(first)}/${prefix}` }
}

/** An address of a network's family as it is written. */
export const writeAddress = (family: 4 | 6, value: bigint): string => (family === 4 ? writeV4(value) : writeV6(value))

/** Whether the one lies inside the other, or is the same. */
export const isWithin = (inner: Network, outer: Network): boolean =>
  inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last

/** Those that add nothing, because another one of the list contains them: which, and in which. */
export function containedOnes(networks: readonly Network[]): readonly { inner: Network; outer: Network }[] {
  return networks.flatMap((inner, index) => {
    const outer = networks.find((other, place) => place !== index && isWithin(inner, other) && (other.text !== inner.text || place < index))
    return outer ? [{ inner, outer }] : []
  })
}

/** The families whose every address is in one of the networks: whoever has such an address is inside wherever they are. */
export function coveredFamilies(networks: readonly Network[]): readonly (4 | 6)[] {
  return ([4, 6] as const).filter((family) => {
    let next = 0n
    for (const { first, last } of networks.filter((each) => each.family === family).toSorted((one, other) => (one.first < other.first ? -1 : 1))) {
      if (first > next) return false
      if (last >= next) next = last + 1n
    }
    return next === 1n << BigInt(widths[family])
  })
}
