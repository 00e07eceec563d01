import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './tegata.ts'

const binary = ['/usr/sbin/apache2', '/usr/sbin/httpd'].find((path) => existsSync(path))
const modules = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules'].find((path) => existsSync(join(path, 'mod_auth_openidc.so')))

export const hasApache = binary !== undefined && modules !== undefined
export const withoutApache = 'no Apache with mod_auth_openidc here; install it with: apt-get install --no-install-recommends apache2 libapache2-mod-auth-openidc'

export type Apache = { url: string; log(): string; stop(): Promise<void> }

/** Debian's Apache in the foreground, in a directory of its own, on loopback; the system's own is neither used nor started. */
export async function startApache(port: number, oidc: Record<string, string>, rest: string): Promise<Apache> {
  if (binary === undefined || modules === undefined) throw new Error(withoutApache)
  const folder = mkdtempSync(join(tmpdir(), 'tegata-apache-'))
  mkdirSync(join(folder, 'www', 'secure'), { recursive: true })
  const load = ['mpm_event', 'mpm_prefork'].filter((name) => existsSync(join(modules, `mod_${name}.so`))).slice(0, 1)
    .concat('authn_core', 'authz_core', 'authz_user', 'dir', 'headers', 'alias', 'unixd', 'auth_openidc')
    .filter((name) => existsSync(join(modules, `mod_${name}.so`)))
  const isRoot = process.getuid?.() === 0
  writeFileSync(join(folder, 'httpd.conf'), [
    `ServerRoot "${folder}"`, `ServerName localhost`, `Listen 127.0.0.1:${port}`, `PidFile "${folder}/httpd.pid"`, `ErrorLog "${folder}/error.log"`,
    `DefaultRuntimeDir "${folder}"`, `Mutex file:${folder} default`, 'LogLevel warn', `DocumentRoot "${folder}/www"`,
    ...load.map((name) => `LoadModule ${name}_module "${modules}/mod_${name}.so"`),
    ...(isRoot ? ['User www-data', 'Group www-data'] : []),
    ...Object.entries(oidc).map(([name, value]) => `${name} "${value}"`),
    rest, '',
  ].join('\n'))
  if (isRoot) spawn('chown', ['-R', 'www-data', folder], { stdio: 'ignore' })
  let output = ''
  const child: ChildProcess = spawn(binary, ['-f', join(folder, 'httpd.conf'), '-D', 'FOREGROUND', '-k', 'start'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = `http://localhost:${port}`
  const log = () => output + (existsSync(join(folder, 'error.log')) ? readFileSync(join(folder, 'error.log'), 'utf8') : '')
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`Apache ended with ${child.exitCode}:\n${log()}`)
    return (await fetch(`${url}/`).catch(() => undefined)) !== undefined
  }, 30_000, () => `Apache does not answer:\n${log()}`)
  return {
    url, log,
    async stop() {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
        await ended
        clearTimeout(timer)
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
