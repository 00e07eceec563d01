const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What can be wrong with a redirect URI, in words; the keys are permanent. */
export const redirectUriFaults = {
  characters: 'must not contain blanks, backslashes or control characters',
  fragment: 'must not have a fragment',
  tricks: 'must not contain path tricks such as ../',
  relative: 'must be an absolute URI',
  'user-name': 'must not contain a user name',
  unsafe: 'has a scheme that is never safe',
  'not-https': 'must use https, except on this computer',
  'no-dot': 'needs a scheme with a dot, such as com.example.app:',
  wildcard: 'may have one wildcard, as the end of the path: /*',
} as const
export type RedirectUriFault = keyof typeof redirectUriFaults

/**
 * Says what is wrong with a redirect URI that somebody wants to register, or null (O-1, RFC 9700 section 4.1).
 * Judged as the browser's own parser reads it. One wildcard is allowed, as the last segment of the path.
 */
export function redirectUriFault(uri: string): RedirectUriFault | null {
  if (/[\p{C}\s\\]/u.test(uri)) return 'characters'
  if (uri.includes('#')) return 'fragment'
  if (/\.\.(;|\/|$)|%2e|%2f|%5c/i.test(uri)) return 'tricks'
  if (!URL.canParse(uri)) return 'relative'

  const url = new URL(uri)
  if (url.username !== '' || url.password !== '' || /^[a-z][a-z0-9+.-]*:\/*[^/?]*@/i.test(uri)) return 'user-name'
  if (['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'].includes(url.protocol)) return 'unsafe'
  if (url.protocol === 'http:' && !loopback.has(url.hostname) && !url.hostname.endsWith('.localhost')) return 'not-https'
  if (url.protocol !== 'http:' && url.protocol !== 'https:' && !url.protocol.includes('.')) return 'no-dot'
  const stars = uri.split('*').length - 1
  if (stars > 1 || (stars === 1 && !(url.pathname.endsWith('/*') && url.search === ''))) return 'wildcard'
  return null
}

/** The same in words. */
export function redirectUriProblem(uri: string): string | null {
  const fault = redirectUriFault(uri)
  return fault && redirectUriFaults[fault]
}
