import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { codeOf, newTotpParameters, newTotpSecret } from '@tegata/otp'
import type { Client, NewUser, Realm, RealmSettings, Statement, Storage, Upstream, UpstreamIdentity, User } from '@tegata/storage'
import { openTestStorage, testRealmSettings } from '@tegata/storage/testing'
import { pino } from 'pino'
import { createApplication } from '../http/application.ts'
import { parseNetworks } from '../http/client-address.ts'
import type { Route } from '../http/route.ts'
import { gatherFacts } from '../journey/facts.ts'
import { createHashing, type Hashing } from '../journey/hashing.ts'
import type { Interaction, Interactions, SignedIn } from '../journey/interaction.ts'
import { createComposeMail } from '../mail/compose.ts'
import type { Admitted } from '../journey/admit.ts'
import { createParts, type PageNeeds } from '../journey/parts.ts'
import { takingOver } from '../journey/taking-over.ts'
import type { UpstreamSaid } from '../journey/upstream-said.ts'
import { pageRoutes } from './routes.ts'

export const password = 'seven orange boats'
const cheap = { memoryKiB: 64, passes: 1, lanes: 1, parallel: 4, waiting: 500 }

export type Mail = { kind: string; to: string; subject: string; text: string }

export type House = Awaited<ReturnType<typeof openHouse>>

type Options = {
  settings?: Partial<RealmSettings>
  limits?: Partial<RealmSettings['limits']>
  canMail?: boolean
  /** Wraps the storage, to count or to fail. */
  storage?: (storage: Storage) => Storage
  routes?: (needs: PageNeeds) => readonly Route[]
}

