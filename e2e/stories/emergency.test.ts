import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { enrol, onSample, openConsole, openWiki, password, pastNotice, person, submitCode, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('8:58, no phone', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const token = async (user: string): Promise<string> => {
    const { status, stdout, stderr } = await tegata.cli('emergency', 'issue', '--realm', 'demo', '--user', user, '--reason', 'known by sight')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\n$/)
    return stdout.trim()
  }
  type Who = Awaited<ReturnType<typeof person>>
  const enter = async ({ page }: Who, value: string) => {
    await page.getByRole('heading', { name: 'Enter your emergency token' }).waitFor()
    await page.getByRole('textbox', { name: 'Emergency token' }).fill(value)
    await page.getByRole('button', { name: 'Submit' }).click()
  }

  test('S0-29, S3-14: who forgot the phone is in with one token and asked nothing more; a second use of it is refused', async () => {
    const hana = await person()
    const value = await token('hana')
    await openWiki(hana.page, tegata)
    await password(hana.page, 'hana')
    await hana.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await enter(hana, value.toLowerCase().replaceAll('-', ' '))
    await hana.page.getByRole('heading', { name: 'Do you still have your authenticator app?' }).waitFor()
    await hana.page.getByRole('button', { name: 'Yes, it is just not with me' }).click()
    await onSample(hana.page, tegata)
    await hana.page.getByText('You are signed in as').waitFor()
    expect((await tegata.mailTo('hana', /Emergency tokens were issued/)).text).not.toContain(value)
    expect((await tegata.mailTo('hana', /emergency token was used/)).text).toContain('5 tokens are left')

    const another = await person()
    await openWiki(another.page, tegata)
    await password(another.page, 'hana')
    await another.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await enter(another, value)
    await another.page.getByText('has already been used').waitFor()
    await another.page.getByRole('link', { name: 'Use my authenticator app instead' }).click()
    await submitCode(another.page, await tegata.codeOf('hana'))
    await onSample(another.page, tegata)
    await hana.leave()
    await another.leave()
  })

  test('P27: a sole administrator whose phone is lost replaces it with a token from the host, without any reset', async () => {
    const admin = await person()
    const lost = await tegata.codeOf('admin')
    await openWiki(admin.page, tegata)
    await password(admin.page, 'admin')
    await admin.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await enter(admin, await token('admin'))
    await admin.page.getByRole('button', { name: /No, it is lost/ }).click()
    await takeApp(admin.page)
    await submitCode(admin.page, lost)
    await enrol(admin.page, tegata)
    await onSample(admin.page, tegata)
    await admin.page.getByText('You are signed in as').waitFor()
    await tegata.mailTo('admin', /replaced/i)
    await admin.leave()
  })

  test('S0-31, S0-36: an administrator whose code was reset gets in with a token from the host, and sets up with the next one', async () => {
    const { status, stderr } = await tegata.cli('user', 'reset-otp', '--realm', 'demo', '--username', 'help', '--reason', 'lost phone')
    expect([status, stderr]).toEqual([0, ''])

    const admin = await person()
    await openWiki(admin.page, tegata)
    await password(admin.page, 'help')
    await admin.page.getByRole('heading', { name: 'You cannot sign in yet' }).waitFor()
    await admin.page.getByRole('link', { name: 'I have an emergency token' }).click()
    await enter(admin, await token('help'))
    await pastNotice(admin.page, admin.page.getByText('You are signed in as'))
    await admin.leave()

    const again = await person()
    await openWiki(again.page, tegata)
    await password(again.page, 'help')
    await again.page.getByRole('link', { name: 'I have an emergency token' }).click()
    await enter(again, await token('help'))
    await again.page.getByRole('button', { name: /Set up now/ }).click()
    await enrol(again.page, tegata)
    await pastNotice(again.page, again.page.getByText('You are signed in as'))
    await again.leave()
  })

  describe('the administrator’s card', () => {
    let admin: Who
    const card = (page: Page) => page.locator('section').filter({ has: page.getByRole('heading', { name: 'Emergency tokens' }) })
    const open = async ({ page }: Who, name: string, user: string) => {
      await page.goto(`${tegata.url}/console/demo/users`)
      await page.getByPlaceholder('Name, reading, user name, email or reference').fill(user)
      await page.getByRole('link', { name }).first().click()
      await card(page).getByText(/of 5 left|None left/).waitFor()
    }
    const issue = async ({ page }: Who, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<unknown>) => {
      await card(page).getByRole('button', { name: 'Hand out one' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(/How did you make sure/).fill('Called back')
      await fill(dialog)
      await dialog.getByRole('button', { name: 'Issue' }).click()
    }
    const signIn = async (value: string, then: (page: Page) => Promise<unknown> = (page) => onSample(page, tegata)) => {
      const hana = await person()
      await openWiki(hana.page, tegata)
      await password(hana.page, 'hana')
      await hana.page.getByRole('link', { name: 'Use an emergency token' }).click()
      await enter(hana, value)
      await then(hana.page)
      await hana.leave()
    }
    const stillHere = async (page: Page) => {
      await page.getByRole('button', { name: 'Yes, it is just not with me' }).click()
      await onSample(page, tegata)
    }

    beforeAll(async () => {
      await tegata.stop()
      tegata = await startTegata()
      admin = await person()
      await admin.context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await openConsole(tegata, admin.page)
    })
    afterAll(() => admin.leave())

    test('S3-13, S3-15, S3-16, S3-17, S3-18, S3-19, S3-20, S3-21: from the start page to the person; five to begin with, masked; [Copy] puts one on the clipboard after a reason, and it lets in', async () => {
      const { page } = admin
      await page.goto(tegata.url)
      await page.getByRole('link', { name: 'Console' }).click()
      await page.getByRole('link', { name: 'Users', exact: true }).first().click()
      await page.getByPlaceholder('Name, reading, user name, email or reference').fill('hana')
      await page.getByRole('link', { name: '伊藤' }).first().click()
      await page.getByRole('heading', { name: '伊藤 花' }).waitFor()
      await card(page).getByText('5 of 5 left').waitFor()
      expect(await card(page).locator('code').allInnerTexts()).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(/^••••[0-9A-Z]{2}$/)))
      await look(page, 'emergency-card')
      await card(page).getByRole('button', { name: /^Copy the token/ }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(/How did you make sure/).fill('Called back on 4357')
      await look(page, 'emergency-copy')
      await dialog.getByRole('button', { name: 'Copy' }).click()
      await dialog.getByText('The value is on the clipboard.').waitFor()
      const value = await page.evaluate(() => navigator.clipboard.readText())
      expect(value).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
      expect(await page.content()).not.toContain(value)
      expect((await tegata.mailTo('hana', /An emergency token was read/)).text).not.toContain(value)
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await signIn(value, stillHere)
      expect((await tegata.mailTo('hana', /emergency token was used/)).text).toContain('4 tokens are left')
    })

    test('S3-23, S3-24: a value of one’s own, typed in full width and small letters; never the same one again', async () => {
      const { page } = admin
      await open(admin, '伊藤', 'hana')
      await card(page).getByText('4 of 5 left').waitFor()
      const own = async (dialog: ReturnType<Page['getByRole']>) => {
        await dialog.getByLabel('A value of your own').fill('Sakura-2026')
        await dialog.getByLabel('Works').selectOption('until it is used')
      }
      await issue(admin, own)
      await page.getByRole('dialog').getByText('SAKU-RA20-26').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await signIn('ｓａｋｕｒａ ２０２６', stillHere)
      await issue(admin, own)
      await page.getByRole('dialog').getByText('This person has, or had, an emergency token of this value.').waitFor()
      await look(page, 'emergency-hand-out')
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    })

    test('S3-14, S3-22, S3-26: one and all are revoked, topped up again; the use of the last but one raises the alarm', async () => {
      const { page } = admin
      const again = await person()
      await openWiki(again.page, tegata)
      await password(again.page, 'hana')
      await submitCode(again.page, await tegata.codeOf('hana'))
      await onSample(again.page, tegata)
      await again.leave()

      await open(admin, '伊藤', 'hana')
      await card(page).getByRole('button', { name: /^Revoke the token/ }).first().click()
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
      await card(page).getByText('3 of 5 left').waitFor()
      await card(page).getByRole('button', { name: 'Top up to 5' }).click()
      await page.getByRole('dialog').getByLabel('Why').fill('Long trip')
      await page.getByRole('dialog').getByRole('button', { name: 'Top up to 5' }).click()
      await page.getByRole('dialog').getByText('2 were issued. They are in the list.').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await card(page).getByText('5 of 5 left').waitFor()
      await card(page).getByRole('button', { name: 'Revoke all' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
      await card(page).getByText('None of 5 left').waitFor()
      await tegata.mailTo('hana', /Emergency tokens were revoked/)

      await issue(admin, async (dialog) => {
        await dialog.getByLabel('How many').fill('2')
        await dialog.getByLabel('Works').selectOption('until it is used')
      })
      const value = await page.getByRole('dialog').locator('code').first().innerText()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await signIn(value, stillHere)
      await open(admin, '伊藤', 'hana')
      await card(page).getByText('This is the last one.').waitFor()
      await look(page, 'emergency-last')
      expect((await tegata.mailTo('helpdesk@demo.example', /Emergency tokens are running out/)).text).toContain('1 token is left')
    })

    test('the help desk hands one out for a day, and copies none; the host reveals none', async () => {
      const help = await person()
      await openConsole(tegata, help.page, 'help')
      await open(help, '伊藤', 'hana')
      expect(await card(help.page).getByRole('button', { name: /^Copy|^Top up/ }).count()).toBe(0)
      await card(help.page).getByRole('button', { name: 'Hand out one' }).click()
      const dialog = help.page.getByRole('dialog')
      expect(await dialog.getByLabel('A value of your own').count()).toBe(0)
      await dialog.getByLabel(/How did you make sure/).fill('Known by voice')
      await dialog.getByRole('button', { name: 'Issue' }).click()
      await dialog.getByText('it is shown this once').waitFor()
      await dialog.getByText(/It works once, until/).waitFor()
      await help.leave()
      const { stdout } = await tegata.cli('emergency', 'list', '--realm', 'demo', '--user', 'hana')
      expect(stdout).toMatch(/••••\w\w .* by help .*\n.*••••\w\w .* by admin .*\n2 of 5 left\n$/)
    })
  })
})
