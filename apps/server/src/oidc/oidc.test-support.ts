import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { Proof, UpstreamProof } from '@tegata/policy'
import type { Client, NewUser, Realm, RealmSettings, Upstream, UpstreamSession, User } from '@tegata/storage'
import * as client from 'openid-client'
import { pino } from 'pino'
import { endEverything } from '../journey/ending.ts'
import { openTestStorage, testRealmSettings } from '../../../../packages/storage/src/testing.ts'
import { createApplication } from '../http/application.ts'
import { parseNetworks } from '../http/client-address.ts'
import type { RequestContext, Route } from '../http/route.ts'
import { createCookies, ensureBrowser } from '../journey/browser.ts'
import { createLetters } from '../journey/letters.ts'
import { createComposeMail } from '../mail/compose.ts'
import type { UpstreamOrigin } from '../journey/interaction.ts'
import { blankClient } from '../realms/built-in-clients.ts'
import { hashOfSecret } from './client.ts'
import { CookieKeys } from './cookies.ts'
import { createOidc } from './create-oidc.ts'

const proofNames = ['password', 'totp', 'emergency-token', 'upstream'] as const
export type ProofName = (typeof proofNames)[number]

/** What an upstream answered, for journeys that prove `upstream`. */
export type PlayedUpstream = UpstreamOrigin & Pick<UpstreamProof, 'acr' | 'amr' | 'authTime'>

