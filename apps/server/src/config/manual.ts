import { editionLine } from './edition.ts'
import { type Config, settings } from './schema.ts'

const defaults: Record<string, string> = {
  TEGATA_LISTEN: '127.0.0.1:8080',
  TEGATA_MANAGEMENT_LISTEN: '127.0.0.1:9000',
  TEGATA_DATA_DIR: 'data',
  TEGATA_LOG_LEVEL: 'info',
}

/** docs/manual.md, part "Settings of the process": printed from the schema, so that it cannot be out of date. */
export function printManual(): string {
  const rows = Object.entries(settings).map(([name, schema]) => `| \`${name}\` | ${defaults[name] ? `\`${defaults[name]}\`` : '–'} | ${schema.description ?? ''} |`)
  return [
    '# Settings of the process',
    '',
    editionLine(),
    '',
    'Printed from the schema (`apps/server/src/config/schema.ts`) by `tegata config manual`; do not edit by hand.',
    'Every setting is an environment variable. `<NAME>_FILE` reads the value from a file, for secrets.',
    'What concerns one realm (sign-in, languages, mail, limits) is set in the console and the REST API instead.',
    '',
    '| setting | default | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const secret = new Set(['DATABASE_URL', 'TEGATA_SMTP_URL'])

/** What is in force, with passwords masked: for `tegata config print` and for a support request. */
export function printConfig(config: Config): string {
  const lines = Object.keys(settings).map((name) => {
    const value = (config as Record<string, unknown>)[name]
    if (value === undefined) return `# ${name} is not set`
    const text = typeof value === 'string' && secret.has(name) ? value.replace(/\/\/([^:@/]*):[^@/]*@/, '//$1:***@') : show(value)
    return `${name}=${text}`
  })
  return [...lines, `# mode: ${config.demo ? 'demo (this computer only)' : 'production'}, public address ${config.publicUrl.origin}`, ''].join('\n')
}

const show = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(',')
  if (typeof value === 'object' && value !== null && 'host' in value && 'port' in value) {
    const host = String(value.host)
    return `${host.includes(':') ? `[${host}]` : host}:${String(value.port)}`
  }
  return String(value)
}
