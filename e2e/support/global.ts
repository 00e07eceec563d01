import type { TestProject } from 'vitest/node'
import { chromiumPath, withoutChromium } from './chromium.ts'
import { servePostgres } from './postgres.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (chromiumPath === undefined) {
    if (process.env.TEGATA_TEST_ALL === '1') throw new Error(withoutChromium)
    console.warn(`\nThe browser stories are skipped: ${withoutChromium}\n`)
  }
  return servePostgres(project)
}
