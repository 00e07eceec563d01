import {
  catalogue, isList, operations, permissionsOf, Problem, type Attention, type AuditEvent, type BulkPreview, type CallersNetwork, type Client, type DiscoveredUpstream, type EffectivePolicy, type Me, type Operation, type OperationId, type PolicyGroup, type PolicyGroupImpact, type PolicyGroupVersion, type ProblemCode, type ProblemDetails, type RealmSettings, type ResetRequest, type Simulation, type SigningKey,
  type TestMailOutcome, type Upstream, type UpstreamTest,
} from '@tegata/contract'
import { answers } from './fake-answers.ts'
import { type FakeEnforcements, noEnforcements } from './fake-enforcements.ts'
import { foundKeycloak, type Linked } from './fake-upstreams.ts'
import { person, type Person, realm, realmSettings, roleId } from './people.ts'
import { gate, track } from './under-way.ts'

export type Asked = { id: OperationId, input: Record<string, string | undefined>, body: Record<string, unknown>, ifMatch: number | null }

export type World = {
  people: Person[]
  requests: ResetRequest[]
  /** What the dashboard says should be looked at today. */
  attention: Attention[]
  /** Enforcements to come for whoever is signed in. */
  upcoming?: Me['upcoming']
  upstreams: Upstream[]
  policyGroups: PolicyGroup[]
  /** What groups were before, newest first, by their ids; what is not here has its first version only. */
  groupVersions: Map<string, PolicyGroupVersion[]>
  /** What time it is here; where it is absent, no answer says. */
  time?: string
  /** Where calls come from. */
  network: CallersNetwork
  enforcements: FakeEnforcements
  /** What the simulator finds, where it is not what the question suggests. */
  simulation?: Partial<Simulation>
  /** What a change of policy would do. */
  impact: Partial<PolicyGroupImpact>
  /** The group that somebody was in before. */
  previousGroup: EffectivePolicy['previous']
  /** The time for which somebody is in a group. */
  temporaryGroup: EffectivePolicy['temporary']
  links: Linked[]
  onlyUpstream: string | null
  /** What is found at any address. */
  found: DiscoveredUpstream
  /** How the test of a connection stands; null: still waiting. */
  test: UpstreamTest | 'forgotten' | null
  me: Person
  myRoles: string[]
  canMail: boolean
  events: AuditEvent[]
  clients: Client[]
  settings: RealmSettings
  keys: SigningKey[]
  /** What became of the test mail. */
  testMail: { outcome: TestMailOutcome, server: string, from: string, answer: string | null }
  emergencyMode: 'recoverable' | 'once'
  emergencyInitial: number
  /** How many emergency tokens may be revealed in an hour. */
  revealPerHour?: number
  /** Whether a second factor counts as shown just now. */
  fresh: boolean
  /** The session and every token with it; `false` is what a reset or a sign-out elsewhere leaves. */
  sessionAlive: boolean
  pageSize: number
  /** People whom one call of an action on many is about. */
  bulkStep: number
  /** To whom such an action is not done, by id. */
  bulkRefuses: Map<string, ProblemCode>
  bulkImpact: Partial<BulkPreview>
}

const encode = (value: unknown) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/**
 * Answers like the server: the same addresses, the same checks of what is sent (the contract's own schemas), the same
 * problems, and every answer is checked against the contract too, so that no test rests on an answer the API never gives.
 */
