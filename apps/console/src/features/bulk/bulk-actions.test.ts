import { createApi, operations, type Operation } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { actionIds, actionOf, partsOf, removing } from './bulk-actions.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** An API that keeps what was sent, and answers nothing that matters. */
function listening() {
  const sent: { path: string, body: unknown }[] = []
  const api = createApi({
    base: 'https://id.example', realm: 'demo', token: () => 'x',
    fetch: async (url, init) => {
      sent.push({ path: new URL(String(url)).pathname.replace('/api/realms/demo', ''), body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined })
      return Response.json({ people: 1, changed: 1, confirm: false, next: null, done: 1, failures: [] })
    },
  })
  return { api, sent }
}
const operationAt = (path: string) => Object.values<Operation>(operations).find((operation) => operation.method === 'POST' && operation.path === path)

describe.each(actionIds)('%s', (action) => {
  const options = { signOutNow: true, proof: 'mail', policyGroup: id(9), until: '2026-12-01T00:00:00.000Z' } as const
  const wholes = [{ userIds: [id(1), id(2)] }, { filter: { role: ['help-desk'], otp: 'not-set-up' as const } }]

  test.each(wholes)('sends what the contract takes, and nothing else: %j', async (part) => {
    const { api, sent } = listening()
    await actionOf(action).look(api, { ...part, cursor: '7' }, options, new AbortController().signal)
    await actionOf(action).run(api, { ...part, cursor: '7', confirmed: 2, reason: 'because' }, options)
    expect(sent).toHaveLength(2)
    for (const { path, body } of sent) expect([path, operationAt(path)?.body?.safeParse(body).error]).toEqual([path, undefined])
    expect(sent[1]?.body).toMatchObject({ ...part, cursor: '7' })
  })

  test('demands what its operation demands, so that nothing is offered and then refused', async () => {
    const { api, sent } = listening()
    await actionOf(action).run(api, { userIds: [id(1)], reason: 'because' }, options)
    expect(actionOf(action).permissions).toContain(operationAt(sent[0]?.path ?? '')?.permission)
  })

  test('no reason is no field, unless one is demanded', async () => {
    const { api, sent } = listening()
    await actionOf(action).run(api, { userIds: [id(1)], reason: '' }, { signOutNow: false, proof: null, policyGroup: null, until: null })
    if (actionOf(action).needsReason !== true) expect(sent[0]?.body).not.toHaveProperty('reason')
  })
})

test('what takes something away sends the number that was typed, and stands last', async () => {
  expect(actionIds.slice(-removing.length)).toEqual(removing)
  for (const action of removing) {
    const { api, sent } = listening()
    await actionOf(action).run(api, { userIds: [id(1)], confirmed: 1 }, { signOutNow: false, proof: null, policyGroup: null, until: null })
    expect(sent[0]?.body).toMatchObject({ confirmed: 1 })
  }
})

describe('the calls that a selection takes', () => {
  test('everybody of a filter is one, however many they are', () => {
    expect(partsOf({ filter: { enabled: true } })).toEqual([{ part: { filter: { enabled: true } }, people: null }])
  })
  test('names go a thousand a call, nobody twice and nobody left out', () => {
    const userIds = Array.from({ length: 2500 }, (_, n) => id(n))
    const parts = partsOf({ userIds })
    expect(parts.map(({ people }) => people)).toEqual([1000, 1000, 500])
    expect(parts.flatMap(({ part }) => part.userIds ?? [])).toEqual(userIds)
  })
  test('nobody is no call', () => {
    expect(partsOf({ userIds: [] })).toEqual([])
  })
})
