import { setTimeout as sleep } from 'node:timers/promises'
import { totp } from './totp.ts'

const period = 30_000

/** Somebody's authenticator app. It never offers a code twice, and waits for the next step when it has to. */
export class Phone {
  readonly key: string
  #last = 0
  readonly #now: () => number

  constructor(key: string, now: () => number = Date.now) {
    this.key = key
    this.#now = now
  }

  /** A code that is right now (one step to either side counts) and was never offered before. */
  async next(): Promise<string> {
    const now = this.#now()
    const step = Math.floor(now / period)
    // The step before is a loan: its last seconds may run out on the way.
    const earliest = period - (now % period) > 8_000 ? step - 1 : step
    const chosen = Math.max(this.#last + 1, earliest)
    if (chosen > step + 1) await sleep((chosen - 1) * period - now + 200)
    this.#last = chosen
    return totp(this.key, chosen * period)
  }

  /** A code that is right at no step within twenty minutes. Another one for every `n`. */
  wrong(n = 0): string {
    const near = new Set(Array.from({ length: 81 }, (_, index) => totp(this.key, this.#now() + (index - 40) * period)))
    for (let guess = n * 7_919; ; guess += 1) {
      const code = String(guess % 1_000_000).padStart(6, '0')
      if (!near.has(code)) return code
    }
  }
}
