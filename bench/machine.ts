import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { median } from './rows/measure.ts'
import { number } from './rows/row.ts'

/** What was measured on, in the two prices that the targets rest on. */
export function machine(): string {
  const [cpu] = cpus()
  return `Machine: ${availableParallelism()} × ${cpu?.model.trim() ?? 'unknown'}, load ${number(loadavg()[0] ?? NaN)}, Node ${process.version}. ` +
    `One RS256 signature: ${number(signatureMs())} ms CPU; one durable commit: ${number(commitMs())} ms (0.74 and 0.4 where the targets were set).`
}

function signatureMs(): number {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const data = Buffer.alloc(800)
  return median(Array.from({ length: 30 }, () => {
    const before = process.cpuUsage()
    for (let turn = 0; turn < 5; turn += 1) sign('sha256', data, privateKey)
    return process.cpuUsage(before).user / 5000
  }))
}

/** By the wall clock: a server that waits for the disk answers nobody else meanwhile. */
function commitMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'tegata-bench-disk-'))
  const database = new DatabaseSync(join(folder, 'disk.db'))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n INTEGER PRIMARY KEY, v TEXT)')
  const insert = database.prepare('INSERT INTO t (v) VALUES (?)')
  const took = Array.from({ length: 40 }, () => {
    const started = performance.now()
    insert.run('one row')
    return performance.now() - started
  })
  database.close()
  rmSync(folder, { recursive: true })
  return median(took)
}
