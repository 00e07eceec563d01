import { Agent, request } from 'node:http'

/** A form of a page: where it posts to, and what it would send. */
type Form = { action: string; fields: Record<string, string>; buttons: readonly { name: string; value: string }[] }

/** What somebody without a browser's script sees. */
export type Shown = { url: URL; status: number; headers: Headers; body: string; title: string; alert: string | null; forms: readonly Form[]; step: string | null }

type Cookie = { name: string; value: string; path: string }
/** By name and path, of one host: ports share cookies. */
type Jar = Map<string, Cookie>
type Options = {
  /** Where a request to this origin is sent; a house has several nodes behind one address. */
  via?: (origin: string) => string
  /** True for addresses that are not asked for: an application's callback. */
  stop?: (url: URL) => boolean
  headers?: Record<string, string>
  cookies?: Map<string, Jar>
}

/**
 * A browser without script: keeps cookies by host and path, follows redirects and pages that go on by themselves, fills in forms.
 * It asks nothing of the product but HTTP.
 */
export class Walker {
  readonly cookies: Map<string, Jar>
  /** Every address that was asked for, and every answer's status. */
  readonly trail: string[] = []
  via: (origin: string) => string
  readonly #stop: (url: URL) => boolean
  readonly #headers: Record<string, string>
  #shown: Shown | undefined

  constructor({ via = (origin) => origin, stop = () => false, headers = {}, cookies = new Map() }: Options = {}) {
    this.cookies = cookies
    this.via = via
    this.#stop = stop
    this.#headers = { 'user-agent': 'walker', 'accept-language': 'en', ...headers }
  }

  /** What its person takes wherever the set-up menu is met on the way; null: the menu stays. */
  method: 'totp' | 'emailed-code' | null = 'totp'

  get shown(): Shown {
    if (this.#shown === undefined) throw new Error('nothing is open yet')
    return this.#shown
  }

  /** A second tab: the same cookies, another page. */
  tab(): Walker {
    const tab = new Walker({ via: this.via, stop: this.#stop, headers: this.#headers, cookies: this.cookies })
    tab.#shown = this.#shown
    return tab
  }

  /** The back button: the page as it was, without asking for it. */
  back(to: Shown): void {
    this.#shown = to
  }

  cookie(name: string, host = 'localhost'): string | undefined {
    return [...this.cookies.get(host)?.values() ?? []].find((cookie) => cookie.name === name)?.value
  }

  /** One request, no redirect followed. */
  async request(method: 'GET' | 'HEAD' | 'POST', url: URL, body?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const jar: Jar = this.cookies.get(url.hostname) ?? new Map()
    this.cookies.set(url.hostname, jar)
    const cookie = [...jar.values()].filter(({ path }) => covers(path, url.pathname)).map(({ name, value }) => `${name}=${value}`).join('; ')
    const response = await exchange(method, new URL(url.pathname + url.search, this.via(url.origin)), body && new URLSearchParams(body).toString(), {
      ...navigating, ...this.#headers, ...(cookie !== '' && { cookie }),
      ...(method === 'POST' && { origin: url.origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }), ...headers,
    })
    this.trail.push(`${response.status} ${method} ${url.pathname}`)
    for (const line of response.headers.getSetCookie()) keep(jar, line, url.pathname)
    return response
  }

  /** Opens an address and goes on wherever it leads, until a page, or an address where it is to stop. */
  async open(address: string | URL): Promise<Shown> {
    const url = new URL(address, this.#shown?.url)
    return this.#arrive(url, await this.#ask('GET', url))
  }

  /** Sends the form whose action ends so (the first one when none is named), with these fields over its own. */
  async send(fields: Record<string, string> = {}, ending?: string): Promise<Shown> {
    const { url, body } = this.filled(fields, ending)
    return this.#arrive(url, await this.#ask('POST', url, body))
  }

  /** The same without following: for races, where what is answered counts. */
  async sendOnly(fields: Record<string, string> = {}, ending?: string): Promise<Response> {
    const { url, body } = this.filled(fields, ending)
    return this.request('POST', url, body)
  }

  filled(fields: Record<string, string>, ending?: string): { url: URL; body: Record<string, string> } {
    const form = this.shown.forms.find(({ action }) => ending === undefined || action.split('?')[0]?.endsWith(ending))
    if (form === undefined) throw new Error(`no form ${ending ?? ''} on "${this.shown.title}" (${this.shown.url.href}, ${this.shown.status})`)
    return { url: new URL(form.action, this.shown.url), body: { ...form.fields, ...fields } }
  }

  /** Follows the link with this text. */
  async follow(text: RegExp): Promise<Shown> {
    const links = [...this.shown.body.matchAll(/<a\b[^>]*\bhref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)]
    const link = links.find((match) => text.test(plain(match[2] ?? '')))
    if (link === undefined) throw new Error(`no link ${text} on "${this.shown.title}"`)
    return this.open(new URL(plain(link[1] ?? ''), this.shown.url))
  }

  /** The key that a set-up page shows for typing. */
  get key(): string {
    const key = /id="otp-key"[^>]*>([^<]+)</.exec(this.shown.body)?.[1]?.replaceAll(/\s/g, '')
    if (key === undefined) throw new Error(`no key on "${this.shown.title}" (${this.shown.url.href}): ${this.shown.alert ?? ''}`)
    return key
  }

  async #ask(method: 'GET' | 'POST', url: URL, body?: Record<string, string>): Promise<Response | null> {
    return this.#stop(url) ? null : this.request(method, url, body)
  }

  async #arrive(from: URL, first: Response | null): Promise<Shown> {
    let url = from
    let response = first
    for (let hop = 0; response !== null && hop < 15; hop += 1) {
      const target = response.status >= 300 && response.status < 400 ? response.headers.get('location') : refreshOf(response)
      if (target === null) break
      await response.arrayBuffer()
      url = new URL(target, url)
      response = await this.#ask('GET', url)
    }
    this.#shown = response === null ? nowhere(url) : read(url, response, await response.text())
    return this.#shown.step === 'choose' && this.method !== null ? this.send({ method: this.method }, 'choose') : this.#shown
  }
}

/** What a browser says of a navigation, and `fetch` may not. */
const navigating = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' }
const agent = new Agent({ keepAlive: true, maxSockets: 100 })

const exchange = (method: string, url: URL, body: string | undefined, headers: Record<string, string>): Promise<Response> => new Promise((resolve, reject) => {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = request(url, { method, agent, headers: { ...headers, ...length }, timeout: 60_000 }, (answer) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.on('error', reject)
    answer.on('end', () => {
      const received = new Headers()
      for (const [name, values] of Object.entries(answer.headersDistinct)) for (const value of values ?? []) received.append(name, value)
      const status = answer.statusCode ?? 0
      resolve(new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers: received }))
    })
  })
  sent.on('timeout', () => sent.destroy(new Error(`${method} ${url.pathname} was not answered within a minute`)))
  sent.on('error', reject)
  sent.end(body)
})

