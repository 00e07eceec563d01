import { beforeAll, describe, expect, test } from 'vitest'
import { idOf, operatorOf, type Operator } from '../support/api.ts'
import { atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { openWiki, password, person } from '../support/walk.ts'

/** More people than one call of an action on many is about. */
const drivers = 4_300

describe.skipIf(chromiumPath === undefined)('the user list', () => {
  atTheConsole()
  let operator: Operator
  beforeAll(async () => {
    operator = operatorOf(tegata, 'demo')
    for (let from = 0; from < drivers; from += 1000) {
      const rows = Array.from({ length: Math.min(1000, drivers - from) }, (_, n) => {
        const number = String(from + n).padStart(4, '0')
        return { line: n + 2, cells: [`driver${number}`, 'Driver', `No. ${number}`, from + n === 7 ? '' : `driver${number}@demo.example`, from + n === 3 ? '<img src=x onerror=alert(1)>' : 'Fleet'] }
      })
      const { status, body } = await operator('POST', '/import', { columns: ['username', 'familyName', 'givenName', 'email', 'department'], rows })
      expect([status, body['added']]).toEqual([200, rows.length])
    }
  })

  const list = (query = '') => page.goto(`${tegata.url}/console/demo/users${query}`)
  const row = (username: string) => page.getByRole('row', { name: new RegExp(`${username}\\b`) })
  const chip = (words: string) => page.getByRole('button', { name: `Remove the filter ${words}` })
  const dialog = () => page.getByRole('dialog')
  /** Opens an action over what is selected. */
  async function act(name: string): Promise<void> {
    await page.getByRole('button', { name: 'Actions' }).click()
    await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name, exact: true }).click()
    await dialog().waitFor()
  }
  async function everybody(): Promise<void> {
    await page.getByRole('checkbox', { name: /^Select all / }).check()
    await page.getByRole('button', { name: /^Select everybody who matches/ }).click()
    await page.getByText(/^Everybody who matches/).waitFor()
  }

  test('S0-39, S0-40: administrators without OTP are two clicks away', async () => {
    await list()
    await row('driver4299').waitFor()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await look(page, 'console-user-filter-en')
    await page.getByRole('button', { name: 'Administrators without OTP' }).click()
    await row('auditor').waitFor()
    expect(await row('admin').count()).toBe(0)
    expect(await row('driver4299').count()).toBe(0)
    expect(new URL(page.url()).search).toBe('?administrators=true&otp=not-set-up')
    await look(page, 'console-users-administrators-en')
  })

  test('S0-40: filters combine, each is taken off alone, and a reload keeps them', async () => {
    await list()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByText('Who they are', { exact: true }).click()
    await page.getByRole('combobox', { name: 'Department' }).selectOption('Engineering')
    await chip('Engineering').waitFor()
    await page.getByRole('combobox', { name: 'Department' }).selectOption('Sales')
    await chip('Sales').waitFor()
    await look(page, 'console-user-filter-who-en')
    await page.getByText('Code and tokens', { exact: true }).click()
    await page.getByRole('combobox', { name: 'One-time code' }).selectOption('waiting')
    await row('aoi').waitFor()
    await row('kenji').waitFor()
    await page.reload()
    await row('kenji').waitFor()
    expect(new URL(page.url()).searchParams.getAll('department')).toEqual(['Engineering', 'Sales'])
    expect(new URL(page.url()).searchParams.get('otp')).toBe('waiting')
    await chip('Sales').click()
    await expect.poll(() => row('aoi').count()).toBe(0)
    await row('kenji').waitFor()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.locator('summary', { hasText: 'Sign-in' }).click()
    await page.getByRole('combobox', { name: 'Last sign-in' }).selectOption('before')
    await chip('Last sign-in before').waitFor()
    await look(page, 'console-user-filter-sign-in-en')
    await page.keyboard.press('Escape')
    await chip('Last sign-in before').click()
    await page.getByRole('textbox').or(page.getByRole('searchbox')).first().fill('さとう')
    await expect.poll(() => new URL(page.url()).searchParams.get('search')).toBe('さとう')
    await row('kenji').waitFor()
  })

  test('S0-40: waiting after wrong codes, never signed in, shared: the answers are true', async () => {
    await list('?waits=true')
    await row('wait').waitFor()
    expect(await page.getByRole('row').count()).toBe(2)
    await list('?shared=true')
    await row('frontdesk').waitFor()
    await list('?neverSignedIn=true&department=Fleet&search=driver4242')
    await row('driver4242').waitFor()
    await list('?emergencyLeft=some')
    await row('hana').waitFor()
    expect(await row('taro').count()).toBe(0)
    await list('?role=help-desk&role=read-only-admin')
    await row('help').waitFor()
    await row('auditor').waitFor()
    expect(await page.getByRole('row').count()).toBe(3)
  })

  test('S2-20: the digits that a caller reads out find the person', async () => {
    const yuna = await person()
    await openWiki(yuna.page, tegata)
    await password(yuna.page, 'yuna')
    await yuna.page.getByText("Can't use your code?").click()
    await yuna.page.getByRole('button', { name: 'Ask for a reset' }).click()
    await yuna.page.locator('text=/\\d{4}-\\d{2}/').first().waitFor()
    const reference = /\d{4}-\d{2}/.exec(await yuna.page.locator('main').innerText())?.[0] ?? ''
    await yuna.leave()
    await list()
    await page.getByRole('textbox').or(page.getByRole('searchbox')).first().fill(reference.replace('-', ' '))
    await expect.poll(() => page.getByRole('row').count()).toBe(2)
    await row('yuna').waitFor()
  })

  test('everything that matches: said before, stopped, gone on with, done (S2-15, S2-16)', async () => {
    await list('?department=Fleet')
    await row('driver4299').waitFor()
    await page.getByText('The first 50 of 1,000+').waitFor()
    await everybody()
    await look(page, 'console-users-selected-en')
    await act('OTP Configured: on')
    await dialog().getByText('4,299 people must use a code from now on.').waitFor()
    await look(page, 'console-bulk-preview-en')
    // A slower network, so that there is a middle to stop in.
    await page.route('**/bulk/otp-on', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700))
      await route.continue()
    })
    await dialog().getByRole('button', { name: 'Turn on' }).click()
    await dialog().getByText('2,000 of 4,299').waitFor()
    await dialog().getByRole('button', { name: 'Stop' }).click()
    await dialog().getByText(/^Stopped\. 4,000 of/).waitFor()
    await look(page, 'console-bulk-stopped-en')
    await dialog().getByRole('button', { name: 'Go on' }).click()
    await dialog().getByText('Done: 4,299 people changed.').waitFor()
    await page.unroute('**/bulk/otp-on')
    await dialog().getByRole('button', { name: 'Close' }).last().click()
    const { body } = await operator('GET', '/users?department=Fleet&otp=not-required')
    expect(body.items).toEqual([])
    await list('?department=Fleet&otp=waiting')
    await row('driver4299').waitFor()
  })

  test('who fails is named with the sentence, and is tried again when it is mended; the network gone in the middle loses nothing', async () => {
    await list('?search=driver000')
    await row('driver0007').waitFor()
    await page.getByRole('checkbox', { name: /^Select all / }).check()
    await act('Send set-up mail')
    await dialog().getByText('1: This person has no email address.').waitFor()
    // Somebody else deletes one of them meanwhile.
    await operator('DELETE', `/users/${await idOf(operator, 'driver0009')}`)
    await page.route('**/bulk/setup-mail', (route) => route.abort())
    await dialog().getByRole('button', { name: 'Send' }).click()
    await dialog().getByText('It stands still at 0 of 10. Nothing is lost.').waitFor()
    await page.unroute('**/bulk/setup-mail')
    await dialog().getByRole('button', { name: 'Go on' }).click()
    await dialog().getByText('It was not done for 2 people').waitFor()
    await dialog().getByText('No. 0009 Driver').waitFor()
    await dialog().getByText('No. 0007 Driver').waitFor()
    expect(await page.locator('tbody img').count()).toBe(0)
    await look(page, 'console-bulk-failures-en')
    await operator('PATCH', `/users/${await idOf(operator, 'driver0007')}`, { email: 'driver0007@demo.example' })
    await dialog().getByRole('button', { name: 'Try these again' }).click()
    await dialog().getByText('It was not done for one person').waitFor()
    await tegata.mailTo('driver0007@demo.example')
    await dialog().getByRole('button', { name: 'Close' }).last().click()
  })

  test('S2-21: Reset OTP of several wants their number typed, and is never done to oneself', async () => {
    await list('?search=demo.example&otp=set-up')
    await row('admin').waitFor()
    for (const name of ['高橋 美咲', '鈴木 太郎']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
    await act('Reset OTP')
    await dialog().getByText('It means 2 people.').waitFor()
    await dialog().getByLabel('Type the number 2').fill('1')
    await dialog().getByRole('button', { name: 'Reset OTP' }).click()
    await dialog().getByText('That is not the number.').waitFor()
    await dialog().getByLabel('Type the number 2').fill('2')
    await dialog().getByLabel('Why?').fill('a lost bag with two phones')
    await look(page, 'console-bulk-reset-en')
    await dialog().getByRole('button', { name: 'Reset OTP' }).click()
    await dialog().getByText('Done: one person changed.').waitFor()
    await dialog().getByText('高橋 美咲').waitFor()
    const { body } = await operator('GET', '/users?search=taro')
    expect(body.items?.find(({ username }) => username === 'taro')?.['otp']).toMatchObject({ registered: false, required: true })
    await dialog().getByRole('button', { name: 'Close' }).last().click()
  })

  test('S4-4: of everybody the accounts that several people may share are found, with the reason; one is split into its people, each gets a mail, and it is closed', async () => {
    const { status } = await operator('POST', '/users', { username: 'reception', givenName: 'Desk', familyName: 'Front', email: 'reception@demo.example', department: 'Lobby' })
    expect(status).toBe(201)
    await list()
    await page.getByRole('link', { name: 'Likely shared accounts' }).click()
    await page.getByText('Everybody was looked at').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'reception · Lobby' }).getByText('The name says “reception”').waitFor()
    await page.getByRole('link', { name: 'Desk Front' }).click()
    await page.getByRole('button', { name: 'Split into persons…' }).click()
    await dialog().getByText('Each person takes over').waitFor()
    await look(page, 'console-split-en')
    for (const [n, family, given, name] of [[1, 'Sato', 'Hana', 'front-sato'], [2, 'Kim', 'Jun', 'front-kim']] as const) {
      const fields = dialog().getByRole('group', { name: `Person ${n}` })
      for (const [label, value] of [['Family name', family], ['Given name', given], ['User name', name], ['Email', `${name}@demo.example`]] as const) await fields.getByLabel(label).fill(value)
    }
    await dialog().getByRole('button', { name: 'See what will happen' }).click()
    await dialog().getByText('Each new person takes over: Lobby.').waitFor()
    await dialog().getByText('The account is marked as shared and disabled.').waitFor()
    await dialog().getByRole('button', { name: 'Create 2 accounts' }).click()
    await page.getByText('2 people have accounts of their own now.').waitFor()
    for (const name of ['front-sato', 'front-kim']) expect((await tegata.mailTo(`${name}@demo.example`, /Set up your account/)).text).toContain('/link?key=')
    const { body } = await operator('GET', '/users?search=reception')
    expect(body.items?.find(({ username }) => username === 'reception')?.['enabled']).toBe(false)
    const { body: made } = await operator('GET', '/users?search=front-sato')
    expect(made.items?.[0]).toMatchObject({ department: 'Lobby', otpRequired: true })
  })

  test.each(['ja', 'ko'] as const)('its words fit in %s, light and dark, on a phone too', async (language) => {
    await page.evaluate((chosen) => localStorage.setItem('tegata.language', chosen), language)
    await list('?department=Fleet&emailProved=false')
    await row('driver4299').waitFor()
    await page.getByRole('checkbox').first().check()
    await look(page, `console-users-selected-${language}`)
    await page.getByRole('button', { name: language === 'ja' ? 'フィルター' : '필터', exact: true }).click()
    await page.locator('summary').nth(1).click()
    await look(page, `console-user-filter-${language}`)
    await page.evaluate(() => localStorage.setItem('tegata.language', 'en'))
  })
})
