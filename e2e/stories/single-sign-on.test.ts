import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { onSample, openWiki, password, person, submitCode } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('single sign-on', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const signInTo = async (page: Awaited<ReturnType<typeof person>>['page'], path: string) => {
    await page.goto(`${tegata.demoUrl}${path}`)
    await page.getByRole('link', { name: 'Sign in' }).or(page.getByRole('button', { name: 'Sign in' })).first().click()
  }

  test('password and code once; the second application asks nothing; signing out of one ends both (RP-initiated and back-channel logout)', async () => {
    const { page, leave } = await person()
    await openWiki(page, tegata)
    await password(page, 'admin')
    await submitCode(page, await tegata.codeOf('admin'))
    await onSample(page, tegata)
    await page.getByText('You are signed in as').waitFor()

    await signInTo(page, '/calendar')
    await page.waitForURL(`${tegata.demoUrl}/calendar`)
    await page.getByText('You are signed in as').waitFor()

    await page.goto(`${tegata.demoUrl}/`)
    await page.getByRole('button', { name: 'Sign out' }).or(page.getByRole('link', { name: 'Sign out' })).first().click()
    await page.getByText('You are signed out.').waitFor()

    // told by back-channel, without this browser
    await expect.poll(async () => {
      await page.goto(`${tegata.demoUrl}/calendar`)
      return page.getByText('You are signed in as').count()
    }, { timeout: 15_000 }).toBe(0)

    await signInTo(page, '/calendar')
    await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    await leave()
  })

  test('policy line 9 and line 2, P22: the password alone is enough for the wiki; payroll, which demands a code, does not let it bind one', async () => {
    const { page, leave } = await person()
    await openWiki(page, tegata)
    await password(page, 'emma')
    await onSample(page, tegata)
    await page.getByText('You are signed in as').waitFor()

    // policy.md line 2: a binding demand; the floor `mailLink` keeps whoever has only the password from enrolling
    await signInTo(page, '/payroll')
    // P22, line 2: what is bound here takes the first proof anew, and the mailbox besides
    await page.waitForURL(/\/journey\//)
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('seven orange boats')
    await page.getByRole('button', { name: 'Sign In' }).click()
    await page.getByRole('button', { name: /Authenticator app/ }).or(page.getByText('Confirm that it is you')).first().waitFor()
    expect(new URL(page.url()).origin).toBe(tegata.url)
    expect(await page.locator('#otp-key').count()).toBe(0)
    await leave()
  })

  test('a wrong password and an unknown name look the same', async () => {
    const { page, leave } = await person()
    await openWiki(page, tegata)
    await password(page, 'emma', 'not the password')
    const wrong = await page.locator('[role=alert]').innerText()
    await password(page, 'nobody-at-all', 'not the password')
    expect(await page.locator('[role=alert]').innerText()).toBe(wrong)
    await leave()
  })

  test('every page of a sign-in is in Japanese for a Japanese browser, and in Korean by ui_locales', async () => {
    const { page, leave } = await person({ locale: 'ja-JP' })
    await page.goto(`${tegata.demoUrl}/`)
    await page.locator('a,button').filter({ hasText: /ログイン|サインイン|Sign in/ }).first().click()
    await page.locator('input[name=username]').waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('ja')
    const korean = new URL(`${tegata.url}/realms/demo/protocol/openid-connect/auth`)
    korean.search = new URLSearchParams({
      client_id: 'your-app', response_type: 'code', scope: 'openid', redirect_uri: 'http://localhost:3999/callback', ui_locales: 'ko',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
    }).toString()
    await page.goto(korean.href)
    expect(await page.locator('html').getAttribute('lang')).toBe('ko')
    await leave()
  })
})
