import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AdministrativeRole, type Api, createApi } from '@tegata/contract'
import type { Proof } from '@tegata/policy'
import type { NewUser, Realm, Storage, User } from '@tegata/storage'
import { pino } from 'pino'
import { openTestStorage } from '../../../../packages/storage/src/testing.ts'
import { createApplication } from '../http/application.ts'
import { parseNetworks } from '../http/client-address.ts'
import { createAttempt } from '../journey/attempt.ts'
import { type CanMail, gatherFacts } from '../journey/facts.ts'
import { createLetters } from '../journey/letters.ts'
import { createTellAfterReset } from '../journey/reset.ts'
import { createComposeMail } from '../mail/compose.ts'
import { trySmtp } from '../mail/smtp.ts'
import { createTestMail } from '../mail/test-mail.ts'
import { listKeys, publishMs, rotateKeys } from '../oidc/keys.ts'
import { createShowLogo } from '../pages/logo.ts'
import { previewPage } from '../pages/preview.ts'
import { createReminders } from '../reminders/reminders.ts'
import { createRealm } from '../realms/create-realm.ts'
import { defaultRealmSettings } from '../realms/default-settings.ts'
import { answerApiFailure } from './answer.ts'
import type { AccessToken } from './authorize.ts'
import { createDecide } from './decide.ts'
import { createOperatorPeople } from './operator-people.ts'
import { makeOperatorToken } from './operator-token.ts'
import { adminRoutes } from './routes.ts'
import { playProviders } from './upstreams.test-support.ts'

const publicUrl = new URL('http://id.example.test')
export type Who = { user: User; token: string; api: Api }

/** The API on a real application; only the issuing of tokens is played. */
export function applicationOf(storage: Storage, canMail: CanMail = ({ settings }) => settings.mailServer !== null) {
  const tokens = new Map<string, AccessToken & { realmId: number }>()
  const unexpected: unknown[] = []
  const upstreams = playProviders()
  const compose = createComposeMail({ outbox: storage.outbox, host: publicUrl.host })
  const letters = createLetters({ storage, compose, publicUrl })
  const sendTestMail = createTestMail({ send: trySmtp, clock: storage.clock, fallback: { server: undefined, from: 'no-reply@example.test' }, host: publicUrl.hostname, deadlineMs: 2_000 })
  const facts = gatherFacts(storage, canMail)
  const parts = {
    storage, compose, letters, canMail, decide: createDecide({ storage, gatherFacts: facts }), tellAfterReset: createTellAfterReset({ storage, gatherFacts: facts, canMail }),
    waits: createAttempt({ storage, letters }),
  }
  const routes = adminRoutes({
    ...parts, publicUrl, upstreams, sendTestMail,
    keys: { publishMs, list: (realm) => listKeys({ storage }, realm), rotate: (realm, options) => rotateKeys({ storage }, realm, options) },
    readAccessToken: async (realm, token) => {
      const access = tokens.get(token)
      return access?.realmId === realm.id ? access : null
    },
    previewPage,
    reminders: createReminders({ storage, gatherFacts: facts, publicUrl, canMail }),
    unexpected: (error) => unexpected.push(error),
    databaseAway: () => false,
  })
  const app = createApplication({
    publicUrl, trustedProxies: parseNetworks([]), demo: false, log: pino({ level: 'silent' }), cookieKeys: ['k'],
    findRealm: (name) => storage.realms.find(name),
    renderFailure: answerApiFailure,
    observe: () => undefined,
  }, [...routes, ['GET', '/realms/:realm/logo/:hash', 'anyone', createShowLogo({ storage })]], [])
  return { app, tokens, unexpected, letters, canMail, upstreams, people: createOperatorPeople(parts) }
}

