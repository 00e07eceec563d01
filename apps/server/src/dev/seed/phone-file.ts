import { writeFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { totpSecretOf } from './deterministic.ts'
import { people } from './people.ts'

/**
 * Writes what the demo phone shows. The only place where a key of a person stands outside the sealed database:
 * demo mode, a file of this computer, readable by its owner. `anew` false keeps what people have added.
 */
export function writePhoneFile(path: string, label: string, anew: boolean): void {
  if (!anew && existsSync(path)) return
  const keys = people.filter(({ standing }) => standing.kind === 'app' && standing.onPhone).map(({ username, familyName, givenName }) => ({
    user: username, name: `${familyName} ${givenName}`.trim(), label, secret: totpSecretOf(username), algorithm: 'SHA1', digits: 6, period: 30,
  }))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
}
