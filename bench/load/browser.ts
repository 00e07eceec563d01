import type { Connection, Response } from './connection.ts'

/** A browser without script as far as a sign-in needs one: cookies by path, forms, and the page that goes on by itself. */
export class Browser {
  readonly connection: Connection
  #jar = new Map<string, { value: string; path: string }>()
  /** A cookie header that was given ready-made. */
  readonly #given: string | undefined

  constructor(connection: Connection, given?: string) {
    this.connection = connection
    this.#given = given
  }

  async get(path: string): Promise<Response> {
    return this.#take(await this.connection.request({ path, headers: this.#headers(path) }))
  }

  async post(path: string, form: Readonly<Record<string, string>>): Promise<Response> {
    return this.#take(await this.connection.request({ method: 'POST', path, form, headers: { ...this.#headers(path), Origin: this.connection.origin, 'Sec-Fetch-Site': 'same-origin' } }))
  }

  cookie(name: string): string | undefined {
    return this.#jar.get(name)?.value
  }

  #headers(path: string): Record<string, string> {
    const [pathname = ''] = path.split('?')
    const own = [...this.#jar].filter(([, cookie]) => pathname.startsWith(cookie.path)).map(([name, { value }]) => `${name}=${value}`)
    const cookie = [...this.#given === undefined ? [] : [this.#given], ...own].join('; ')
    return { 'User-Agent': 'bench', Accept: 'text/html', 'Accept-Language': 'en', ...(cookie === '' ? {} : { Cookie: cookie }) }
  }

  #take(response: Response): Response {
    for (const line of response.cookies) {
      const [pair = '', ...attributes] = line.split('; ')
      const at = pair.indexOf('=')
      const name = pair.slice(0, at)
      const value = pair.slice(at + 1)
      const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
      if (value === '') this.#jar.delete(name)
      else this.#jar.set(name, { value, path })
    }
    return response
  }
}

/** Where a redirect, or a page that goes on by itself, leads: path and query when it stays with us. */
export function leadsTo(response: Response): string {
  const target = response.headers.get('location') ?? /url=(.*)$/.exec(response.headers.get('refresh') ?? '')?.[1]
  if (target === undefined) throw unexpected(response, 'it leads nowhere')
  return target.replace(/^https?:\/\/localhost:\d+/, '')
}

/** The address and the CSRF field of the page's form. */
export function formOf(response: Response): { action: string; csrf: string } {
  const action = /<form method="post" action="([^"]*)"/.exec(response.body)?.[1]
  const csrf = /name="csrf" value="([^"]+)"/.exec(response.body)?.[1]
  if (action === undefined || csrf === undefined) throw unexpected(response, 'it has no form')
  return { action: action.replaceAll('&amp;', '&'), csrf }
}

export const unexpected = ({ status, headers, body }: Response, why: string): Error =>
  new Error(`Not the answer that was expected: ${why}. ${status} ${headers.get('location') ?? ''}\n${body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').slice(0, 400)}`)
