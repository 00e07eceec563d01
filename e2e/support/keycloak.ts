import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { fetchKeycloak, unpackKeycloak } from '../keycloak/fetch.ts'
import { until } from './tegata.ts'

declare module 'vitest' {
  interface ProvidedContext { keycloak: { home: string; java: string } }
}

/** One unpacked Keycloak for the whole run: what it builds at its first start, later starts find built. */
export default async function setup(project: TestProject): Promise<() => void> {
  const fetched = await fetchKeycloak()
  if (!fetched.ok) throw new Error(`Keycloak cannot be run here: ${fetched.missing}`)
  const home = unpackKeycloak(fetched.archive)
  project.provide('keycloak', { home, java: fetched.java })
  return () => {
    // A worker that was ended in the middle could not end what it had started.
    if (existsSync(join(home, startedHere))) for (const pid of readFileSync(join(home, startedHere), 'utf8').trim().split('\n')) endGroup(Number(pid), 'SIGKILL')
    rmSync(home, { recursive: true, force: true })
  }
}

const startedHere = 'started-here'

/** The script and its Java; false where they have ended already. */
function endGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

export type AdminAnswer<Body> = { status: number; body: Body; location: string | null }

export type Keycloak = {
  url: string
  issuer: string
  /** Keycloak's admin API, below `/admin/realms/{realm}`. An answer that is no success is an error. */
  admin<Body = unknown>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<AdminAnswer<Body>>
  /** The id of the user with this name; it is what its tokens call `sub`. */
  idOf(username: string): Promise<string>
  /** How many sessions somebody has there. */
  sessionsOf(username: string): Promise<number>
  log(): string
  start(): Promise<void>
  /** No goodbye. */
  kill(): Promise<void>
  stop(): Promise<void>
}

type Realm = { realm: string } & Record<string, unknown>
const administrator = { username: 'admin', password: 'only-for-this-run' }

/** Keycloak with an empty database of its own and this realm imported, on localhost, with a bounded heap. */
export async function startKeycloak(port: number, realm: Realm): Promise<Keycloak> {
  const { home, java } = inject('keycloak')
  const url = `http://localhost:${port}`
  const data = join(home, 'data')
  rmSync(data, { recursive: true, force: true })
  mkdirSync(join(data, 'import'), { recursive: true })
  writeFileSync(join(data, 'import', `${realm.realm}-realm.json`), JSON.stringify(realm))

  let child: ChildProcess | undefined
  let output = ''
  const start = async () => {
    // A process group of its own: the script's Java ends with the script, whichever signal ends it.
    const running = spawn(join(home, 'bin', 'kc.sh'), [
      'start-dev', '--import-realm', '--http-host=127.0.0.1', `--http-port=${port}`, `--http-management-port=${port + 1}`, `--hostname=${url}`,
    ], {
      cwd: home, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', JAVA_HOME: java, JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m', KC_CACHE: 'local',
        KC_HEALTH_ENABLED: 'true', KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username, KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
      },
    })
    child = running
    appendFileSync(join(home, startedHere), `${running.pid}\n`)
    running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    running.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await until(async () => {
      if (running.exitCode !== null) throw new Error(`Keycloak ended with ${running.exitCode}:\n${output}`)
      return (await fetch(`http://127.0.0.1:${port + 1}/health/ready`).catch(() => undefined))?.ok === true
    }, 240_000, () => `Keycloak does not answer:\n${output}`)
  }
  const end = async (signal: NodeJS.Signals) => {
    const running = child
    if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return
    const { pid } = running
    const ended = new Promise((resolve) => running.once('close', resolve))
    endGroup(pid, signal)
    const timer = setTimeout(() => endGroup(pid, 'SIGKILL'), 20_000)
    await ended
    clearTimeout(timer)
    token = undefined
  }

  let token: { value: string; until: number } | undefined
  const bearer = async (): Promise<string> => {
    if (token === undefined || token.until < Date.now()) {
      const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
        method: 'POST', body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...administrator }),
      })
      const body = await answer.json() as { access_token: string; expires_in: number }
      if (!answer.ok) throw new Error(`Keycloak refused its administrator: ${JSON.stringify(body)}`)
      token = { value: body.access_token, until: Date.now() + (body.expires_in - 20) * 1000 }
    }
    return token.value
  }
  const admin: Keycloak['admin'] = async <Body>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/admin/realms/${realm.realm}${path}`, {
      method, headers: { authorization: `Bearer ${await bearer()}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} at Keycloak answered ${answer.status}: ${text}`)
    return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as Body, location: answer.headers.get('location') }
  }
  const idOf = async (username: string): Promise<string> => {
    const { body: [found] } = await admin<{ id: string }[]>('GET', `/users?exact=true&username=${encodeURIComponent(username)}`)
    if (found === undefined) throw new Error(`Keycloak has no user ${username}`)
    return found.id
  }

  await start().catch(async (error: unknown) => {
    await end('SIGKILL')
    throw error
  })
  return {
    url, issuer: `${url}/realms/${realm.realm}`, admin, idOf, start,
    sessionsOf: async (username) => (await admin<unknown[]>('GET', `/users/${await idOf(username)}/sessions`)).body.length,
    log: () => output,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
