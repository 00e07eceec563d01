import { randomUUID } from 'node:crypto'
import { administrativeRoles, type Operation, operations, permissionsOf } from '@tegata/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Enforcement, PolicyGroup, Realm, Upstream } from '@tegata/storage'
import { type TestApi, startApi } from './api.test-support.ts'
import { standardMapping } from './upstream-suggestions.ts'

// Generated from the contract: every role × every operation × own and other realm (Z-1). A new operation is in at once.
const table = Object.entries<Operation>(operations)

let house: TestApi
let own: Realm
let other: Realm
const tokens = new Map<string, string>()

beforeAll(async () => {
  house = await startApi()
  own = await house.newRealm('own')
  other = await house.newRealm('other')
  for (const role of administrativeRoles) tokens.set(role, (await house.person(own, role, [role])).token)
  tokens.set('nobody', (await house.person(own, 'nobody')).token)
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

type Ids = Readonly<Record<string, string>>

async function ask(operation: Operation, realm: Realm, token: string | null, ids: Ids = {}): Promise<{ status: number; code: string; challenge: string }> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? randomUUID()))
  const response = await fetch(`${house.base}/api/realms/${realm.name}${path}`, {
    method: operation.method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(operation.body ? { 'content-type': 'application/json' } : {}) },
    ...(operation.body ? { body: JSON.stringify(bodyOf(operation)) } : {}),
  })
  const text = await response.text()
  const code: unknown = text === '' ? '' : (JSON.parse(text) as { code?: unknown }).code
  return { status: response.status, code: typeof code === 'string' ? code : '', challenge: response.headers.get('www-authenticate') ?? '' }
}

/** A body that is valid where one has to be, so that the answer is about whom it concerns and not about its shape. */
function bodyOf(operation: Operation): Record<string, unknown> {
  const named: Readonly<Record<string, Record<string, unknown>>> = {
    createUser: { username: `u-${randomUUID()}`, givenName: 'G', familyName: 'F' },
    previewImport: { columns: ['username'], rows: [{ line: 2, cells: ['x'] }] },
    importUsers: { columns: ['username'], rows: [{ line: 2, cells: ['x'] }] },
    createRole: { name: `r-${randomUUID()}` },
    createGroup: { name: `g-${randomUUID()}` },
    createPolicyGroup: { name: `p-${randomUUID()}`, ask: 'always' },
    copyPolicyGroup: { name: `p-${randomUUID()}` },
    createClient: { clientId: `c-${randomUUID()}`, kind: 'web' },
    issueEmergencyToken: { reason: 'known by sight' },
    issueEmergencyTokens: { reason: 'known by sight' },
    topUpEmergencyTokens: { reason: 'known by sight' },
    revealEmergencyToken: { reason: 'known by sight' },
    sendTestMail: { to: 'somebody@example.test' },
    renameAuthenticator: { name: 'Phone' },
    confirmEnrolment: { code: '123456' },
    enterAddress: { address: 'codes@example.test' },
    makeSetupSheet: { reason: 'known by sight' },
    previewSplit: { persons: [], account: 'keep' },
    splitUser: { persons: [{ username: 'sato', givenName: 'Hana', familyName: 'Sato', email: 'sato@example.test' }], account: 'mark' },
    createUpstream: { alias: `p-${randomUUID()}`, name: { en: 'P' }, issuer: 'https://p.test', clientId: 'tegata', clientAuth: 'none' },
    discoverUpstream: { url: 'https://p.test' },
    linkIdentity: { subject: `s-${randomUUID()}`, reason: 'known by sight' },
    unlinkIdentity: { reason: 'left' },
    createEnforcement: { name: `e-${randomUUID()}`, enforceFrom: { date: '2027-12-01' } },
    remindPeople: { userIds: [randomUUID()] },
    ...Object.fromEntries(['announce', 'postpone', 'bringForward', 'suspend', 'resume', 'end'].map((act) => [`${act}Enforcement`, { reason: 'as agreed' }])),
  }
  const id = table.find(([, candidate]) => candidate === operation)?.[0] ?? ''
  return named[id] ?? {}
}

const held = (role: string) => permissionsOf([role])
const permits = (role: string, { permission }: Operation) => permission === 'signed-in' || held(role).has(permission)

describe.each([...administrativeRoles, 'nobody'])('%s', (role) => {
  test.each(table)('%s', async (_id, operation) => {
    const token = tokens.get(role) ?? ''
    const here = await ask(operation, own, token)
    if (permits(role, operation)) {
      expect(here.status, here.code).toBeLessThan(500)
      expect([401, 403], here.code).not.toContain(here.status)
    } else expect(here).toMatchObject({ status: 403, code: 'permission.missing' })
    expect(await ask(operation, other, token)).toMatchObject({ status: 401, code: 'token.invalid' })
  })
})

test.each(table)('%s: nobody without a token, and the answer says how to come in', async (_id, operation) => {
  expect(await ask(operation, own, null)).toEqual({ status: 401, code: 'token.missing', challenge: 'Bearer' })
  expect(await ask(operation, own, 'no-such-token')).toMatchObject({ status: 401, code: 'token.invalid', challenge: 'Bearer error="invalid_token"' })
})

