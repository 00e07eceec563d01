import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { seeded } from '../test/chance.ts'
import { type TotpParameters, codeOf, newTotpSecret } from './index.ts'

const isHere = spawnSync('oathtool', ['--version']).status === 0

// An implementation that shares no line with ours. Where it is not installed the RFC's own vectors have to do, so that
// nobody needs it: this is no skipped test, it is one that has less to compare with.
test('codes are those of oathtool, where it is installed', () => {
  if (!isHere) return
  const secrets = Array.from({ length: 3 }, (_, index) => newTotpSecret(seeded(index + 1)))
  const forms: TotpParameters[] = [
    { algorithm: 'sha1', digits: 6, periodSeconds: 30 }, { algorithm: 'sha256', digits: 8, periodSeconds: 30 }, { algorithm: 'sha512', digits: 6, periodSeconds: 60 },
  ]
  for (const secret of secrets) for (const form of forms) for (const seconds of [0, 59, 1_795_489_199, 4_102_444_800]) {
    const { stdout } = spawnSync('oathtool', [
      `--totp=${form.algorithm}`, '--base32', `--digits=${form.digits}`, `--time-step-size=${form.periodSeconds}s`, `--now=@${seconds}`, secret,
    ], { encoding: 'utf8' })
    expect(codeOf(secret, form, Math.floor(seconds / form.periodSeconds))).toBe(stdout.trim())
  }
})
