import { chromiumPath, withoutChromium } from './chromium.ts'

export default function setup() {
  if (chromiumPath !== undefined) return
  if (process.env.TEGATA_TEST_ALL === '1') throw new Error(withoutChromium)
  console.warn(`\nThe browser stories are skipped: ${withoutChromium}\n`)
}