/** A realm with its pages on a free port: real storage, real decision, and in place of `oidc/` whatever a test puts there. */
export async function openHouse(options: Options = {}) {
  const opened = await openTestStorage()
  const storage = options.storage?.(opened) ?? opened
  const settings: RealmSettings = {
    ...testRealmSettings, displayName: { en: 'Demo Company', ja: 'デモ株式会社' }, helpDeskMail: 'helpdesk@demo.example', ...options.settings,
    limits: { ...testRealmSettings.limits, ...options.limits },
  }
  await storage.unit([storage.realms.create({ name: 'demo', settings })])
  const realm = await found(storage.realms.find('demo'))
  const started = Date.UTC(2026, 10, 23, 0, 0, 10)
  storage.clock.set(started)

  const interactions = fakeInteractions(async (of, { userId, upstream, journeyId }) => {
    if (upstream === null) return
    const where = { address: '127.0.0.1', userAgent: 'test', clientId: 'wiki' }
    const { statements } = await takingOver({ storage, letters: parts.letters }, of, await found(storage.users.find(of.id, userId)), upstream, { where, journeyId })
    if (statements.length > 0) await storage.unit(statements)
  })
  let hashed = 0
  const real = createHashing(cheap)
  const hashing: Hashing = { hash: real.hash, verify: (...args) => { hashed += 1; return real.verify(...args) } }
  const publicUrl = new URL('http://localhost:8080')
  const canMail = () => options.canMail ?? true
  const needs: PageNeeds = {
    publicUrl, storage, hashing, interactions: interactions.interactions,
    compose: createComposeMail({ outbox: storage.outbox, host: 'localhost' }),
    gatherFacts: gatherFacts(storage, canMail), canMail,
  }
  const application = createApplication({
    publicUrl, trustedProxies: parseNetworks([]), demo: true, log: pino({ level: 'silent' }), cookieKeys: ['test'], observe: () => undefined,
    findRealm: (name) => storage.realms.find(name),
    renderFailure: (ctx, failure) => { ctx.status = failure.status; ctx.body = `failure ${failure.status}` },
  }, options.routes?.(needs) ?? pageRoutes(needs), [])
  const server = application.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const mails: Mail[] = []
  const parts = createParts(needs)

  return {
    storage, realm, needs, parts, hashing, started, ...interactions,
    address: () => `127.0.0.1:${port}`,
    hashCalls: () => hashed,
    now: () => storage.clock.now(),
    /** Moves the one clock; milliseconds. */
    pass: (ms: number) => storage.clock.set(storage.clock.now() + ms),
    unit: async (...statements: readonly Statement[]) => {
      const outcome = await storage.unit(statements)
      if (!outcome.ok) throw new Error(`the unit missed ${outcome.missed}`)
    },

    async addUser(about: Partial<NewUser> & { password?: string | null } = {}): Promise<User> {
      const { password: chosen = password, ...rest } = about
      const id = randomUUID()
      const username = rest.username ?? `user-${id.slice(0, 8)}`
      await this.unit(...storage.users.create(realm.id, {
        id, username, email: `${username}@demo.example`, emailProvedAt: storage.clock.now() - 1000, givenName: 'Emma', familyName: 'Brown', otpRequired: false,
        passwordHash: chosen === null ? null : await real.hash(chosen), ...rest,
      }))
      return found(storage.users.find(realm.id, id))
    },
    user: (id: string): Promise<User> => found(storage.users.find(realm.id, id)),

    async addTotp(user: User, over: { label?: string; confirmedFor?: 'enrol' | 'mailLink' } = {}): Promise<{ id: string; secret: string }> {
      const id = randomUUID()
      const secret = newTotpSecret((length) => crypto.getRandomValues(new Uint8Array(length)))
      const set = await storage.authenticators.setDigest(realm.id, user.id)
      await this.unit(...storage.authenticators.create({
        id, realmId: realm.id, userId: user.id, kind: 'totp', state: 'active', label: over.label ?? 'Phone', boundBy: 'first-proof',
        confirmedFor: over.confirmedFor ?? 'enrol', boundAt: storage.clock.now(), boundByActor: user.id, lastStep: null, totp: newTotpParameters, address: null, secret,
      }, set))
      return { id, secret }
    },
    /** A provider beside us; whoever comes from it is asked as `trust` says. */
    async addUpstream(over: Partial<Upstream> = {}): Promise<Upstream> {
      const upstream = { ...testUpstream(realm), ...over }
      await this.unit(storage.upstreams.create(upstream, null))
      return found(storage.upstreams.get(realm.id, upstream.id))
    },
    async changeUpstream(upstream: Upstream, over: Partial<Upstream>): Promise<void> {
      await this.unit(storage.upstreams.change({ ...await found(storage.upstreams.get(realm.id, upstream.id)), ...over }))
    },
    link: (user: User, upstream: Upstream, over: Partial<UpstreamIdentity> = {}) => storage.unit([storage.identities.link({
      realmId: realm.id, upstreamId: upstream.id, issuer: upstream.issuer, subject: `sub-${user.username}`, userId: user.id, username: user.username, linkedAt: storage.clock.now(),
      linkedBy: 'administrator', linkedByActor: 'admin', ...over,
    })]),
    /** The browser comes back from the provider with an answer that stands; where `upstream/` would be, up to the walk's own page. */
    async comeBack(browser: Browser, path: string, upstream: Upstream, said: Partial<UpstreamSaid>): Promise<Admitted> {
      const journey = await found(parts.journeys.find(realm.id, path.split('/').at(-1) ?? ''))
      const where = { address: '127.0.0.1', userAgent: 'test', clientId: 'wiki' }
      const became = await parts.admit({ realm: await found(storage.realms.find('demo')), upstream, journey, said: { ...testSaid(upstream), ...said }, where, requested: { signedInSince: null } })
      await browser.open(path)
      return became
    },
    /** Puts a provider in front of the realm, or takes it away. */
    async inFront(upstream: Upstream | null): Promise<void> {
      const { version } = await found(storage.realms.find('demo'))
      await this.unit(storage.realms.saveSettings(realm.id, { ...settings, onlyUpstreamId: upstream?.id ?? null }, version))
    },

    /** The code that an app shows now, or so many steps away. */
    code: (secret: string, steps = 0): string => codeOf(secret, newTotpParameters, Math.floor(storage.clock.now() / 30_000) + steps),
    /** A code that is right at no step within ten minutes. */
    wrongCode(secret: string): string {
      const near = new Set(Array.from({ length: 81 }, (_, index) => this.code(secret, index - 40)))
      for (let n = 0; ; n += 1) if (!near.has(String(n).padStart(6, '0'))) return String(n).padStart(6, '0')
    },

    browser: (headers: Record<string, string> = {}) => new Browser(port, headers),
    /** A new authorization request, as the browser meets it. */
    signIn: (over: Partial<Interaction> = {}) => `/realms/demo/journey/${interactions.begin(realm, over)}`,

    /** Mails written since the last call, oldest first. */
    async newMails(): Promise<readonly Mail[]> {
      const due = await storage.outbox.claim(100, 60_000)
      const fresh = due.map(({ kind, to, subject, text }) => ({ kind, to, subject, text }))
      mails.push(...fresh)
      return fresh
    },
    async audited(userId?: string): Promise<readonly string[]> {
      const { items } = await storage.audit.list(realm.id, userId === undefined ? {} : { userId }, null, 200)
      return items.map(({ type, reason }) => reason == null || type === 'sign-in.succeeded' ? type : `${type} ${reason}`).reverse()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await storage.close()
    },
  }
}

