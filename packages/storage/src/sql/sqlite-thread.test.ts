import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { newUser, openWorld, rowsOf } from '../../test/databases.ts'
import { openKeyring, openStorage } from '../index.ts'
import { migrate } from '../migrate.ts'

let tidy: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const task of tidy.toReversed()) await task()
  tidy = []
})

async function opened() {
  const { world, tidy: rest } = await openWorld('sqlite')
  tidy.push(...rest)
  const storage = await openStorage({ dataDir: world.dataDir, keyring: await openKeyring({ file: join(world.dataDir, 'keyring') }), manyWrites: true })
  tidy.push(() => storage.close())
  return { world, storage, realmId: world.realmId }
}

describe('a writer on a thread of its own', () => {
  test('answers a unit as the other one does, after the commit: written, a duplicate, a miss, a fault', async () => {
    const { storage, world, realmId } = await opened()
    const people = [newUser(), newUser()]
    expect(await storage.unit(storage.imports.create(realmId, people, []))).toMatchObject({ ok: true })
    for (const { id } of people) expect(await world.storage.users.find(realmId, id)).toMatchObject({ id })
    const taken = newUser({ username: people[0]!.username })
    expect(await storage.unit(storage.imports.create(realmId, [newUser(), taken], []))).toMatchObject({ ok: false, duplicate: true })
    expect(await storage.users.find(realmId, taken.id)).toBeUndefined()
    expect(await storage.unit([storage.users.signedIn(realmId, 'nobody')])).toEqual({ ok: false, missed: 'users.signedIn', duplicate: false })
    await expect(storage.unit([{ name: 'bad', sql: 'insert into nowhere values (1)', parameters: [], rows: 1 }])).rejects.toThrow(/nowhere/)
  })

  test('writes what was asked before it is closed, leaves one file, and refuses what comes later', async () => {
    const { storage, world, realmId } = await opened()
    const asked = Array.from({ length: 5 }, () => newUser())
    const answers = asked.map((user) => storage.unit(storage.imports.create(realmId, [user], [])))
    await world.storage.close()
    await storage.close()
    expect((await Promise.all(answers)).every(({ ok }) => ok)).toBe(true)
    await expect(storage.unit([storage.realms.touch(realmId)])).rejects.toThrow(/closed/)
    expect(existsSync(join(world.dataDir, 'tegata.db-wal'))).toBe(false)
    expect(await rowsOf(world, `select count(*) as count from users where id in (${asked.map(({ id }) => `'${id}'`).join(', ')})`)).toMatchObject([{ count: 5 }])
  })

  test('lets others write between two parts, however many of its own wait, and they do not stand still meanwhile', async () => {
    const { storage, world, realmId } = await opened()
    const done: string[] = []
    const parts = Array.from({ length: 10 }, (_, part) => storage.unit(storage.imports.create(realmId, Array.from({ length: 1_000 }, () => newUser()), [])).then((outcome) => {
      done.push(`part ${part}`)
      return outcome
    }))
    await parts[0]
    const others = (async () => {
      for (const turn of ['first', 'second', 'third']) {
        const asked = { isAnswered: false }
        const written = world.storage.unit([world.storage.realms.touch(realmId)]).finally(() => { asked.isAnswered = true })
        // Reads, and whatever else this thread does, go on until its turn has come.
        while (!asked.isAnswered) {
          await world.storage.realms.find('demo')
          await setImmediate()
        }
        expect(await written).toMatchObject({ ok: true })
        done.push(turn)
      }
    })()
    expect((await Promise.all(parts)).every(({ ok }) => ok)).toBe(true)
    await others
    expect(done.indexOf('third'), done.join(', ')).toBeLessThan(done.indexOf('part 9'))
    expect(await rowsOf(world, `select count(*) as count from users where realm_id = ${realmId}`)).toMatchObject([{ count: 10_000 }])
  })

  test('I-3: killed in the middle of an import every part of it is there as a whole or not at all, and what was answered is', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tegata-killed-'))
    tidy.push(() => rm(dataDir, { recursive: true, force: true }))
    await migrate({ dataDir })
    await openKeyring({ file: join(dataDir, 'keyring') })
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../test/import-until-killed.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.split('\n').length > 4) child.kill('SIGKILL')
      })
      child.on('close', () => resolve())
    })
    const storage = await openStorage({ dataDir, keyring: await openKeyring({ file: join(dataDir, 'keyring') }) })
    tidy.push(() => storage.close())
    const [realm] = await storage.realms.list()
    const realmId = realm?.id ?? 0
    const answered = output.split('\n').slice(0, -1)
    expect(answered.length).toBeGreaterThanOrEqual(4)
    for (const part of answered) expect((await storage.users.count(realmId, { search: `part-${part}-` }, 1000)).count).toBe(600)
    const after = await storage.users.count(realmId, { search: `part-${answered.length}-` }, 1000)
    expect([0, 600]).toContain(after.count)
    const { count } = await storage.users.count(realmId, {}, 1_000_000)
    expect(count % 600).toBe(0)
    // The index of trigrams holds exactly these people, and merges as before.
    const index = (sql: string) => ({ name: 'index', sql, parameters: [], rows: 'any' as const })
    expect(await storage.unit([index(`insert into user_fts (user_fts, rank) values ('integrity-check', 1)`), index(`select v from user_fts_config where k = 'automerge'`)]))
      .toMatchObject({ ok: true, returned: [[], [{ v: 4 }]] })
    expect((await storage.tallies.people(realmId)).reduce((sum, each) => sum + each.count, 0)).toBe(count)
  })
})
