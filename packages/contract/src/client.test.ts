import { expect, expectTypeOf, test } from 'vitest'
import { createApi } from './client.ts'
import type { User } from './users.ts'
import { isProblem } from './problems.ts'

type Seen = { url: string; method: string; headers: Record<string, string>; body: unknown; signal: AbortSignal | null }

function apiAnswering(status: number, body: unknown) {
  const seen: Seen[] = []
  const api = createApi({
    base: 'https://id.example.org', realm: 'demo', token: () => 'a-token',
    fetch: async (url, init) => {
      seen.push({
        url: String(url), method: init?.method ?? '', headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined, signal: init?.signal ?? null,
      })
      return new Response(status === 204 ? null : JSON.stringify(body), { status })
    },
  })
  return { api, seen }
}

const id = '0190f5f0-0000-7000-8000-000000000001'

test('fields find their place: path, query and body', async () => {
  const { api, seen } = apiAnswering(200, { items: [], next: null })
  await api.listUsers({ search: '田中 & co', enabled: true, limit: 20 })
  await api.changeUser({ userId: id, otpRequired: true, department: null }, { ifMatch: 3 })
  expect(seen[0]).toMatchObject({ method: 'GET', body: undefined })
  expect(new URL(seen[0]!.url).searchParams.get('search')).toBe('田中 & co')
  expect(new URL(seen[0]!.url).searchParams.get('enabled')).toBe('true')
  expect(seen[1]).toMatchObject({
    method: 'PATCH', url: `https://id.example.org/api/realms/demo/users/${id}`, body: { otpRequired: true, department: null },
  })
  expect(seen[1]!.headers).toMatchObject({ 'if-match': '"3"', authorization: 'Bearer a-token' })
})

test('a list is a parameter repeated', async () => {
  const { api, seen } = apiAnswering(200, { items: [], next: null })
  await api.listUsers({ role: ['global-admin', 'R&D, Osaka'], otp: 'not-set-up', unusedDays: 365 })
  expect([...new URL(seen[0]!.url).searchParams]).toEqual(
    [['role', 'global-admin'], ['role', 'R&D, Osaka'], ['otp', 'not-set-up'], ['unusedDays', '365']])
})

test('an id cannot escape its place in the path', async () => {
  const { api, seen } = apiAnswering(204, null)
  await api.deleteClient({ clientId: '../../settings?x=#' })
  expect(new URL(seen[0]!.url).pathname).toBe('/api/realms/demo/clients/..%2F..%2Fsettings%3Fx%3D%23')
})

test('a problem is thrown with its code and what it says besides', async () => {
  const { api } = apiAnswering(401, { code: 'token.insufficient-authentication', acrValues: 'urn:tegata:acr:fresh', maxAgeSeconds: 300 })
  const error = await api.resetOtp({ userId: id }).catch((thrown: unknown) => thrown)
  expect(isProblem(error) && error.code).toBe('token.insufficient-authentication')
  expect(isProblem(error) && error.details).toEqual({ acrValues: 'urn:tegata:acr:fresh', maxAgeSeconds: 300 })
})

test.each([
  [502, 'server.unavailable'], [503, 'server.unavailable'], [500, 'server.unexpected'], [418, 'server.unexpected'],
] as const)('an answer %i that is no problem of ours becomes %s', async (status, code) => {
  const { api } = apiAnswering(status, '<html>')
  await expect(api.whoAmI()).rejects.toMatchObject({ code })
})

test('the signal reaches fetch, so that an old search can be given up', async () => {
  const { api, seen } = apiAnswering(200, { items: [], next: null })
  const { signal } = new AbortController()
  await api.listUsers({}, { signal })
  expect(seen[0]!.signal).toBe(signal)
})

test('answers are typed by the contract', () => {
  const { api } = apiAnswering(200, {})
  expectTypeOf(api.getUser).returns.resolves.toEqualTypeOf<User>()
  expectTypeOf(api.resetOtp).returns.resolves.toEqualTypeOf<void>()
})
