import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { openConsole, password, pastNotice, person, submitCode } from '../support/walk.ts'

const minute = 60_000
const badges = [
  ['auditor', 'You can look at everything here and change nothing.', []],
  ['browsers', 'Secure Browser Admin: you can look at everything here, and will manage browsers as soon as they are there.', ['Secure browsers']],
] as const

describe.skipIf(chromiumPath === undefined)('roles, and what they may do at this moment', () => {
  let tegata: Tegata
  let admin: Awaited<ReturnType<typeof person>>
  let page: Page
  let signedInAt: number

  beforeAll(async () => {
    tegata = await startTegata()
    admin = await person()
    page = admin.page
    await tegata.setClock(await tegata.now())
    await openConsole(tegata, page)
    signedInAt = await tegata.now()
  })
  afterAll(async () => {
    await admin.leave()
    await tegata.stop()
  })

  const api = async (method: string, path: string, body?: object): Promise<{ items: { id: string; name: string }[] }> => {
    const answer = await fetch(`${tegata.url}/api/realms/demo${path}`, {
      method, headers: { authorization: `Bearer ${await tegata.adminToken()}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return text === '' ? { items: [] } : JSON.parse(text) as { items: { id: string; name: string }[] }
  }
  const idOf = async (search: string) => (await api('GET', `/users?search=${search}`)).items[0]?.id ?? ''
  const after = (minutes: number) => tegata.setClock(signedInAt + minutes * minute)
  const openUser = async (search: string) => {
    await page.goto(`${tegata.url}/console/demo/users/${await idOf(search)}`)
    await page.getByText('OTP Configured').first().waitFor()
    // Everything of the page is there: what it still asked for would find the session ended before the person does.
    await page.waitForLoadState('networkidle')
  }

  /** By the hand of a person: what a page fetches by itself is no use of it. */
  async function clickOn(name: string): Promise<void> {
    await page.goto(`${tegata.url}/console/demo/users`)
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByText('OTP Configured').first().waitFor()
    await page.waitForLoadState('networkidle')
  }

  /** The small window asks for a code, and closes by itself. Where the session is over, a button opens it; else the click that needed it has. */
  async function confirmInWindow(alsoPassword = false): Promise<void> {
    const opening = Promise.resolve(page.context().pages().find((one) => one !== page) ?? page.context().waitForEvent('page'))
    if (alsoPassword) await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
    const popup = await opening
    if (alsoPassword) await password(popup, 'admin')
    await tegata.nextTimeStep()
    await submitCode(popup, await tegata.codeOf('admin'))
    if (!popup.isClosed()) await popup.waitForEvent('close')
  }

  test('policy.md, fresh: the console is used every few minutes, and twelve minutes after the code a risky change asks for nothing', async () => {
    await openUser('emma')
    // Somebody looks around, at people whom the page has not fetched yet: that is use.
    await after(4)
    await clickOn('김유나')
    await after(8)
    await clickOn('伊藤 花')
    await after(12)
    await page.goto(`${tegata.url}/console/demo/users/${await idOf('kenji')}`)
    await page.getByRole('button', { name: 'Reset OTP' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Known by voice' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset OTP' }).click()
    await page.getByText('was reset.').waitFor()
    expect(await page.getByText('Confirm that it is you').count()).toBe(0)
  })

  test('Z-4, RFC 9470: at an empty desk it is over after five minutes; the code is asked in a small window and what was typed is saved', async () => {
    await openUser('wait@demo.example')
    await page.getByLabel('Department').fill('Harbour')
    await page.getByText('OTP Configured').first().click()
    await after(40)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Confirm that it is you').waitFor()
    await look(page, 'confirm')
    await confirmInWindow()
    await page.getByText('Saved.').waitFor()
    expect(await page.getByLabel('Department').inputValue()).toBe('Harbour')
  })

  test('a session that ended overnight: signed in again in a small window, the form is not lost', async () => {
    await openUser('emma')
    await page.getByLabel('Department').fill('Lighthouse')
    await after(40 + 13 * 60)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your session has ended').waitFor()
    await confirmInWindow(true)
    await page.getByText('Saved.').waitFor()
    expect(await page.getByLabel('Department').inputValue()).toBe('Lighthouse')
  })

  test('Z-3: rights withdrawn in the middle are gone from the screen with the next answer, and a sentence says so', async () => {
    const desk = await person()
    await desk.page.goto(`${tegata.url}/console/demo`)
    await password(desk.page, 'help')
    await tegata.nextTimeStep()
    await submitCode(desk.page, await tegata.codeOf('help'))
    await desk.page.getByRole('heading', { name: 'Help Desk', level: 1 }).waitFor()
    const roles = new Map((await api('GET', '/roles')).items.map(({ id, name }) => [name, id]))
    const help = await idOf('help@demo.example')
    await api('PUT', `/users/${help}/roles/${roles.get('read-only-admin')}`)
    await api('DELETE', `/users/${help}/roles/${roles.get('help-desk')}`)
    await desk.page.getByPlaceholder('Name, email or reference').fill('emma')
    await desk.page.getByText('Your rights here were changed just now').waitFor()
    await desk.page.getByText('This page is not for your role').waitFor()
    await desk.page.getByText('You can look at everything here and change nothing.').waitFor()
    await desk.page.getByText('Ask 高橋 美咲.').waitFor()
    expect(await desk.page.getByRole('link', { name: 'Help Desk' }).count()).toBe(0)
    await look(desk.page, 'not-for-you')
    await desk.leave()
  })

  test.each(badges)('S0-14, S0-16: %s reads what the role means, and is offered no change', async (username, sentence, pages) => {
    const who = await person()
    await who.page.goto(`${tegata.url}/console/demo`)
    await password(who.page, username)
    // Her codes come by mail, to an address that an administrator entered.
    if (username === 'browsers') await submitCode(who.page, /^ {4}(\d{8})$/m.exec((await tegata.mailTo('browsers@demo.example', /code/i)).text)?.[1] ?? '')
    await pastNotice(who.page, who.page.getByText(sentence))
    for (const name of ['Client certificates', 'Secure browsers']) expect(await who.page.getByRole('link', { name }).count()).toBe(pages.some((each) => each === name) ? 1 : 0)
    for (const name of pages) {
      await who.page.getByRole('link', { name }).click()
      await who.page.getByText('not part of this version yet').waitFor()
      await look(who.page, 'secure-browsers')
    }
    await who.page.goto(`${tegata.url}/console/demo/users`)
    await who.page.getByText('kenji@demo.example').waitFor()
    expect(await who.page.getByRole('link', { name: 'Add user' }).or(who.page.getByRole('button', { name: 'Add user' })).count()).toBe(0)
    await who.leave()
  })

  test('S1-36: the last working global administrator is told why the account cannot be disabled', async () => {
    await openUser('admin@demo.example')
    await page.locator('.el-checkbox', { hasText: 'Enabled' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The realm would be left without a working global administrator.').waitFor()
  })
})
