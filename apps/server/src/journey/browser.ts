import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What this file needs of a Koa context. */
export type BrowserContext = {
  cookies: { get(name: string, options: { signed: boolean }): string | undefined }
  append(field: string, value: string): void
  get(field: string): string
}

export type Browser = {
  /** What this browser calls itself; undefined when it sent no cookie of ours. */
  token: string | undefined
  /** What a journey stores of it: a dump of the database continues nobody's journey. */
  hash: string | undefined
}

/** Cookies of one realm. On https they are `__Host-`: no subdomain and no plain-http page can set them (S-2). */
export function createCookies(publicUrl: URL) {
  const https = publicUrl.protocol === 'https:'
  const prefix = https ? '__Host-' : ''
  return {
    nameOf: (realm: string, purpose: string) => `${prefix}tegata.${realm}.${purpose}`,
    read: (ctx: BrowserContext, name: string) => ctx.cookies.get(name, { signed: false }),
    // Written by hand: koa refuses a Secure cookie unless the socket itself is TLS, and ours ends at a proxy.
    write(ctx: BrowserContext, name: string, value: string, maxAgeSeconds?: number) {
      const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
      ctx.append('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}${age}`)
    },
  }
}
export type Cookies = ReturnType<typeof createCookies>

const tokenShape = /^[A-Za-z0-9_-]{43}$/
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The browser that sent the request. A cookie that we cannot have made counts as none. */
export function readBrowser(cookies: Cookies, ctx: BrowserContext, realm: string): Browser {
  const token = cookies.read(ctx, cookies.nameOf(realm, 'browser'))
  if (token === undefined || !tokenShape.test(token)) return { token: undefined, hash: undefined }
  return { token, hash: hashOf(token) }
}

/** The same, giving a name to a browser that has none. The cookie ends with the browser. */
export function ensureBrowser(cookies: Cookies, ctx: BrowserContext, realm: string): Required<{ token: string; hash: string }> {
  const { token, hash } = readBrowser(cookies, ctx, realm)
  if (token !== undefined && hash !== undefined) return { token, hash }
  const made = randomBytes(32).toString('base64url')
  cookies.write(ctx, cookies.nameOf(realm, 'browser'), made)
  return { token: made, hash: hashOf(made) }
}

/**
 * The token that a form of ours carries: tied to the browser, and to what the form is about, so that it can be
 * neither guessed nor carried over from another page (S-6).
 */
export const csrfOf = (token: string, about: string): string => createHmac('sha256', token).update(`csrf ${about}`).digest('base64url')

export type FormRefusal = 'cross-site' | 'no-cookie' | 'csrf'

/** Whether a POST comes from a form that we showed to this very browser; otherwise why not. */
export function refuseForm(
  ctx: BrowserContext,
  form: { browser: Browser; about: string; csrf: string | undefined; origin: string },
): FormRefusal | null {
  const site = ctx.get('Sec-Fetch-Site')
  const origin = ctx.get('Origin')
  // Under our own `Referrer-Policy: no-referrer` browsers write `Origin: null` even on forms to the same origin.
  if ((site !== '' && site !== 'same-origin') || (origin !== '' && origin !== 'null' && origin !== form.origin)) return 'cross-site'
  if (form.browser.token === undefined) return 'no-cookie'
  return form.csrf !== undefined && equal(form.csrf, csrfOf(form.browser.token, form.about)) ? null : 'csrf'
}

const equal = (a: string, b: string): boolean => timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