/** The protocol on a real application over a real SQLite storage; only the pages of a journey are played. */
export async function startOidc(options: { publicUrl?: URL } = {}) {
  const storage = await openTestStorage()
  const unexpected: unknown[] = []
  let listener: RequestListener = () => undefined
  const server = createServer((req, res) => listener(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const publicUrl = options.publicUrl ?? new URL(base)

  let signOutUpstream = async (_realm: Realm, _session: UpstreamSession, _returnTo: string): Promise<string | null> => null
  let said: PlayedUpstream | null = null
  const needs = {
    storage, publicUrl, letters: createLetters({ storage, compose: createComposeMail({ outbox: storage.outbox, host: 'localhost' }), publicUrl }), cookieKeys: new CookieKeys(['test']), logoutNetworks: parseNetworks(['127.0.0.0/8']), canMail: () => true, unexpected: (error: unknown) => unexpected.push(error),
    signOutUpstream: (...asked: Parameters<typeof signOutUpstream>) => signOutUpstream(...asked),
  }
  const oidc = createOidc(needs)
  let beforeFinish: () => Promise<void> = async () => undefined

  const cookies = createCookies(publicUrl)
  /** Plays the pages: says what was asked, and finishes with the proofs that the query names. */
  const journey = async (ctx: RequestContext) => {
    const { realm } = ctx.state
    if (!realm) throw new Error('no realm')
    const id = String(ctx.params.id)
    const described = await oidc.interactions.describe(ctx, realm, id)
    const { user: userId, proofs: names, answer } = ctx.query
    if (ctx.method === 'GET' || described === null) {
      ctx.status = described === null ? 404 : 200
      ctx.body = described ?? {}
      return
    }
    if (answer === 'grant') return ctx.redirect(await oidc.interactions.grant(ctx, realm))
    if (answer === 'deny') return ctx.redirect(await oidc.interactions.refuse(ctx, realm, 'access_denied'))
    const user = await storage.users.find(realm.id, String(userId))
    if (!user) throw new Error('no user')
    const proved = proofNames.filter((name) => String(names).split(',').includes(name))
    const proofs = await Promise.all(proved.map((name) => prove(realm, user, name, id)))
    const upstream = proved.includes('upstream') && said ? originOf(said) : null
    await beforeFinish()
    const browserHash = ensureBrowser(cookies, ctx, realm.name).hash
    ctx.redirect(await oidc.interactions.finish(ctx, realm, { journeyId: id, userId: user.id, epoch: user.epoch, proofs, browserHash, upstream }))
  }
  /** Plays a page of ours that adds to what a session proved. */
  const turn = async (ctx: RequestContext) => {
    const { realm } = ctx.state
    if (!realm) throw new Error('no realm')
    ctx.status = await oidc.interactions.turnSession(ctx, realm, String(ctx.params.uid)) ? 204 : 409
  }
  const routes: readonly Route[] = [
    ['GET', '/realms/:realm/journey/:id', 'anyone', journey],
    ['POST', '/realms/:realm/journey/:id', 'page', journey],
    ['POST', '/realms/:realm/turn/:uid', 'page', turn],
  ]
  const app = createApplication({
    publicUrl, trustedProxies: parseNetworks([]), demo: false, log: pino({ level: 'error' }, { write: (line) => void unexpected.push(line) }), cookieKeys: ['other'],
    findRealm: (name) => storage.realms.find(name),
    renderFailure: (ctx, { status }) => {
      ctx.status = status
      ctx.body = { status }
    },
    observe: () => undefined,
  }, routes, [oidc.middleware])
  app.on('error', (error) => unexpected.push(error))
  listener = app.callback()

  async function prove(realm: Realm, user: User, kind: ProofName, journeyId: string): Promise<Proof> {
    const own = kind === 'totp' ? (await storage.authenticators.listOf(realm.id, user.id))[0] : undefined
    const { upstreamId = '', issuer = '', acr = null, amr = [], authTime = null } = said ?? {}
    return {
      kind, at: storage.clock.now(), journeyId, epoch: user.epoch, ...(own ? { authenticatorId: own.id } : {}),
      ...(kind === 'upstream' ? { upstream: { id: upstreamId, issuer, acr, amr, authTime, idTokenJourneyId: journeyId } } : {}),
    }
  }

  const must = async (statements: Parameters<typeof storage.unit>[0]) => {
    const outcome = await storage.unit(statements)
    if (!outcome.ok) throw new Error(`missed ${outcome.missed}`)
  }

  return {
    storage, oidc, needs, base, publicUrl, unexpected, must,
    beforeFinish: (run: () => Promise<void>) => { beforeFinish = run },
    signOutUpstream: (run: typeof signOutUpstream) => { signOutUpstream = run },
    /** From now on journeys that prove `upstream` are told this. */
    upstreamSays: (answer: PlayedUpstream) => { said = answer },

    /** As the console does it. */
    endEverything: (realm: Realm, userId: string) => endEverything({ storage }, realm, userId, storage.audit.record({
      realmId: realm.id, type: 'session.ended', actor: 'test', userId, outcome: 'success', detail: { all: true },
    })),

    async newRealm(name = `r${randomBytes(4).toString('hex')}`, settings: Partial<RealmSettings> = {}): Promise<Realm> {
      await must([storage.realms.create({ name, settings: { ...testRealmSettings, ...settings } })])
      return getRealm(name)
    },
    getRealm,

    async addUser(realm: Realm, more: Partial<NewUser> & { totp?: boolean } = {}): Promise<User> {
      const id = randomUUID()
      const { totp, ...given } = more
      const username = given.username ?? `u${randomBytes(4).toString('hex')}`
      await must(storage.users.create(realm.id, {
        id, username, email: `${username}@example.test`, emailProvedAt: 1, givenName: 'Aoi', familyName: 'Yamada', otpRequired: false, ...given,
      }))
      if (totp) await addTotp(realm, id)
      return getUser(realm, id)
    },
    addTotp,
    getUser,

    async addClient(realm: Realm, changes: Partial<Client> & { secret?: string } = {}): Promise<Client> {
      const { secret, ...given } = changes
      const stored: Client = {
        ...blankClient(realm, given.clientId ?? `c${randomBytes(4).toString('hex')}`, Date.now()), firstParty: true,
        redirectUris: ['https://app.example/cb'], postLogoutRedirectUris: ['https://app.example/out'],
        ...(secret === undefined ? {} : { kind: 'web' as const, secretHash: hashOfSecret(secret) }), ...given,
      }
      await must([storage.clients.create(stored), storage.realms.touch(realm.id)])
      return stored
    },

    async addUpstream(realm: Realm, changes: Partial<Upstream> = {}): Promise<Upstream> {
      const id = randomUUID()
      await must([storage.upstreams.create({
        id, realmId: realm.id, alias: `up-${id.slice(0, 8)}`, name: { en: 'Corp' }, enabled: true, issuer: 'https://corp.example/realms/corp', clientId: 'tegata',
        clientAuth: 'client_secret_basic', scopes: ['openid'], trust: 'always', evidence: [], evidenceMaxAgeMs: 15 * 60_000, acrValues: [], hidden: false,
        newPeople: 'create', profile: 'upstream', signOut: true, createdAt: storage.clock.now(), mapping: {
          username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'id-token',
          roles: null, clientRoles: null, groups: null, passOn: false, rules: [],
        }, ...changes,
      }, null)])
      const stored = await storage.upstreams.get(realm.id, changes.id ?? id)
      if (!stored) throw new Error('no upstream')
      return stored
    },

    /** An application that speaks through openid-client. */
    async discover(realm: Realm, { clientId }: Client, secret?: string): Promise<client.Configuration> {
      const auth = secret === undefined ? client.None() : client.ClientSecretBasic(secret)
      return client.discovery(new URL(`${base}/realms/${realm.name}`), clientId, undefined, auth, { execute: [client.allowInsecureRequests] })
    },

    async close() {
      server.closeAllConnections()
      server.close()
      await storage.close()
    },
  }

  async function getRealm(name: string): Promise<Realm> {
    const realm = await storage.realms.find(name)
    if (!realm) throw new Error(`no realm ${name}`)
    return realm
  }
  async function getUser(realm: Realm, id: string): Promise<User> {
    const user = await storage.users.find(realm.id, id)
    if (!user) throw new Error(`no user ${id}`)
    return user
  }
  async function addTotp(realm: Realm, userId: string): Promise<string> {
    const id = randomUUID()
    const now = storage.clock.now() - 60_000
    await must(storage.authenticators.create({
      id, realmId: realm.id, userId, kind: 'totp', state: 'active', label: 'phone', boundBy: 'mailbox', confirmedFor: 'mailLink', boundAt: now,
      boundByActor: userId, lastStep: null, totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, address: null, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    }, await storage.authenticators.setDigest(realm.id, userId)))
    return id
  }
}

const originOf = ({ upstreamId, issuer, subject, sid, idToken, names }: PlayedUpstream): UpstreamOrigin => ({ upstreamId, issuer, subject, sid, idToken, ...(names && { names }) })

export type House = Awaited<ReturnType<typeof startOidc>>

type Cookie = { value: string; path: string }

/** A browser as far as cookies and redirects go; every step is looked at. */
export class Browser {
  readonly cookies = new Map<string, Cookie>()

  async go(url: string, options: { method?: string; body?: URLSearchParams; headers?: Record<string, string> } = {}): Promise<Response> {
    const target = new URL(url)
    const cookie = [...this.cookies].filter(([, { path }]) => target.pathname === path || target.pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name.split(' ')[0]}=${value}`).join('; ')
    const response = await fetch(target, {
      method: options.method ?? 'GET', redirect: 'manual', body: options.body ?? null, headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...options.headers },
    })
    for (const line of response.headers.getSetCookie()) this.#take(line, target)
    return response
  }

  #take(line: string, { pathname }: URL): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? pathname
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8)
    const key = `${name} ${path}`
    if (value === '' || (expires !== undefined && Date.parse(expires) < Date.now())) this.cookies.delete(key)
    else this.cookies.set(key, { value, path })
  }

  /** Follows redirects as long as they stay on our origin. */
  async follow(url: string, base: string): Promise<{ response: Response; url: string; left: URL | null }> {
    let at = url
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.go(at)
      const location = response.headers.get('location')
      if (location === null) return { response, url: at, left: null }
      const next = new URL(location, at)
      if (next.origin !== base) return { response, url: at, left: next }
      at = next.href
    }
    throw new Error('too many redirects')
  }
}

export type Answer = { user: string; proofs: readonly ProofName[] } | { answer: 'grant' | 'deny' }

/** Answers the journey page that the browser was led to, and goes on to the application or the next page. */
export async function answerJourney(browser: Browser, base: string, page: string, answer: Answer) {
  const query = 'answer' in answer ? `answer=${answer.answer}` : `user=${answer.user}&proofs=${answer.proofs.join(',')}`
  const response = await browser.go(`${page}?${query}`, { method: 'POST' })
  const location = response.headers.get('location')
  if (location === null) throw new Error(`the journey did not go on: ${response.status} ${await response.text()}`)
  return browser.follow(new URL(location, base).href, base)
}

export type SignInOptions = { parameters?: Record<string, string>; answer?: Answer; then?: Answer }

/** One authorization request through openid-client, with PKCE, and whatever the person answers. */
export async function authorize(house: House, browser: Browser, config: client.Configuration, { parameters = {}, answer, then }: SignInOptions = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: 'https://app.example/cb', scope: 'openid profile email', state, nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...parameters,
  })
  let reached = await browser.follow(url.href, house.base)
  const asked = reached.left === null
  for (const each of [answer, then]) if (each && reached.left === null) reached = await answerJourney(browser, house.base, reached.url, each)
  return { ...reached, asked, redeem: redeem(reached.left) }

  function redeem(left: URL | null) {
    return () => {
      if (left === null) throw new Error('the browser did not come back to the application')
      return client.authorizationCodeGrant(config, left, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce })
    }
  }
}

export const claimsIn = (jwt: string | undefined): Record<string, unknown> => JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString('utf8'))
export const headerOf = (jwt: string | undefined): Record<string, unknown> => JSON.parse(Buffer.from(jwt?.split('.')[0] ?? '', 'base64url').toString('utf8'))
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
