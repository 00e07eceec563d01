type Bits = { width: 32 | 128; value: bigint }

/** Four decimal numbers; leading zeros are refused, because some programs read them as octal. */
function parseV4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function parseV6(text: string): bigint | null {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (embedded) {
    const v4 = parseV4(embedded[2] ?? '')
    if (v4 === null) return null
    return parseV6(`${embedded[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

const mappedPrefix = 0xffffn

/** An address as bits; an IPv4 address inside IPv6 (`::ffff:…`) is the IPv4 address that it is. */
function parse(text: string): Bits | null {
  const v4 = parseV4(text)
  if (v4 !== null) return { width: 32, value: v4 }
  const v6 = parseV6(text)
  if (v6 === null) return null
  return v6 >> 32n === mappedPrefix ? { width: 32, value: v6 & 0xffffffffn } : { width: 128, value: v6 }
}

/** Whether an address lies in a network (`10.0.0.0/8`, `2001:db8::/32`, or one address). Nonsense lies nowhere. */
export function isInNetwork(address: string, network: string): boolean {
  const [base = '', prefix, ...rest] = network.split('/')
  const wanted = parse(base)
  const given = parse(address)
  if (!wanted || !given || wanted.width !== given.width || rest.length > 0) return false
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return false
  // A prefix on an IPv4-mapped network counts from the IPv6 end.
  const shift = wanted.width === 32 && base.includes(':') ? 96 : 0
  const length = prefix === undefined ? wanted.width : Number(prefix) - shift
  if (length < 0 || length > wanted.width) return false
  const ignored = BigInt(wanted.width - length)
  return wanted.value >> ignored === given.value >> ignored
}