/** The same over a storage, listening; over a fresh SQLite one if none is given. */
export async function startApi(given?: Storage) {
  const storage = given ?? await openTestStorage()
  const { app, tokens, unexpected, upstreams } = applicationOf(storage)
  const server = createServer(app.callback())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  const apiOf = (realm: Realm, token: string): Api => createApi({ base, realm: realm.name, token: () => token })

  async function newRealm(name: string): Promise<Realm> {
    const created = await createRealm(storage, { name, settings: defaultRealmSettings({ en: name }) }, publicUrl)
    if (!created.ok) throw new Error(created.reason)
    const settings = { ...created.realm.settings, mailServer: { url: 'smtp://127.0.0.1:2525', from: 'no-reply@example.test' } }
    await storage.unit([storage.realms.saveSettings(created.realm.id, settings, created.realm.version)])
    return { ...created.realm, settings, version: created.realm.version + 1 }
  }

  async function addUser(realm: Realm, username: string, more: Partial<NewUser> = {}): Promise<User> {
    const id = randomUUID()
    const outcome = await storage.unit(storage.users.create(realm.id, {
      id, username, email: `${username}@example.test`, givenName: username, familyName: 'Test', otpRequired: false, passwordHash: 'x', emailProvedAt: 1, ...more,
    }))
    if (!outcome.ok) throw new Error(`user ${username}: ${outcome.missed}`)
    return read(storage, realm, id)
  }

  async function addTotp(realm: Realm, user: User): Promise<string> {
    const id = randomUUID()
    const set = await storage.authenticators.setDigest(realm.id, user.id)
    const outcome = await storage.unit(storage.authenticators.create({
      id, realmId: realm.id, userId: user.id, kind: 'totp', state: 'active', label: 'Phone', boundBy: 'mailbox', confirmedFor: 'mailLink',
      boundAt: storage.clock.now() - 86_400_000, boundByActor: user.id, lastStep: null, totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, address: null,
      secret: randomBytes(20).toString('hex'),
    }, set))
    if (!outcome.ok) throw new Error(`totp: ${outcome.missed}`)
    return id
  }

  async function roleId(realm: Realm, name: string): Promise<string> {
    const role = (await storage.roles.list(realm.id)).find((candidate) => candidate.name === name)
    if (!role) throw new Error(`no role ${name}`)
    return role.id
  }

  /** Signs in through the console with what is proved. */
  async function signIn(realm: Realm, user: User, how: { authenticatorId?: string; clientId?: string; audience?: string[] } = {}): Promise<string> {
    const at = storage.clock.now()
    const now = await read(storage, realm, user.id)
    const [uid, journeyId, token] = [randomUUID(), randomUUID(), randomBytes(24).toString('base64url')]
    const proofs: Proof[] = [
      { kind: 'password', at, journeyId, epoch: now.epoch },
      ...(how.authenticatorId === undefined ? [] : [{ kind: 'totp' as const, at, journeyId, epoch: now.epoch, authenticatorId: how.authenticatorId }]),
    ]
    const clientId = how.clientId ?? 'tegata-console'
    const outcome = await storage.unit([storage.sessions.begin({
      uid, realmId: realm.id, userId: user.id, epoch: now.epoch, journeyId, proofs, startedAt: at, lastUsedAt: at, expiresAt: at + 86_400_000,
      address: '192.0.2.1', userAgent: 'test', clientIds: [clientId],
    })])
    if (!outcome.ok) throw new Error(`session: ${outcome.missed}`)
    tokens.set(token, { realmId: realm.id, audience: how.audience ?? ['tegata-api'], clientId, userId: user.id, sessionUid: uid })
    return token
  }

  /** Somebody who is signed in with a code, and holds these roles. */
  async function person(realm: Realm, username: string, roles: readonly AdministrativeRole[] = []): Promise<Who> {
    const user = await addUser(realm, username)
    const authenticatorId = await addTotp(realm, user)
    for (const role of roles) await storage.unit(storage.roles.grant(realm.id, user.id, await roleId(realm, role)))
    const token = await signIn(realm, user, { authenticatorId })
    return { user: await read(storage, realm, user.id), token, api: apiOf(realm, token) }
  }

  const operator = async (realm: Realm) => apiOf(realm, await makeOperatorToken({ storage }, realm, 'operator@host'))

  async function stop(): Promise<void> {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  return {
    storage, base, tokens, unexpected, upstreams, apiOf, newRealm, addUser, addTotp, roleId, signIn, person, operator,
    read: (realm: Realm, id: string) => read(storage, realm, id),
    stop,
    async close() {
      await stop()
      await storage.close()
    },
  }
}
export type TestApi = Awaited<ReturnType<typeof startApi>>

async function read(storage: Storage, realm: Realm, id: string): Promise<User> {
  const user = await storage.users.find(realm.id, id)
  if (!user) throw new Error(`no user ${id}`)
  return user
}

/** The code of the problem that a call ends in; `done` when it ends in none. */
export const problemOf = (call: Promise<unknown>): Promise<string> =>
  call.then(() => 'done', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)))
