import { createHash, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Unfit } from '../unfit.ts'

/** The keys that wrap data keys. They never stand in the database or in its backup. */
export type Keyring = {
  readonly file: string
  /** True when this start made the file: worth a loud note about backing it up. */
  readonly created: boolean
  /** The first wraps; the others only unwrap what was wrapped before a change of the first. */
  readonly keys: readonly { readonly id: number; readonly key: KeyObject }[]
}

const label = 'tegata-key-1'
const keyBytes = 32

/**
 * Reads the key ring: one `tegata-key-1 <base64url of 32 bytes>` a line, readable by its owner alone. A missing file is
 * made when `create` says so (the default); a key that is not the database's is found out when the storage opens.
 */
export async function openKeyring({ file, create = true }: { file: string; create?: boolean }): Promise<Keyring> {
  const written = await read(file)
  if (written !== undefined) return { file, created: false, keys: parse(file, written) }
  if (!create) throw new Unfit(`The key ring ${file} does not exist. Put it there from its backup, or make a new one for a new database: tegata ring init ${file}`)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const text = `${label} ${randomBytes(keyBytes).toString('base64url')}\n`
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
    await chmod(file, 0o600)
  } catch (error) {
    // Another process of the same first start was faster: its key counts.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return openKeyring({ file, create: false })
    throw error
  }
  return { file, created: true, keys: parse(file, text) }
}

async function read(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Unfit(`The key ring ${file} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 it`)
    }
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function parse(file: string, text: string): Keyring['keys'] {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length === 0) throw new Unfit(`The key ring ${file} is empty`)
  return lines.map((line, index) => {
    const [name, value = '', ...rest] = line.split(/\s+/)
    const bytes = Buffer.from(value, 'base64url')
    if (name !== label || rest.length > 0 || bytes.length !== keyBytes) {
      throw new Unfit(`Line ${index + 1} of the key ring ${file} is not "${label} <43 characters of base64url>"`)
    }
    return { id: createHash('sha256').update('tegata key id').update(bytes).digest().readUInt32BE(0), key: createSecretKey(bytes) }
  })
}
