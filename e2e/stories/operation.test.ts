import { createServer } from 'node:net'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts, startTegata, type Tegata } from '../support/tegata.ts'

const root = new URL('../..', import.meta.url).pathname

const run = async (env: Record<string, string>, ...args: string[]) => {
  const child = spawn(process.execPath, ['apps/server/src/main.ts', ...args], { cwd: root, env: { PATH: process.env.PATH ?? '', ...env } })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const [status] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  return { status, output }
}

describe('starting and stopping', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  test('it prints what to open and who can sign in', () => {
    expect(tegata.output()).toContain('Tegata is running with demo data, for this computer only. Ctrl-C stops it.')
    for (const line of [tegata.demoUrl, `${tegata.url}/console/demo`, `${tegata.url}/dev/mail`, `${tegata.demoUrl}/phone`, 'seven orange boats', 'kenji']) {
      expect(tegata.output()).toContain(line)
    }
  })

  test('operators see live, ready and metrics on the management port, and not on the public one', async () => {
    expect((await fetch(`${tegata.managementUrl}/health/live`)).status).toBe(200)
    expect((await fetch(`${tegata.managementUrl}/health/ready`)).status).toBe(200)
    expect(await (await fetch(`${tegata.managementUrl}/metrics`)).text()).toContain('tegata_http_request_seconds')
    expect((await fetch(`${tegata.url}/metrics`)).status).toBe(404)
  })

  test('a port that is taken: one sentence that says what to do', async () => {
    const port = await freePorts(3)
    const taken = createServer().listen(port, '127.0.0.1')
    await once(taken, 'listening')
    const { status, output } = await run({ PORT: String(port), TEGATA_DATA_DIR: `${tegata.dataDir}/other` }, 'start')
    taken.close()
    expect(status).not.toBe(0)
    expect(output).toContain(`Port ${port} is in use`)
    expect(output).not.toContain('    at ')
  })

  test('settings that contradict each other are all named, and nothing starts', async () => {
    const { status, output } = await run({ TEGATA_PUBLIC_URL: 'http://id.example.com', TEGATA_NONSENSE: '1' }, 'serve')
    expect(status).not.toBe(0)
    expect(output).toContain('TEGATA_PUBLIC_URL')
    expect(output).toContain('TEGATA_KEYRING_FILE')
    expect(output).toContain('TEGATA_NONSENSE')
    expect(output).not.toContain('    at ')
  })

  test('what was there before a restart is there after it', async () => {
    const before = (await tegata.mails()).map(({ id }) => id)
    await tegata.restart()
    expect((await tegata.mails()).map(({ id }) => id)).toEqual(expect.arrayContaining(before))
    expect(await tegata.codeOf('admin')).toMatch(/^\d{6}$/)
    const answer = await fetch(`${tegata.url}/realms/demo/.well-known/openid-configuration`)
    expect(await answer.json()).toMatchObject({ issuer: `${tegata.url}/realms/demo` })
  })
})