export async function found<Value>(value: Promise<Value | undefined>): Promise<Value> {
  const there = await value
  if (there === undefined) throw new Error('not there')
  return there
}

export const linkIn = (mail: Mail | undefined): string => {
  const link = /http:\/\/localhost:8080(\/realms\/demo\/link\?key=[\w-]{43})/.exec(mail?.text ?? '')?.[1]
  if (link === undefined) throw new Error(`no link in ${mail?.kind ?? 'no mail'}`)
  return link
}
export const codeIn = (mail: Mail | undefined): string => /^ {4}(\d{8})$/m.exec(mail?.text ?? '')?.[1] ?? ''

export const testClient = (realm: Realm, over: Partial<Client> = {}): Client => ({
  id: randomUUID(), realmId: realm.id, clientId: 'wiki', name: { en: 'Wiki' }, enabled: true, firstParty: true, apiAccess: false, kind: 'web', secretHash: null, oldSecret: null,
  redirectUris: ['http://localhost:8081/callback'], postLogoutRedirectUris: [], webOrigins: [], backchannelLogoutUri: null, pathWildcard: false, pkceOptional: false,
  minimumAcr: null, defaultAcrValues: [], acrLoaMap: {}, idTokenAlg: null, homeUrl: null, createdAt: 0, ...over,
})

const testUpstream = (realm: Realm): Omit<Upstream, 'hasSecret' | 'version'> => ({
  id: randomUUID(), realmId: realm.id, alias: 'corp', name: { en: 'Corp ID', ja: '社内ID', ko: '사내 ID' }, enabled: true, issuer: 'https://corp.example', clientId: 'tegata', clientAuth: 'none',
  scopes: ['openid'], trust: 'always', evidence: [], evidenceMaxAgeMs: 15 * 60_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local',
  mapping: {
    username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'id-token', roles: 'roles', clientRoles: 'resource_access',
    groups: 'groups', passOn: false, rules: [],
  },
  signOut: false, createdAt: 0,
})

const testSaid = ({ issuer }: Upstream): UpstreamSaid => ({
  issuer, subject: 'somebody', acr: null, amr: [], authTime: null, sid: null, idToken: 'id-token', username: null, email: null, emailVerified: false, givenName: null, familyName: null,
  roles: [], clientRoles: {}, groups: [],
})

/** Stands where `oidc/` stands: knows which requests wait, and remembers what finished; `begun` is what the end of a walk changes beside its session. */
function fakeInteractions(begun: (realm: Realm, signedIn: SignedIn) => Promise<void>) {
  const waiting = new Map<string, Interaction>()
  const finished: SignedIn[] = []
  const refused: string[] = []
  const granted: number[] = []
  const turned: string[] = []
  const interactions: Interactions = {
    describe: async (_ctx, _realm, id) => waiting.get(id) ?? null,
    finish: async (_ctx, realm, signedIn) => {
      finished.push(signedIn)
      await begun(realm, signedIn)
      return `/resumed/${signedIn.journeyId}`
    },
    grant: async () => { granted.push(1); return '/resumed/granted' },
    refuse: async (_ctx, _realm, error) => { refused.push(error); return `/resumed/${error}` },
    turnSession: async (_ctx, _realm, uid) => { turned.push(uid); return true },
  }
  return {
    interactions, finished, refused, granted, turned, waiting,
    begin(realm: Realm, over: Partial<Interaction> = {}): string {
      const id = randomUUID()
      waiting.set(id, {
        id, prompt: 'login', client: testClient(realm), request: {}, newSignIn: false, maxAgeSeconds: null, loginHint: null, uiLocales: null, upstreamHint: null, session: null, scopes: [], ...over,
      })
      return id
    },
  }
}

