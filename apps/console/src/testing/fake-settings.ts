import type { AuditEvent, Client, SigningKey } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { at, newId } from './people.ts'

let count = 0

/** An event as the log says one; what is not said is an ordinary sign-in. */
export const eventOf = (type: string, overrides: Partial<AuditEvent> = {}): AuditEvent => ({
  id: String(++count), at: at(1), type, userId: null, username: null, actor: { kind: 'system', id: null, name: null }, clientId: null, address: null, outcome: 'success',
  walk: null, reason: null, details: {}, ...overrides,
})

export const clientOf = (clientId: string, overrides: Partial<Client> = {}): Client => ({
  clientId, name: clientId, kind: 'web', enabled: true, redirectUris: [`https://${clientId}.example/callback`], postLogoutRedirectUris: [], backchannelLogoutUri: null,
  firstParty: false, minimumAcr: null, apiAccess: false, hasSecret: true, oldSecretUntil: null, builtIn: false, version: '1', ...overrides,
})

export const keyOf = (kid: string, algorithm: SigningKey['algorithm'], state: SigningKey['state'], overrides: Partial<SigningKey> = {}): SigningKey => ({
  kid, algorithm, state, createdAt: at(900), signsSince: state === 'next' ? null : at(800), signsFrom: state === 'next' ? at(-1) : null, ...overrides,
})

const nothing: Answer = { value: undefined }
const nextVersion = (version: string): string => String(Number(version) + 1)
const overtaken = (ifMatch: number | null, version: string): boolean => ifMatch !== null && String(ifMatch) !== version

function ofClient(world: World, found: Client, { id, body, ifMatch }: Asked): Answer {
  if (id === 'getClient') return { value: found }
  if (found.builtIn) return { problem: 'client.built-in' }
  if (overtaken(ifMatch, found.version)) return { problem: 'request.precondition-failed' }
  switch (id) {
    case 'changeClient': Object.assign(found, body, { version: nextVersion(found.version) }); return { value: found }
    case 'deleteClient': world.clients = world.clients.filter((each) => each !== found); return nothing
    case 'newClientSecret': {
      if (found.kind === 'native' || found.kind === 'single-page') return { problem: 'client.has-no-secret' }
      const hours = Number(body['overlapHours'] ?? 0)
      Object.assign(found, { oldSecretUntil: hours > 0 ? at(-hours) : null, version: nextVersion(found.version) })
      return { value: { client: found, secret: `new-secret-of-${found.clientId}` } }
    }
    case 'endOldClientSecret': Object.assign(found, { oldSecretUntil: null, version: nextVersion(found.version) }); return nothing
    default: throw new Error(`the fake has no answer for ${id}`)
  }
}

function rotate(world: World, isStolen: boolean): Answer {
  const algorithms = ['RS256', 'ES256', 'EdDSA'] as const
  const steps = algorithms.map((algorithm) => {
    const next = world.keys.find((key) => key.algorithm === algorithm && key.state === 'next')
    if (isStolen) {
      world.keys = [...world.keys.filter((key) => key.algorithm !== algorithm), keyOf(`${algorithm}-9`, algorithm, 'active')]
      return { algorithm, did: 'activated' as const, kid: `${algorithm}-9`, signsFrom: at(0) }
    }
    if (next?.signsFrom && Date.parse(next.signsFrom) > Date.parse(at(0))) return { algorithm, did: 'waiting' as const, kid: next.kid, signsFrom: next.signsFrom }
    if (next) {
      for (const key of world.keys) if (key.algorithm === algorithm && key.state === 'active') key.state = 'old'
      Object.assign(next, { state: 'active', signsSince: at(0), signsFrom: null })
      return { algorithm, did: 'activated' as const, kid: next.kid, signsFrom: at(0) }
    }
    world.keys.push(keyOf(`${algorithm}-2`, algorithm, 'next'))
    return { algorithm, did: 'published' as const, kid: `${algorithm}-2`, signsFrom: at(-1) }
  })
  return { value: { steps, keys: world.keys } }
}

