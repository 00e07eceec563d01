import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { printConfig, printManual } from './manual.ts'
import { readConfig } from './schema.ts'

test('docs/manual.md says what the schema says (print it again with: pnpm -s tegata config manual > docs/manual.md)', () => {
  const manual = readFileSync(new URL('../../../../docs/manual.md', import.meta.url), 'utf8')
  expect(manual).toBe(printManual())
})

test('what config print shows holds no password', () => {
  const outcome = readConfig({ TEGATA_PUBLIC_URL: 'https://id.example.com', TEGATA_KEYRING_FILE: '/etc/tegata/keyring', DATABASE_URL: 'postgres://tegata:hunter2@db:5432/tegata', TEGATA_SMTP_URL: 'smtp://mail:hunter2@smtp:587' }, () => '')
  expect(outcome.ok).toBe(true)
  const text = outcome.ok ? printConfig(outcome.config) : ''
  expect(text).toContain('DATABASE_URL=postgres://tegata:***@db:5432/tegata')
  expect(text).not.toContain('hunter2')
})
