import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname

export type Mail = { id: string; at: string; to: string; subject: string; text: string; html: string }
export type PhoneEntry = { user: string; label: string; code: string; secondsLeft: number; next: string }

/** The product as a newcomer starts it: its own process, its own ports, its own data directory. */
export type Tegata = {
  url: string
  demoUrl: string
  managementUrl: string
  dataDir: string
  output(): string
  mails(): Promise<Mail[]>
  /** Waits for a mail to this address whose subject matches; the outbox is asynchronous on purpose. */
  mailTo(address: string, subject?: RegExp): Promise<Mail>
  /** What the demo phone shows; of several of one name the first, or the one of this realm's label. */
  codeOf(user: string, label?: string): Promise<string>
  setClock(now: number | null): Promise<void>
  /** The time of the product's one clock, in epoch milliseconds. */
  now(): Promise<number>
  /** Moves the clock to the beginning of the next time step, so that no code grows old in the middle of a story. */
  nextTimeStep(): Promise<number>
  cli(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }>
  adminToken(realm?: string): Promise<string>
  /** By SIGKILL it dies without a goodbye. */
  restart(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>
  stop(): Promise<void>
}

export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    // Below what the system hands out to connections of its own, which would take one between now and its use.
    const first = 20_000 + Math.floor((Date.now() * 7919 + attempt * 104_729 + process.pid * 31) % 12_000)
    const free = await Promise.all(Array.from({ length: count }, (_, n) => isFree(first + n)))
    if (free.every(Boolean)) return first
  }
  throw new Error('no free ports found')
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

export async function startTegata(env: Record<string, string> = {}): Promise<Tegata> {
  const port = await freePorts(3)
  const dataDir = env.TEGATA_DATA_DIR ?? mkdtempSync(join(tmpdir(), 'tegata-e2e-'))
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    PORT: String(port),
    TEGATA_MANAGEMENT_LISTEN: `127.0.0.1:${port + 2}`,
    TEGATA_DATA_DIR: dataDir,
    TEGATA_LOG_LEVEL: 'warn',
    ...env,
  }
  const url = `http://localhost:${port}`
  let output = ''
  let child: ChildProcess

  const begin = async () => {
    child = spawn(process.execPath, ['apps/server/src/main.ts', 'start'], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`)
      const answer = await fetch(`http://127.0.0.1:${port + 2}/health/ready`).catch(() => undefined)
      return answer?.ok === true && output.includes('Ctrl-C')
    }, 90_000, () => `it did not get ready:\n${output}`)
  }
  const end = async (signal: 'SIGINT' | 'SIGKILL' = 'SIGINT') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(timer)
  }
  await begin()

  const tegata: Tegata = {
    url,
    demoUrl: `http://localhost:${port + 1}`,
    managementUrl: `http://127.0.0.1:${port + 2}`,
    dataDir,
    output: () => output,
    mails: async () => (await fetch(`${url}/dev/mail.json`)).json() as Promise<Mail[]>,
    mailTo: async (address, subject = /./) => {
      let found: Mail | undefined
      await until(async () => {
        found = (await tegata.mails()).find((mail) => mail.to.includes(address) && subject.test(mail.subject))
        return found !== undefined
      }, 15_000, () => `no mail to ${address} with ${subject}`)
      if (!found) throw new Error('unreachable')
      return found
    },
    codeOf: async (user, label) => {
      const entries = (await (await fetch(`${tegata.demoUrl}/phone.json`)).json()) as PhoneEntry[]
      const entry = entries.find((candidate) => candidate.user === user && (label === undefined || candidate.label === label))
      if (!entry) throw new Error(`${user} has no code on the demo phone`)
      return entry.code
    },
    setClock: async (now) => {
      const answer = await fetch(`${url}/dev/clock`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now }) })
      if (!answer.ok) throw new Error(`the clock answered ${answer.status}: ${await answer.text()}`)
    },
    now: async () => Date.parse(((await (await fetch(`${url}/dev/clock`)).json()) as { now: string }).now),
    nextTimeStep: async () => {
      const at = (Math.floor((await tegata.now()) / 30_000) + 1) * 30_000 + 500
      await tegata.setClock(at)
      return at
    },
    cli: (...args) =>
      new Promise((resolve) => {
        const command = spawn(process.execPath, ['apps/server/src/main.ts', ...args], { cwd: root, env: environment })
        let stdout = ''
        let stderr = ''
        command.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
        command.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
        command.once('exit', (status) => resolve({ status: status ?? -1, stdout, stderr }))
      }),
    adminToken: async (realm = 'demo') => {
      const { status, stdout, stderr } = await tegata.cli('admin', 'token', '--realm', realm)
      if (status !== 0) throw new Error(`admin token ended with ${status}: ${stderr}`)
      return stdout.trim()
    },
    restart: async (signal) => {
      await end(signal)
      output = ''
      await begin()
    },
    stop: async () => {
      await end()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return tegata
}

/** Asks again every 50 ms until it is so, or fails with the reason. */
export async function until(isSo: () => Promise<boolean> | boolean, timeoutMs: number, why: () => string): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    if (await isSo()) return
    if (Date.now() > deadline) throw new Error(why())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
