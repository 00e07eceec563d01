// Runs as a thread: writes what `sqlite-thread.ts` asks for, unit by unit, until it is told to close.
import { parentPort, workerData } from 'node:worker_threads'
import { openSqlite } from './sqlite.ts'
import type { Answered, Asked } from './sqlite-thread.ts'

/** Memory for an import: indexes of a million people are written in one place after the other, and copied into the file seldom. */
const manyWrites = 'PRAGMA cache_size = -200000; PRAGMA wal_autocheckpoint = 16000'

const connection = openSqlite(String(workerData), true, manyWrites)
const answer = (answered: Answered): void => parentPort?.postMessage(answered)

parentPort?.on('message', async (asked: Asked) => {
  if (asked === 'close') {
    await connection.close()
    parentPort?.close()
    return
  }
  const { n, statements } = asked
  try {
    answer({ n, outcome: await connection.unit(statements) })
  } catch (error) {
    const { message, code, errcode } = error instanceof Error ? error as Error & { code?: unknown; errcode?: unknown } : { message: String(error), code: undefined, errcode: undefined }
    answer({ n, failure: { message, code, errcode } })
  }
})
