import { createHash, randomBytes } from 'node:crypto'
import { type Client as WireClient, type Operations, Problem, toWire } from '@tegata/contract'
import type { Client, Realm, Storage } from '@tegata/storage'
import { blankClient } from '../realms/built-in-clients.ts'
import { commit, commitAlone } from './commit.ts'
import { digestOf, expectVersion } from './if-match.ts'
import { contains, pageOf } from './paging.ts'
import { groupsNaming } from './policy-conditions.ts'
import type { Call, Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'realms' | 'clock' | 'clients' | 'roles' | 'policies' | 'audit'> }

/** Made with every realm (realms/built-in-clients.ts); the product itself signs in through them. */
const builtInClients: readonly string[] = ['tegata-console', 'tegata-account']

const kindOnWire = { web: 'web', spa: 'single-page', native: 'native', service: 'service' } as const
const kindInside = { web: 'web', 'single-page': 'spa', native: 'native', service: 'service' } as const
const isConfidential = (kind: Client['kind']) => kind === 'web' || kind === 'service'

/** 256 random bits, and the hash that is kept of them. */
function newSecret(): { secret: string; secretHash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, secretHash: createHash('sha256').update(secret).digest('hex') }
}

const hour = 3_600_000

const clientView = (client: Client, now: number): WireClient => ({
  clientId: client.clientId,
  name: client.name.en,
  kind: kindOnWire[client.kind],
  enabled: client.enabled,
  redirectUris: client.redirectUris,
  postLogoutRedirectUris: client.postLogoutRedirectUris,
  backchannelLogoutUri: client.backchannelLogoutUri,
  firstParty: client.firstParty,
  minimumAcr: client.minimumAcr,
  apiAccess: client.apiAccess,
  hasSecret: client.secretHash !== null,
  oldSecretUntil: client.oldSecret !== null && now < client.oldSecret.until ? toWire(client.oldSecret.until) : null,
  builtIn: builtInClients.includes(client.clientId),
  version: digestOf(client),
})

/** Origins whose scripts may read our token endpoint: those that the client is sent back to. */
const originsOf = (uris: readonly string[]): string[] =>
  [...new Set(uris.map((uri) => new URL(uri)).filter(({ protocol }) => protocol === 'https:' || protocol === 'http:').map(({ origin }) => origin))]

function withChanges(client: Client, changes: Call<Operations['changeClient']>['body']): Client {
  const { name, ...rest } = changes
  const changed = { ...client, ...rest, ...(name === undefined ? {} : { name: { ...client.name, en: name } }) }
  return { ...changed, pathWildcard: changed.redirectUris.some((uri) => uri.endsWith('/*')), webOrigins: originsOf(changed.redirectUris) }
}

/** A client as it is first made, with its secret where it can keep one. */
function makeClient(realm: Realm, now: number, body: Call<Operations['createClient']>['body']): { client: Client; secret: string | null } {
  const { clientId, kind, name, ...changes } = body
  const confidential = isConfidential(kindInside[kind]) ? newSecret() : null
  const blank: Client = {
    ...blankClient(realm, clientId, now), name: { en: name ?? clientId }, kind: kindInside[kind], secretHash: confidential?.secretHash ?? null,
  }
  return { client: withChanges(blank, changes), secret: confidential?.secret ?? null }
}

