import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeUpstream, idOf, operatorOf } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { totp } from '../support/totp.ts'
import { atCorp, enrol, everybodysPassword, keyOf, password, pastNotice, person, submitCode, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('the account page', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const open = async (username: string) => {
    const somebody = await person()
    await somebody.page.goto(`${tegata.url}/realms/demo/account`)
    await password(somebody.page, username)
    await tegata.nextTimeStep()
    await submitCode(somebody.page, await tegata.codeOf(username))
    await pastNotice(somebody.page, somebody.page.getByRole('link', { name: 'Add OTP Authentication' }))
    return somebody
  }

  test('S4-14, T-8: a second authenticator is added by its code, and either phone signs in', async () => {
    const taro = await open('hana')
    const { page } = taro
    await page.goto(`${tegata.url}/realms/demo/account`)
    await page.getByRole('link', { name: 'Add OTP Authentication' }).click()
    const choose = page.getByRole('button', { name: /Authenticator app/ }).or(page.getByRole('link', { name: /Authenticator app/ }))
    if (await page.locator('#otp-key').count() === 0 && await choose.count() > 0) await choose.first().click()
    await takeApp(page)
    const key = await keyOf(page)
    const name = page.locator('input[name=label], input[name=name]')
    if (await name.count() > 0) await name.first().fill('Second phone')
    await page.locator('input[name=code]').fill(totp(key, await tegata.now()))
    await page.getByRole('button', { name: /Verify Code|Submit/ }).click()
    await page.getByText('Success. OTP is now enabled.').waitFor()
    await page.getByText('Second phone').first().waitFor()
    const mail = await tegata.mailTo('hana@demo.example', /authenticator was added/i)
    expect(mail.subject.length).toBeGreaterThan(5)

    const elsewhere = await person()
    await elsewhere.page.goto(`${tegata.url}/realms/demo/account`)
    await password(elsewhere.page, 'hana')
    const at = await tegata.nextTimeStep()
    await submitCode(elsewhere.page, totp(key, at))
    await elsewhere.page.getByText('Second phone').first().waitFor()
    await taro.leave()
    await elsewhere.leave()
  })

  test('P-4: a new password needs the present one, and is told by mail', async () => {
    const who = await open('admin')
    const { page } = who
    await page.goto(`${tegata.url}/realms/demo/account`)
    await page.getByRole('link', { name: /password/i }).first().click()
    await page.locator('input[name=password]').fill('not the one')
    await page.locator('input[name=newPassword]').fill('eight green lanterns')
    await page.locator('input[name=confirmPassword]').fill('eight green lanterns')
    await page.getByRole('button', { name: /Save/ }).click()
    await page.locator('[role=alert]').waitFor()
    await page.locator('input[name=password]').fill(everybodysPassword)
    await page.locator('input[name=newPassword]').fill('eight green lanterns')
    await page.locator('input[name=confirmPassword]').fill('eight green lanterns')
    await page.getByRole('button', { name: /Save/ }).click()
    await tegata.mailTo('admin@demo.example', /password/i)
    const again = await person()
    await again.page.goto(`${tegata.url}/realms/demo/account`)
    await password(again.page, 'admin', everybodysPassword)
    await again.page.locator('[role=alert]').waitFor()
    await password(again.page, 'admin', 'eight green lanterns')
    await again.page.locator('input[name=code]').waitFor()
    await who.leave()
    await again.leave()
  })

  test('P-9: forgot password: a link by mail, a new password, and the code is asked all the same', async () => {
    const who = await person()
    const { page } = who
    await page.goto(`${tegata.url}/realms/demo/account`)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.locator('input[name=username]').fill('help')
    await page.getByRole('button').filter({ hasText: /Send|mail|link/i }).first().click()
    const mail = await tegata.mailTo('help@demo.example', /new password/i)
    await page.goto(/https?:\/\/\S+\/link\?key=[\w-]+/.exec(mail.text)?.[0] ?? '')
    await page.getByRole('button', { name: 'Click here to continue' }).click()
    await page.locator('input[name=newPassword]').fill('eight green lanterns')
    await page.locator('input[name=confirmPassword]').fill('eight green lanterns')
    await page.getByRole('button', { name: 'Save password' }).click()
    await page.getByText('Your account has been updated.').waitFor()
    await page.goto(`${tegata.url}/realms/demo/account`)
    await password(page, 'help', 'eight green lanterns')
    await page.locator('input[name=code]').waitFor()
    await who.leave()
  })

  test('P13, P14: somebody without a password here sets up her first code by signing in at Corp ID once more, and by her mailbox', async () => {
    const demo = operatorOf(tegata, 'demo')
    await changeUpstream(demo, 'corp', { newPeople: 'create', profile: 'upstream' })
    const { page, leave } = await person()
    await page.goto(`${tegata.url}/realms/demo/account`)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await atCorp(page, tegata)
    await password(page, 'jisoo')
    await page.getByRole('link', { name: 'Add OTP Authentication' }).click()
    await page.getByRole('button', { name: /Authenticator app/ }).click()
    expect(await page.locator('input[name=password]').count()).toBe(0)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    // the session that she has there is not enough
    await atCorp(page, tegata)
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(everybodysPassword)
    await page.keyboard.press('Enter')
    const mail = await tegata.mailTo('jisoo@demo.example', /Confirm that it is you/)
    await page.locator('input[name=code]').fill(/^ {4}(\d{8})$/m.exec(mail.text)?.[1] ?? '')
    await page.keyboard.press('Enter')
    await enrol(page, tegata)
    await page.getByText('Your account has been updated.').waitFor()
    const held = (await demo('GET', `/users/${await idOf(demo, 'jisoo')}/authenticators`)).body.items
    expect(held).toMatchObject([{ kind: 'totp', state: 'active', boundBy: 'mailbox' }])
    await page.goto(`${tegata.url}/realms/demo/account`)
    await page.getByRole('link', { name: 'Rename' }).first().waitFor()
    await leave()
  })
})
