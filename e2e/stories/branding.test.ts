import { deflateSync, crc32 } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { openConsole, openWiki, password, person } from '../support/walk.ts'

/** A wide sign of two colours. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const row = (y: number) => Buffer.concat([Buffer.alloc(1), ...Array.from({ length: width }, (_, x) => Buffer.from(x < width / 3 && y > height / 4 ? [178, 58, 42] : [35, 96, 60]))])
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('tEXt', Buffer.from('Comment\0<script>alert(1)</script>')),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))))), chunk('IEND', Buffer.alloc(0)), Buffer.from('<html><script>alert(2)</script>'),
  ])
}

describe.skipIf(chromiumPath === undefined)('how the sign-in pages look (S4-8)', () => {
  let tegata: Tegata
  let admin: Awaited<ReturnType<typeof person>>
  let page: Page
  beforeAll(async () => {
    tegata = await startTegata()
    admin = await person()
    page = admin.page
    await openConsole(tegata, page)
    await page.getByRole('link', { name: 'Realm settings' }).click()
    await page.getByRole('heading', { name: 'Look of the sign-in pages' }).waitFor()
  })
  afterAll(async () => {
    await admin.leave()
    await tegata.stop()
  })

  const choose = (name: string, mimeType: string, buffer: Buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
  const preview = () => page.frameLocator('iframe')

  test('an SVG with a script, a text called logo.png and a bomb are refused with a sentence; the pages stay as they are', async () => {
    await choose('logo.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))
    await page.getByText('SVG is not taken.', { exact: false }).nth(1).waitFor()
    await look(page, 'console-branding-refused')
    await choose('logo.png', 'image/png', Buffer.from('hello'))
    await page.getByText('This is not a PNG, JPEG or WebP picture').waitFor()
    await choose('logo.png', 'image/png', Buffer.alloc(200_000))
    await page.getByText('The file is larger than 150 kB.').waitFor()
    await page.getByText('No logo: the pages show our own sign.').waitFor()
  })

  test('the preview is the page itself: a logo, a colour and a sentence stand in it before they are saved', async () => {
    await choose('logo.png', 'image/png', png(180, 60))
    await page.getByText('180 × 60 pixels').waitFor()
    await preview().locator('img.logo').waitFor()
    await page.getByText('Pine', { exact: true }).click()
    await page.getByLabel('Sign in, English').fill('Use your staff number. <b>Not bold</b>')
    await preview().locator('.own', { hasText: '<b>Not bold</b>' }).waitFor()
    await preview().locator('html[data-accent=pine]').waitFor()
    // Its style is there: the button has the colour.
    expect(await preview().locator('button.primary').evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(35, 96, 60)')
    await page.getByRole('heading', { name: 'Look of the sign-in pages' }).scrollIntoViewIfNeeded()
    await look(page, 'console-branding')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
  })

  test('people see them at once where they sign in, light and dark, with the policy of before; on the code page nothing is said', async () => {
    const emma = await person()
    const answers: string[] = []
    emma.page.on('response', (response) => { if (response.url().includes('/logo/')) answers.push(`${response.status()} ${response.headers()['content-type']} ${response.headers()['x-content-type-options']} ${response.headers()['cache-control']}`) })
    await openWiki(emma.page, tegata)
    await emma.page.getByText('Use your staff number. <b>Not bold</b>').waitFor()
    expect(await emma.page.locator('img.logo').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(180)
    expect(answers).toEqual(['200 image/png nosniff public, max-age=31536000, immutable'])
    const policy = (await emma.page.request.get(emma.page.url())).headers()['content-security-policy'] ?? ''
    expect(policy).toContain("img-src 'self' data:")
    expect(policy).toContain("style-src 'self'")
    await look(emma.page, 'sign-in-branded')
    await password(emma.page, 'admin')
    await emma.page.getByRole('button', { name: 'Submit' }).waitFor()
    expect(await emma.page.locator('.own').count()).toBe(0)
    await emma.leave()
  })

  test('what is served is the picture alone: nothing that came along with the file', async () => {
    const href = await page.locator('.shown img').first().getAttribute('src')
    const body = await (await fetch(`${tegata.url}${href ?? ''}`)).text()
    expect([body.includes('script'), body.includes('html'), body.startsWith('\ufffdPNG')]).toEqual([false, false, true])
    expect((await fetch(`${tegata.url}/realms/demo/logo/another`)).status).toBe(404)
  })

  test('S1-22: mail that is read through this sign-in is warned of where a set-up mail would go there in vain', async () => {
    await page.getByLabel('Mail read through this sign-in').fill('demo.example')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    await page.goto(`${tegata.url}/console/demo/users/new`)
    await page.getByRole('dialog').getByLabel('Email').fill('new@demo.example')
    await page.getByText('The mailbox of new@demo.example is opened by signing in here.').waitFor()
    await look(page, 'console-add-user-behind')
  })
})
