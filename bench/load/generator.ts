// The load generator: a process of its own beside the server, told by the bench what to do (messages.ts).
import { randomUUID } from 'node:crypto'
import type { House } from '../house/house.ts'
import { Connection } from './connection.ts'
import type { Answered, Asked, Measured } from './messages.ts'
import { application, guessing, type Operation, scenarios, type Stock } from './scenarios.ts'
import { SignIn } from './sign-in.ts'

const house: House = JSON.parse(process.argv[2] ?? '')
const sessions: string[] = []
const fresh = new Map<string, number>()
let person = 0

const stock: Stock = {
  house,
  nextPerson: () => `person-${person++ % house.people}`,
  nextFreshSession(application) {
    const at = fresh.get(application) ?? 0
    fresh.set(application, at + 1)
    const cookies = sessions[at]
    if (cookies === undefined) throw new Error(`All ${sessions.length} sessions have been at ${application}.`)
    return cookies
  },
}

let connections: Connection[] = []
let operations: Operation[] = []
let walks: SignIn[] = []

const answers: { [Kind in Asked['kind']]: (asked: Extract<Asked, { kind: Kind }>) => Promise<Omit<Extract<Answered, { ok: true }>, 'ok'>> } = {
  async prepare({ scenario, alg, workers }) {
    for (const connection of connections) connection.close()
    connections = Array.from({ length: workers }, () => new Connection(house.port))
    operations = await Promise.all(connections.map((connection) => scenarios[scenario](stock, connection, alg)))
    return {}
  },
  async parity({ count }) {
    const [known, unknown] = await Promise.all([
      guessing(stock, new Connection(house.port), stock.nextPerson), guessing(stock, new Connection(house.port), () => `person-${randomUUID()}`),
    ])
    const tookMs = { known: [] as number[], unknown: [] as number[] }
    for (let turn = 0; turn < count; turn += 1) {
      const pair = [[known, tookMs.known], [unknown, tookMs.unknown]] as const
      for (const [guess, took] of turn % 2 === 0 ? pair : pair.toReversed()) {
        const at = performance.now()
        await guess()
        took.push(performance.now() - at)
      }
    }
    return { tookMs }
  },
  run: async ({ forMs, count }) => ({ measured: await run(forMs, count) }),
  async sessions({ cookies }) {
    for (const cookie of cookies) sessions.push(cookie)
    return {}
  },
  visited: async () => ({ visited: fresh.get(application(house, 'EdDSA').id) ?? 0 }),
  async 'sign-in-once'() {
    const connection = new Connection(house.port)
    const signIn = new SignIn(house, connection, application(house, 'EdDSA'))
    await signIn.walk(stock.nextPerson())
    connection.close()
    const name = `tegata.${house.realm}`
    return { cookie: { name, value: signIn.browser.cookie(name) ?? '' } }
  },
  async phase({ phase, flow, count }) {
    if (phase === 'authorization') {
      const app = application(house, 'EdDSA')
      walks = Array.from({ length: count }, () => new SignIn(house, new Connection(house.port), app, flow === 'sso' ? stock.nextFreshSession(app.id) : undefined))
    }
    for (const walk of walks) {
      await walk.step(phase, phase === 'password' ? stock.nextPerson() : '')
      if (phase === 'token') walk.browser.connection.close()
    }
    return {}
  },
}

async function run(forMs: number, count: number): Promise<Measured> {
  const took: number[] = []
  let begun = 0
  const started = performance.now()
  await Promise.all(operations.map(async (operation) => {
    while (begun < count && performance.now() - started < forMs) {
      begun += 1
      const at = performance.now()
      await operation()
      took.push(performance.now() - at)
    }
  }))
  const wallMs = performance.now() - started
  took.sort((one, other) => one - other)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN
  return { done: took.length, wallMs, medianMs: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

process.on('message', (asked: Asked) => {
  const answer = answers[asked.kind] as (asked: Asked) => Promise<object>
  answer(asked).then(
    (said) => process.send?.({ ok: true, ...said }),
    (error: unknown) => process.send?.({ failure: error instanceof Error ? error.message : String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
