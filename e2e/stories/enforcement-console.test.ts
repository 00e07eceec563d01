import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { openConsole, person } from '../support/walk.ts'

const day = 24 * 60 * 60_000
/** A day of the calendar in Tokyo, so many days from an instant, as a date field takes it and as the pages say it. */
function dayIn(now: number, days: number): { typed: string; said: string } {
  const at = now + days * day
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', ...options }).format(at)
  return {
    typed: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(at),
    said: `${part({ weekday: 'long' })}, ${part({ day: 'numeric' })} ${part({ month: 'long' })} ${part({ year: 'numeric' })}`,
  }
}

describe.skipIf(chromiumPath === undefined)('an enforcement in the console', () => {
  let tegata: Tegata
  let admin: Awaited<ReturnType<typeof person>>
  let page: Page
  let now: number
  beforeAll(async () => {
    tegata = await startTegata()
    now = await tegata.now()
    admin = await person()
    page = admin.page
    await openConsole(tegata, page)
  })
  afterAll(async () => {
    await admin.leave()
    await tegata.stop()
  })
  const dialog = () => page.getByRole('dialog')

  test('S0-2, S0-6, S0-12…S0-17: these roles, from a day at 00:00 JST, is declared as a draft, with the deadline that people read', async () => {
    const [start, before] = [dayIn(now, 40), dayIn(now, 39)]
    await page.getByRole('link', { name: 'Enforcement' }).click()
    await page.getByRole('button', { name: 'Declare an enforcement' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Everyone who administers')
    await page.getByRole('button', { name: 'Add all 6 administrative roles' }).click()
    await page.getByRole('group', { name: 'From when' }).getByLabel('Date').fill(start.typed)
    await page.getByText(`from ${start.said}, 00:00 JST`).waitFor()
    await page.getByText(`The deadline people read: until ${before.said}, 23:59 JST`).waitFor()
    await page.getByRole('textbox', { name: 'English' }).first().fill('One leaked administrator password must not be enough.')
    await page.getByRole('button', { name: 'Save as a draft' }).click()
    await page.getByText('Saved as a draft. Nobody has been told.').waitFor()
  })

  test('S0-4, S0-33, S0-38: who is ready is known before anybody is told; announcing names who would be locked out and asks for their number', async () => {
    await page.getByRole('row', { name: /certs/ }).getByRole('cell', { name: 'Will be locked out', exact: true }).waitFor()
    await look(page, 'console-enforcement-readiness-en')
    await page.getByRole('button', { name: 'Announce…' }).click()
    await dialog().getByText('1 person will be locked out:').waitFor()
    await dialog().getByText('森 拓也 certs').waitFor()
    await dialog().getByLabel('Why?').fill('The audit of this year asks for it.')
    await dialog().getByLabel('Type 1 to confirm').fill('1')
    await look(page, 'console-enforcement-announce-en')
    await dialog().getByRole('button', { name: 'Announce' }).click()
    await page.getByText('Announced. The people it is for read it when they sign in.').waitFor()
  })

  test('S0-8, S0-11, S0-42: it is postponed with a reason, and the history says who, when, why, and from what to what', async () => {
    const [old, start] = [dayIn(now, 40), dayIn(now, 54)]
    await page.getByRole('button', { name: 'Postpone…' }).click()
    await dialog().getByRole('group', { name: 'New date' }).getByLabel('Date').fill(start.typed)
    await dialog().getByText(`from ${start.said}, 00:00 JST`).waitFor()
    await dialog().getByLabel('Why?').fill('The phones come two weeks later.')
    await dialog().getByText('It meets 6 people.').waitFor()
    await dialog().getByRole('button', { name: 'Postpone' }).click()
    await page.getByText('Postponed. Whoever was told is told the new date.').waitFor()
    await page.getByText(`from ${start.said}, 00:00 JST`).waitFor()
    await page.getByRole('link', { name: 'History' }).click()
    const last = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Postponed' }) })
    await last.getByText('The phones come two weeks later.').waitFor()
    expect(await last.locator('del').allInnerTexts()).toEqual([`${old.said}, 00:00 JST`])
    expect(await last.locator('ins').allInnerTexts()).toEqual([`${start.said}, 00:00 JST`])
  })
})
