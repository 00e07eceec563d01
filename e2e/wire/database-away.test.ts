import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../support/application.ts'
import { freshDatabase, withClient } from '../support/postgres.ts'
import { type Production, startProduction } from '../support/production.ts'
import { type Relay, startRelay } from '../support/relay.ts'
import { until } from '../support/tegata.ts'

describe('the database away for ten seconds', () => {
  let house: Production
  let relay: Relay
  let databaseUrl: string
  beforeAll(async () => {
    databaseUrl = await freshDatabase()
    const target = new URL(databaseUrl)
    relay = await startRelay({ host: target.hostname, port: Number(target.port) })
    const through = new URL(databaseUrl)
    through.port = String(relay.port)
    house = await startProduction({ databaseUrl, nodeDatabaseUrl: through.href })
  })
  afterAll(async () => {
    await house.stop()
    await relay.close()
  })

  type Asked = { what: string; status: number; retryAfter: string | null; type: string; body: string; ms: number }

  async function ask(what: string, request: () => Promise<Response>): Promise<Asked> {
    const began = Date.now()
    const answer = await request()
    const body = await answer.text()
    return {
      what, status: answer.status, retryAfter: answer.headers.get('retry-after'), type: (answer.headers.get('content-type') ?? '').split(';')[0] ?? '',
      body, ms: Date.now() - began,
    }
  }

  test.each([['cut', 'refuses connections'], ['hang', 'swallows packets']] as const)(
    'C-4, I-9 (%s: it %s): 503 with Retry-After and a page or a problem, within seconds; nothing is lost, and it works again by itself',
    { timeout: 180_000 },
    async (fault, _) => {
      const person = await house.settle(`met-by-${fault}`)
      // Somebody is signed in, somebody stands before the code, an application has a code and tokens.
      const signedIn = house.walker()
      const tokens = await house.app.signIn(signedIn, person)
      const held = await house.app.signInSilently(signedIn)
      const token = (await house.must('admin', 'token', '--realm', 'corp')).trim()
      const waiting = house.walker()
      const asked = house.app.ask()
      await waiting.open(asked.url)
      await waiting.send({ username: person.username, password: person.password }, 'login')
      expect(waiting.shown.step).toBe('code')
      const code = await person.phone.next()
      const { url, body } = waiting.filled({ code }, 'code')
      const guesser = house.walker()
      await guesser.open(house.app.ask().url)
      const login = (username: string) => guesser.filled({ username, password: person.password }, 'login')
      const forgetful = house.walker()
      await forgetful.open(`${house.issuer}/forgot-password`)

      relay[fault]()
      const away = Date.now()
      const requests: readonly (readonly [string, () => Promise<Response>])[] = [
        ['discovery', () => fetch(`${house.node.url}/realms/corp/.well-known/openid-configuration`)],
        ['an authorization request', () => house.walker().request('GET', house.app.ask().url)],
        ['a page of a journey', () => waiting.request('GET', waiting.shown.url)],
        ['a code', () => waiting.request('POST', url, body)],
        ['a page for a person', () => guesser.request('POST', login(person.username).url, login(person.username).body)],
        ['a page for nobody', () => guesser.request('POST', login('nobody').url, login('nobody').body)],
        ['a forgotten password', () => forgetful.sendOnly({ username: person.username })],
        ['forgot password', () => house.walker().request('GET', new URL(`${house.issuer}/forgot-password`))],
        ['userinfo', () => house.app.userinfo(tokens.access_token)],
        ['a refresh', () => fetch(`${house.node.url}/realms/corp/protocol/openid-connect/token`, {
          method: 'POST', body: new URLSearchParams({ client_id: 'app', grant_type: 'refresh_token', refresh_token: tokens.refresh_token }),
        })],
        ['the API', () => fetch(`${house.node.url}/api/realms/corp/users`, { headers: { authorization: `Bearer ${token}` } })],
      ]
      const answers: Asked[] = []
      do {
        answers.push(...await Promise.all(requests.map(([what, request]) => ask(what, request))))
        await sleep(500)
      } while (Date.now() - away < 10_000)
      const ready = await fetch(`${house.node.managementUrl}/health/ready`)
      const live = await fetch(`${house.node.managementUrl}/health/live`)
      relay.restore()

      const wrong = answers.filter(({ status, retryAfter, ms }) => status !== 503 || retryAfter === null || ms > 20_000)
      expect(wrong.map(({ what, status, retryAfter, ms, body: text }) => ({ what, status, retryAfter, ms, text: text.slice(0, 300) }))).toEqual([])
      for (const { what, type, body: text } of answers) {
        expect(text, what).not.toMatch(/ {4}at |ECONN|node_modules|\.ts:|postgres|Connection terminated/i)
        if (what === 'the API') expect(JSON.parse(text)).toMatchObject({ code: 'server.unavailable', status: 503 })
        else if (/page|journey|code|forg|authorization/.test(what)) expect(type, what).toBe('text/html')
      }
      expect(ready.status).toBe(503)
      expect(await ready.json()).toMatchObject({ status: 'DOWN' })
      expect(live.status).toBe(200)

      // Back: readiness says so, and everybody goes on where they stood.
      await until(async () => (await fetch(`${house.node.managementUrl}/health/ready`)).ok, 30_000, () => 'not ready again')
      expect((await house.app.refresh(tokens.refresh_token)).status).toBe(200)
      expect((await house.app.redeem(held.code, held.asked)).status).toBe(200)
      await waiting.open(waiting.shown.url)
      // The code was never judged, so it is not spent.
      await waiting.send({ code }, 'code')
      expect(claimsOf((await house.app.finish(waiting, asked)).access_token)).toMatchObject({ sub: person.id, acr: '2' })
    },
  )

  test('I-3: PostgreSQL crashes and recovers: a sign-in under way is over, everything else stands, and a code that was used stays used', async () => {
    const person = await house.settle('survives')
    const walker = house.walker()
    const asked = house.app.ask()
    await walker.open(asked.url)
    await walker.send({ username: person.username, password: person.password }, 'login')
    const code = await person.phone.next()
    await walker.send({ code }, 'code')
    const tokens = await house.app.finish(walker, asked)
    const midway = house.walker()
    await midway.open(house.app.ask().url)

    // The death of one of its processes makes PostgreSQL restart itself, and empty what is not logged.
    await withClient(databaseUrl, async (client) => {
      client.on('error', () => undefined)
      const { rows: [own] } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      process.kill(own?.pid ?? 0, 'SIGKILL')
      await client.query('SELECT 1').catch(() => undefined)
    }).catch(() => undefined)
    const recovered = () => withClient(databaseUrl, (client) => client.query('SELECT 1')).then(() => true, () => false)
    await until(recovered, 30_000, () => 'PostgreSQL did not come back')
    await until(async () => (await fetch(`${house.node.managementUrl}/health/ready`)).ok, 30_000, () => 'not ready again')

    expect((await house.app.refresh(tokens.refresh_token)).status).toBe(200)
    const silent = await house.app.signInSilently(walker)
    expect((await house.app.redeem(silent.code, silent.asked)).status).toBe(200)
    expect((await midway.open(midway.shown.url)).status).toBe(410)
    const again = house.walker()
    const anew = house.app.ask()
    await again.open(anew.url)
    await again.send({ username: person.username, password: person.password }, 'login')
    await again.send({ code }, 'code')
    expect(again.shown.step).toBe('code')
    await again.send({ code: await person.phone.next() }, 'code')
    expect(claimsOf((await house.app.finish(again, anew)).access_token)).toMatchObject({ sub: person.id, acr: '2' })
  })
})
