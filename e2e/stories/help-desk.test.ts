import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { enrol, onSample, openWiki, password, person, submitCode } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('fifty callers are waiting', () => {
  let tegata: Tegata
  let desk: Awaited<ReturnType<typeof person>>
  let page: Page

  beforeAll(async () => {
    tegata = await startTegata()
    desk = await person()
    page = desk.page
    await page.goto(`${tegata.url}/console/demo`)
    await password(page, 'help')
    await submitCode(page, await tegata.codeOf('help'))
    await page.getByRole('heading', { name: 'Help Desk', level: 1 }).waitFor()
  })
  afterAll(async () => {
    await desk.leave()
    await tegata.stop()
  })

  const find = async (typed: string) => {
    await page.getByPlaceholder('Name, email or reference').fill(typed)
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(typed)
  }

  test('the help desk begins at its page, and its role is said in a sentence', async () => {
    await page.getByText('Help Desk: you help people to get in again.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/demo/help-desk')
    for (const name of ['Applications', 'Realm settings', 'Audit log', 'Client certificates']) expect(await page.getByRole('link', { name }).count()).toBe(0)
    await look(page, 'help-desk')
  })

  test('S2-20, P23: the caller reads out the reference, which finds them in the list, among the requests and at the desk; the last attempts say why, and two clicks later the waiting page goes on to the set-up', async () => {
    const yuna = await person()
    await openWiki(yuna.page, tegata)
    await password(yuna.page, 'yuna')
    await submitCode(yuna.page, '000000')
    await yuna.page.getByText('That code is not right.').waitFor()
    await yuna.page.getByText("Can't use your code?").click()
    await yuna.page.getByRole('button', { name: 'Ask for a reset' }).click()
    await yuna.page.locator('text=/\\d{4}-\\d{2}/').first().waitFor()
    const reference = /\d{4}-\d{2}/.exec(await yuna.page.locator('main').innerText())?.[0] ?? ''

    await page.goto(`${tegata.url}/console/demo/users?search=${reference}`)
    await page.getByText('yuna@demo.example').waitFor()
    await page.goto(`${tegata.url}/console/demo/reset-requests?reference=${reference}`)
    await page.getByRole('heading', { name: '김유나' }).waitFor()

    await page.goto(`${tegata.url}/console/demo/help-desk`)
    await find(reference.replace('-', ' '))
    await page.getByRole('heading', { name: '김유나' }).waitFor()
    await page.getByText('Code refused').first().waitFor()
    await page.getByText('Wrong code', { exact: true }).first().waitFor()
    await look(page, 'help-desk-caller')
    await page.getByRole('button', { name: `Answer ${reference}` }).click()
    const window = page.getByRole('dialog')
    await window.getByText(`Only the page that shows ${reference} goes on.`).waitFor()
    await window.getByRole('button', { name: 'Called back on the number on file' }).click()
    await window.getByRole('button', { name: 'Reset OTP' }).click()
    await page.getByText('The waiting page goes on by itself.').waitFor()

    await yuna.page.reload()
    await enrol(yuna.page, tegata)
    await onSample(yuna.page, tegata)
    await yuna.leave()
  })

  test('by name: a wait after wrong codes is lifted', async () => {
    await find('Novak')
    await page.getByRole('button', { name: /Peter Novak/ }).click()
    await page.getByRole('heading', { name: 'Peter Novak' }).waitFor()
    await page.getByText('After too many wrong codes, until').waitFor()
    await look(page, 'help-desk-waits')
    await page.getByRole('button', { name: 'Lift the wait' }).click()
    await page.getByText('The wait is over. Codes are taken again.').waitFor()
  })

  test('S2-8: a set-up mail that expired is sent again', async () => {
    const before = (await tegata.mails()).filter(({ to }) => to.includes('minho@')).length
    await find('김민호')
    await page.getByRole('heading', { name: '김민호' }).waitFor()
    await page.getByText('expired on').waitFor()
    await page.getByRole('button', { name: 'Send a new one' }).click()
    await page.getByText('On its way.').waitFor()
    await expect.poll(async () => (await tegata.mails()).filter(({ to }) => to.includes('minho@')).length, { timeout: 15_000 }).toBe(before + 1)
  })

  test('S3-25, S0-29: one emergency token for who forgot the phone; it lets in once, and the person is told by mail', async () => {
    await find('hana@demo.example')
    await page.getByRole('heading', { name: '伊藤 花' }).waitFor()
    await page.getByText('It works for 24 hours').waitFor()
    await page.getByRole('button', { name: 'Hand out a token' }).click()
    const window = page.getByRole('dialog')
    await window.getByRole('button', { name: 'Known by voice' }).click()
    await window.getByRole('button', { name: 'Issue' }).click()
    await window.getByText('It works once, until').waitFor()
    const value = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(await window.innerText())?.[0] ?? ''
    expect(value).toMatch(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/)
    await window.getByRole('button', { name: 'Close' }).last().click()
    await page.getByText(value).waitFor({ state: 'detached' })

    const hana = await person()
    await openWiki(hana.page, tegata)
    await password(hana.page, 'hana')
    await hana.page.getByRole('link', { name: 'Use an emergency token' }).click()
    await hana.page.getByRole('textbox', { name: 'Emergency token' }).fill(value)
    await hana.page.getByRole('button', { name: 'Submit' }).click()
    await hana.page.getByRole('button', { name: 'Yes, it is just not with me' }).click()
    await onSample(hana.page, tegata)
    expect((await tegata.mailTo('hana@', /Emergency tokens were issued/)).text).not.toContain(value)
    await hana.leave()
  })

  test('an administrator calls: nothing is offered, it reads who can help, and the API refuses all the same', async () => {
    await find('certs@demo.example')
    await page.getByRole('heading', { name: '森 拓也' }).waitFor()
    await page.getByText('Only a global administrator can help them with their code. Ask 高橋 美咲.').waitFor()
    for (const name of ['Reset OTP', 'Hand out a token', 'Send a new one']) expect(await page.getByRole('button', { name }).count()).toBe(0)
    await look(page, 'help-desk-administrator')
  })

  test('Z-5: how it was made sure who called stands in the audit log', async () => {
    const token = await tegata.adminToken()
    const ask = async (type: string) => {
      const answer = await fetch(`${tegata.url}/api/realms/demo/events?type=${type}`, { headers: { authorization: `Bearer ${token}` } })
      return ((await answer.json()) as { items: { reason: string | null; actor: { name: string | null } }[] }).items.map(({ reason, actor }) => [actor.name, reason])
    }
    expect(await ask('user.otp-reset')).toContainEqual(['help', 'Called back on the number on file'])
    expect(await ask('emergency.issued')).toContainEqual(['help', 'Known by voice'])
  })

  test.each([['ja-JP', 'ヘルプデスク', 'どなたからの問い合わせですか?'], ['ko-KR', '헬프데스크', '누가 전화했나요?']])('reads well in %s', async (locale, title, question) => {
    const other = await person({ locale })
    await other.page.goto(`${tegata.url}/console/demo`)
    await other.page.locator('input[name=username]').fill('help')
    await other.page.locator('input[name=password]').fill('seven orange boats')
    await other.page.locator('button[type=submit], form button').first().click()
    await other.page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await other.page.locator('input[name=code]').fill(await tegata.codeOf('help'))
    await other.page.locator('form button').first().click()
    await other.page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await other.page.getByText(question).waitFor()
    await look(other.page, `help-desk-${locale}`)
    await other.leave()
  })
})
