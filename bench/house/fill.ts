// Run as a process of its own, in the tree under test: fills a migrated database with what the load needs, through the
// storage of that tree, and prints it as JSON. People are enrolled directly: ten thousand set-up mails prove nothing here.
import { argon2Sync, createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Client, Realm, Statement, Storage } from '@tegata/storage'
import type { House } from './house.ts'
import { openHouse } from './open.ts'

const [people = '400', port = '0', issuer = ''] = process.argv.slice(2)
const storage = await openHouse()
const realm = await getRealm()

/** RFC 6238's own key, in base32: everybody has it, so that the load needs no list of secrets. */
const totpSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const password = 'correct horse battery staple'
/** What the server hashes with (OWASP: 19 MiB, two passes): another cost would be replaced at the first sign-in. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const clientSecret = randomBytes(32).toString('base64url')
const redirectUri = 'https://app.example/callback'

const client = (clientId: string, idTokenAlg: 'EdDSA' | 'RS256', kind: Client['kind']): Client => ({
  id: randomUUID(), realmId: realm.id, clientId, name: { en: clientId }, enabled: true, firstParty: true, apiAccess: false, kind,
  secretHash: kind === 'spa' ? null : createHash('sha256').update(clientSecret).digest('hex'), oldSecret: null,
  redirectUris: kind === 'service' ? [] : [redirectUri], postLogoutRedirectUris: [], webOrigins: [], backchannelLogoutUri: null,
  pathWildcard: false, pkceOptional: false, minimumAcr: null, defaultAcrValues: [], acrLoaMap: {}, idTokenAlg, homeUrl: null, createdAt: Date.now(),
})

const upstream = { alias: 'other', issuer }
const house: House = {
  realm: realm.name, issuer: `http://localhost:${port}/realms/${realm.name}`, port: Number(port), people: Number(people), password, totpSecret, clientSecret, redirectUri,
  upstream,
}

// The load comes from one address and tries many people, as a proxy would; the limits have a bench of their own: their tests.
const all = 1_000_000
const { settings } = realm
const limits = Object.fromEntries(Object.entries(settings.limits).map(([name, limit]) => [name, typeof limit === 'number' ? all : { ...limit, max: all }]))
await must([storage.realms.saveSettings(realm.id, { ...settings, limits: { ...settings.limits, ...limits }, ownNetworks: ['127.0.0.0/8'] }, realm.version)])
await must([
  ...(['EdDSA', 'RS256'] as const).flatMap((alg) => [
    storage.clients.create(client(`app-${alg}`, alg, 'web')), storage.clients.create(client(`page-${alg}`, alg, 'spa')),
    storage.clients.create(client(`service-${alg}`, alg, 'service')),
  ]),
  storage.realms.touch(realm.id),
])

const upstreamId = randomUUID()
await must([storage.upstreams.create({
  id: upstreamId, realmId: realm.id, alias: upstream.alias, name: { en: 'Other' }, enabled: true, issuer, clientId: 'tegata', clientAuth: 'client_secret_basic',
  scopes: ['openid', 'profile', 'email'], trust: 'always', evidence: [], evidenceMaxAgeMs: 900_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'upstream',
  mapping: {
    username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name', rolesFrom: 'id-token',
    roles: null, clientRoles: null, groups: null, passOn: false, rules: [],
  },
  signOut: false, createdAt: Date.now(),
}, clientSecret), storage.realms.touch(realm.id)])

const passwordHash = hashOf(password)
for (let first = 0; first < house.people; first += 100) {
  const some = Array.from({ length: Math.min(100, house.people - first) }, (_, index) => ({ id: randomUUID(), number: first + index }))
  await must(some.flatMap(({ id, number }) => storage.users.create(realm.id, {
    id, username: `person-${number}`, email: `person-${number}@example.test`, emailProvedAt: Date.now(), givenName: 'Aoi', familyName: 'Yamada',
    otpRequired: true, passwordHash,
  })))
  await must(some.map(({ id, number }) => storage.identities.link({
    realmId: realm.id, upstreamId, issuer, subject: `person-${number}`, userId: id, username: `person-${number}`, linkedAt: Date.now(), linkedBy: 'import', linkedByActor: id,
  })))
  const nothing = await storage.authenticators.setDigest(realm.id, some[0]?.id ?? '')
  await must(some.flatMap(({ id }) => storage.authenticators.create({
    id: randomUUID(), realmId: realm.id, userId: id, kind: 'totp', state: 'active', label: 'phone', boundBy: 'mailbox', confirmedFor: 'mailLink',
    boundAt: Date.now() - 60_000, boundByActor: id, lastStep: null, totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, address: null, secret: totpSecret,
  }, nothing)))
}
await storage.close()
process.stdout.write(`${JSON.stringify(house)}\n`)

async function getRealm(): Promise<Realm> {
  const found = await storage.realms.find('bench')
  if (!found) throw new Error('There is no realm "bench" to fill.')
  return found
}

async function must(statements: readonly Statement[]): Promise<void> {
  const outcome: Awaited<ReturnType<Storage['unit']>> = await storage.unit(statements)
  if (!outcome.ok) throw new Error(`The database could not be filled: ${outcome.missed}`)
}

function hashOf(text: string): string {
  const nonce = randomBytes(16)
  const tag = argon2Sync('argon2id', { message: text, nonce, tagLength: 32, ...cost })
  const spelled = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${spelled(nonce)}$${spelled(tag)}`
}
