import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { AuditEvent, Realm, SigningKey, Statement, Storage } from '@tegata/storage'
import type { Algorithm, SignatureKey } from './signing.ts'

type Needs = { storage: Pick<Storage, 'signingKeys' | 'unit' | 'clock' | 'realms' | 'audit'> }

/** The keys of a realm: the first of each algorithm signs, all of them are published and verify. */
export type RealmKeys = {
  readonly all: readonly SignatureKey[]
  /** With their private parts, for oidc-provider. */
  readonly jwks: { keys: Record<string, string>[] }
  /** The key set that everybody may read. */
  readonly published: readonly Record<string, unknown>[]
  signing(alg: Algorithm): SignatureKey
}

const algorithms: readonly Algorithm[] = ['RS256', 'ES256', 'EdDSA']

/** How long a key is published before it signs: longer than clients keep our key set (O-9). */
export const publishMs = 60 * 60_000
/** How long a key stays published after it last signed: longer than anything it signed lives. */
export const retireMs = 7 * 24 * 60 * 60_000

const generate = promisify(generateKeyPair)

async function newPrivateJwk(alg: Algorithm): Promise<Record<string, unknown>> {
  const { privateKey } =
    alg === 'RS256' ? await generate('rsa', { modulusLength: 2048 })
    : alg === 'ES256' ? await generate('ec', { namedCurve: 'P-256' })
    : await generate('ed25519', {})
  return { ...privateKey.export({ format: 'jwk' }) }
}

/**
 * The realm's keys, made when it has none. Two nodes that start together make the same `kid`: the second insert is
 * refused and it takes what the first one wrote.
 */
export async function ensureKeys({ storage }: Needs, realmId: number): Promise<RealmKeys> {
  const existing = await storage.signingKeys.list(realmId)
  const missing = algorithms.filter((alg) => !existing.some((key) => key.alg === alg))
  if (missing.length === 0) return realmKeys(existing)

  const now = storage.clock.now()
  const made = await Promise.all(missing.map(async (alg): Promise<SigningKey> =>
    ({ kid: kidOf(alg, 1), realmId, alg, state: 'active', privateJwk: await newPrivateJwk(alg), createdAt: now, activeAt: now })))
  for (const key of made) {
    const outcome = await storage.unit([storage.signingKeys.create(key)])
    if (!outcome.ok && !outcome.duplicate) throw new Error('A signing key could not be stored.')
  }
  return realmKeys(await storage.signingKeys.list(realmId))
}

const kidOf = (alg: Algorithm, number: number): string => `${alg.toLowerCase()}-${number}`
const numberOf = (kid: string): number => Number(/-(\d+)$/.exec(kid)?.[1] ?? 0)

const order: readonly SigningKey['state'][] = ['active', 'next', 'old']

function realmKeys(stored: readonly SigningKey[]): RealmKeys {
  const sorted = stored.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || other.createdAt - one.createdAt)
  const all = sorted.map(({ kid, alg, privateJwk }): SignatureKey => {
    const privateKey = createPrivateKey({ key: jwkOf(privateJwk), format: 'jwk' })
    return { kid, alg, privateKey, publicKey: createPublicKey(privateKey) }
  })
  return {
    all,
    jwks: { keys: sorted.map(({ kid, alg, privateJwk }) => ({ ...jwkOf(privateJwk), kid, alg, use: 'sig' })) },
    published: all.map(({ kid, alg, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' })),
    signing(alg) {
      const key = all.find((candidate) => candidate.alg === alg)
      if (key === undefined) throw new Error(`The realm has no ${alg} key.`)
      return key
    },
  }
}

const jwkOf = (stored: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

/** For `tegata keys list`: never the private part. */
export const listKeys = async ({ storage }: Needs, realm: Realm): Promise<readonly Omit<SigningKey, 'privateJwk'>[]> =>
  (await storage.signingKeys.list(realm.id)).map(({ privateJwk: _, ...key }) => key)

export type Rotation = {
  /** A key is known to be stolen. */
  now?: boolean
  /** The event that is written with it: who did it and from where. */
  event: Pick<AuditEvent, 'actor'> & Partial<Pick<AuditEvent, 'clientId' | 'address' | 'userAgent'>>
}
export type RotationStep = { alg: Algorithm; did: 'published' | 'activated' | 'waiting'; kid: string; signsFrom: number }

/**
 * Takes the step of a rotation that is due: publishes a new key, or lets one that has been published for an hour sign,
 * and drops keys that nothing alive was signed with. `now: true` (a key is known to be stolen) replaces all of them at
 * once: what they signed is worth nothing from this instant, here and wherever our key set is read.
 * Every node rebuilds the realm afterwards. Null: somebody else rotated at the same moment, and nothing was done.
 */
export async function rotateKeys({ storage }: Needs, realm: Realm, options: Rotation): Promise<readonly RotationStep[] | null> {
  const now = storage.clock.now()
  const existing = await storage.signingKeys.list(realm.id)
  const steps: RotationStep[] = []
  const statements: Statement[] = []

  for (const alg of algorithms) {
    const own = existing.filter((key) => key.alg === alg)
    const active = own.find(({ state }) => state === 'active')
    const next = own.find(({ state }) => state === 'next')
    const number = Math.max(0, ...own.map(({ kid }) => numberOf(kid))) + 1
    const signsFrom = options.now ? now : (next?.createdAt ?? now) + publishMs

    if (next && !options.now && signsFrom > now) {
      steps.push({ alg, did: 'waiting', kid: next.kid, signsFrom })
    } else if (next && !options.now) {
      if (active) statements.push(storage.signingKeys.setState(realm.id, active.kid, 'old'))
      statements.push(storage.signingKeys.setState(realm.id, next.kid, 'active'))
      steps.push({ alg, did: 'activated', kid: next.kid, signsFrom })
    } else {
      const key: SigningKey = {
        kid: kidOf(alg, number), realmId: realm.id, alg, state: options.now ? 'active' : 'next', privateJwk: await newPrivateJwk(alg),
        createdAt: now, activeAt: options.now ? now : null,
      }
      if (options.now) statements.push(...own.map(({ kid }) => storage.signingKeys.remove(realm.id, kid)))
      statements.push(storage.signingKeys.create(key))
      steps.push({ alg, did: options.now ? 'activated' : 'published', kid: key.kid, signsFrom })
    }
    // The active key began to sign when its predecessors stopped.
    const supersededAt = active?.activeAt ?? null
    if (!options.now && supersededAt !== null && now - supersededAt > retireMs) {
      statements.push(...own.filter(({ state }) => state === 'old').map(({ kid }) => storage.signingKeys.remove(realm.id, kid)))
    }
  }

  if (statements.length === 0) return steps
  const outcome = await storage.unit([
    ...statements,
    storage.realms.touch(realm.id),
    storage.audit.record({
      ...options.event, realmId: realm.id, type: 'keys.rotated', userId: null, outcome: 'success',
      detail: { steps: steps.map(({ alg, did, kid }) => `${alg} ${did} ${kid}`) },
    }),
  ])
  return outcome.ok ? steps : null
}