test.each(table.filter(([, { params }]) => params))('%s: ids of another realm are unknown here, and nothing happens there', async (_id, operation) => {
  const theirs = await idsOf(other)
  const before = await dump(other)
  const answer = await ask(operation, own, tokens.get('global-admin') ?? '', theirs)
  expect(answer.status, answer.code).toBe(404)
  expect(answer.code).toMatch(/\.not-found$/)
  expect(await dump(other)).toEqual(before)
})

let made: Ids | undefined
async function idsOf(realm: Realm): Promise<Ids> {
  if (made) return made
  const { user } = await house.person(realm, 'theirs', ['help-desk'])
  const [session] = await house.storage.sessions.listOf(realm.id, user.id)
  const [authenticator] = await house.storage.authenticators.listOf(realm.id, user.id)
  const [groupId, requestId, upstreamId, policyGroupId, tokenId, enforcementId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const { storage } = house
  await storage.unit([
    storage.groups.create({ id: groupId, realmId: realm.id, name: 'theirs' }),
    storage.policies.saveGroup({ ...blankPolicyGroup, id: policyGroupId, realmId: realm.id }),
    storage.policies.saveEnforcement({ ...blankEnforcement, id: enforcementId, realmId: realm.id }),
    ...storage.emergencyTokens.create({ id: tokenId, realmId: realm.id, userId: user.id, createdAt: 1, createdBy: user.id, reason: 'r', expiresAt: null }, 'THEIRS', 'theirs'),
    storage.resetRequests.create({ id: requestId, realmId: realm.id, userId: user.id, reference: '1234-56', journeyId: randomUUID(), createdAt: storage.clock.now(), address: '' }),
    storage.upstreams.create({ ...blankUpstream, id: upstreamId, realmId: realm.id }, 'x'),
    storage.clients.create({ ...(await storage.clients.find(realm.id, 'tegata-console'))!, id: randomUUID(), clientId: 'theirs' }),
  ])
  made = {
    userId: user.id, roleId: await house.roleId(realm, 'help-desk'), groupId, policyGroupId, enforcementId, requestId, tokenId, clientId: 'theirs',
    sessionId: session?.uid ?? '', authenticatorId: authenticator?.id ?? '', alias: 'theirs', testId: randomUUID(),
  }
  return made
}

const blankPolicyGroup: Omit<PolicyGroup, 'id' | 'realmId'> = {
  name: 'theirs', ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
}

const blankEnforcement: Omit<Enforcement, 'id' | 'realmId'> = {
  name: 'theirs', state: 'draft', enforceFrom: 4e12, registerBy: null, zone: 'UTC', target: { everyone: true }, reason: {}, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [],
  onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [], announcedAt: null, edition: 1, version: 1,
}

const blankUpstream: Omit<Upstream, 'id' | 'realmId' | 'hasSecret' | 'version'> = {
  alias: 'theirs', name: { en: 'Theirs' }, enabled: true, issuer: 'https://theirs.test', clientId: 'tegata', clientAuth: 'client_secret_basic', scopes: ['openid'],
  trust: 'always', evidence: [], evidenceMaxAgeMs: 900_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local', mapping: standardMapping,
  signOut: false, createdAt: 0,
}

/** Everything of a realm that an operation could touch. */
async function dump(realm: Realm): Promise<unknown> {
  const { storage } = house
  const { items: users } = await storage.users.list(realm.id, {}, null, 200)
  return {
    realm: await storage.realms.find(realm.name), users, roles: await storage.roles.list(realm.id), groups: await storage.groups.list(realm.id),
    policyGroups: await storage.policies.groups(realm.id), enforcements: await storage.policies.enforcements(realm.id),
    clients: await storage.clients.list(realm.id), upstreams: await storage.upstreams.list(realm.id), requests: await storage.resetRequests.list(realm.id, null, null, 200),
    of: await Promise.all(users.map(async ({ id }) => [
      await storage.roles.directOf(realm.id, id), await storage.groups.of(realm.id, id), await storage.sessions.listOf(realm.id, id),
      await storage.authenticators.listOf(realm.id, id), await storage.emergencyTokens.list(realm.id, id), await storage.identities.listOf(realm.id, id),
    ])),
  }
}

test('the table of who may what, for reading', async () => {
  const columns = [...administrativeRoles, 'nobody']
  const width = Math.max(...table.map(([id]) => id.length))
  const rows = table.map(([id, operation]) =>
    `${id.padEnd(width)}  ${columns.map((role) => (permits(role, operation) ? '+' : '·').padEnd(role.length)).join('  ')}${operation.fresh ? `  fresh${operation.fresh === true ? '' : ' (risky fields)'}` : ''}`)
  await expect([`${''.padEnd(width)}  ${columns.join('  ')}`, ...rows, ''].map((row) => row.trimEnd()).join('\n')).toMatchFileSnapshot('./matrix.txt')
})
