import { randomUUID } from 'node:crypto'
import { type Operation, operations } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { admin, house, inAcme } from './acme.test-support.ts'
import { problemOf } from './api.test-support.ts'

inAcme()

type Sent = { method?: string; path: string; body?: string | Uint8Array<ArrayBuffer>; type?: string; headers?: Record<string, string> }
type Got = { status: number; code: string; errors: { path: string; rule: string }[]; type: string; text: string }

async function send({ method = 'POST', path, body, type = 'application/json', headers = {} }: Sent): Promise<Got> {
  const response = await fetch(`${house.base}/api/realms/acme${path}`, {
    method, headers: { authorization: `Bearer ${admin.token}`, ...(body === undefined ? {} : { 'content-type': type }), ...headers }, ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const problem = text === '' ? {} : JSON.parse(text) as { code?: string; errors?: Got['errors'] }
  return { status: response.status, code: problem.code ?? '', errors: problem.errors ?? [], type: response.headers.get('content-type') ?? '', text }
}
const json = (value: unknown) => JSON.stringify(value)
const good = { username: 'x', givenName: 'G', familyName: 'F' }

describe('a body that cannot be read', () => {
  test.each<[string, Partial<Sent>, number, string]>([
    ['no JSON', { body: '{"username":' }, 400, 'request.malformed'],
    ['two values', { body: '{}{}' }, 400, 'request.malformed'],
    ['not UTF-8', { body: new Uint8Array([0x22, 0xff, 0x22]) }, 400, 'request.malformed'],
    ['a form', { body: 'username=x', type: 'application/x-www-form-urlencoded' }, 415, 'request.unsupported-media-type'],
    ['text that is JSON', { body: json(good), type: 'text/plain' }, 415, 'request.unsupported-media-type'],
    ['300 kB', { body: json({ ...good, department: 'x'.repeat(300_000) }) }, 413, 'request.too-large'],
    ['a list', { body: '[]' }, 400, 'request.invalid'],
    ['null', { body: 'null' }, 400, 'request.invalid'],
    ['a string', { body: '"x"' }, 400, 'request.invalid'],
  ])('%s', async (_name, sent, status, code) => {
    const answer = await send({ path: '/users', ...sent })
    expect(answer).toMatchObject({ status, code })
    expect(answer.type).toMatch(/^application\/problem\+json/)
  })
})

describe('a field that is wrong is named, with its rule', () => {
  test.each<[string, object, string]>([
    ['missing', { username: 'x', givenName: 'G' }, 'familyName'],
    ['unknown', { ...good, otprequired: true }, 'otprequired'],
    ['a number for a text', { ...good, givenName: 5 }, 'givenName'],
    ['a list for a text', { ...good, username: ['x', 'y'] }, 'username'],
    ['an object for a text', { ...good, email: { $ne: null } }, 'email'],
    ['a text for a switch', { ...good, otpRequired: 'yes' }, 'otpRequired'],
    ['empty', { ...good, givenName: '' }, 'givenName'],
    ['blank', { ...good, givenName: '   ' }, 'givenName'],
    ['10,000 characters', { ...good, familyName: 'x'.repeat(10_000) }, 'familyName'],
    ['a line break', { ...good, familyName: 'a\r\nBcc: x@y.z' }, 'familyName'],
    ['a direction mark', { ...good, givenName: 'abc\u202edef' }, 'givenName'],
    ['NUL', { ...good, givenName: 'a\u0000' }, 'givenName'],
    ['a user name with a blank', { ...good, username: 'a b' }, 'username'],
    ['a user name with markup', { ...good, username: '<script>' }, 'username'],
    ['two addresses', { ...good, email: 'a@x.test,b@y.test' }, 'email'],
    ['an address with a line break', { ...good, email: 'a@x.test\nBcc: b@y.test' }, 'email'],
    ['a quoted address', { ...good, email: '"a b"@x.test' }, 'email'],
    ['an address of 300 characters', { ...good, email: `${'a'.repeat(300)}@x.test` }, 'email'],
    ['a language nobody speaks here', { ...good, language: 'fr' }, 'language'],
  ])('%s', async (_name, body, path) => {
    const answer = await send({ path: '/users', body: json(body) })
    expect(answer).toMatchObject({ status: 400, code: 'request.invalid' })
    expect(answer.errors.map((error) => error.path)).toContain(path)
  })

  test('every one of them at once', async () => {
    const { errors } = await send({ path: '/users', body: json({ username: '', email: 'x', roles: [] }) })
    expect(errors.map(({ path }) => path).sort()).toEqual(['email', 'familyName', 'givenName', 'roles', 'username'])
  })

  test('names of every script are kept as they are; HTML is text', async () => {
    for (const [n, givenName] of ['葵', '민호', 'Łukasz', 'O’Brien-Smith', '<b>x</b>', '😀', 'محمد'].entries()) {
      const user = await admin.api.createUser({ username: `script-${n}`, givenName, familyName: 'F' })
      expect((await admin.api.getUser({ userId: user.id })).givenName).toBe(givenName)
    }
  })

  test('a prototype is a field like any other, and unknown', async () => {
    const answer = await send({ path: '/users', body: '{"username":"x","givenName":"G","familyName":"F","__proto__":{"enabled":false}}' })
    expect(answer.status === 400 || answer.status === 201).toBe(true)
    expect(({} as { enabled?: unknown }).enabled).toBeUndefined()
  })
})

describe('a query', () => {
  test.each([
    ['limit=0', 'request.invalid'], ['limit=201', 'request.invalid'], ['limit=1e9', 'request.invalid'], ['limit=abc', 'request.invalid'],
    ['limit=-1', 'request.invalid'], ['limit=2.5', 'request.invalid'], ['enabled=yes', 'request.invalid'], ['otp=none', 'request.invalid'],
    ['sort=name', 'request.invalid'], ['limit=10&limit=20', 'request.malformed'], ['search=a&search=b', 'request.malformed'],
    ['cursor=1%20OR%201%3D1', 'request.invalid'], ['cursor=abc', 'request.invalid'], [`cursor=${Buffer.from('users:-1').toString('base64url')}`, 'request.invalid'],
    [`cursor=${Buffer.from('audit:5').toString('base64url')}`, 'request.invalid'], [`search=${'x'.repeat(201)}`, 'request.invalid'],
  ])('%s', async (query, code) => {
    expect(await send({ method: 'GET', path: `/users?${query}` })).toMatchObject({ status: 400, code })
  })

  test.each(["'; DROP TABLE users; --", '%', '_', '"', '""', 'AND', 'a* OR b', '\\', '(', '\u0000', '田', '😀', '-', 'NEAR(a b)'])(
    'searching for %j finds what it says or nothing, and breaks nothing (Z-6)', async (search) => {
      const answer = await send({ method: 'GET', path: `/users?search=${encodeURIComponent(search)}` })
      expect(answer.status).toBe(200)
    })
})

describe('an id', () => {
  test.each(['abc', '1', '%00', "'", '../..', randomUUID().replaceAll('-', ''), `${randomUUID()}x`])('%s is refused or unknown', async (id) => {
    const answer = await send({ method: 'GET', path: `/users/${encodeURIComponent(id)}` })
    expect([[400, 'request.invalid'], [404, 'user.not-found']]).toContainEqual([answer.status, answer.code])
  })
  test('a broken escape in the address', async () => {
    expect((await send({ method: 'GET', path: '/users/%E0%A4%A' })).status).toBe(400)
  })
})

describe('an address that does not exist', () => {
  test('an unknown realm, an unknown path, another method', async () => {
    const get = (path: string, method = 'GET') => fetch(`${house.base}${path}`, { method, headers: { authorization: `Bearer ${admin.token}` } })
      .then(async (response) => [response.status, ((await response.json()) as { code: string }).code])
    expect(await get('/api/realms/nowhere/users')).toEqual([404, 'realm.not-found'])
    expect(await get('/api/realms/acme/nothing')).toEqual([404, 'request.unknown-operation'])
    expect(await get('/api/nothing')).toEqual([404, 'request.unknown-operation'])
    expect(await get('/api/realms/acme/users', 'PUT')).toEqual([405, 'request.method-not-allowed'])
    expect(await get(`/api/realms/acme/users/${randomUUID()}`, 'POST')).toEqual([405, 'request.method-not-allowed'])
  })
})

describe('a token', () => {
  test.each(['Basic YTpi', 'Bearer', 'Bearer ', 'Bearer a b', 'bearer;x', 'Bearer <script>', `Bearer ${'x'.repeat(9000)}`, `Bearer tegata_op_${'A'.repeat(43)}`])(
    '%s is refused', async (authorization) => {
      const answer = await send({ method: 'GET', path: '/me', headers: { authorization } })
      expect(answer).toMatchObject({ status: 401 })
      expect(answer.code).toMatch(/^token\.(missing|invalid)$/)
    })
})

test.each(Object.entries<Operation>(operations).filter(([, { body }]) => body))('%s refuses a field it does not know (mass assignment)', async (_id, operation) => {
  const path = operation.path.replaceAll(/\{\w+\}/g, () => randomUUID())
  const answer = await send({ method: operation.method, path, body: json({ realmId: 1, version: 7, permissions: ['users.delete'] }) })
  expect(answer).toMatchObject({ status: 400, code: 'request.invalid' })
  expect(answer.errors.map(({ path: field }) => field)).toEqual(expect.arrayContaining(['realmId', 'permissions']))
})

test('a redirect URI that could lead elsewhere is refused (O-1)', async () => {
  for (const uri of ['https://user@app.test/cb', 'https://app.test\\@evil.test/', 'https://app.test/..;/cb', 'https://app.test/cb#x', 'javascript:alert(1)', 'http://app.test/cb']) {
    expect(await problemOf(admin.api.createClient({ clientId: 'c', kind: 'web', redirectUris: [uri] })), uri).toBe('request.invalid')
  }
})

test('no answer carries what is no field of it, and none a secret (Z-7)', async () => {
  const user = await admin.api.createUser({ username: 'shape', givenName: 'G', familyName: 'F' })
  const texts = [
    (await send({ method: 'GET', path: `/users/${user.id}` })).text,
    (await send({ method: 'GET', path: '/clients' })).text,
    (await send({ method: 'GET', path: '' })).text,
  ]
  for (const text of texts) expect(text).not.toMatch(/"(n|realmId|passwordHash|secretHash|epoch|credentialVersion|secret)":/)
})
