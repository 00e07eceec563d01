import { describe, expect, test } from 'vitest'
import { atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { onSample, openWiki, password, pastNotice, person, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('the console', () => {
  atTheConsole()

  test('S2-6, S2-8: Add User with OTP Configured on; the password-setup mail arrives', async () => {
    await page.getByRole('link', { name: 'Users', exact: true }).click()
    await page.getByRole('link', { name: 'Add user' }).or(page.getByRole('button', { name: 'Add user' })).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('User name').fill('mina')
    await dialog.getByLabel('Email').fill('mina@demo.example')
    await dialog.getByLabel('Given name').fill('Mina')
    await dialog.getByLabel('Family name').fill('Park')
    expect(await dialog.getByRole('checkbox', { name: /OTP Configured/ }).isChecked()).toBe(true)
    await dialog.getByRole('button', { name: 'Add user' }).click()
    const mail = await tegata.mailTo('mina@demo.example')
    expect(mail.subject).toBe('Set up your account at Demo Company')
  })

  test('S0-39: somebody is found by typing, in Japanese too, with two characters', async () => {
    await page.goto(`${tegata.url}/console/demo/users`)
    const search = page.getByPlaceholder('Name, reading, user name, email or reference')
    await search.fill('佐藤')
    await page.getByText('kenji@demo.example').waitFor()
    await expect.poll(() => page.getByText('emma@demo.example').count()).toBe(0)
    await expect.poll(() => page.url()).toContain('search=')
  })

  test('S0-40: administrators without OTP are two clicks away', async () => {
    await page.goto(`${tegata.url}/console/demo/users`)
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByText('Administrators without OTP').click()
    await page.getByText('certs@demo.example').waitFor()
    await expect.poll(() => page.getByText('emma@demo.example').count()).toBe(0)
    expect(await page.getByText('admin@demo.example', { exact: true }).count()).toBe(0)
  })

  test('S2-15…S2-18: the switch turned on for somebody: nothing ends, the next sign-in sets up', async () => {
    const emma = await person()
    await openWiki(emma.page, tegata)
    await password(emma.page, 'emma')
    await onSample(emma.page, tegata)

    await page.goto(`${tegata.url}/console/demo/users?search=emma`)
    await page.getByRole('row', { name: /emma@demo\.example/ }).getByRole('link').click()
    await page.getByText('OTP Configured').first().waitFor()
    await page.getByText('OTP Configured').first().click()
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.getByText('Must use a code. Not set up yet. It is set up at the next sign-in.').waitFor()

    // S2-16, letRunOut: her session goes on
    await emma.page.getByRole('button', { name: 'Refresh the token' }).click()
    await emma.page.getByText('The token was refreshed').waitFor()
    const again = await person()
    await openWiki(again.page, tegata)
    await password(again.page, 'emma')
    await takeApp(again.page)
    await emma.leave()
    await again.leave()
  })

  test('S2-20, S2-21: a reset request is on top; Reset OTP with a reason answers it', async () => {
    const yuna = await person()
    await openWiki(yuna.page, tegata)
    await password(yuna.page, 'yuna')
    await yuna.page.getByText("Can't use your code?").click()
    await yuna.page.getByRole('button', { name: 'Ask for a reset' }).click()
    await yuna.page.locator('text=/\\d{4}-\\d{2}/').first().waitFor()
    const reference = /\d{4}-\d{2}/.exec(await yuna.page.locator('main').innerText())?.[0] ?? ''

    await page.goto(`${tegata.url}/console/demo/reset-requests`)
    await page.getByText(reference).waitFor()
    await page.getByRole('button', { name: /Reset OTP/ }).first().click()
    await page.getByRole('dialog').waitFor()
    await page.getByRole('dialog').getByRole('textbox').last().fill('called back on the known number')
    await page.getByRole('dialog').getByRole('button', { name: /Reset OTP/ }).click()
    await page.getByText('The waiting page goes on by itself.').waitFor()
    await page.getByText('Nobody is waiting').waitFor()

    await yuna.page.reload()
    await takeApp(yuna.page)
    await yuna.leave()
  })

  test('whoever may only read sees the badge and no button that changes something', async () => {
    const auditor = await person()
    await auditor.page.goto(`${tegata.url}/console/demo`)
    await password(auditor.page, 'auditor')
    await auditor.page.waitForURL(/\/console\/demo|\/journey\//)
    await pastNotice(auditor.page, auditor.page.getByText('You can look at everything here and change nothing.'))
    expect(await auditor.page.getByRole('button', { name: 'Add user' }).count()).toBe(0)
    await auditor.leave()
  })

  test('somebody without an administrative role is told so, kindly', async () => {
    const emma = await person()
    await emma.page.goto(`${tegata.url}/console/demo`)
    await password(emma.page, 'taro')
    await emma.page.waitForURL(/\/console\/demo/)
    await emma.page.getByRole('heading').first().waitFor()
    expect(await emma.page.getByRole('heading', { name: 'User List' }).count()).toBe(0)
    await emma.leave()
  })
})
