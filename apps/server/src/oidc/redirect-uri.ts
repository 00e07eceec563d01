type Registered = { kind: string; pathWildcard: boolean }

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a redirect URI may be used, against the registered ones (O-1, RFC 9700 section 2.1).
 *
 * The very string that was registered, and two extensions: a native application may listen on any port of this computer
 * (RFC 8252 section 7.3), and a client with the path wildcard may end its path freely after `/*`, on the same origin.
 * Both are judged on what the browsers' own parser (WHATWG) reads, and nothing that two parsers could read differently
 * gets that far.
 */
export function redirectAllowed(client: Registered, registered: readonly string[], uri: string): boolean {
  if (isHostile(uri)) return false
  if (registered.includes(uri)) return !uri.includes('*')
  const parsed = URL.parse(uri)
  if (parsed === null) return false
  return registered.some((allowed) => {
    const pattern = URL.parse(allowed)
    if (pattern === null || !sameOrigin(client, pattern, parsed)) return false
    if (client.pathWildcard && allowed.endsWith('/*')) return parsed.pathname.startsWith(pattern.pathname.slice(0, -1)) && !isTricky(uri)
    return client.kind === 'native' && isLoopback(pattern) && withoutPort(allowed, pattern) === withoutPort(uri, parsed)
  })
}

/** Characters and parts that browsers, frameworks and people read in different ways. */
const isHostile = (uri: string): boolean =>
  uri.length > 2000 || /[^\x21-\x7e]/.test(uri) || /[\\#<>"'`{}|^]/.test(uri) || !/^[a-z][a-z0-9+.-]*:/.test(uri)
  || /^[a-z][a-z0-9+.-]*:\/*[^/?]*@/.test(uri)

/** Inside a wildcard: what a server behind it might decode, or resolve, into another path. */
const isTricky = (uri: string): boolean => {
  const path = uri.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/, '').split('?')[0] ?? ''
  return /%(2e|2f|5c|25|0|3b)/i.test(path) || /(^|\/)\.{1,2}(;|\/|$)/.test(path) || path.includes('//') || path.includes(';')
}

const isLoopback = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && loopback.has(hostname)

function sameOrigin({ kind }: Registered, pattern: URL, uri: URL): boolean {
  if (pattern.protocol !== uri.protocol || pattern.hostname !== uri.hostname || pattern.username + uri.username !== '') return false
  return pattern.port === uri.port || (kind === 'native' && isLoopback(pattern))
}

/** The string itself, less the port that the parser found: what was written around it still has to be equal. */
const withoutPort = (written: string, { port, hostname, protocol }: URL): string =>
  port === '' ? written : written.replace(`${protocol}//${hostname}:${port}`, `${protocol}//${hostname}`)