function eventsAsked(world: World, { input }: Asked): AuditEvent[] {
  const { type, userId, outcome, from, until } = input
  return world.events.filter((event) =>
    (!type || type.split(',').includes(event.type)) && (!userId || event.userId === userId) && (!outcome || event.outcome === outcome)
    && (!from || event.at >= from) && (!until || event.at < until))
}

/** What the fake server says about the log, applications, settings and keys; null: not its business. */
export function settingsAnswers(world: World, asked: Asked): Answer | null {
  const { id, input, body, ifMatch } = asked
  switch (id) {
    case 'listEvents': {
      const all = eventsAsked(world, asked)
      const from = Number(input['cursor'] ?? 0)
      const until = from + Math.min(Number(input['limit'] ?? world.pageSize), world.pageSize)
      return { value: { items: all.slice(from, until), next: until < all.length ? String(until) : null } }
    }
    case 'listClients': {
      const search = (input['search'] ?? '').toLowerCase()
      const found = world.clients.filter(({ clientId, name }) => `${clientId} ${name}`.toLowerCase().includes(search))
      const from = Number(input['cursor'] ?? 0)
      const until = from + world.pageSize
      return { value: { items: found.slice(from, until), next: until < found.length ? String(until) : null } }
    }
    case 'createClient': {
      if (world.clients.some(({ clientId }) => clientId === body['clientId'])) return { problem: 'client.id-taken' }
      const hasSecret = body['kind'] === 'web' || body['kind'] === 'service'
      const added = clientOf(String(body['clientId']), { redirectUris: [], ...body, hasSecret })
      world.clients.push(added)
      return { value: { client: added, secret: hasSecret ? `secret-of-${added.clientId}-${newId()}` : null } }
    }
    case 'getClient': case 'changeClient': case 'deleteClient': case 'newClientSecret': case 'endOldClientSecret': {
      const found = world.clients.find(({ clientId }) => clientId === decodeURIComponent(input['clientId'] ?? ''))
      return found ? ofClient(world, found, asked) : { problem: 'client.not-found' }
    }
    case 'getRealm': return { value: { ...world.settings, onlyUpstream: world.onlyUpstream } }
    case 'changeRealm': {
      if (overtaken(ifMatch, world.settings.version)) return { problem: 'request.precondition-failed' }
      const { mailServer, limits, onlyUpstream, ...plain } = body
      if (typeof onlyUpstream === 'string' || onlyUpstream === null) world.onlyUpstream = onlyUpstream
      const { password, ...server } = (mailServer ?? {}) as Record<string, unknown>
      world.settings = {
        ...world.settings, ...plain, limits: { ...world.settings.limits, ...limits as object }, version: nextVersion(world.settings.version),
        ...(mailServer === undefined ? {} : { mailServer: mailServer === null ? null : { ...server as object, hasPassword: typeof password === 'string' } as World['settings']['mailServer'] }),
      }
      return { value: { ...world.settings, onlyUpstream: world.onlyUpstream } }
    }
    case 'setLogo': {
      const href = `/realms/demo/logo/${String(body['picture']).length}`
      world.settings = { ...world.settings, logo: { href, type: 'image/png', width: 64, height: 32 }, version: nextVersion(world.settings.version) }
      return { value: { logo: world.settings.logo } }
    }
    case 'removeLogo': {
      world.settings = { ...world.settings, logo: null, version: nextVersion(world.settings.version) }
      return { value: undefined }
    }
    case 'previewSignInPage': return { value: { html: `<!doctype html><title>${String(body['page'])} ${String(body['language'])}</title><p>${JSON.stringify(body)}</p>` } }
    case 'sendTestMail': return { value: world.testMail }
    case 'listKeys': return { value: { items: world.keys, next: null } }
    case 'rotateKeys': return rotate(world, body['now'] === true)
    default: return null
  }
}
