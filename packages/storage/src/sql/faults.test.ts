import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { addUser, openWorld, wins } from '../../test/databases.ts'
import { openKeyring, openStorage } from '../index.ts'
import { migrate } from '../migrate.ts'
import { openSqlite } from './sqlite.ts'

let tidy: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const task of tidy.toReversed()) await task()
  tidy = []
})
const folder = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tegata-faults-'))
  tidy.push(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

describe('SQLite', () => {
  test('a full disk rejects what did not fit, keeps what was acknowledged, and goes on when there is room again', async () => {
    const connection = openSqlite(join(await folder(), 'full.db'), true)
    tidy.push(() => connection.close())
    const run = (sql: string, ...parameters: (string | Uint8Array)[]) => connection.unit([{ name: 'test', sql, parameters, rows: 'any' }])
    await run('CREATE TABLE t (id TEXT PRIMARY KEY, body BLOB)')
    await run('INSERT INTO t VALUES (?, ?)', 'acknowledged', Buffer.alloc(100))
    await run('PRAGMA max_page_count = 20')
    const [large, small] = await Promise.allSettled([
      run('INSERT INTO t VALUES (?, ?)', 'large', Buffer.alloc(1_000_000)), run('INSERT INTO t VALUES (?, ?)', 'small', Buffer.alloc(10)),
    ])
    expect(large.status).toBe('rejected')
    const ids = (await connection.read('SELECT id FROM t ORDER BY id', [], 'list')).map(({ id }) => id)
    expect(ids).toEqual(small.status === 'fulfilled' ? ['acknowledged', 'small'] : ['acknowledged'])
    await run('PRAGMA max_page_count = 100000')
    expect(await wins(run('INSERT INTO t VALUES (?, ?)', 'large', Buffer.alloc(1_000_000)))).toBe(true)
  })

  test('a writer in another process is waited for', async () => {
    const file = join(await folder(), 'shared.db')
    const [one, other] = [openSqlite(file, true), openSqlite(file, true)]
    tidy.push(() => one.close(), () => other.close())
    await one.unit([{ name: 'create', sql: 'CREATE TABLE t (n INTEGER PRIMARY KEY)', parameters: [], rows: 'any' }])
    const insert = (n: number) => ({ name: 'insert', sql: 'INSERT INTO t VALUES (?)', parameters: [n], rows: 1 })
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? one : other).unit([insert(n)])))
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    expect(await one.read('SELECT count(*) AS count FROM t', [], 'list')).toMatchObject([{ count: 40 }])
  })

  test('I-3: what was acknowledged is there after the process was killed', async () => {
    const dataDir = await folder()
    await migrate({ dataDir })
    await openKeyring({ file: join(dataDir, 'keyring') })
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../test/write-until-killed.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.split('\n').length > 60) child.kill('SIGKILL')
      })
      child.on('close', () => resolve())
    })
    const acknowledged = output.split('\n').slice(0, -1)
    expect(acknowledged.length).toBeGreaterThanOrEqual(60)
    const storage = await openStorage({ dataDir, keyring: await openKeyring({ file: join(dataDir, 'keyring') }) })
    tidy.push(() => storage.close())
    const written = new Set((await storage.audit.list(1, {}, null, 100_000)).items.map(({ reason }) => reason))
    expect(acknowledged.filter((line) => !written.has(line))).toEqual([])
  })

  test('after it is closed a unit is refused, and what was waiting is written', async () => {
    const opened = await openWorld('sqlite')
    tidy.push(...opened.tidy)
    const { storage, realmId, otherNode } = opened.world
    const other = await otherNode()
    const last = wins(storage.unit([storage.audit.record({ realmId, type: 'last', actor: null, userId: null, outcome: 'success' })]))
    await storage.close()
    expect(await last).toBe(true)
    expect((await other.audit.list(realmId, {}, null, 10)).items).toHaveLength(1)
    await expect(storage.unit([storage.realms.touch(realmId)])).rejects.toThrow(/closed/)
  })
})

describe('PostgreSQL', () => {
  test('that goes away is said at once and soon, and is used again when it is back', async () => {
    const opened = await openWorld('postgres')
    tidy.push(...opened.tidy)
    const target = new URL(opened.world.where.databaseUrl ?? '')
    const line = await openLine(Number(target.port))
    tidy.push(async () => line.cut())
    target.port = String(line.port)
    const storage = await openStorage({ databaseUrl: target.href, keyring: await openKeyring({ file: join(opened.world.dataDir, 'keyring') }) })
    tidy.push(() => storage.close())
    const user = await addUser(opened.world)
    const signIn = () => storage.unit([storage.users.signedIn(opened.world.realmId, user.id), storage.realms.touch(opened.world.realmId)])
    expect(await wins(signIn())).toBe(true)

    line.cut()
    const started = Date.now()
    await expect(signIn()).rejects.toThrow()
    await expect(storage.users.find(opened.world.realmId, user.id)).rejects.toThrow()
    expect(await storage.ready()).toMatchObject({ ok: false, reason: expect.stringMatching(/does not answer/) })
    expect(Date.now() - started).toBeLessThan(12_000)

    line.mend()
    expect(await storage.ready()).toEqual({ ok: true })
    expect(await wins(signIn())).toBe(true)
  })

  test('that hangs is not ready within three seconds', async () => {
    const opened = await openWorld('postgres')
    tidy.push(...opened.tidy)
    const target = new URL(opened.world.where.databaseUrl ?? '')
    const line = await openLine(Number(target.port))
    tidy.push(async () => line.cut())
    target.port = String(line.port)
    const storage = await openStorage({ databaseUrl: target.href, keyring: await openKeyring({ file: join(opened.world.dataDir, 'keyring') }) })
    tidy.push(() => storage.close())
    line.hang()
    const started = Date.now()
    expect(await storage.ready()).toMatchObject({ ok: false })
    expect(Date.now() - started).toBeLessThan(3000)
    line.cut()
  })
})

/** A wire between us and the database that can be cut, mended, and left hanging. */
async function openLine(target: number) {
  const sockets = new Set<Socket>()
  let whole = true
  let hanging = false
  const server = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(target, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => { near.destroy(); far.destroy() })
    }
    near.on('data', (data) => { if (!hanging) far.write(data) })
    far.on('data', (data) => { if (!hanging) near.write(data) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('No port')
  return {
    port: address.port,
    cut() { whole = false; for (const socket of sockets) socket.destroy() },
    mend() { whole = true; hanging = false },
    hang() { hanging = true },
  }
}
