import { describe, expect, test } from 'vitest'
import { readConfig } from './schema.ts'

const files: Record<string, string> = { '/run/secrets/db': 'postgres://tegata:secret@db:5432/tegata\n' }
const read = (env: Record<string, string>) =>
  readConfig(env, (path) => {
    const text = files[path]
    if (text === undefined) throw new Error('ENOENT')
    return text
  })

const production = { TEGATA_PUBLIC_URL: 'https://id.example.com', TEGATA_KEYRING_FILE: '/etc/tegata/keyring' }

describe('configuration', () => {
  test('nothing set is demo mode: this computer only', () => {
    const outcome = read({})
    expect(outcome).toMatchObject({ ok: true, config: { demo: true, listen: { host: '127.0.0.1', port: 8080 } } })
  })

  test('PORT moves the demo and everything made from its address', () => {
    const outcome = read({ PORT: '8090' })
    expect(outcome.ok && outcome.config.publicUrl.origin).toBe('http://localhost:8090')
  })

  test('demo mode never listens to other computers', () => {
    expect(read({ TEGATA_LISTEN: '0.0.0.0:8080' })).toMatchObject({ ok: false })
  })

  test('a forgotten TEGATA_PUBLIC_URL never seeds the demo into a real database', () => {
    expect(read({ DATABASE_URL: 'postgres://tegata@db/tegata' }).ok).toBe(false)
  })

  test('every mistake is reported at once', () => {
    const outcome = read({ TEGATA_PUBLIC_URL: 'http://id.example.com/path', TEGATA_LOG_LEVEL: 'info', TEGATA_TYPO: 'x', DATABASE_URL: 'postgres://x', DATABASE_URL_FILE: '/x' })
    expect(outcome.ok ? [] : outcome.mistakes.map((mistake) => mistake.split(':')[0])).toEqual([
      'DATABASE_URL', 'TEGATA_TYPO', 'TEGATA_PUBLIC_URL', 'TEGATA_PUBLIC_URL', 'TEGATA_KEYRING_FILE',
    ])
  })

  test('plain http is refused, but for a loopback host', () => {
    expect(read({ ...production, TEGATA_PUBLIC_URL: 'http://id.example.com' }).ok).toBe(false)
    expect(read({ ...production, TEGATA_PUBLIC_URL: 'http://localhost:8080' }).ok).toBe(true)
  })

  test('a secret is read from the file that <NAME>_FILE names, without its last newline', () => {
    const outcome = read({ ...production, DATABASE_URL_FILE: '/run/secrets/db' })
    expect(outcome.ok && outcome.config.DATABASE_URL).toBe('postgres://tegata:secret@db:5432/tegata')
  })

  test('a file that cannot be read is a mistake, not an empty secret', () => {
    expect(read({ ...production, TEGATA_SMTP_URL_FILE: '/nowhere' })).toMatchObject({ ok: false })
  })

  test.each(['::', 'localhost', '127.0.0.1:99999', 'a b:1', ':8080'])('%s is no address to listen on', (text) => {
    expect(read({ TEGATA_LISTEN: text }).ok).toBe(false)
  })
})
