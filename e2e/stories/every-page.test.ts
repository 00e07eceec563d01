import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { atCorp, everybodysPassword, openWiki, password, person, submitCode, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('every page, for everybody', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  test.each(['en-US', 'ja-JP', 'ko-KR'])('sign-in, code, lost code, waiting, set-up, forgot, link, help (%s)', async (locale) => {
    const { page, leave } = await person({ locale })
    const signIn = async (username: string) => {
      await page.goto(`${tegata.demoUrl}/`)
      await page.locator('#sign-in').click()
      await page.locator('input[name=username]').fill(username)
      await page.locator('input[name=password]').fill(everybodysPassword)
    }
    await page.goto(`${tegata.url}/`)
    await look(page, `start-${locale}`)
    await signIn('yuna')
    await look(page, `login-${locale}`)
    await page.locator('input[name=password]').fill('wrong')
    await page.keyboard.press('Enter') // the keyboard alone
    await page.locator('[role=alert]').waitFor()
    await look(page, `login-refused-${locale}`)
    await page.locator('input[name=password]').fill(everybodysPassword)
    await page.keyboard.press('Enter')
    await page.locator('input[name=code]').waitFor()
    await look(page, `code-${locale}`)
    await page.locator('a[href$="/cannot-use-code"]').click()
    await look(page, `cannot-use-code-${locale}`)
    await page.locator('form[action$="/request-reset"] button').click()
    await page.locator('.receipt').waitFor()
    await look(page, `waiting-${locale}`)

    await page.context().clearCookies()
    await signIn('kenji')
    await page.keyboard.press('Enter')
    await takeApp(page)
    await look(page, `enrol-${locale}`)
    await page.locator('summary').first().click()
    await look(page, `enrol-key-${locale}`)

    await page.context().clearCookies()
    await signIn('certs')
    await page.keyboard.press('Enter')
    await page.locator('h1').waitFor()
    await look(page, `refused-${locale}`)

    await page.goto(`${tegata.url}/realms/demo/forgot-password`)
    await look(page, `forgot-${locale}`)
    await page.goto(`${tegata.url}/realms/demo/help`)
    await look(page, `help-${locale}`)
    const mails = (await tegata.mails()).filter((mail) => mail.to.includes('aoi') || mail.to.includes('minho'))
    for (const [index, mail] of mails.entries()) {
      await page.goto(/https?:\/\/\S+\/link\?key=[\w-]+/.exec(mail.text)?.[0] ?? '')
      await look(page, `link-${index}-${locale}`)
    }
    await page.goto(`${tegata.url}/realms/demo/journey/nothing-here`)
    await look(page, `gone-${locale}`)
    await leave()
  })

  test.each(['en-US', 'ja-JP', 'ko-KR'])('connecting an account, its mail, an unknown code, a provider in front, the local way in (%s)', async (locale) => {
    const { page, leave } = await person({ locale })
    await page.goto(`${tegata.demoUrl}/`)
    await page.locator('#sign-in').click()
    await page.locator('a[href*="/upstream/corp"]').click()
    await atCorp(page, tegata)
    await page.locator('input[name=username]').fill('jisoo')
    await page.locator('input[name=password]').fill(everybodysPassword)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/realms\/demo\/journey\//)
    await look(page, `connect-${locale}`)
    await page.locator('form:has(input[value=mail]) button').click()
    await page.locator('input[name=code]').waitFor()
    await look(page, `connect-sent-${locale}`)
    await page.locator('input[name=code]').fill('00000000')
    await page.keyboard.press('Enter') // the keyboard alone
    await page.locator('[role=alert]').waitFor()
    await look(page, `connect-refused-${locale}`)
    await page.locator('form:has(input[value=leave]) button').click()
    await page.locator('a[href*="/upstream/corp"]').waitFor()

    await page.context().clearCookies()
    await page.goto(`${tegata.demoUrl}/front`)
    await page.locator('#sign-in').click()
    await atCorp(page, tegata)
    await look(page, `corp-${locale}`)
    await page.locator('input[name=username]').fill('hana')
    await page.locator('input[name=password]').fill(everybodysPassword)
    await page.keyboard.press('Enter')
    await page.locator('input[name=code]').waitFor()
    await look(page, `front-code-${locale}`)
    await tegata.nextTimeStep()
    await page.locator('input[name=code]').fill(await tegata.codeOf('hana', 'In front of Corp ID'))
    await page.keyboard.press('Enter')
    await page.locator('#signed-in-as').waitFor()
    await look(page, `front-signed-in-${locale}`)
    await page.context().clearCookies()
    await page.goto(`${tegata.url}/realms/front/local`)
    await look(page, `local-${locale}`)
    await page.locator('form button').first().click()
    await page.locator('input[name=password]').waitFor()
    await look(page, `local-sign-in-${locale}`)
    await leave()
  })

  test('the account page and its steps', async () => {
    const { page, leave } = await person()
    await page.goto(`${tegata.url}/realms/demo/account`)
    await password(page, 'hana')
    await submitCode(page, await tegata.codeOf('hana'))
    await page.getByRole('link', { name: 'Add OTP Authentication' }).waitFor()
    await look(page, 'account')
    const links = await page.locator('main a[href*="/account/"]').evaluateAll((all) => [...new Set(all.map((link) => (link as HTMLAnchorElement).href))])
    expect(links.length).toBeGreaterThan(2)
    for (const [index, href] of links.entries()) {
      await page.goto(href)
      await look(page, `account-${index}`)
    }
    await leave()
  })

  test('the sample application, the telephone and the mailbox', async () => {
    const { page, leave } = await person()
    await openWiki(page, tegata)
    await password(page, 'emma')
    await page.locator('#signed-in-as').waitFor()
    await look(page, 'wiki')
    await page.goto(`${tegata.demoUrl}/front`)
    await look(page, 'front')
    await page.goto(`${tegata.demoUrl}/phone`)
    await look(page, 'phone')
    await page.goto(`${tegata.url}/dev/mail`)
    await look(page, 'mailbox')
    await leave()
  })
})
