const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Says what is wrong with a redirect URI that somebody wants to register, or null (O-1, RFC 9700 section 4.1).
 * Judged as the browser's own parser reads it. One wildcard is allowed, as the last segment of the path.
 */
export function redirectUriProblem(uri: string): string | null {
  if (/[\p{C}\s\\]/u.test(uri)) return 'must not contain blanks, backslashes or control characters'
  if (uri.includes('#')) return 'must not have a fragment'
  if (/\.\.(;|\/|$)|%2e|%2f|%5c/i.test(uri)) return 'must not contain path tricks such as ../'
  if (!URL.canParse(uri)) return 'must be an absolute URI'

  const url = new URL(uri)
  if (url.username !== '' || url.password !== '' || /^[a-z][a-z0-9+.-]*:\/*[^/?]*@/i.test(uri)) return 'must not contain a user name'
  if (['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'].includes(url.protocol)) return 'has a scheme that is never safe'
  if (url.protocol === 'http:' && !loopback.has(url.hostname) && !url.hostname.endsWith('.localhost')) return 'must use https, except on this computer'
  if (url.protocol !== 'http:' && url.protocol !== 'https:' && !url.protocol.includes('.')) return 'needs a scheme with a dot, such as com.example.app:'
  const stars = uri.split('*').length - 1
  if (stars > 1 || (stars === 1 && !(url.pathname.endsWith('/*') && url.search === ''))) return 'may have one wildcard, as the end of the path: /*'
  return null
}
