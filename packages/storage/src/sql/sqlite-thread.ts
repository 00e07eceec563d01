import { Worker } from 'node:worker_threads'
import type { Statement, UnitOutcome } from '../types.ts'
import type { Connection } from './connection.ts'
import { openReader } from './sqlite.ts'

export type Asked = { n: number; statements: readonly Statement[] } | 'close'
export type Answered = { n: number; outcome: UnitOutcome } | { n: number; failure: { message: string; code: unknown; errcode: unknown } }

type Waiting = { resolve: (outcome: UnitOutcome) => void; reject: (error: unknown) => void }

/**
 * The same as `openSqlite`, with the writer on a thread of its own: while it writes one part of an import, the next is read and
 * checked. Units are what they are there; what is committed is answered after the commit.
 */
export function openSqliteThread(file: string): Connection {
  // The file is there before its reader is: it was migrated.
  const reader = openReader(file)
  const worker = new Worker(new URL('./sqlite-writer.ts', import.meta.url), { workerData: file })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let closing: Promise<void> | undefined
  let dead = false
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const fail = (error: unknown) => {
    dead = true
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: Answered) => {
    const unit = waiting.get(answer.n)
    waiting.delete(answer.n)
    if ('outcome' in answer) unit?.resolve(answer.outcome)
    else unit?.reject(Object.assign(new Error(answer.failure.message), { code: answer.failure.code, errcode: answer.failure.errcode }))
  })
  worker.on('error', fail)
  void gone.then(() => fail(new Error(`${file} is closed`)))

  return {
    dialect: 'sqlite',
    read: reader.read,
    unit: (statements) => new Promise((resolve, reject) => {
      // A writer that has died answers nobody any more.
      if (closing || dead) return reject(new Error(`${file} is closed`))
      waiting.set(++last, { resolve, reject })
      worker.postMessage({ n: last, statements } satisfies Asked)
    }),
    async close() {
      closing ??= (async () => {
        // Before the writer: the last one to close leaves one whole file.
        reader.close()
        worker.postMessage('close' satisfies Asked)
        await gone
      })()
      await closing
    },
  }
}
