import jsqr from 'jsqr'
import { describe, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { idOf, operatorOf } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { totp } from '../support/totp.ts'
import { everybodysPassword, onSample, openWiki, password, person, submitCode, takeApp } from '../support/walk.ts'

/** What the camera of a telephone reads off the screen. */
async function scan(page: Page, svg: Locator): Promise<string> {
  const source = await svg.evaluate((element) => new XMLSerializer().serializeToString(element))
  const image = await page.evaluate(async (text) => {
    const picture = new Image()
    picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 700
    const context = canvas.getContext('2d') as CanvasRenderingContext2D
    context.fillStyle = '#fff'
    context.fillRect(0, 0, 700, 700)
    context.drawImage(picture, 20, 20, 660, 660)
    return [...context.getImageData(0, 0, 700, 700).data]
  }, source)
  return jsqr.default(Uint8ClampedArray.from(image), 700, 700)?.data ?? ''
}

const linkIn = (text: string): string => /https?:\/\/\S+\/link\?key=\S+/.exec(text)?.[0] ?? ''

describe.skipIf(chromiumPath === undefined)('the page of a person', () => {
  atTheConsole()

  const otp = () => page.getByRole('region', { name: 'OTP – OTP Type' })
  const setup = () => page.getByRole('region', { name: 'Set-up mail' })
  const dialog = () => page.getByRole('dialog')
  async function openUser(username: string): Promise<void> {
    await page.goto(`${tegata.url}/console/demo/users/${await idOf(operatorOf(tegata, 'demo'), username)}`)
    await otp().waitFor()
  }

  test('S1-5, S1-6, S1-7, S1-8, S1-11, S1-12, S1-13, S1-15, S1-18, S1-19, S1-20: Users – User List → the person → [OTP] – [OTP Type] → [Register] → QR code → code → Success. OTP is now enabled.', async () => {
    await page.getByRole('link', { name: 'Users', exact: true }).first().click()
    await page.getByRole('searchbox').or(page.getByLabel('Name, reading, user name, email or reference')).first().fill('kenji')
    await page.getByRole('row', { name: /kenji@demo\.example/ }).getByRole('link').first().click()
    await otp().getByText('Nothing is set up.').waitFor()
    await look(page, 'console-user-en')

    await otp().getByRole('button', { name: 'Register' }).click()
    await dialog().getByText('No app yet? Every app for one-time codes works.').waitFor()
    await dialog().getByRole('button', { name: 'Show the QR code' }).click()
    const drawn = dialog().getByRole('img', { name: 'QR code for the authenticator app' })
    await drawn.waitFor()
    const uri = new URL(await scan(page, drawn))
    const secret = uri.searchParams.get('secret') ?? ''
    expect([uri.protocol, uri.searchParams.get('issuer')]).toEqual(['otpauth:', 'Demo Company'])
    await dialog().getByText('Can’t scan?').click()
    expect((await dialog().locator('code').innerText()).replaceAll(' ', ''), 'S2-11: the key for typing is the same secret').toBe(secret)
    await look(page, 'console-register-en')

    const code = dialog().getByLabel('Code that the app shows')
    await code.fill('000000')
    await dialog().getByRole('button', { name: 'Submit' }).click()
    await dialog().getByText('That code is not right.').waitFor()
    await code.fill(totp(secret, await tegata.nextTimeStep()))
    await dialog().getByRole('button', { name: 'Submit' }).click()
    await dialog().getByText('Success. OTP is now enabled.').waitFor()
    await look(page, 'console-registered-en')
    await dialog().getByRole('button', { name: 'Done' }).click()
    await otp().getByText('set up by an administrator').waitFor()
    await otp().getByText('Authenticator app').first().waitFor()

    const mail = await tegata.mailTo('kenji@demo.example', /authenticator was added/)
    expect(mail.text).toContain('An administrator set this up')
    expect(mail.text).toContain('admin')
    expect(linkIn(mail.text), 'with a way to stop it').not.toBe('')

    const kenji = await person()
    await openWiki(kenji.page, tegata)
    await password(kenji.page, 'kenji', everybodysPassword)
    await submitCode(kenji.page, totp(secret, await tegata.nextTimeStep()))
    await onSample(kenji.page, tegata)
    await kenji.leave()
  })

  test('S1-28: why a code is asked, in a sentence; Why? opens every line, to the letter as the command line says it', async () => {
    await openUser('kenji')
    await page.getByText('A code is required:').waitFor()
    await page.getByRole('button', { name: 'Why?' }).click()
    await dialog().getByText('The lines are read in this order').waitFor()
    await look(page, 'console-why-en')
    const { stdout } = await tegata.cli('policy', 'explain', '--realm', 'demo', '--user', 'kenji')
    const said = await dialog().locator('.because').allInnerTexts()
    expect(said).toHaveLength(10)
    const firstLower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
    for (const sentence of said.slice(2, 5)) expect([stdout.includes(sentence) || stdout.includes(firstLower(sentence)), sentence]).toEqual([true, sentence])
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  test('S1-10: on one’s own record [Register] leads to the account page, which leads back', async () => {
    await openUser('admin')
    await otp().getByRole('link', { name: 'Register on my account page' }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.getByRole('link', { name: 'Add OTP Authentication' }).waitFor()
    await page.getByRole('link', { name: 'Administration console' }).click()
    await otp().getByText('Your own is set up on your account page').waitFor()
  })

  test('S1-7: an authenticator is renamed', async () => {
    await openUser('kenji')
    await otp().getByRole('button', { name: /^Rename/ }).click()
    await dialog().getByLabel('Name', { exact: true }).fill('Pixel of Kenji')
    await dialog().getByRole('button', { name: 'Save name' }).click()
    await otp().getByText('Pixel of Kenji').waitFor()
  })

  test('somebody without a mailbox gets a printed sheet: name, link as QR code and text, three steps, in their language', async () => {
    const operator = operatorOf(tegata, 'demo')
    const { status } = await operator('POST', '/users', { username: 'sora', givenName: '空', familyName: '青木', language: 'ja', otpRequired: true })
    expect(status).toBe(201)
    await openUser('sora')
    await setup().getByRole('button', { name: 'Print a set-up sheet' }).click()
    await dialog().getByRole('textbox').fill('seen in person at the front desk')
    await dialog().getByRole('button', { name: 'Make the sheet' }).click()
    const paper = dialog().getByRole('article')
    await paper.getByText('アカウントの設定').waitFor()
    await look(page, 'console-sheet-ja')
    const link = await scan(page, paper.getByRole('img', { name: 'リンクの QR コード' }))
    expect(link).toBe(await paper.locator('code').innerText())
    expect(await paper.locator('ol li').count()).toBe(3)
    for (const words of ['青木 空', 'sora', '一度だけ使えます']) await paper.getByText(words).first().waitFor()

    // On paper there is the sheet alone.
    await page.emulateMedia({ media: 'print' })
    const printed = page.locator('.sheet-to-print')
    await printed.waitFor({ state: 'visible' })
    expect(await page.locator('#app').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await dialog().getByRole('button', { name: 'Close' }).last().click()
    await setup().getByText('Printed on a sheet on').waitFor()
    expect(await page.content(), 'shown once').not.toContain(link)

    const sora = await person({ locale: 'ja-JP' })
    await sora.page.goto(link)
    await sora.page.getByRole('button', { name: '続行するにはここをクリックしてください' }).click()
    await takeApp(sora.page)
    const key = (await sora.page.locator('#otp-key').textContent() ?? '').replaceAll(/\s/g, '')
    await sora.page.locator('input[name=code]').fill(totp(key, await tegata.nextTimeStep()))
    await sora.page.keyboard.press('Enter')
    await sora.page.locator('input[name=newPassword]').fill('a long walk home')
    await sora.page.locator('input[name=confirmPassword]').fill('a long walk home')
    await sora.page.locator('button[type=submit]').last().click()
    await sora.page.getByText('アカウントが更新されました。').waitFor()
    await sora.leave()
    await page.reload()
    await setup().getByText('The link on the sheet has been used.').or(setup().getByText('None has been sent.')).first().waitFor()
  })

  test('the link to another address for this once: it goes there, and the address on file is told and proves nothing by it', async () => {
    await openUser('aoi')
    await setup().getByRole('button', { name: 'Another address, for this once' }).click()
    await dialog().getByLabel('Address, for this once').fill('aoi@home.example')
    await dialog().getByRole('textbox', { name: /How did you make sure/ }).fill('called back on the number in the directory')
    await look(page, 'console-other-address-en')
    await dialog().getByRole('button', { name: 'Send', exact: true }).click()
    await setup().getByText('Another address than the one on file.').waitFor()
    expect(linkIn((await tegata.mailTo('aoi@home.example')).text)).not.toBe('')
    const told = await tegata.mailTo('aoi@demo.example', /【Demo Company】|【デモ|リンクの発行/)
    expect(linkIn(told.text)).toBe('')
  })

  test('deleted by somebody else while it is open: it says so, and leads back to the list', async () => {
    const operator = operatorOf(tegata, 'demo')
    const made = await operator('POST', '/users', { username: 'gone', givenName: 'G', familyName: 'One' })
    await openUser('gone')
    await operator('DELETE', `/users/${String(made.body.id)}`)
    await otp().getByRole('button', { name: 'Register' }).click()
    await dialog().getByRole('button', { name: 'Show the QR code' }).click()
    await page.getByText('This person is not here any more').waitFor()
    await page.getByRole('link', { name: 'Go to the users' }).click()
    await page.getByRole('heading', { name: 'User List' }).waitFor()
  })
})
