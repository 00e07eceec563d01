import * as z from 'zod'
import { parseListen } from './listen.ts'

const listen = z.string().transform((text, ctx) => {
  const parsed = parseListen(text)
  if (!parsed) {
    ctx.addIssue({ code: 'custom', message: `"${text}" is not an address to listen on. Write host:port, for example 127.0.0.1:8080 or [::]:8080.` })
    return z.NEVER
  }
  return parsed
})

const network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])

/** A list that an operator writes with commas. */
const list = (item: z.ZodType<string, string>) =>
  z.string().transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== '')).pipe(z.array(item))

/**
 * Every setting of the process, by the name of its environment variable. Defaults and descriptions stand here and
 * nowhere else: the manual (docs/manual.md) is printed from this schema. `<NAME>_FILE` reads the value from a file.
 */
export const settings = {
  TEGATA_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'Write the whole address, for example https://id.example.com' }).optional()
    .describe('Where people and applications reach us: issuers, links in mails and cookies are made from it, never from a request. Not set: demo mode, for this computer only.'),
  TEGATA_LISTEN: listen.optional()
    .describe('Address and port to serve on. Default: 127.0.0.1 and the port of PORT, or 8080.'),
  PORT: z.coerce.number().int().min(1).max(65535).optional()
    .describe('Demo mode: the port to serve on; the sample application takes the next one.'),
  TEGATA_MANAGEMENT_LISTEN: listen.prefault('127.0.0.1:9000')
    .describe('Address and port of /health/live, /health/ready and /metrics. Not for the internet.'),
  TEGATA_DATA_DIR: z.string().min(1).default('data')
    .describe('Directory of the embedded database, and of the key ring unless TEGATA_KEYRING_FILE names another place.'),
  TEGATA_KEYRING_FILE: z.string().min(1).optional()
    .describe('File of the key that seals every secret in the database (256 bit, made by `tegata ring init`, mode 0600). Keep it apart from backups of the database. Required with TEGATA_PUBLIC_URL.'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'Write postgres://user:password@host:5432/database' }).optional()
    .describe('PostgreSQL, for several nodes. Not set: the embedded SQLite database.'),
  TEGATA_SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'Write smtp://user:password@host:587' }).optional()
    .describe('Mail server for realms that name none. Demo mode has one of its own, whose mail is read at /dev/mail.'),
  TEGATA_MAIL_FROM: z.string().min(3).optional()
    .describe('Sender of mails for realms that name none. Default: no-reply at the host of TEGATA_PUBLIC_URL.'),
  TEGATA_TRUSTED_PROXIES: list(network).prefault('')
    .describe('Networks of the reverse proxies in front of us, with commas. Only their X-Forwarded-For is believed.'),
  TEGATA_LOGOUT_NETWORKS: list(network).prefault('')
    .describe('Private networks to which back-channel logouts may be sent. Public addresses need no entry.'),
  TEGATA_UPSTREAM_NETWORKS: list(network).prefault('')
    .describe('Private networks in which identity providers may be reached, and may speak http. Public addresses need no entry, and https.'),
  TEGATA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')
    .describe('How much is logged, as JSON lines on standard output.'),
} as const satisfies Record<string, z.ZodType>

const Settings = z.object(settings)
export type Settings = z.infer<typeof Settings>

export type Config = Settings & {
  /** No TEGATA_PUBLIC_URL: demo data, loopback only, cookies without Secure. */
  demo: boolean
  publicUrl: URL
  listen: { host: string; port: number }
  keyringFile: string
}

export type ConfigOutcome = { ok: true; config: Config } | { ok: false; mistakes: readonly string[] }

/** Reads what the operator wrote, or lists everything that is wrong with it: one restart, not seven. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, readFile: (path: string) => string): ConfigOutcome {
  const mistakes: string[] = []
  const written: Record<string, string> = {}
  for (const name of Object.keys(settings)) {
    const value = env[name]
    const file = `${name}_FILE` in settings ? undefined : env[`${name}_FILE`]
    if (value && file) mistakes.push(`${name}: set either ${name} or ${name}_FILE, not both.`)
    else if (value) written[name] = value
    else if (file) {
      try {
        written[name] = readFile(file).trim()
      } catch {
        mistakes.push(`${name}_FILE: the file ${file} cannot be read.`)
      }
    }
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('TEGATA_') && !(name in settings) && !(name.replace(/_FILE$/, '') in settings) && !internal.has(name)) {
      mistakes.push(`${name}: there is no such setting. \`tegata config print\` lists them all.`)
    }
  }
  const parsed = Settings.safeParse(written)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) mistakes.push(`${issue.path.join('.')}: ${issue.message}`)
    return { ok: false, mistakes }
  }
  const config = derive(parsed.data)
  mistakes.push(...contradictions(config))
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, config }
}

/** Read by tests and scripts, not by the server. */
const internal = new Set(['TEGATA_TEST_ALL', 'TEGATA_TEST_KEYCLOAK', 'TEGATA_KEYCLOAK_DIR', 'TEGATA_E2E_SCREENSHOTS'])

const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

function derive(read: Settings): Config {
  const demo = read.TEGATA_PUBLIC_URL === undefined
  const listen = read.TEGATA_LISTEN ?? { host: '127.0.0.1', port: read.PORT ?? 8080 }
  return {
    ...read,
    demo,
    listen,
    publicUrl: new URL(read.TEGATA_PUBLIC_URL ?? `http://localhost:${listen.port}`),
    keyringFile: read.TEGATA_KEYRING_FILE ?? `${read.TEGATA_DATA_DIR}/keyring`,
  }
}

function contradictions(config: Config): string[] {
  const mistakes: string[] = []
  const { publicUrl } = config
  if (config.demo) {
    if (!loopback.has(config.listen.host)) {
      mistakes.push(`TEGATA_LISTEN: demo mode serves this computer only. Set TEGATA_PUBLIC_URL to serve others, or listen on 127.0.0.1.`)
    }
    // A forgotten TEGATA_PUBLIC_URL must not seed people with a known password into somebody's real database.
    if (config.DATABASE_URL !== undefined) {
      mistakes.push('TEGATA_PUBLIC_URL: is not set, and demo mode keeps its data in its own embedded database. Set it, or leave DATABASE_URL out.')
    }
    return mistakes
  }
  if (publicUrl.protocol !== 'https:' && !loopback.has(publicUrl.hostname)) {
    mistakes.push(`TEGATA_PUBLIC_URL: passwords and codes must not travel in clear. Use https:// (only a loopback host may be http).`)
  }
  if (publicUrl.pathname !== '/' || publicUrl.search !== '' || publicUrl.hash !== '' || publicUrl.username !== '') {
    mistakes.push('TEGATA_PUBLIC_URL: write scheme, host and port only, for example https://id.example.com')
  }
  if (config.TEGATA_KEYRING_FILE === undefined) {
    mistakes.push('TEGATA_KEYRING_FILE: name the file of the key that seals the secrets. `tegata ring init <file>` makes one.')
  }
  return mistakes
}
