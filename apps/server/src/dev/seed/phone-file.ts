import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Realm } from '@tegata/storage'
import { totpSecretOf } from './deterministic.ts'
import { type DemoPerson, nameInDemo } from './people.ts'

export type PhoneEntry = { user: string; name: string; label: string; secret: string; algorithm: 'SHA1'; digits: 6; period: 30 }

/** What the demo phone shows of a realm's people: those who have their phone with them. */
export const phoneEntries = (realm: Pick<Realm, 'name' | 'settings'>, people: readonly DemoPerson[]): readonly PhoneEntry[] =>
  people.filter(({ standing }) => standing.kind === 'app' && standing.onPhone).map(({ username, familyName, givenName }) => ({
    user: username, name: `${familyName} ${givenName}`.trim(), label: realm.settings.displayName.en,
    secret: totpSecretOf(nameInDemo(realm, username)), algorithm: 'SHA1', digits: 6, period: 30,
  }))

function save(path: string, entries: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/**
 * Writes what the demo phone shows. The only place where a key of a person stands outside the sealed database:
 * demo mode, a file of this computer, readable by its owner. `anew` false keeps what people have added.
 */
export function writePhoneFile(path: string, entries: readonly PhoneEntry[], anew: boolean): void {
  if (anew || !existsSync(path)) save(path, entries)
}

/** Adds people who came with a later release, below what is there; a file that people have broken stays as it is. */
export function addToPhoneFile(path: string, entries: readonly PhoneEntry[]): void {
  const there = readList(path)
  if (there !== null) save(path, [...there, ...entries])
}

function readList(path: string): readonly unknown[] | null {
  try {
    const list: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return Array.isArray(list) ? list : null
  } catch {
    return null
  }
}
