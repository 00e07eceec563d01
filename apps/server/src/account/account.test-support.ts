import type { Proof } from '@tegata/policy'
import type { Session, Statement, User } from '@tegata/storage'
import { afterEach, beforeEach, expect } from 'vitest'
import { pageRoutes } from '../pages/routes.ts'
import { type Browser, type House, openHouse, testClient } from '../pages/walk.test-support.ts'
import { accountRoutes } from './routes.ts'

export const account = '/realms/demo/account'

// Live bindings: they are there inside of tests.
export let house: House
/** Stands where oidc-provider's session cookie stands. */
let signedIn: string | null = null
/** What a unit waits for before it is written: lets two requests decide on the same facts. */
let beforeUnit: (statements: readonly Statement[]) => Promise<void>

export const signInAs = (uid: string | null): void => { signedIn = uid }
export const waitBeforeUnits = (wait: typeof beforeUnit): void => { beforeUnit = wait }

/** A new house for every test, whose account pages are open to whoever is signed in. */
export function atTheAccountPages(): void {
  beforeEach(async () => {
    signedIn = null
    beforeUnit = async () => undefined
    house = await openHouse({
      storage: (storage) => ({ ...storage, unit: async (statements) => { await beforeUnit(statements); return storage.unit(statements) } }),
      routes: (needs) => [...pageRoutes(needs), ...accountRoutes({
        ...needs,
        async sessionOf(_ctx, realm) {
          const session = signedIn === null ? undefined : await needs.storage.sessions.find(realm.id, signedIn)
          const user = session && await needs.storage.users.find(realm.id, session.userId)
          return session && user && { session, user }
        },
        onward: async (_realm, left, returnTo) => (left === null ? returnTo : `https://id.example/sign-out?then=${encodeURIComponent(returnTo)}`),
      })],
    })
    await house.unit(house.storage.clients.create(testClient(house.realm, { clientId: 'tegata-account', name: { en: 'Your account' } })))
  })
  afterEach(() => house.close())
}

export async function begin(user: User, uid: string, proofs: readonly Partial<Proof>[]): Promise<Session> {
  const session: Session = {
    uid, realmId: house.realm.id, userId: user.id, epoch: user.epoch, journeyId: `j-${uid}`, startedAt: house.now(), lastUsedAt: house.now(), expiresAt: house.now() + 86_400_000,
    address: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', clientIds: ['wiki'],
    proofs: proofs.map((proof) => ({ kind: 'password', at: house.now(), journeyId: `j-${uid}`, epoch: user.epoch, ...proof })),
  }
  await house.unit(house.storage.sessions.begin(session))
  return session
}

/** Somebody signed in with a password and, when they have one, a code of just now. */
export async function person(withTotp: boolean, over: Parameters<House['addUser']>[0] = {}) {
  const user = await house.addUser(over)
  const totp = withTotp ? await house.addTotp(user) : undefined
  const session = await begin(user, 'here', [{}, ...(totp ? [{ kind: 'totp' as const, authenticatorId: totp.id }] : [])])
  signedIn = session.uid
  return { user, totp, session, browser: house.browser() }
}

export const held = (user: User) => house.storage.authenticators.listOf(house.realm.id, user.id)
export async function whereTo(browser: Browser, method: string, path: string): Promise<URL> {
  const response = await browser.request(method, path)
  expect(response.status).toBe(303)
  return new URL(response.headers.get('location') ?? '', 'http://localhost')
}
