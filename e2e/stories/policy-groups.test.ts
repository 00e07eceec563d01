import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { everybodysPassword, onSample, openConsole, openWiki, password, pastNotice, person, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('Access Policy Groups', () => {
  let tegata: Tegata
  let admin: Awaited<ReturnType<typeof person>>
  let page: Page
  beforeAll(async () => {
    tegata = await startTegata()
    admin = await person()
    page = admin.page
    await openConsole(tegata, page)
  })
  afterAll(async () => {
    await admin.leave()
    await tegata.stop()
  })

  const card = () => page.getByRole('region', { name: 'Access Policy – Access Policy Groups' })
  const openUser = async (username: string) => {
    await page.goto(`${tegata.url}/console/demo/users?search=${username}`)
    await page.getByRole('row', { name: new RegExp(`${username}@demo\\.example`) }).getByRole('link').click()
    await card().getByText('At a sign-in with the password').waitFor()
  }
  const signIn = async (username: string) => {
    const somebody = await person()
    await openWiki(somebody.page, tegata)
    await password(somebody.page, username)
    return somebody
  }

  test('S1-26…S1-31: a group is copied under a name of its own, and always requires', async () => {
    await page.getByRole('link', { name: 'Access Policy Groups' }).click()
    for (const name of ['Always ask', 'Code field only', 'Not in the office', 'Password only']) await page.getByRole('link', { name, exact: true }).waitFor()
    await look(page, 'console-policy-groups-en')
    await page.getByRole('button', { name: 'Copy Password only' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'Copy Access Policy Group' }).waitFor()
    expect(await dialog.getByRole('radio', { name: 'Never require' }).isChecked()).toBe(true)
    await dialog.getByLabel('Display Name').fill('Trying the code')
    await dialog.getByText('Always require').click()
    await look(page, 'console-policy-group-copy-en')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. Nobody is in this group yet.').waitFor()
    await look(page, 'console-policy-group-en')
  })

  test('S1-28, S1-32…S1-38: somebody is put into it after it was said what that does, and meets it in another browser', async () => {
    await openUser('emma')
    await card().getByText('No code is asked for. Nothing asks for one.').waitFor()
    await card().getByRole('button', { name: 'Change group' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Group').selectOption('Trying the code')
    await dialog.getByText('Emma Brown has to set up a code at the next sign-in.').waitFor()
    await dialog.getByRole('button', { name: 'Save Changes' }).click()
    await card().getByText('A code has to be set up. The group “Trying the code” always asks.').waitFor()
    await card().scrollIntoViewIfNeeded()
    await look(page, 'console-user-policy-en')
    const emma = await signIn('emma')
    await takeApp(emma.page)
    await emma.leave()
  })

  test('S1-34, S1-40: the group before stands there, and one click goes back to it', async () => {
    await openUser('emma')
    await card().getByRole('button', { name: 'Put back' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Emma Brown is not asked for a code any more.').waitFor()
    await dialog.getByRole('button', { name: 'Save Changes' }).click()
    await card().getByText('No code is asked for. Nothing asks for one.').waitFor()
    const emma = await signIn('emma')
    await onSample(emma.page, tegata)
    await emma.leave()
  })

  test('S0-24, S1-30, S1-31: conditions are added and taken out; saving says first whom they change, inside and everywhere else', async () => {
    await page.goto(`${tegata.url}/console/demo/access-policy-groups`)
    await page.getByRole('link', { name: 'Not in the office' }).click()
    const dialog = page.getByRole('dialog')
    const second = page.getByRole('group', { name: 'Condition 2' })
    await page.getByText(/Your own address, (127\.0\.0\.1|::1), is in/).waitFor()
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.keyboard.type('office')
    await second.getByText('Not a network: office.').waitFor()
    await second.getByRole('textbox').fill('0.0.0.0/0')
    await second.getByText('This is every IPv4 address there is').waitFor()
    await second.getByRole('combobox').selectOption({ label: 'Wiki (wiki)' })
    await second.getByText('Not asked: to Wiki, from 0.0.0.0/0.').waitFor()
    await second.scrollIntoViewIfNeeded()
    await look(page, 'console-policy-group-conditions-en')
    await page.getByLabel('Why').fill('The wiki is open to everybody')
    await page.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Where a condition holds from now on').waitFor()
    await dialog.getByText('For example to Wiki, from 0.0.0.1.').waitFor()
    await look(page, 'console-policy-group-preview-en')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()

    await page.getByText('Never require').click()
    await page.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('1 person is not asked for a code any more.').waitFor()
    await dialog.getByText('Who?').click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => page.getByRole('radio', { name: 'Do not require under specific conditions' }).isChecked()).toBe(true)
  })

  test('S1-34, S1-40: every version stands there with who, when and why; one click leads back, after it was said what that does', async () => {
    const history = page.getByRole('region', { name: 'History' })
    await history.getByText('Why: The wiki is open to everybody').waitFor()
    await history.getByText('Why: Nobody gets into the office without a badge').waitFor()
    await history.getByText('Condition added: to Wiki, from 0.0.0.0/0').waitFor()
    await history.scrollIntoViewIfNeeded()
    await look(page, 'console-policy-group-history-en')
    await history.getByRole('button', { name: 'Go back to version 2…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Condition removed: to Wiki, from 0.0.0.0/0').waitFor()
    await dialog.getByText('Where a condition held, and none does any more').waitFor()
    await look(page, 'console-policy-group-back-en')
    await dialog.getByRole('button', { name: 'Go back' }).click()
    await history.getByText('Why: Back to version 2').waitFor()
    await expect.poll(() => page.getByRole('group', { name: 'Condition 2' }).count()).toBe(0)
  })

  test('whoever would be locked out stands there by name before anything is saved (S1-36)', async () => {
    await page.goto(`${tegata.url}/console/demo/access-policy-groups`)
    await page.getByRole('link', { name: 'Password only' }).click()
    await page.getByLabel('Display Name').waitFor()
    await openUser('kenji')
    await card().getByRole('button', { name: 'Change group' }).click()
    await page.getByRole('dialog').getByLabel('Group').selectOption('Code field only')
    await page.getByText('佐藤 健二 will be locked out.').waitFor()
    await look(page, 'console-user-locked-out-en')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  })

  test('a group is deleted after its people have somewhere to go', async () => {
    await page.goto(`${tegata.url}/console/demo/access-policy-groups`)
    await page.getByRole('link', { name: 'Code field only' }).click()
    await page.getByRole('button', { name: 'Delete…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('In this group: 1 person.').waitFor()
    await dialog.getByLabel('They go to').selectOption('Always ask')
    await dialog.getByText('1 person has to set up a code at the next sign-in.').waitFor()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Copy Always ask' }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'Code field only' }).count()).toBe(0)
    await openUser('certs')
    await card().getByText('Always ask').first().waitFor()
  })

  test('whoever may only read sees everything and is offered nothing, in Japanese too', async () => {
    const auditor = await person({ locale: 'ja-JP' })
    await auditor.page.goto(`${tegata.url}/console/demo/access-policy-groups`)
    await auditor.page.locator('input[name=username]').fill('auditor')
    await auditor.page.locator('input[name=password]').fill(everybodysPassword)
    await auditor.page.keyboard.press('Enter')
    await pastNotice(auditor.page, auditor.page.getByRole('cell', { name: '常にOTPを要求する' }).first())
    await look(auditor.page, 'console-policy-groups-ja')
    await auditor.page.getByRole('link', { name: 'Not in the office' }).click()
    await auditor.page.getByText('127.0.0.0/8').first().waitFor()
    expect(await auditor.page.getByRole('button', { name: '削除…' }).count()).toBe(0)
    await look(auditor.page, 'console-policy-group-ja')
    await auditor.leave()
  })
})