/** Clients (applications) of the realm. Their secrets are hashes here: shown once, when they are made (Z-7). */
export const clientsApi = (needs: Needs): Performs<'listClients' | 'createClient' | 'getClient' | 'changeClient' | 'deleteClient' | 'newClientSecret' | 'endOldClientSecret'> => {
  const { storage } = needs
  const { unit, realms, clock, clients, roles, audit } = storage

  const getClient = async (realm: Realm, clientId: string): Promise<Client> => {
    const client = await clients.find(realm.id, clientId)
    if (!client) throw new Problem('client.not-found')
    return client
  }
  const getOwn = async (realm: Realm, clientId: string): Promise<Client> => {
    const client = await getClient(realm, clientId)
    if (builtInClients.includes(client.clientId)) throw new Problem('client.built-in')
    return client
  }
  const gone = async () => new Problem('client.not-found')

  const view = (client: Client): WireClient => clientView(client, clock.now())

  return {
    async listClients({ realm, query }) {
      const wanted = (await clients.list(realm.id)).filter(({ clientId, name }) => contains(`${clientId} ${Object.values(name).join(' ')}`, query.search))
      const { items, next } = pageOf(wanted, ({ clientId }) => clientId, query)
      return { value: { items: items.map(view), next } }
    },

    async createClient({ realm, body, event }) {
      if (builtInClients.includes(body.clientId) || await clients.find(realm.id, body.clientId)) throw new Problem('client.id-taken')
      const { client, secret } = makeClient(realm, clock.now(), body)
      await commit(unit, [
        clients.create(client), realms.touch(realm.id),
        audit.record(event('client.created', { userId: null, detail: { client: view(client) } })),
      ], () => new Problem('client.id-taken'))
      return { value: { client: view(client), secret }, location: `/clients/${encodeURIComponent(client.clientId)}` }
    },

    async getClient({ realm, params }) {
      return { value: view(await getClient(realm, params.clientId)) }
    },

    async changeClient({ realm, params, body, ifMatch, event }) {
      const { clientId } = await getOwn(realm, params.clientId)
      const written: { client?: Client } = {}
      await commitAlone(needs, realm, async () => {
        const current = await getOwn(realm, clientId)
        expectVersion(ifMatch, digestOf(current))
        written.client = withChanges(current, body)
        return [
          clients.change(written.client),
          audit.record(event('client.changed', { userId: null, detail: { before: view(current), after: view(written.client) } })),
        ]
      }, gone)
      return { value: view(written.client ?? await getClient(realm, clientId)) }
    },

    async deleteClient({ realm, params, ifMatch, event }) {
      const { clientId } = await getOwn(realm, params.clientId)
      await commitAlone(needs, realm, async () => {
        expectVersion(ifMatch, digestOf(await getOwn(realm, clientId)))
        // A condition that lost its client would hold for every client, or for none; whoever wrote it says which.
        const naming = await groupsNaming(storage, realm, clientId)
        if (naming.length > 0) throw new Problem('client.in-condition', { groups: naming.map(({ name }) => name) })
        const own = (await roles.list(realm.id)).filter((role) => role.clientId === clientId)
        return [
          clients.remove(realm.id, clientId), ...own.flatMap(({ id }) => roles.remove(realm.id, id)),
          audit.record(event('client.deleted', { userId: null, detail: { clientId } })),
        ]
      }, gone)
    },

    async newClientSecret({ realm, params, body, event }) {
      const { clientId, kind } = await getOwn(realm, params.clientId)
      if (!isConfidential(kind)) throw new Problem('client.has-no-secret')
      const { secret, secretHash } = newSecret()
      const { overlapHours = 0 } = body
      const written: { client?: Client } = {}
      await commitAlone(needs, realm, async () => {
        const before = await getOwn(realm, clientId)
        const oldSecret = overlapHours > 0 && before.secretHash !== null ? { hash: before.secretHash, until: clock.now() + overlapHours * hour } : null
        written.client = { ...before, secretHash, oldSecret }
        return [clients.change(written.client), audit.record(event('client.secret-made', { userId: null, detail: { clientId, overlapHours } }))]
      }, gone)
      return { value: { client: view(written.client ?? await getClient(realm, clientId)), secret } }
    },

    async endOldClientSecret({ realm, params, event }) {
      const { clientId, oldSecret } = await getOwn(realm, params.clientId)
      if (oldSecret === null || oldSecret.until <= clock.now()) return
      await commitAlone(needs, realm, async () => [
        clients.change({ ...await getOwn(realm, clientId), oldSecret: null }),
        audit.record(event('client.old-secret-ended', { userId: null, detail: { clientId } })),
      ], gone)
    },
  }
}
