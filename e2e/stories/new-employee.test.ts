import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import jsqr from 'jsqr'
import { chromiumPath } from '../support/chromium.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { totp } from '../support/totp.ts'
import { enrol, everybodysPassword, keyOf, onSample, openWiki, password, person, submitCode, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('a new employee', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const create = async (username: string, more: Record<string, unknown> = {}) => {
    const answer = await fetch(`${tegata.url}/api/realms/demo/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tegata.adminToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ username, email: `${username}@demo.example`, givenName: 'New', familyName: 'Person', otpRequired: true, sendSetupMail: true, ...more }),
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toMatch(/\/api\/realms\/demo\/users\/[0-9a-f-]{36}$/)
  }
  const linkIn = (text: string) => /https?:\/\/\S+\/link\?key=[\w-]+/.exec(text)?.[0] ?? ''

  test('S2-6…S2-14: from the password-setup mail to the sample application, code first, then the password', async () => {
    await create('mika')
    const mail = await tegata.mailTo('mika@demo.example')
    expect(mail.subject).toBe('Set up your account at Demo Company')
    expect(mail.text).toContain('authenticator app')

    const { page, leave } = await person()
    await page.goto(linkIn(mail.text))
    expect(page.url()).not.toContain('key=') // P-7: the token leaves the address at once
    await page.getByRole('button', { name: 'Click here to continue' }).click()

    // S2-10, S2-11: the QR code and the typed key are the same secret
    await takeApp(page)
    const key = await keyOf(page)
    const image = await page.evaluate(async () => {
      const svg = document.querySelector('.qr svg, svg.qr, figure svg')
      const text = new XMLSerializer().serializeToString(svg as SVGElement)
      const picture = new Image()
      picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`
      await picture.decode()
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = 600
      const context = canvas.getContext('2d') as CanvasRenderingContext2D
      context.fillStyle = '#fff'
      context.fillRect(0, 0, 600, 600)
      context.drawImage(picture, 30, 30, 540, 540)
      return [...context.getImageData(0, 0, 600, 600).data]
    })
    const uri = new URL(jsqr.default(Uint8ClampedArray.from(image), 600, 600)?.data ?? '')
    expect(uri.protocol).toBe('otpauth:')
    expect(uri.searchParams.get('secret')).toBe(key)
    expect(await page.getByRole('link', { name: 'Open in my authenticator app' }).getAttribute('href')).toContain(`secret=${key}`)

    // S2-12, S2-14
    const at = await tegata.nextTimeStep()
    await submitCode(page, totp(key, at))
    await page.locator('input[name=newPassword]').fill('a long walk home')
    await page.locator('input[name=confirmPassword]').fill('a long walk home')
    await page.getByRole('button', { name: 'Save password' }).click()
    await page.getByText('Your account has been updated.').waitFor()

    // on to sign in, with the user name filled in
    await page.getByRole('link', { name: 'Continue to Sample application' }).click()
    await page.locator('#sign-in').click()
    await page.waitForURL(/\/journey\//)
    expect(await page.getByRole('textbox', { name: 'Username or email' }).inputValue()).toBe('mika')
    await password(page, 'mika', 'a long walk home')

    // S0-30, RFC 6238 §5.2: the enrolment code is spent, and says so at no cost of an attempt
    await submitCode(page, totp(key, at))
    await page.getByText('That code has already been used.').waitFor()
    const later = await tegata.nextTimeStep()
    await submitCode(page, totp(key, later))
    await onSample(page, tegata)
    await page.getByText('You are signed in as').waitFor()
    await tegata.setClock(null)
    await leave()
  })

  test('P-7: a mail scanner that opens the link, and its page, spends nothing', async () => {
    await create('scan')
    const link = linkIn((await tegata.mailTo('scan@demo.example')).text)
    for (let n = 0; n < 5; n++) {
      await fetch(link)
      await fetch(link, { method: 'HEAD' })
    }
    const { page, leave } = await person()
    await page.goto(link)
    await page.getByRole('button', { name: 'Click here to continue' }).click()
    await takeApp(page)
    await leave()
  })

  test('the link may be opened on the phone and continued on the desk; a used link says so and offers a new one', async () => {
    await create('desk')
    const link = linkIn((await tegata.mailTo('desk@demo.example')).text)
    const phone = await person({ width: 390 })
    await phone.page.goto(link)
    await phone.page.getByRole('button', { name: 'Click here to continue' }).click()
    await takeApp(phone.page)
    const phoneKey = await keyOf(phone.page)

    const desk = await person()
    await desk.page.goto(link)
    await desk.page.getByRole('button', { name: 'Click here to continue' }).click()
    await enrol(desk.page, tegata)
    await desk.page.locator('input[name=newPassword]').fill('a long walk home')
    await desk.page.locator('input[name=confirmPassword]').fill('a long walk home')
    await desk.page.getByRole('button', { name: 'Save password' }).click()
    await desk.page.getByText('Your account has been updated.').waitFor()

    // the journey on the phone ended when the desk began
    await submitCode(phone.page, totp(phoneKey, await tegata.now()))
    expect(await phone.page.locator('input[name=newPassword]').count()).toBe(0)

    await desk.page.goto(link)
    await desk.page.getByText('This link has already been used').waitFor()
    expect(await desk.page.getByRole('button', { name: 'Send me a new link' }).count()).toBe(1)
    await phone.leave()
    await desk.leave()
  })

  test('S2-8: an expired link says so, and a new one comes to the address on file', async () => {
    const mails = (await tegata.mails()).filter((mail) => mail.to.includes('minho'))
    const link = linkIn(mails.at(-1)?.text ?? '')
    const { page, leave } = await person()
    await page.goto(link)
    await page.getByText('This link has expired').waitFor()
    const before = mails.length
    await page.getByRole('button', { name: 'Send me a new link' }).click()
    await expect.poll(async () => (await tegata.mails()).filter((mail) => mail.to.includes('minho')).length, { timeout: 15_000 }).toBe(before + 1)
    await leave()
  })

  test('S1-3: OTP Configured on, for somebody with a password: set-up at the next sign-in, no password step, no second code (S2-15…S2-18)', async () => {
    const { page, leave } = await person()
    await openWiki(page, tegata)
    await password(page, 'kenji', everybodysPassword)
    await page.getByText('Authenticator app').first().click()
    if (await page.locator('#otp-key').count() === 0) await page.getByRole('button', { name: /Continue|Authenticator app/ }).first().click()
    await enrol(page, tegata)
    await onSample(page, tegata)
    await page.getByText('You are signed in as').waitFor()
    await leave()
  })
})
