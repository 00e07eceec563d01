import type { Realm, Statement, Storage, User } from '@tegata/storage'
import type { Hashing } from './hashing.ts'
import { isOwnNetwork } from './own-network.ts'
import { browserCounter, counter, networkOf, subjectOf } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'users' | 'throttle' | 'audit' | 'knownBrowsers' | 'clock'> & { roles: Pick<Storage['roles'], 'effectiveOf'> }
  hashing: Hashing
}

export type PasswordTry = {
  realm: Realm
  /** As typed. */
  login: string
  password: string
  /** Only this person may answer (step-up, account page, mailed link); null at an ordinary sign-in. */
  onlyUserId: string | null
  /** Passwords live elsewhere, but for people with an administrative role: everybody else is refused as if it were wrong. */
  onlyAdministrators?: boolean
  /** The value of the cookie that a full sign-in leaves behind; undefined when the browser has none. */
  knownCookie: string | undefined
  address: string
  userAgent: string
  clientId: string | null
  journeyId: string
}

export type PasswordOutcome =
  | { kind: 'right'; user: User; passwordHash: string | null }
  | { kind: 'wrong' }
  | { kind: 'wait'; until: number }

/** Milliseconds that an unknown browser waits for its next try from an address that tries many people. */
const addressPaceMs = 5_000

/**
 * Judges user name and password. Every try is counted before it is looked at (reserve, then verify), and unknown,
 * disabled and passwordless people take the same path: the same statements, one hash, the same answer (section 5.1).
 */
export const createPasswordCheck = ({ storage, hashing }: Needs) => async (attempt: PasswordTry): Promise<PasswordOutcome> => {
  const { realm, login, password, knownCookie, address } = attempt
  const found = await storage.users.findByLogin(realm.id, login)
  const user = attempt.onlyUserId === null || found?.id === attempt.onlyUserId ? found : undefined
  const subject = subjectOf(user, login)
  const known = await storage.knownBrowsers.isKnown(realm.id, subject, knownCookie ?? '') && knownCookie !== undefined
  const layers = await (known ? knownLayers(realm, subject, knownCookie) : unknownLayers(storage, realm, subject, address))

  const record = (outcome: 'success' | 'refused', reason: string | null): Statement => storage.audit.record({
    realmId: realm.id, type: outcome === 'success' ? 'password.accepted' : 'sign-in.refused', actor: outcome === 'success' ? subject : null,
    userId: user?.id ?? null, clientId: attempt.clientId, address, userAgent: attempt.userAgent, journeyId: attempt.journeyId, outcome, reason,
  })

  const reserved = await storage.unit(layers.map(({ name, key, limit }) => storage.throttle.reserve(name, key, limit)))
  if (!reserved.ok) {
    const closed = layers.find(({ name }) => name === reserved.missed)
    await storage.unit([record('refused', `wait:${reserved.missed}`)])
    return { kind: 'wait', until: await closedUntil(storage, closed) }
  }

  const mayUseOne = attempt.onlyAdministrators !== true || (await storage.roles.effectiveOf(realm.id, user?.id ?? '')).some(({ administrative }) => administrative)
  const { ok, outdated } = await hashing.verify(user?.passwordHash ?? null, password)
  if (!ok || user === undefined || !user.enabled || !mayUseOne) {
    await storage.unit([record('refused', 'password')])
    return { kind: 'wrong' }
  }

  const { passwordHash, ...person } = user
  const rehash = outdated && passwordHash !== null ? [storage.users.rehash(realm.id, user.id, await hashing.hash(password), passwordHash)] : []
  const written = await storage.unit([
    ...layers.map(({ key, name }) => name === 'known-browser' ? storage.throttle.clear(key) : storage.throttle.refund(key)),
    ...rehash,
    record('success', null),
  ])
  // Somebody changed the password in between: what was typed is no longer it.
  return written.ok ? { kind: 'right', user: person, passwordHash } : { kind: 'wrong' }
}

type Layer = { name: string; key: string; limit: Parameters<Storage['throttle']['reserve']>[2] }

function knownLayers(realm: Realm, subject: string, cookie: string): readonly Layer[] {
  return [{
    name: 'known-browser',
    key: counter(realm, 'password', 'known', subject, browserCounter(cookie)),
    limit: realm.settings.limits.passwordKnownBrowser,
  }]
}

/** Strangers share one budget per person, which known browsers never feel: nobody is locked out by others (L-2). */
async function unknownLayers(storage: Needs['storage'], realm: Realm, subject: string, address: string): Promise<readonly Layer[]> {
  const { passwordUnknownBrowser, passwordAddress } = realm.settings.limits
  const network = networkOf(address)
  const pair: Layer = {
    name: 'address-and-person',
    key: counter(realm, 'password', 'pair', network, subject),
    limit: { max: Number.MAX_SAFE_INTEGER, windowMs: passwordAddress.windowMs },
  }
  // An address is judged by how many different people it tries; a realm's own networks are not judged at all.
  const { count } = await storage.throttle.state(pair.key)
  const tries: Layer = { name: 'address', key: counter(realm, 'password', 'address', network), limit: { ...passwordAddress, waitsMs: [addressPaceMs], pace: true } }
  return [
    { name: 'unknown-browser', key: counter(realm, 'password', 'unknown', subject), limit: passwordUnknownBrowser },
    pair,
    ...(count === 0 && !isOwnNetwork(realm, address) ? [tries] : []),
  ]
}

async function closedUntil({ throttle, clock }: Needs['storage'], layer: Layer | undefined): Promise<number> {
  const state = layer === undefined ? undefined : await throttle.state(layer.key)
  return state?.closedUntil ?? clock.now() + (layer?.limit.waitsMs?.[0] ?? layer?.limit.windowMs ?? addressPaceMs)
}
