/** Reads a Cookie header (RFC 6265 §4.2). Of two cookies with one name the first counts, as browsers send the nearest first. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    if (!cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim())
  }
  return cookies
}

/**
 * Writes a session cookie. Not Secure: this application is served on http://localhost, where Safari drops
 * Secure cookies. Lax, because the provider leads back here from another site when it is not on localhost.
 */
export const sessionCookie = (name: string, value: string): string => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`
