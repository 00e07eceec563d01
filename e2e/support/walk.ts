import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { launch } from './chromium.ts'
import type { Tegata } from './tegata.ts'
import { totp } from './totp.ts'

export const everybodysPassword = 'seven orange boats'

/** The one Chromium of a file of stories; its contexts share nothing that a page could see. */
let chromium: Promise<Browser> | undefined
afterAll(async () => (await chromium)?.close())

/** A person with a browser of their own. Any page that breaks our content policy or throws fails the story. */
export async function person(options: { locale?: string; width?: number; script?: boolean } = {}): Promise<{ page: Page; context: BrowserContext; leave: () => Promise<void> }> {
  chromium ??= launch()
  const context = await (await chromium).newContext({ locale: options.locale ?? 'en-US', viewport: { width: options.width ?? 1280, height: 900 }, javaScriptEnabled: options.script ?? true })
  const page = await context.newPage()
  const complaints: string[] = []
  context.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(`${message.page()?.url() ?? ''}: ${message.text()}`)
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  return {
    page,
    context,
    leave: async () => {
      await context.close()
      expect(complaints).toEqual([])
    },
  }
}

export async function password(page: Page, username: string, word = everybodysPassword): Promise<void> {
  await page.getByRole('textbox', { name: 'Username or email' }).fill(username)
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(word)
  await page.getByRole('button', { name: 'Sign In' }).click()
}

export async function submitCode(page: Page, code: string): Promise<void> {
  await page.locator('input[name=code]').fill(code)
  await page.getByRole('button', { name: 'Submit' }).click()
}

/** Signs somebody with an authenticator in to the console of the demo, in English, and waits for its first page. */
export async function openConsole(tegata: Tegata, page: Page, username = 'admin'): Promise<void> {
  await page.goto(`${tegata.url}/console/demo`)
  await password(page, username)
  await submitCode(page, await tegata.codeOf(username))
  // The help desk begins at its own.
  await pastNotice(page, page.getByRole('heading', { level: 1, name: username === 'help' ? 'Help Desk' : 'Dashboard' }))
}

/** Arrives there, past the notice of a rule to come where one is shown. */
export async function pastNotice(page: Page, arrived: Locator): Promise<void> {
  const answer = page.locator('button[name=answer]:is([value=ok], [value=later])')
  await arrived.or(answer).first().waitFor()
  if (await answer.count() > 0) await answer.click()
  await arrived.waitFor()
}

/** The key as "Can't scan?" shows it, without its blanks. */
export async function keyOf(page: Page): Promise<string> {
  const summary = page.locator('summary', { hasText: "Can't scan?" })
  await summary.click()
  return (await page.locator('#otp-key').innerText()).replaceAll(/\s/g, '')
}

/** At the set-up: the app, where the menu asks; then its page. */
export async function takeApp(page: Page): Promise<void> {
  const key = page.locator('#otp-key')
  await page.locator('#otp-key, button[name=method][value=totp]').first().waitFor({ state: 'attached' })
  if (await key.count() === 0) await page.locator('button[name=method][value=totp]').click()
  await key.waitFor({ state: 'attached' })
}

/** Walks the set-up page; answers with the key, for later codes. */
export async function enrol(page: Page, tegata: Tegata): Promise<string> {
  await takeApp(page)
  const key = await keyOf(page)
  await submitCode(page, totp(key, await tegata.now()))
  return key
}

export const onSample = (page: Page, tegata: Tegata) => page.waitForURL((url) => url.origin === tegata.demoUrl && !url.pathname.includes('callback'))

/** From the sample application to being signed in there. */
export async function openWiki(page: Page, tegata: Tegata): Promise<void> {
  await page.goto(`${tegata.demoUrl}/`)
  await page.getByRole('link', { name: 'Sign in' }).or(page.getByRole('button', { name: 'Sign in' })).first().click()
}

/** From one of the sample applications to the first page that its provider shows. */
export async function openSample(page: Page, tegata: Tegata, path = '/'): Promise<void> {
  await page.goto(`${tegata.demoUrl}${path}`)
  await page.locator('#sign-in').click()
}

/** The sign-in page of Corp ID, which the demo runs as a realm of its own. */
export const atCorp = (page: Page, tegata: Tegata) => page.waitForURL((url) => url.href.startsWith(`${tegata.url}/realms/corp/journey/`))

/** The first page of a test of the connection, which says whose test it is: on from there. */
export const goOnWithTest = (window: Page) => window.getByRole('button', { name: /^Go on to / }).click()

/** What the sample application was told in the ID token. */
export const told = async (page: Page): Promise<Record<string, unknown>> => JSON.parse(await page.locator('#id-token').textContent() ?? '{}')
