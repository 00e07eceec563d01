import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/**
 * Keygrip's interface over KeyObjects: a sign-in checks a dozen cookie signatures, and `createHmac` with a string key
 * costs ten times as much as with a KeyObject. The first secret signs; all of them verify, so that keys can be rotated.
 */
export class CookieKeys {
  readonly #keys: readonly KeyObject[]

  constructor(secrets: readonly string[]) {
    if (secrets.length === 0) throw new Error('Cookies need at least one key.')
    this.#keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)))
  }

  sign(data: string): string {
    return macOf(this.#keys[0], data)
  }

  verify(data: string, digest: string): boolean {
    return this.index(data, digest) !== -1
  }

  /** Which key signed, or -1. */
  index(data: string, digest: string): number {
    const claimed = Buffer.from(digest)
    return this.#keys.findIndex((key) => {
      const actual = Buffer.from(macOf(key, data))
      return actual.length === claimed.length && timingSafeEqual(actual, claimed)
    })
  }
}

const macOf = (key: KeyObject | undefined, data: string): string => {
  if (key === undefined) throw new Error('Cookies need at least one key.')
  return createHmac('sha256', key).update(data).digest('base64url')
}

export const cookieOptions = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true } as const
export const sessionCookieOptions = { ...cookieOptions, path: '/' } as const

/**
 * The cookies of one realm, each under its own name, so that two realms in one browser never read each other's.
 * `__Host-` pins a cookie to this very host and to `/`; the others have a path of their own and can only be `__Secure-`.
 * Without https (demo mode, loopback) there is no prefix and no Secure: Safari would drop them.
 */
export const cookieNames = (realm: string, publicUrl: URL) => {
  const https = publicUrl.protocol === 'https:'
  return {
    session: `${https ? '__Host-' : ''}tegata.${realm}`,
    interaction: `${https ? '__Secure-' : ''}tegata.${realm}.interaction`,
    resume: `${https ? '__Secure-' : ''}tegata.${realm}.resume`,
  }
}