export type Shown = { status: number; path: string; html: string; headers: Headers; title: string; alert: string | null; actions: readonly string[]; step: string | null }

/** The way out of a sign-in is no step of it. */
const isCancel = (action: string): boolean => action.split('?')[0]?.endsWith('/cancel') ?? false

/** A browser without script: keeps cookies, follows our redirects, fills in forms. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #port: number
  readonly #headers: Record<string, string>
  /** What its person takes wherever the set-up menu is met on the way; null: the menu stays. */
  method: 'totp' | 'emailed-code' | null = 'totp'
  shown: Shown | undefined

  constructor(port: number, headers: Record<string, string> = {}) {
    this.#port = port
    this.#headers = { 'user-agent': 'test', 'accept-language': 'en', ...headers }
  }

  /** One request; no redirect is followed. */
  async request(method: string, path: string, body?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method, redirect: 'manual', ...(body && { body: new URLSearchParams(body) }), headers: { ...this.#headers, ...(cookie && { cookie }), ...headers },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const at = pair.indexOf('=')
      if (attributes.some((attribute) => attribute.trim() === 'Max-Age=0')) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  async #follow(response: Response, path: string): Promise<Shown> {
    for (let hop = 0; response.status === 303 && hop < 5; hop += 1) {
      path = response.headers.get('location') ?? ''
      await response.arrayBuffer()
      response = await this.request('GET', path)
    }
    const html = await response.text()
    const text = (match: RegExpExecArray | null) => match?.[1]?.replace(/<[^>]*>/g, '').replaceAll('&#39;', "'").trim() ?? ''
    const actions = [...html.matchAll(/<form method="post" action="([^"]*)"/g)].map((match) => match[1]?.replaceAll('&amp;', '&') ?? '')
    const step = /\/journey\/[^/"]+\/([\w-]+)/.exec(actions.find((action) => !isCancel(action)) ?? '')?.[1] ?? null
    const alert = /<p class="alert"[^>]*>([\s\S]*?)<\/p>/.exec(html)
    this.shown = { status: response.status, path, html, headers: response.headers, title: text(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)), alert: alert && text(alert), actions, step }
    const menu = step === 'choose' && this.method !== null ? actions.find((action) => action.endsWith('/choose')) : undefined
    return menu === undefined || this.method === null ? this.shown : this.post(menu, { method: this.method })
  }

  async open(path: string): Promise<Shown> {
    return this.#follow(await this.request('GET', path), path)
  }

  csrf(): string {
    return /name="csrf" value="([^"]+)"/.exec(this.shown?.html ?? '')?.[1] ?? ''
  }

  /** Sends the first form of the page (the way out aside), or the one whose action ends so. */
  async send(fields: Record<string, string> = {}, ending?: string): Promise<Shown> {
    const action = this.shown?.actions.find((each) => ending === undefined ? !each.endsWith('/sign-out') && !isCancel(each) : each.split('?')[0]?.endsWith(ending))
    if (action === undefined) throw new Error(`no form ${ending ?? ''} on "${this.shown?.title}"`)
    return this.post(action, fields)
  }

  async post(action: string, fields: Record<string, string> = {}): Promise<Shown> {
    return this.#follow(await this.request('POST', action, { csrf: this.csrf(), ...fields }), action)
  }

  /** The key that a set-up page shows. */
  key(): string {
    return (/id="otp-key"[^>]*>([^<]+)</.exec(this.shown?.html ?? '')?.[1] ?? '').replaceAll(' ', '')
  }
}
