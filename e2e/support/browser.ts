import { chromiumPath, withoutChromium } from './chromium.ts'

/** Says once, before the first test, that there is no browser: a run of everything fails without one. */
export default function setup(): void {
  if (chromiumPath !== undefined) return
  if (process.env.TEGATA_TEST_ALL === '1') throw new Error(withoutChromium)
  console.warn(`\nThe browser stories are skipped: ${withoutChromium}\n`)
}
