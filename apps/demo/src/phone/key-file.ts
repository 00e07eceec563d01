import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { readKey } from './read-key.ts'
import type { TotpKey } from './totp.ts'

/** One entry of the phone. `id` names it in forms and does not tell the secret. */
export type PhoneKey = TotpKey & { id: string; user: string; name: string; label: string }

/** The file as the seeding writes it: a list, newest first. */
type Stored = { user: string; name: string; label: string; secret: string; algorithm?: string; digits?: number; period?: number }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function fromStored(entry: unknown): PhoneKey[] {
  if (typeof entry !== 'object' || entry === null) return []
  const fields: Record<string, unknown> = { ...entry }
  const parameters = new URLSearchParams({ secret: text(fields['secret']) })
  for (const name of ['algorithm', 'digits', 'period']) if (fields[name] !== undefined) parameters.set(name, String(fields[name]))
  const read = readKey(`otpauth://totp/?${parameters}`)
  if (!read.ok) return []
  const id = createHash('sha256').update(read.key.secret).digest('hex').slice(0, 16)
  return [{ ...read.key, id, user: text(fields['user']), name: text(fields['name']), label: text(fields['label']) }]
}

const toStored = ({ user, name, label, secret, algorithm, digits, periodSeconds }: PhoneKey): Stored =>
  ({ user, name, label, secret, algorithm, digits, period: periodSeconds })

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/**
 * The keys of the demo phone, kept in one JSON file that the seeding begins and this phone goes on with.
 * An absent file is an empty phone; `list` answers null when the file is there and cannot be read.
 */
export function createKeyFile(path: string) {
  const list = async (): Promise<PhoneKey[] | null> => {
    try {
      const entries: unknown = JSON.parse(await readFile(path, 'utf8'))
      return Array.isArray(entries) ? entries.flatMap(fromStored) : null
    } catch (error) {
      return isAbsent(error) ? [] : null
    }
  }

  // Written beside and renamed, so that a reader or a crash never meets half a file; one change after another.
  let last: Promise<unknown> = Promise.resolve()
  const change = (edit: (keys: PhoneKey[]) => PhoneKey[]): Promise<void> => {
    const next = last.then(async () => {
      const keys = await list()
      if (keys === null) throw new Error(`${path} cannot be read, so it is not overwritten`)
      await writeFile(`${path}.new`, `${JSON.stringify(edit(keys).map(toStored), null, 2)}\n`, { mode: 0o600 })
      await rename(`${path}.new`, path)
    })
    last = next.catch(() => undefined)
    return next
  }

  return {
    list,
    /** Puts a key on top; a key that is already there moves up instead of standing twice. */
    add: (key: Omit<PhoneKey, 'id'>) =>
      change((keys) => [{ ...key, id: '' }, ...keys.filter(({ secret }) => secret !== key.secret)]),
    remove: (id: string) => change((keys) => keys.filter((key) => key.id !== id)),
  }
}
