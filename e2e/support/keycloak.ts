import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { fetchKeycloak, unpackKeycloak } from '../keycloak/fetch.ts'
import { until } from './tegata.ts'

declare module 'vitest' {
  interface ProvidedContext { keycloak: { home: string; java: string } }
}

/** One unpacked Keycloak for the whole run, which the first file starts and the others find running. */
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
/** Where it listens, and the process group, for as long as it is meant to run. */
type Running = { port: number; pid: number }
const runningHere = 'running.json'

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
  start(): Promise<void>
  /** No goodbye. */
  kill(): Promise<void>
  /** The realm is gone; Keycloak goes on, for whoever comes next. */
  stop(): Promise<void>
}

type Realm = { realm: string } & Record<string, unknown>
const administrator = { username: 'admin', password: 'only-for-this-run' }

/** Keycloak on localhost with a bounded heap, and this realm as nobody has changed it yet. One file at a time has it. */
export async function startKeycloak(freePort: number, realm: Realm): Promise<Keycloak> {
  const { home, java } = inject('keycloak')
  const notes = join(home, runningHere)
  const running = (): Running | undefined => existsSync(notes) ? JSON.parse(readFileSync(notes, 'utf8')) as Running : undefined
  const port = running()?.port ?? freePort
  const url = `http://localhost:${port}`
  const answers = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port + 1}/health/ready`).catch(() => undefined))?.ok === true

  const start = async () => {
    const log = join(home, 'output.log')
    const output = openSync(log, 'a')
    // A process group of its own: the script's Java ends with the script, whichever signal ends it.
    const child = spawn(join(home, 'bin', 'kc.sh'), [
      'start-dev', '--http-host=127.0.0.1', `--http-port=${port}`, `--http-management-port=${port + 1}`, `--hostname=${url}`,
    ], {
      cwd: home, detached: true, stdio: ['ignore', output, output],
      env: {
        PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', JAVA_HOME: java, JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m', KC_CACHE: 'local',
        KC_HEALTH_ENABLED: 'true', KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username, KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
      },
    })
    child.unref()
    appendFileSync(join(home, startedHere), `${child.pid}\n`)
    writeFileSync(notes, JSON.stringify({ port, pid: child.pid }))
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`Keycloak ended with ${child.exitCode}:\n${readFileSync(log, 'utf8')}`)
      return answers()
    }, 360_000, () => `Keycloak does not answer:\n${readFileSync(log, 'utf8')}`)
  }
  const kill = async () => {
    const { pid } = running() ?? {}
    if (pid !== undefined) endGroup(pid, 'SIGKILL')
    rmSync(notes, { force: true })
    token = undefined
    await until(async () => !await answers(), 20_000, () => 'Keycloak still answers')
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
  const create = async (wanted: Realm): Promise<void> => {
    const answer = await fetch(`${url}/admin/realms`, {
      method: 'POST', headers: { authorization: `Bearer ${await bearer()}`, 'content-type': 'application/json' }, body: JSON.stringify(wanted),
    })
    if (!answer.ok) throw new Error(`Keycloak did not take the realm: ${answer.status} ${await answer.text()}`)
    // What an administrator may do with a realm stands in a token, and the realm was not there when this one was issued.
    token = undefined
  }
  const idOf = async (username: string): Promise<string> => {
    const { body: [found] } = await admin<{ id: string }[]>('GET', `/users?exact=true&username=${encodeURIComponent(username)}`)
    if (found === undefined) throw new Error(`Keycloak has no user ${username}`)
    return found.id
  }

  if (running() === undefined) await start().catch(async (error: unknown) => {
    await kill()
    throw error
  })
  const remove = () => admin('DELETE', '')
  // A file that failed may have left its own.
  if ((await fetch(`${url}/realms/${realm.realm}`)).ok) await remove()
  await create(realm)
  return {
    url, issuer: `${url}/realms/${realm.realm}`, admin, idOf, start, kill,
    sessionsOf: async (username) => (await admin<unknown[]>('GET', `/users/${await idOf(username)}/sessions`)).body.length,
    stop: async () => void await remove(),
  }
}
