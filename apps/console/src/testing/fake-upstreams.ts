import type { Identity, Upstream, UpstreamTest } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { at, type Person } from './people.ts'

export type Linked = Identity & { userId: string }

/** The demo's provider beside the realm's own sign-in; what is not said is ordinary. */
export function upstreamOf(alias: string, overrides: Partial<Upstream> = {}): Upstream {
  return {
    alias, name: { en: 'Corp ID', ja: 'コープ ID' }, enabled: true, issuer: `https://sso.example/realms/${alias}`, clientId: 'tegata', clientAuth: 'client_secret_basic',
    scopes: ['openid', 'profile', 'email'], trust: 'always', evidence: [], evidenceMaxAgeMinutes: 15, acrValues: [], hidden: false, newPeople: 'connect',
    profile: 'local', signOut: true, hasSecret: true, isOnlyFirstStep: false, people: { count: 0, more: false }, createdAt: at(2000), version: 1,
    mapping: {
      username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'id-token', roles: null, clientRoles: null,
      groups: null, passOn: false, rules: [],
    },
    addresses: {
      callback: `https://id.example/realms/demo/broker/${alias}/endpoint`, signOutReturn: `https://id.example/realms/demo/broker/${alias}/endpoint/logout_response`,
      backChannelLogout: 'https://id.example/realms/demo/protocol/openid-connect/logout/backchannel-logout', localSignIn: 'https://id.example/realms/demo/local',
    },
    ...overrides,
  }
}

export const linkOf = (user: Person, upstream: Upstream, subject: string, overrides: Partial<Linked> = {}): Linked => ({
  userId: user.id, upstream: { alias: upstream.alias, name: upstream.name, enabled: upstream.enabled }, issuer: upstream.issuer, subject, isCurrent: true,
  username: user.username, linkedAt: at(900), linkedBy: 'password', linkedByName: user.username, lastSignInAt: at(30), ...overrides,
})

/** A test that came back well, of somebody who is linked. */
export const passedTest = (overrides: Partial<UpstreamTest> = {}): UpstreamTest => ({
  id: 'test-1', state: 'succeeded', expiresAt: at(-0.2), failure: null,
  claims: { 'id-token': { iss: 'https://sso.example/realms/corp', sub: 'hana-at-corp', acr: '2', auth_time: Date.parse(at(0.1)) / 1000 }, userinfo: {} },
  said: {
    issuer: 'https://sso.example/realms/corp', subject: 'hana-at-corp', username: 'hana', email: 'hana@corp.example', emailVerified: true, givenName: 'Hana', familyName: 'Ito',
    acr: '2', amr: ['pwd', 'otp'], authTime: at(0.1), roles: ['staff'], clientRoles: { wiki: ['editor'] }, groups: [],
  },
  person: { how: 'linked', userId: null, username: 'hana' },
  decision: {
    asked: 'no', reason: 'line3.trusted', sentence: 'the identity provider "corp" is always trusted',
    trace: [
      { line: 0, read: true, outcome: 'go-on', decided: false, reason: 'line0.nothing', sentence: 'all is enabled' },
      { line: 3, read: true, outcome: 'no', decided: true, reason: 'line3.trusted', sentence: 'the identity provider "corp" is always trusted' },
      { line: 4, read: false, outcome: 'go-on', decided: false, reason: 'line4.never-heard-of', sentence: 'a reason of tomorrow' },
    ],
  },
  ...overrides,
})

const nothing: Answer = { value: undefined }

/** Which provider counts whom, and whether it is everybody's first step. */
const shown = (world: World, upstream: Upstream): Upstream => ({
  ...upstream, isOnlyFirstStep: world.onlyUpstream === upstream.alias,
  people: upstream.people.count > 0 ? upstream.people : { count: world.links.filter((link) => link.upstream.alias === upstream.alias).length, more: false },
})

