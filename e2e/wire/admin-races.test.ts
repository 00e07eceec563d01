import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { type Production, startProduction } from '../support/production.ts'
import { nodeOf } from '../support/races.ts'
import { tally, together } from '../support/together.ts'

// Two administrators, each on a node of their own, who do something to the same thing at the same instant.
const houses = [
  ['one node, SQLite', () => startProduction()],
  ['two nodes, PostgreSQL', async () => startProduction({ databaseUrl: await freshDatabase(), nodes: 2 })],
] as const

const rounds = 6

describe.each(houses)('two administrators at once (%s)', (_, open) => {
  let house: Production
  let token = ''
  beforeAll(async () => {
    house = await open()
    token = (await house.must('admin', 'token', '--realm', 'corp')).trim()
  })
  afterAll(() => house.stop())

  /** On a node, on the copy that was read. */
  async function change(n: number, path: string, body: object, version: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await fetch(`${nodeOf(house, n).url}/api/realms/corp${path}`, {
      method: 'PATCH', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': `"${String(version)}"` }, body: JSON.stringify(body),
    })
    return { status: answer.status, body: await answer.json() as Record<string, unknown> }
  }
  const works = async (clientId: string, secret: string, n: number): Promise<boolean> => (await fetch(`${nodeOf(house, n).url}/realms/corp/protocol/openid-connect/token`, {
    method: 'POST', headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials',
  })).ok
  const events = async (type: string) => ((await house.api('GET', `/events?type=${type}&limit=200`)).body.items as { details: Record<string, unknown> }[])

  test.each([[0, 1], [24, 2]])('rotate an application’s secret with %i hours of overlap: exactly %i of the secrets work, the last of them on every node', async (overlapHours, working) => {
    for (let round = 0; round < rounds; round++) {
      const clientId = `job-${overlapHours}-${round}`
      const made = await house.api('POST', '/clients', { clientId, kind: 'service', redirectUris: [] })
      expect(made.status).toBe(201)
      const answers = await together(2, (n) => house.api('POST', `/clients/${clientId}/secret`, { overlapHours }, { node: nodeOf(house, n) }))
      expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 2 })
      const secrets = [String(made.body.secret), ...answers.map(({ body }) => String(body.secret))]
      expect(new Set(secrets).size).toBe(3)
      for (const node of [0, 1]) {
        const right = await Promise.all(secrets.map((secret) => works(clientId, secret, node)))
        // The one of before the race is out on every node, whichever of the two was the later one.
        expect([right[0], right.filter(Boolean).length]).toEqual([false, working])
      }
      expect((await events('client.secret-made')).filter(({ details }) => details.clientId === clientId)).toHaveLength(2)
    }
  })

  /** Both read one copy and save another thing; one wins, the other is told, reads what changed, and saves on that. */
  async function secondSees(path: string, one: Record<string, unknown>, other: Record<string, unknown>): Promise<void> {
    const { body: read } = await house.api('GET', path)
    const changes = [one, other]
    const answers = await together(2, (n) => change(n, path, changes[n] ?? {}, read.version))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 412: 1 })
    const [won, lost] = answers[0]?.status === 200 ? [0, 1] : [1, 0]
    expect(answers[lost]?.body.code).toBe('request.precondition-failed')
    const { body: now } = await house.api('GET', path, undefined, { node: nodeOf(house, lost) })
    expect(now).toMatchObject(changes[won] ?? {})
    expect(now.version).not.toBe(read.version)
    expect((await change(lost, path, changes[lost] ?? {}, now.version)).body).toMatchObject({ ...one, ...other })
  }

  test('save the same realm settings: the second is told, sees what changed, and loses nothing of either', async () => {
    for (let round = 0; round < rounds; round++) {
      await secondSees('', { mailsPerMinute: 100 + round, accent: round % 2 === 0 ? 'pine' : 'plum' }, { contact: { en: `Extension ${round}` }, sentences: { login: { en: `Round ${round}` } } })
    }
  })

  test('save the same Access Policy Group', async () => {
    const { body: group } = await house.api('POST', '/policy-groups', { name: 'Raced', ask: 'never' })
    for (let round = 0; round < rounds; round++) {
      await secondSees(`/policy-groups/${String(group.id)}`, { name: `Raced ${round}` }, { sessionsBefore: round % 2 === 0 ? 'askAtNextUse' : 'letRunOut' })
    }
  })

  test('save the same application', async () => {
    expect((await house.api('POST', '/clients', { clientId: 'raced', kind: 'web', redirectUris: ['https://raced.example/callback'] })).status).toBe(201)
    for (let round = 0; round < rounds; round++) {
      await secondSees('/clients/raced', { name: `Raced ${round}` }, { redirectUris: [`https://raced.example/callback/${round}`] })
    }
  })

  test('put the same person into two groups, one of them for a time: one group stands at the end, with its own end or none', async () => {
    const { body: made } = await house.api('POST', '/users', { username: 'raced', givenName: 'R', familyName: 'C' })
    const groups = await Promise.all(['For a time', 'For good'].map(async (name) => String((await house.api('POST', '/policy-groups', { name, ask: 'never' })).body.id)))
    for (let round = 0; round < rounds; round++) {
      await house.api('POST', '/policy-group-assignments', { policyGroup: null, userIds: [made.id] })
      const until = new Date(Date.now() + 3_600_000).toISOString()
      const answers = await together(2, (n) => house.api('POST', '/policy-group-assignments', { policyGroup: groups[n], userIds: [made.id], ...(n === 0 ? { until } : {}) }, { node: nodeOf(house, n) }))
      expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 2 })
      const { body: policy } = await house.api('GET', `/users/${String(made.id)}/policy`)
      const { policyGroup, temporary } = policy as { policyGroup: { id: string }; temporary: { until: string } | null }
      expect(policyGroup.id === groups[0] ? temporary?.until : temporary).toBe(policyGroup.id === groups[0] ? until : null)
    }
  })
})
