import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf, operatorOf } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { onSample, openConsole, openWiki, password, person, submitCode, takeApp, told } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('Codes by email', () => {
  let tegata: Tegata
  let api: ReturnType<typeof operatorOf>
  beforeAll(async () => {
    tegata = await startTegata()
    api = operatorOf(tegata, 'demo')
  })
  afterAll(() => tegata.stop())

  const read = new Set<string>()
  /** The code of a mail that was not read before; the outbox takes its time. */
  const codeTo = async (address: string, subject = /./): Promise<string> => {
    for (let turn = 0; turn < 100; turn += 1) {
      const mail = (await tegata.mails()).find((each) => each.to.includes(address) && subject.test(each.subject) && !read.has(each.id))
      const code = /^ {4}(\d{8})$/m.exec(mail?.text ?? '')?.[1]
      if (mail !== undefined) read.add(mail.id)
      if (code !== undefined) return code
      await new Promise((resolve) => { setTimeout(resolve, 100) })
    }
    throw new Error(`no code came to ${address}`)
  }
  const arrive = async (username: string, options?: Parameters<typeof person>[0]) => {
    const somebody = await person(options)
    await openWiki(somebody.page, tegata)
    await password(somebody.page, username)
    return somebody
  }

  test('S3-10, M-1, T-9: reika gets her code by mail, is in with it, and the application sees what it is worth: never 2', async () => {
    const { page, leave } = await arrive('reika')
    await page.getByText('We sent a code to').waitFor()
    await look(page, 'code-by-mail-en')
    const mail = await tegata.mailTo('reika@inside.demo.example', /Your code/)
    expect(mail.text).not.toMatch(/https?:/)
    await submitCode(page, await codeTo('reika@inside.demo.example'))
    await onSample(page, tegata)
    await page.getByText('You are signed in as').waitFor()
    expect(await told(page)).toMatchObject({ acr: '1', amr: expect.arrayContaining(['pwd', 'otp', 'urn:tegata:amr:email']) })
    expect((await told(page))['amr']).not.toContain('mfa')
    await leave()
  })

  test('S0-27, S0-28, S0-30, S1-21, S1-22: at a sign-in that must enrol the menu, the address on file, its code, in; no second code', async () => {
    const { page, leave } = await arrive('kenji', { width: 390 })
    await page.getByRole('heading', { name: 'One more step and you are in' }).waitFor()
    await look(page, 'choose-en')
    await page.getByRole('button', { name: /Receive by email/ }).click()
    await page.getByRole('heading', { name: 'Receive codes by email' }).waitFor()
    await look(page, 'address-en')
    await page.getByRole('button', { name: 'Send it to k…i@demo.example' }).click()
    await page.getByRole('heading', { name: 'Enter the code from the mail' }).waitFor()
    await look(page, 'prove-address-en')
    await page.locator('input[name=code]').fill(await codeTo('kenji@demo.example', /Confirm this address/))
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByText('Success. OTP is now enabled.').waitFor()
    await onSample(page, tegata)
    await page.getByText('You are signed in as').waitFor()
    expect(await told(page)).toMatchObject({ amr: expect.arrayContaining(['otp', 'urn:tegata:amr:email']) })
    await tegata.mailTo('kenji@demo.example', /added/i)
    await leave()
  })

  test('S1-9, S1-15, S1-21, S1-22, S1-23, S1-24: an administrator enters an address: “Success. OTP is now enabled.”, not proved, and its first use proves it', async () => {
    const admin = await person()
    await openConsole(tegata, admin.page)
    await admin.page.goto(`${tegata.url}/console/demo/users/${await idOf(api, 'emma')}`)
    const card = admin.page.getByRole('region', { name: 'OTP – OTP Type' })
    await card.getByRole('button', { name: 'Email', exact: true }).click()
    const dialog = admin.page.getByRole('dialog')
    await dialog.getByLabel('Email address for codes').fill('emma@inside.demo.example')
    await dialog.getByText('is opened by signing in here').waitFor()
    await look(admin.page, 'console-address-behind')
    await dialog.getByLabel('Email address for codes').fill('emma.private@mail.example')
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await dialog.getByText('Success. OTP is now enabled.').waitFor()
    await look(admin.page, 'console-address-entered')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await card.getByText('Not proved yet: its first use proves it').waitFor()
    await look(admin.page, 'console-address-unproved')

    const emma = await arrive('emma')
    await submitCode(emma.page, await codeTo('emma.private@mail.example'))
    await onSample(emma.page, tegata)
    await emma.leave()
    await admin.page.reload()
    await card.getByText('emma.private@mail.example').waitFor()
    expect(await card.getByText('Not proved yet').count()).toBe(0)
    await admin.leave()
  })

  test('S3-12: by the person, on the account page, after its code was typed; from then on another way is offered, and remembered once it was used', async () => {
    const hana = await arrive('hana')
    if (await hana.page.locator('input[name=code]').count() > 0) await submitCode(hana.page, await tegata.codeOf('hana'))
    await onSample(hana.page, tegata)
    await hana.page.goto(`${tegata.url}/realms/demo/account`)
    await hana.page.getByRole('link', { name: 'Add OTP Authentication' }).click()
    await hana.page.getByRole('button', { name: /Receive by email/ }).click()
    const asked = hana.page.locator('input[name=code]')
    const addressing = hana.page.getByRole('heading', { name: 'Receive codes by email' })
    await asked.or(addressing).first().waitFor()
    if (await asked.count() > 0) {
      await tegata.nextTimeStep()
      await submitCode(hana.page, await tegata.codeOf('hana'))
    }
    await addressing.waitFor()
    await look(hana.page, 'account-add-address')
    await hana.page.getByLabel('Or another address').fill('hana.private@mail.example')
    await hana.page.getByRole('button', { name: 'Send a code' }).click()
    await submitCode(hana.page, '00000000')
    await hana.page.getByText('That is not the code of the newest mail').waitFor()
    expect((await api('GET', `/users/${await idOf(api, 'hana')}/authenticators`)).body.items).toMatchObject([{ kind: 'totp' }])
    await submitCode(hana.page, await codeTo('hana.private@mail.example'))
    await hana.page.getByText('Success. OTP is now enabled.').waitFor()
    await hana.leave()

    const again = await arrive('hana')
    await again.page.getByText('Open your authenticator app').waitFor()
    await look(again.page, 'another-way-en')
    await again.page.getByRole('button', { name: 'Send a code to h…e@mail.example instead' }).click()
    await again.page.getByText('We sent a code to').waitFor()
    await submitCode(again.page, await codeTo('hana.private@mail.example', /Your code/))
    await onSample(again.page, tegata)
    await again.leave()
    const next = await arrive('hana')
    await next.page.getByText('We sent a code to').waitFor()
    await next.page.getByRole('button', { name: 'Use my authenticator app instead' }).click()
    await next.page.getByText('Open your authenticator app').waitFor()
    await next.leave()
  })

  test('S3-11: as an app: the same value within its step, dead ninety seconds after it began, to the second', async () => {
    const { etag } = await api('GET', '')
    expect((await api('PATCH', '', { emailedCodes: 'time-step' }, etag === null ? {} : { 'if-match': etag })).status).toBe(200)
    const step = await tegata.nextTimeStep()
    const start = Math.floor(step / 30_000) * 30_000
    const { page, leave } = await arrive('reika')
    await page.getByText(/seconds are left/).waitFor()
    const code = await codeTo('reika@inside.demo.example')
    await tegata.setClock(start + 90_000)
    await submitCode(page, code)
    await page.getByText('That code has expired. Let us send a new one.').waitFor()
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText(/seconds are left/).waitFor()
    const next = await codeTo('reika@inside.demo.example')
    expect(next).not.toBe(code)
    await submitCode(page, next)
    await onSample(page, tegata)
    await leave()
    expect((await api('PATCH', '', { emailedCodes: 'standard' }, { 'if-match': (await api('GET', '')).etag ?? '' })).status).toBe(200)
  })

  test('S0-32, S0-33, S0-37: the classic page looks the same for everybody, takes the mailed code, and says after a first code that nothing is set up, with a reference', async () => {
    expect((await api('PATCH', '', { presentation: 'classic' }, { 'if-match': (await api('GET', '')).etag ?? '' })).status).toBe(200)
    const reika = await arrive('reika')
    const certs = await arrive('certs')
    const words = async (page: typeof reika.page) => (await page.locator('main').innerText()).replaceAll(/\d+/g, '').replaceAll(/reika|certs/g, '')
    await reika.page.getByText('If your codes come by email').waitFor()
    await look(reika.page, 'classic-en')
    expect(await words(reika.page)).toBe(await words(certs.page))
    await submitCode(certs.page, '123456')
    await certs.page.getByText(/none is set up for your account\. Call .* and give the reference \d{4}-\d{2}/).waitFor()
    await look(certs.page, 'classic-nothing-set-up-en')
    await submitCode(reika.page, await codeTo('reika@inside.demo.example'))
    await onSample(reika.page, tegata)
    await reika.leave()
    await certs.leave()
    expect((await api('PATCH', '', { presentation: 'interactive' }, { 'if-match': (await api('GET', '')).etag ?? '' })).status).toBe(200)
  })

  test('S0-28, S1-17: the menu also offers the app, and both pages lead back to it', async () => {
    await api('POST', `/users/${await idOf(api, 'yuna')}/reset-otp`, { reason: 'lost phone' })
    const { page, leave } = await arrive('yuna')
    await page.getByRole('button', { name: /Receive by email/ }).click()
    await page.getByRole('button', { name: 'Choose another method' }).click()
    await takeApp(page)
    await page.getByRole('button', { name: 'Choose another method' }).click()
    await page.getByRole('button', { name: /Authenticator app/ }).waitFor()
    await leave()
  })
})
