import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Application, callbackOrigin } from './application.ts'
import { linkIn, type MailServer, startMailServer } from './mail-server.ts'
import { Phone } from './phone.ts'
import { freePorts, until } from './tegata.ts'
import { Walker } from './walker.ts'

const root = new URL('../..', import.meta.url).pathname

export type Node = {
  /** Its own address; the public one is shared. */
  url: string
  managementUrl: string
  output(): string
  isRunning(): boolean
  start(): Promise<void>
  stop(): Promise<void>
  /** No goodbye: what was not on disk is gone. */
  kill(): Promise<void>
  process(): ChildProcess
}

export type Person = { username: string; email: string; id: string; password: string; phone: Phone }
type Ended = { status: number; stdout: string; stderr: string }
type Answer<Body = Record<string, unknown>> = { status: number; headers: Headers; body: Body }

/** The product as an operator runs it: key ring, migrations, a realm of its own, `serve` on every node, real mail. */
export type Production = {
  publicUrl: string
  issuer: string
  dataDir: string
  nodes: readonly Node[]
  node: Node
  mail: MailServer
  app: Application
  cli(...args: string[]): Promise<Ended>
  /** The same in other surroundings. */
  cliWith(env: Record<string, string>, ...args: string[]): Promise<Ended>
  must(...args: string[]): Promise<string>
  api(method: string, path: string, body?: unknown, options?: { node?: Node; token?: string }): Promise<Answer>
  walker(options?: { node?: Node; headers?: Record<string, string> }): Walker
  /** Adds somebody who walks the set-up link to its end: password and app. */
  settle(username: string, more?: Record<string, unknown>): Promise<Person>
  /** One more node whose own clock is so many milliseconds off. It works, and never says that it is ready. */
  joinWithClockOff(offMs: number): Promise<Node>
  stop(): Promise<void>
}

export type ProductionOptions = {
  databaseUrl?: string
  /** What the nodes use, when that is another way to the same database. */
  nodeDatabaseUrl?: string
  nodes?: number
  env?: Record<string, string>
  mailAuth?: { user: string; pass: string }
  /** The port of the public address, where one node itself is to listen; otherwise the public address is a name only. */
  listen?: number
}

export const everybodysPassword = 'a long walk home'