function ofUpstream(world: World, found: Upstream, { id, input, body, ifMatch }: Asked): Answer {
  if (ifMatch !== null && ifMatch !== found.version) return { problem: 'request.precondition-failed' }
  switch (id) {
    case 'getUpstream': return { value: shown(world, found) }
    case 'changeUpstream': {
      const { clientSecret, mapping, ...fields } = body
      Object.assign(found, fields, { mapping: { ...found.mapping, ...mapping as object }, version: found.version + 1 })
      if (clientSecret !== undefined) found.hasSecret = clientSecret !== null
      return { value: shown(world, found) }
    }
    case 'deleteUpstream': {
      if (world.onlyUpstream === found.alias) return { problem: 'upstream.is-only-first-step' }
      world.upstreams = world.upstreams.filter((each) => each !== found)
      world.links = world.links.filter((link) => link.upstream.alias !== found.alias)
      return nothing
    }
    case 'listUpstreamPeople': {
      const linked = world.links.filter((link) => link.upstream.alias === found.alias)
      const from = Number(input['cursor'] ?? 0)
      const until = from + Math.min(Number(input['limit'] ?? 50), world.pageSize)
      const items = linked.slice(from, until).map((link) => ({ ...link, user: world.people.find((each) => each.id === link.userId) }))
      return { value: { items, next: until < linked.length ? String(until) : null } }
    }
    case 'startUpstreamTest': return { value: { id: 'test-1', url: `https://id.example/realms/demo/upstream-test/${found.alias}` } }
    case 'getUpstreamTest': {
      if (world.test === 'forgotten') return { problem: 'upstream.test-not-found' }
      return { value: world.test ?? passedTest({ state: 'waiting', claims: null, said: null, person: null, decision: null }) }
    }
    default: throw new Error(`the fake has no answer for ${id}`)
  }
}

/** What ties a person to providers. */
export function ofIdentities(world: World, found: Person, { id, input, body }: Asked): Answer {
  const mine = world.links.filter((link) => link.userId === found.id)
  if (id === 'listIdentities') return { value: { items: mine, next: null } }
  const upstream = world.upstreams.find(({ alias }) => alias === input['alias'])
  if (!upstream) return { problem: 'upstream.not-found' }
  if (id === 'linkIdentity') {
    if (world.links.some((link) => link.upstream.alias === upstream.alias && link.subject === body['subject'])) return { problem: 'identity.taken' }
    const link = linkOf(found, upstream, String(body['subject']), {
      username: typeof body['username'] === 'string' ? body['username'] : null, linkedBy: 'administrator', linkedByName: world.me.username, linkedAt: at(0), lastSignInAt: null,
    })
    world.links.push(link)
    return { value: link }
  }
  world.links = world.links.filter((link) => link.userId !== found.id || link.upstream.alias !== upstream.alias)
  return nothing
}

/** What the fake server says about providers; null: not its business. */
export function upstreamAnswers(world: World, asked: Asked): Answer | null {
  const { id, input, body } = asked
  switch (id) {
    case 'listUpstreams': return { value: { items: world.upstreams.map((each) => shown(world, each)), next: null } }
    case 'discoverUpstream': return { value: world.found }
    case 'createUpstream': {
      if (world.upstreams.some(({ alias }) => alias === body['alias'])) return { problem: 'upstream.alias-taken' }
      const { clientSecret, mapping, ...fields } = body
      const fresh = upstreamOf(String(body['alias']))
      const added: Upstream = { ...fresh, ...fields, mapping: { ...fresh.mapping, ...mapping as object }, hasSecret: clientSecret !== undefined }
      world.upstreams.push(added)
      return { value: shown(world, added) }
    }
    case 'getUpstream': case 'changeUpstream': case 'deleteUpstream': case 'listUpstreamPeople': case 'startUpstreamTest': case 'getUpstreamTest': {
      const found = world.upstreams.find(({ alias }) => alias === input['alias'])
      return found ? ofUpstream(world, found, asked) : { problem: 'upstream.not-found' }
    }
    default: return null
  }
}

/** A Keycloak realm as it is found at its address. */
export const foundKeycloak = {
  issuer: 'https://sso.example/realms/staff', authorizationEndpoint: 'https://sso.example/realms/staff/protocol/openid-connect/auth',
  tokenEndpoint: 'https://sso.example/realms/staff/protocol/openid-connect/token', userinfoEndpoint: 'https://sso.example/realms/staff/protocol/openid-connect/userinfo',
  endSessionEndpoint: null, acrValuesSupported: ['1', '2'], looksLike: 'keycloak' as const,
  suggested: {
    alias: 'staff', clientAuth: 'client_secret_basic' as const, scopes: ['openid', 'profile', 'email'], signOut: true,
    mapping: {
      username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'access-token' as const,
      roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups', passOn: false, rules: [],
    },
  },
}