export function createFakeServer(part: Partial<World> = {}) {
  const me = part.me ?? person('admin', '高橋', '美咲', { administrator: true, roles: ['global-admin'], roleIds: [roleId('global-admin')] })
  const world: World = {
    people: [], requests: [], attention: [], upstreams: [], policyGroups: [], groupVersions: new Map(), network: { address: '192.0.2.77', ownNetworks: [] }, impact: {}, previousGroup: null, temporaryGroup: null, links: [], onlyUpstream: null, found: foundKeycloak, test: null, me, myRoles: ['global-admin'], canMail: true, emergencyMode: 'recoverable', emergencyInitial: 5, fresh: true, sessionAlive: true, pageSize: 50, bulkStep: 2000, bulkRefuses: new Map(), bulkImpact: {},
    enforcements: noEnforcements(),
    events: [], clients: [], settings: realmSettings(null), keys: [], testMail: { outcome: 'sent', server: 'smtp.example:587', from: 'no-reply@example.test', answer: '250 OK' }, ...part,
  }
  if (!world.people.includes(me)) world.people.unshift(me)

  const asked: Asked[] = []
  /** What was asked without the right to it: whatever the console offers is permitted, so there is none. */
  const forbidden: OperationId[] = []
  const refusals = new Map<OperationId, { code: ProblemCode, details?: ProblemDetails }[]>()
  const pauses = new Map<OperationId, ReturnType<typeof gate>[]>()
  let unreachable = false
  let issued = 0
  let valid = ''
  const grants = new Map<string, { nonce: string, userId: string, acr: string | undefined }>()

  const problem = (code: ProblemCode, details?: ProblemDetails) => {
    const body = new Problem(code, details).toJSON()
    const challenge: Record<string, string> = code === 'token.insufficient-authentication'
      ? { 'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="urn:tegata:acr:fresh"' }
      : code.startsWith('token.') ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}
    return json(catalogue[code].status, body, { 'content-type': 'application/problem+json', ...challenge })
  }

  function issue(userId: string, nonce: string | undefined, origin: string, acr?: string) {
    valid = `access-${++issued}`
    const who = world.people.find(({ id }) => id === userId) ?? world.me
    const claims = {
      iss: `${origin}/realms/demo`, aud: 'tegata-console', sub: who.id, preferred_username: who.username, name: `${who.familyName} ${who.givenName}`, ...(nonce ? { nonce } : {}), ...(acr ? { acr } : {}),
    }
    return json(200, {
      access_token: valid, refresh_token: `refresh-${issued}`, id_token: `${encode({ alg: 'none' })}.${encode(claims)}.x`, expires_in: 300, token_type: 'Bearer',
    })
  }

  async function token(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text())
    const origin = new URL(request.url).origin
    if (form.get('grant_type') === 'refresh_token') {
      return world.sessionAlive && form.get('refresh_token') === `refresh-${issued}` ? issue(world.me.id, undefined, origin) : json(400, { error: 'invalid_grant' })
    }
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    return grant && form.get('code_verifier') ? issue(grant.userId, grant.nonce, origin, grant.acr) : json(400, { error: 'invalid_grant' })
  }

  function find(method: string, path: string): { id: OperationId, operation: Operation, params: Record<string, string> } | null {
    for (const [id, operation] of Object.entries(operations) as [OperationId, Operation][]) {
      if (operation.method !== method) continue
      const pattern = new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
      const match = pattern.exec(path)
      if (match) return { id, operation, params: { ...match.groups } }
    }
    return null
  }

  async function api(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const found = find(request.method, url.pathname.replace(/^\/api\/realms\/demo/, ''))
    if (!found) return problem('request.unknown-operation')
    const { id, operation, params } = found
    const body: Record<string, unknown> = request.body || request.method !== 'GET' ? await request.json().catch(() => ({})) as Record<string, unknown> : {}
    const query = Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, isList(operation, name) ? url.searchParams.getAll(name) : url.searchParams.get(name) ?? '']))
    const input = { ...params, ...Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])) }
    const ifMatch = request.headers.get('if-match')?.replaceAll('"', '')
    asked.push({ id, input, body, ifMatch: ifMatch ? Number(ifMatch) : null })

    await pauses.get(id)?.shift()?.reach()
    if (!world.sessionAlive || request.headers.get('authorization') !== `Bearer ${valid}`) return problem('token.invalid')
    const held = permissionsOf(world.myRoles)
    if (operation.permission !== 'signed-in' && !held.has(operation.permission)) {
      forbidden.push(id)
      return problem('permission.missing')
    }
    const target = world.people.find((each) => each.id === params['userId'])
    if (target?.administrator && operation.method !== 'GET' && !held.has('roles.grant')) {
      forbidden.push(id)
      return problem('permission.not-for-administrators')
    }
    for (const part of [operation.query?.safeParse(query), operation.body?.safeParse(body)]) {
      if (part && !part.success) {
        return problem('request.invalid', { errors: part.error.issues.map((issue) => ({ path: issue.path.join('.'), rule: issue.code.replaceAll('_', '-'), message: issue.message })) })
      }
    }
    const risky = operation.fresh === true || (operation.fresh === 'when-risky' && (body['otpRequired'] === false || body['resetOtp'] === true || body['policyGroup'] !== undefined || body['to'] !== undefined))
    if (risky && !world.fresh) return problem('token.insufficient-authentication')
    const refusal = refusals.get(id)?.shift()
    if (refusal) return problem(refusal.code, refusal.details)

    const answer = answers(world, { id, input, body, ifMatch: ifMatch ? Number(ifMatch) : null })
    if ('problem' in answer) return problem(answer.problem)
    if (operation.status === 204) return json(204, undefined)
    const checked = operation.response?.safeParse(answer.value)
    if (checked && !checked.success) throw new Error(`the fake answers ${id} as the API never would: ${checked.error.message}`)
    return json(operation.status, checked?.data)
  }

  const fetch: typeof globalThis.fetch = (input, init) => track(async () => {
    const request = new Request(input, init)
    if (unreachable) throw new TypeError('fetch failed')
    const { pathname } = new URL(request.url)
    if (pathname === '/realms/demo/protocol/openid-connect/token') return token(request)
    if (pathname === '/api/realms/demo' || pathname.startsWith('/api/realms/demo/')) {
      const answer = await api(request)
      answer.headers.set('tegata-rights', world.myRoles.join(' '))
      if (world.time !== undefined) answer.headers.set('tegata-time', world.time)
      return answer
    }
    throw new Error(`nobody answers ${pathname}`)
  })

  return {
    fetch, world, asked, forbidden,
    asksOf: (id: OperationId) => asked.filter((each) => each.id === id),
    /** The next call of this operation is refused. */
    refuse: (id: OperationId, code: ProblemCode, details?: ProblemDetails) =>
      refusals.set(id, [...refusals.get(id) ?? [], { code, ...(details ? { details } : {}) }]),
    /** The next call of this operation is answered only after the returned function was called. */
    hold(id: OperationId): () => void {
      const held = gate()
      pauses.set(id, [...pauses.get(id) ?? [], held])
      return held.letGo
    },
    goAway: () => { unreachable = true },
    comeBack: () => { unreachable = false },
    /** What the sign-in page does at its end: a code for this nonce. A sign-in is a fresh proof and a new session. */
    grant(nonce: string, userId = world.me.id, acr?: string): string {
      const code = `code-${grants.size + issued + 1}`
      grants.set(code, { nonce, userId, acr })
      world.fresh = acr === undefined || acr === 'urn:tegata:acr:fresh'
      world.sessionAlive = true
      return code
    },
    realm,
  }
}

export type FakeServer = ReturnType<typeof createFakeServer>
