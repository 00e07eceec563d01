import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { enrol, onSample, openWiki, password, person, submitCode } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('8:58, no phone', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const token = async (user: string): Promise<string> => {
    const { status, stdout, stderr } = await tegata.cli('emergency', 'issue', '--realm', 'demo', '--user', user, '--reason', 'known by sight')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\n$/)
    return stdout.trim()
  }
  type Who = Awaited<ReturnType<typeof person>>
  const enter = async ({ page }: Who, value: string) => {
    await page.getByRole('heading', { name: 'Enter your emergency token' }).waitFor()
    await page.getByRole('textbox', { name: 'Emergency token' }).fill(value)
    await page.getByRole('button', { name: 'Submit' }).click()
  }

  test('S0-29, S3-14: who forgot the phone is in with one token and asked nothing more; a second use of it is refused', async () => {
    const hana = await person()
    const value = await token('hana')
    await openWiki(hana.page, tegata)
    await password(hana.page, 'hana')
    await hana.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await enter(hana, value.toLowerCase().replaceAll('-', ' '))
    await hana.page.getByRole('heading', { name: 'Do you still have your authenticator app?' }).waitFor()
    await hana.page.getByRole('button', { name: 'Yes, it is just not with me' }).click()
    await onSample(hana.page, tegata)
    await hana.page.getByText('You are signed in as').waitFor()
    expect((await tegata.mailTo('hana', /emergency token was issued/)).text).not.toContain(value)
    expect((await tegata.mailTo('hana', /emergency token was used/)).text).toContain('0 tokens are left')

    const another = await person()
    await openWiki(another.page, tegata)
    await password(another.page, 'hana')
    await another.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await enter(another, value)
    await another.page.getByText('has already been used').waitFor()
    await another.page.getByRole('link', { name: 'Use my authenticator app instead' }).click()
    await submitCode(another.page, await tegata.codeOf('hana'))
    await onSample(another.page, tegata)
    await hana.leave()
    await another.leave()
  })

  test('P27: a sole administrator whose phone is lost replaces it with a token from the host, without any reset', async () => {
    const admin = await person()
    const lost = await tegata.codeOf('admin')
    await openWiki(admin.page, tegata)
    await password(admin.page, 'admin')
    await admin.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await enter(admin, await token('admin'))
    await admin.page.getByRole('button', { name: /No, it is lost/ }).click()
    await admin.page.locator('#otp-key').waitFor({ state: 'attached' })
    await submitCode(admin.page, lost)
    await enrol(admin.page, tegata)
    await onSample(admin.page, tegata)
    await admin.page.getByText('You are signed in as').waitFor()
    await tegata.mailTo('admin', /replaced/i)
    await admin.leave()
  })

  test('S0-31, S0-36: an administrator whose code was reset gets in with a token from the host, and sets up with the next one', async () => {
    const { status, stderr } = await tegata.cli('user', 'reset-otp', '--realm', 'demo', '--username', 'help', '--reason', 'lost phone')
    expect([status, stderr]).toEqual([0, ''])

    const admin = await person()
    await openWiki(admin.page, tegata)
    await password(admin.page, 'help')
    await admin.page.getByRole('heading', { name: 'You cannot sign in yet' }).waitFor()
    await admin.page.getByRole('link', { name: 'I have an emergency token' }).click()
    await enter(admin, await token('help'))
    await onSample(admin.page, tegata)
    await admin.page.getByText('You are signed in as').waitFor()
    await admin.leave()

    const again = await person()
    await openWiki(again.page, tegata)
    await password(again.page, 'help')
    await again.page.getByRole('link', { name: 'I have an emergency token' }).click()
    await enter(again, await token('help'))
    await again.page.getByRole('button', { name: /Set up now/ }).click()
    await enrol(again.page, tegata)
    await onSample(again.page, tegata)
    await again.page.getByText('You are signed in as').waitFor()
    await again.leave()
  })
})
