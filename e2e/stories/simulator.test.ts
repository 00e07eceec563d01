import { describe, expect, test } from 'vitest'
import { atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { onSample, openWiki, password, person } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('what a sign-in would meet, and why one of the past asked (S1-25, S1-28)', () => {
  atTheConsole()

  const answer = () => page.getByRole('region', { name: 'The decision' })

  test('S1-25: a person is simulated from outside of the office, and from inside', async () => {
    await page.getByRole('link', { name: 'Simulator' }).click()
    await page.getByText('Choose a person, or imagine one.').waitFor()
    await page.getByRole('searchbox', { name: 'Person' }).fill('taro')
    await page.getByRole('button', { name: /鈴木 太郎/ }).click()
    await page.getByLabel('Network address').fill('198.51.100.7')
    await answer().getByText('Asked for a code · gets in').waitFor()
    await answer().getByText('Enters a code: Authenticator app.').waitFor()
    await expect.poll(() => answer().locator('[aria-current=true]').innerText()).toMatch(/Group: conditions[\s\S]*asks: no exemption holds/)
    expect(await answer().locator('ol.lines > li').count()).toBe(10)
    await look(page, 'console-simulator')
    await page.getByLabel('Access Policy Group').selectOption({ label: 'None' })
    await expect.poll(() => answer().locator('[aria-current=true]').innerText()).toContain('Registered')
    await page.getByLabel('Access Policy Group').selectOption({ label: 'As it is' })
    await answer().getByText('asks: no exemption holds').first().waitFor()

    // The address bar asks the same of whoever follows it.
    await expect.poll(() => new URL(page.url()).searchParams.get('address')).toBe('198.51.100.7')
    await page.reload()
    await answer().getByText('Asked for a code · gets in').waitFor()
  })

  test('what was simulated is met; why, stands afterwards beside the sign-in for administrators, and in plain words for the person', async () => {
    const taro = await person()
    await openWiki(taro.page, tegata)
    await password(taro.page, 'taro')
    await onSample(taro.page, tegata)

    await page.goto(`${tegata.url}/console/demo/users?search=taro`)
    await page.getByRole('row', { name: /taro@demo\.example/ }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Why was this person not asked?' }).first().click()
    const window = page.getByRole('dialog')
    await window.getByText(/does not ask: .* holds/).waitFor()
    await look(page, 'console-past-decision')
    await page.keyboard.press('Escape')

    await taro.page.goto(`${tegata.url}/realms/demo/account`)
    await taro.page.getByText('Why was I not asked for a code?').first().click()
    await taro.page.getByText(/asks for a code, except in some situations\. This sign-in was in one of them\./).first().waitFor()
    expect(await taro.page.locator('main').innerText()).not.toContain('Not in the office')
    await look(taro.page, 'account-why')
    await taro.leave()
  })
})
