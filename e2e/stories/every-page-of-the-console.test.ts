import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { everybodysPassword, person } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('every page of the console', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  describe.each([['en', 'en-US'], ['ja', 'ja-JP']])('in %s', (language, locale) => {
    let admin: Awaited<ReturnType<typeof person>>
    beforeAll(async () => {
      admin = await person({ locale })
      const { page } = admin
      await page.goto(`${tegata.url}/console/demo/users`)
      await page.locator('input[name=username]').fill('admin')
      await page.locator('input[name=password]').fill(everybodysPassword)
      await page.keyboard.press('Enter')
      await page.locator('input[name=code]').waitFor()
      await tegata.nextTimeStep()
      await page.locator('input[name=code]').fill(await tegata.codeOf('admin'))
      await page.keyboard.press('Enter')
      await page.getByText('kenji@demo.example').waitFor()
    })
    afterAll(() => admin.leave())

    /** Everything that the page fetches has come; something is always under way to see whether somebody waits. */
    const settled = async () => {
      await admin.page.locator('main h1').first().waitFor()
      await expect.poll(() => admin.page.locator('main .loading').count(), { timeout: 20_000 }).toBe(0)
    }

    test('a person', async () => {
      const { page } = admin
      await page.getByRole('row', { name: /kenji@demo\.example/ }).getByRole('link').click()
      await page.locator('h1').filter({ hasText: '佐藤' }).waitFor()
      await settled()
      await look(page, `console-user-${language}`)
    })

    test('every place of the menu', { timeout: 240_000 }, async () => {
      const { page } = admin
      const places = await page.locator('nav a').evaluateAll((all) => [...new Set(all.map((link) => (link as HTMLAnchorElement).href))])
      expect(places.length).toBeGreaterThan(5)
      for (const place of places) {
        await page.goto(place)
        await settled()
        await look(page, `console-${place.split('/').at(-1)}-${language}`)
      }
    })

    test('an enforcement: the rule, its reminders, its history', { timeout: 120_000 }, async () => {
      const { page } = admin
      await page.goto(`${tegata.url}/console/demo/enforcements`)
      await page.locator('tbody a').first().click()
      for (const part of ['rule', 'reminders', 'history']) {
        await page.locator(`nav a[href$="/${part}"]`).click()
        await settled()
        await look(page, `console-enforcement-${part}-${language}`)
      }
    })

    test.each(['identity-providers/corp', 'add-identity-provider', 'applications/add', 'application/wiki', 'users/new', 'users/likely-shared', 'enforcements/add'])('%s', async (path) => {
      const { page } = admin
      await page.goto(`${tegata.url}/console/demo/${path}`)
      await settled()
      await look(page, `console-${path.replace('/', '-')}-${language}`)
    })
  })
})
