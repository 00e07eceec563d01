import { randomBytes } from 'node:crypto'
import { hash as argon2, verify as argon2Verify } from '@node-rs/argon2'

/** Too many passwords are being checked at once: the caller answers 503 with `Retry-After`. */
export class HashingBusy extends Error {
  override readonly name = 'HashingBusy'
  readonly status = 503
}

export type Hashing = {
  hash(password: string): Promise<string>
  /**
   * Compares a password with a stored hash, or with nobody's when there is none: an unknown user, a user without
   * a password and a wrong password cost the same. `outdated` asks the caller to store a new hash.
   */
  verify(stored: string | null, password: string): Promise<{ ok: boolean; outdated: boolean }>
}

export type HashingCost = {
  memoryKiB: number
  passes: number
  lanes: number
  /** Hashes that run at the same time, each in a thread of its own; the loop stays free for everybody else. */
  parallel: number
  /** Hashes that may wait for a turn; the next one is refused. */
  waiting: number
}

// OWASP Password Storage, P-3: argon2id, 19 MiB, two passes, one lane.
export const recommendedCost: HashingCost = { memoryKiB: 19_456, passes: 2, lanes: 1, parallel: 3, waiting: 60 }

/** Full-width and half-width forms, composed and decomposed letters are one password; nothing else is changed (P-1). */
export const normalizePassword = (password: string): string => password.normalize('NFKC')

/** Argon2id with a bounded queue. Hashes carry their parameters, so raising the cost needs no migration. */
export function createHashing(cost: HashingCost = recommendedCost): Hashing {
  // Argon2id is the library's default; its enum does not exist at run time.
  const parameters = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: cost.lanes }
  const current = `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}$`
  const turn = createTurns(cost.parallel, cost.waiting)

  const make = (password: string) => argon2(normalizePassword(password), parameters)
  // Nobody's password. Made at start, so that the first unknown user costs what every other one does.
  const nobody = make(randomBytes(32).toString('base64'))
  nobody.catch(() => undefined)

  return {
    hash: (password) => turn(() => make(password)),
    verify: (stored, password) => turn(async () => {
      const matches = await argon2Verify(stored ?? await nobody, normalizePassword(password)).catch(() => false)
      return { ok: stored !== null && matches, outdated: stored !== null && !stored.startsWith(current) }
    }),
  }
}

function createTurns(parallel: number, waiting: number) {
  let running = 0
  const queue: (() => void)[] = []

  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= parallel) {
      if (queue.length >= waiting) throw new HashingBusy('too many passwords are being checked')
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      // The turn is handed on rather than given back, so that nobody who comes later overtakes the queue.
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}