export async function startProduction({ databaseUrl, nodeDatabaseUrl = databaseUrl, nodes: count = 1, env = {}, mailAuth, listen }: ProductionOptions = {}): Promise<Production> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegata-production-'))
  const first = listen === undefined ? await freePorts(1 + count * 2) : listen - 1
  const publicUrl = `http://localhost:${listen ?? first}`
  const mail = await startMailServer({ auth: mailAuth })
  const keyring = join(dataDir, 'keys', 'ring')
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TEGATA_PUBLIC_URL: publicUrl, TEGATA_DATA_DIR: dataDir, TEGATA_KEYRING_FILE: keyring,
    TEGATA_SMTP_URL: mail.url, TEGATA_LOG_LEVEL: 'warn', ...(databaseUrl && { DATABASE_URL: databaseUrl }), ...env,
  }
  const cliWith: Production['cliWith'] = (more, ...args) => new Promise((resolve) => {
    const command = spawn(process.execPath, ['apps/server/src/main.ts', ...args], { cwd: root, env: { ...environment, ...more } })
    let stdout = ''
    let stderr = ''
    command.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    command.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    command.once('exit', (status) => resolve({ status: status ?? -1, stdout, stderr }))
  })
  const cli: Production['cli'] = (...args) => cliWith({}, ...args)
  const must = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await cli(...args)
    if (status !== 0) throw new Error(`tegata ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
    return stdout
  }
  const nodes = Array.from({ length: count }, (_, n) =>
    createNode({ ...environment, ...(nodeDatabaseUrl && { DATABASE_URL: nodeDatabaseUrl }) }, first + 1 + n * 2))

  const joined: Node[] = []
  try {
    await must('ring', 'init', keyring)
    await must('migrate')
    await must('realm', 'create', '--name', 'corp', '--display-name', 'Corp', '--zone', 'Asia/Tokyo')
    await Promise.all(nodes.map((node) => node.start()))
  } catch (error) {
    await Promise.all([...nodes.map((node) => node.stop()), mail.stop()])
    throw error
  }
  const [node] = nodes
  if (node === undefined) throw new Error('a house has at least one node')

  let token: { value: string; until: number } | undefined
  const operatorToken = async (): Promise<string> => {
    if (token === undefined || token.until < Date.now()) token = { value: (await must('admin', 'token', '--realm', 'corp')).trim(), until: Date.now() + 200_000 }
    return token.value
  }
  const api: Production['api'] = async (method, path, body, { node: at = node, token: bearer } = {}) => {
    const answer = await fetch(`${at.url}/api/realms/corp${path}`, {
      method, signal: AbortSignal.timeout(60_000),
      headers: { authorization: `Bearer ${bearer ?? await operatorToken()}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) }
  }
  const walker: Production['walker'] = ({ node: at = node, headers } = {}) => new Walker({
    via: (origin) => origin === publicUrl ? at.url : origin, stop: (url) => url.origin === callbackOrigin, ...(headers && { headers }),
  })
  const issuer = `${publicUrl}/realms/corp`

  const production: Production = {
    publicUrl, issuer, dataDir, nodes, node, mail, cli, cliWith, must, api, walker,
    app: new Application({ issuer, clientId: 'app', node: () => node.url }),
    async settle(username, more = {}) {
      const email = `${username}@corp.example`
      const created = await api('POST', '/users', { username, email, givenName: 'Some', familyName: 'Body', otpRequired: true, sendSetupMail: true, ...more })
      if (created.status !== 201) throw new Error(`${username} was not created: ${JSON.stringify(created.body)}`)
      const person = walker()
      const phone = await walkSetUp(person, linkIn(await mail.to(email)))
      return { username, email, id: String(created.body.id), password: everybodysPassword, phone }
    },
    async joinWithClockOff(offMs) {
      const late = createNode({ ...environment, ...(nodeDatabaseUrl && { DATABASE_URL: nodeDatabaseUrl }), NODE_OPTIONS: clockOff(offMs) }, await freePorts(2), 'live')
      joined.push(late)
      await late.start()
      return late
    },
    async stop() {
      await Promise.all([...nodes, ...joined].map((each) => each.stop()))
      await mail.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  // Nobody waits for a pace in a test that is not about it.
  for (const [method, path, body] of [
    ['PATCH', '', { mailsPerMinute: 100_000 }],
    ['POST', '/clients', { clientId: 'app', kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/callback`] }],
  ] as const) {
    const { status, body: answer } = await api(method, path, body)
    if (status < 300) continue
    await production.stop()
    throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(answer)}\n${node.output()}`)
  }
  return production
}

/** From the link of a set-up mail to "Your account has been updated."; answers the phone that was set up. */
export async function walkSetUp(person: Walker, link: string, password = everybodysPassword): Promise<Phone> {
  await person.open(link)
  await person.send()
  const phone = new Phone(person.key)
  await person.send({ code: await phone.next() }, 'enrol')
  await person.send({ newPassword: password, confirmPassword: password }, 'password')
  if (!person.shown.title.includes('updated')) throw new Error(`the set-up ended on "${person.shown.title}": ${person.shown.alert ?? person.shown.body}`)
  return phone
}

/** What Node reads before the product: a clock that is off. */
const clockOff = (offMs: number): string => `--import=data:text/javascript,${encodeURIComponent(`
  const Real = Date
  globalThis.Date = class extends Real {
    constructor(...given) { given.length === 0 ? super(Real.now() + ${offMs}) : super(...given) }
    static now() { return Real.now() + ${offMs} }
  }`)}`

function createNode(environment: Record<string, string>, port: number, health: 'ready' | 'live' = 'ready'): Node {
  let child: ChildProcess | undefined
  let output = ''
  const managementUrl = `http://127.0.0.1:${port + 1}`
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const end = async (signal: NodeJS.Signals, withinMs: number) => {
    const running = child
    if (running === undefined || !isRunning()) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill(signal)
    const timer = setTimeout(() => running.kill('SIGKILL'), withinMs)
    await ended
    clearTimeout(timer)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    managementUrl,
    output: () => output,
    isRunning,
    process: () => {
      if (child === undefined) throw new Error('it was never started')
      return child
    },
    async start() {
      child = spawn(process.execPath, ['apps/server/src/main.ts', 'serve'], {
        cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...environment, TEGATA_LISTEN: `127.0.0.1:${port}`, TEGATA_MANAGEMENT_LISTEN: `127.0.0.1:${port + 1}` },
      })
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
      await until(async () => {
        if (!isRunning()) throw new Error(`it ended with ${child?.exitCode}:\n${output}`)
        return (await fetch(`${managementUrl}/health/${health}`).catch(() => undefined))?.ok === true
      }, 60_000, () => `it did not get ready:\n${output}`)
    },
    stop: () => end('SIGTERM', 15_000),
    kill: () => end('SIGKILL', 0),
  }
}
