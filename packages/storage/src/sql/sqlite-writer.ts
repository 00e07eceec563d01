// Runs as a thread: writes what `sqlite-thread.ts` asks for, unit by unit, until it is told to close.
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { openSqlite } from './sqlite.ts'
import type { Answered, Asked } from './sqlite-thread.ts'

/** Memory for an import: indexes of a million people are written in one place after the other, and copied into the file seldom. */
const manyWrites = 'PRAGMA cache_size = -200000; PRAGMA wal_autocheckpoint = 16000'

/** Who waits for a unit that took so long finds the file free for a moment behind it: SQLite knows no queue. */
const long = { unitMs: 10, pauseMs: 2 }

const connection = openSqlite(String(workerData), true, manyWrites)
const answer = (answered: Answered): void => parentPort?.postMessage(answered)

async function write({ n, statements }: Exclude<Asked, 'close'>): Promise<void> {
  const begun = performance.now()
  try {
    answer({ n, outcome: await connection.unit(statements) })
  } catch (error) {
    const { message, code, errcode } = error instanceof Error ? error as Error & { code?: unknown; errcode?: unknown } : { message: String(error), code: undefined, errcode: undefined }
    answer({ n, failure: { message, code, errcode } })
  }
  if (performance.now() - begun > long.unitMs) await setTimeout(long.pauseMs)
}

let last = Promise.resolve()
parentPort?.on('message', (asked: Asked) => {
  last = last.then(async () => {
    if (asked !== 'close') return write(asked)
    await connection.close()
    parentPort?.close()
  })
})