/** A page that goes on by itself, at once or after a sentence was read; not one that looks again for what somebody waits for. */
const refreshOf = (response: Response): string | null => /^[0-3];\s*url=(.+)$/i.exec(response.headers.get('refresh') ?? '')?.[1] ?? null

const nowhere = (url: URL): Shown => ({ url, status: 0, headers: new Headers(), body: '', title: '', alert: null, forms: [], step: null })

/** Reads a page as it was sent. */
function read(url: URL, response: Pick<Response, 'status' | 'headers'>, body: string): Shown {
  const forms = [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map((match): Form => {
    const inside = match[2] ?? ''
    const fields = Object.fromEntries([...inside.matchAll(/<input\b([^>]*)>/g)].flatMap((input) => {
      const { name, value = '', type } = attributes(input[1] ?? '')
      return name === undefined || type === 'checkbox' || type === 'radio' ? [] : [[name, value]]
    }))
    const buttons = [...inside.matchAll(/<button\b([^>]*)>/g)].flatMap((button) => {
      const { name, value = '' } = attributes(button[1] ?? '')
      return name === undefined ? [] : [{ name, value }]
    })
    return { action: attributes(match[1] ?? '').action ?? url.href, fields, buttons }
  })
  const step = /\/journey\/[^/]+\/([\w-]+)/.exec(forms.find(({ action }) => !action.split('?')[0]?.endsWith('/cancel'))?.action ?? '')?.[1] ?? null
  const alert = /<p class="alert"[^>]*>([\s\S]*?)<\/p>/.exec(body)?.[1]
  return {
    url, status: response.status, headers: response.headers, body, forms, step,
    title: plain(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(body)?.[1] ?? ''), alert: alert === undefined ? null : plain(alert),
  }
}

const attributes = (tag: string): Record<string, string | undefined> =>
  Object.fromEntries([...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map((match) => [match[1], plain(match[2] ?? '')]))

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const plain = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '').trim()

/** RFC 6265 §5.1.4. */
const covers = (path: string, asked: string): boolean => asked === path || (asked.startsWith(path) && (path.endsWith('/') || asked[path.length] === '/'))

function keep(jar: Jar, line: string, askedPath: string): void {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const about = new Map(rest.map((part) => [part.split('=')[0]?.toLowerCase() ?? '', part.slice(part.indexOf('=') + 1)]))
  const name = pair.slice(0, at)
  const path = about.get('path') ?? askedPath.replace(/\/[^/]*$/, '/')
  const ended = about.get('max-age') === '0' || (about.has('expires') && Date.parse(about.get('expires') ?? '') < Date.now())
  if (ended) jar.delete(`${name};${path}`)
  else jar.set(`${name};${path}`, { name, value: pair.slice(at + 1), path })
}
