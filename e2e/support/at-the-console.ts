import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { startTegata, type Tegata } from './tegata.ts'
import { openConsole, person } from './walk.ts'

// Live bindings: they are there inside of tests.
export let tegata: Tegata
export let admin: Awaited<ReturnType<typeof person>>
export let page: Page

/** The product as it was just started, and its administrator in front of the console, for all tests of a file. */
export function atTheConsole(): void {
  beforeAll(async () => {
    tegata = await startTegata()
    admin = await person()
    page = admin.page
    await openConsole(tegata, page)
  })
  afterAll(async () => {
    await admin.leave()
    await tegata.stop()
  })
}
