import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf, type Operator, operatorOf } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { totp } from '../support/totp.ts'
import { openConsole, openWiki, password, pastNotice, person, submitCode } from '../support/walk.ts'

const day = 24 * 60 * 60_000
/** A day of the calendar in Tokyo, so many days from an instant, as a date field takes it and as the pages say it. */
function dayIn(now: number, days: number): { typed: string; said: string } {
  const at = now + days * day
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', ...options }).format(at)
  return {
    typed: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(at),
    said: `${part({ weekday: 'long' })}, ${part({ day: 'numeric' })} ${part({ month: 'long' })} ${part({ year: 'numeric' })}`,
  }
}

describe.skipIf(chromiumPath === undefined)('an enforcement in the console', () => {
  let tegata: Tegata
  let admin: Awaited<ReturnType<typeof person>>
  let page: Page
  let operator: Operator
  let now: number
  /** The key of Laura's app, once it is set up. */
  let key = ''
  beforeAll(async () => {
    tegata = await startTegata()
    operator = operatorOf(tegata, 'demo')
    now = await tegata.now()
    admin = await person()
    await admin.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    page = admin.page
    await openConsole(tegata, page)
  })
  afterAll(async () => {
    await admin.leave()
    await tegata.stop()
  })
  const dialog = () => page.getByRole('dialog')
  const closeWindow = () => dialog().getByRole('button', { name: 'Close' }).last().click()
  const tab = (name: string) => page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name }).click()
  /** Looks again, as often as somebody would who waits for it. */
  const lookFor = (wanted: Locator) => expect.poll(async () => {
    await page.getByRole('button', { name: 'Look again' }).click()
    return wanted.count()
  }, { timeout: 20_000, interval: 500 }).toBe(1)
  const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })

  /** One act, with why it is done. */
  async function act(name: string, why: string, said: string, before: () => Promise<unknown> = async () => undefined) {
    await page.getByRole('button', { name: `${name}…`, exact: true }).click()
    await before()
    await dialog().getByLabel('Why?').fill(why)
    await dialog().getByRole('button', { name, exact: true }).click()
    await page.getByText(said, { exact: true }).waitFor()
  }

  test('S0-2, S0-6, S0-12, S0-13, S0-14, S0-15, S0-16, S0-17: these roles, from a day at 00:00 JST, is declared as a draft, with the deadline that people read', async () => {
    const [start, before] = [dayIn(now, 40), dayIn(now, 39)]
    await page.getByRole('link', { name: 'Enforcement' }).click()
    await page.getByRole('button', { name: 'Declare an enforcement' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Everyone who administers')
    await page.getByRole('button', { name: 'Add all 6 administrative roles' }).click()
    await page.getByRole('group', { name: 'From when' }).getByLabel('Date').fill(start.typed)
    await page.getByText(`from ${start.said}, 00:00 JST`).waitFor()
    await page.getByText(`The deadline people read: until ${before.said}, 23:59 JST`).waitFor()
    await page.getByRole('textbox', { name: 'English' }).first().fill('One leaked administrator password must not be enough.')
    await page.getByRole('button', { name: 'Save as a draft' }).click()
    await page.getByText('Saved as a draft. Nobody has been told.').waitFor()
  })

  test('S0-4, S0-33, S0-38: who is ready is known before anybody is told; announcing names who would be locked out and asks for their number', async () => {
    await page.getByRole('row', { name: /certs/ }).getByRole('cell', { name: 'Will be locked out', exact: true }).waitFor()
    await look(page, 'console-enforcement-readiness-en')
    await page.getByRole('button', { name: 'Announce…' }).click()
    await dialog().getByText('1 person will be locked out:').waitFor()
    await dialog().getByText('森 拓也 certs').waitFor()
    await dialog().getByLabel('Why?').fill('The audit of this year asks for it.')
    await dialog().getByLabel('Type 1 to confirm').fill('1')
    await look(page, 'console-enforcement-announce-en')
    await dialog().getByRole('button', { name: 'Announce' }).click()
    await page.getByText('Announced. The people it is for read it when they sign in.').waitFor()
  })

  test('S0-8, S0-11, S0-42: it is postponed with a reason, and the history says who, when, why, and from what to what', async () => {
    const [old, start] = [dayIn(now, 40), dayIn(now, 54)]
    await page.getByRole('button', { name: 'Postpone…' }).click()
    await dialog().getByRole('group', { name: 'New date' }).getByLabel('Date').fill(start.typed)
    await dialog().getByText(`from ${start.said}, 00:00 JST`).waitFor()
    await dialog().getByLabel('Why?').fill('The phones come two weeks later.')
    await dialog().getByText('It meets 6 people.').waitFor()
    await dialog().getByRole('button', { name: 'Postpone' }).click()
    await page.getByText('Postponed. Whoever was told is told the new date.').waitFor()
    await page.getByText(`from ${start.said}, 00:00 JST`).waitFor()
    await page.getByRole('link', { name: 'History' }).click()
    const last = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Postponed' }) })
    await last.getByText('The phones come two weeks later.').waitFor()
    expect(await last.locator('del').allInnerTexts()).toEqual([`${old.said}, 00:00 JST`])
    expect(await last.locator('ins').allInnerTexts()).toEqual([`${start.said}, 00:00 JST`])
  })

  test('S0-5: every mail is read beforehand, and one goes to oneself, marked as a test', async () => {
    await tab('Reminders')
    const subject = await page.locator('.subject strong').innerText()
    expect(subject).toMatch(/^From .* you sign in with a one-time code/)
    await page.getByRole('button', { name: 'Send this to me' }).click()
    await page.getByText('On its way to admin@demo.example.').waitFor()
    await tegata.mailTo('admin@demo.example', /^\[Test\] /)
    const mailbox = await admin.context.newPage()
    await mailbox.goto(`${tegata.url}/dev/mail`)
    await mailbox.getByRole('link', { name: `[Test] ${subject}` }).click()
    expect(await mailbox.locator('pre.mail').innerText()).toContain('One leaked administrator password must not be enough.')
    await mailbox.close()
  })

  test('S0-5, S0-36, S1-10: from the work list one is reminded and gets a set-up mail, one is handed tokens, one is set up together with; then it is looked at again', async () => {
    const { body: { id } } = await operator('POST', '/users', { username: 'nora', email: 'nora@demo.example', givenName: 'Nora', familyName: 'Lind' })
    const reader = (await operator('GET', '/roles')).body.items?.find(({ name }) => name === 'read-only-admin')
    expect((await operator('PUT', `/users/${String(id)}/roles/${String(reader?.id)}`)).status).toBe(204)
    await tab('Who is ready')
    await lookFor(page.getByLabel('Select Nora Lind'))
    const bar = page.getByRole('group', { name: 'What can be done for those who are selected' })

    await page.getByLabel('Select Nora Lind').check()
    await bar.getByRole('button', { name: 'Remind' }).click()
    await dialog().getByRole('button', { name: 'Send' }).click()
    await dialog().getByText('One mail is on its way.').waitFor()
    await closeWindow()
    expect((await tegata.mailTo('nora@demo.example', /one-time code/)).text).toContain('One leaked administrator password must not be enough.')
    await bar.getByRole('button', { name: 'Send set-up mail' }).click()
    await dialog().getByText('A set-up mail goes to one person.').waitFor()
    await dialog().getByRole('button', { name: 'Send' }).click()
    await dialog().getByText('Done: one person changed.').waitFor()
    await closeWindow()
    expect((await tegata.mailTo('nora@demo.example', /Set up/)).text).toMatch(/\/link\?key=/)

    await bar.getByRole('button', { name: 'Select none' }).click()
    await page.getByLabel('Select 森 拓也').check()
    await bar.getByRole('button', { name: 'Emergency tokens' }).click()
    await dialog().getByLabel('Why?').fill('His page takes a code only')
    await dialog().getByRole('button', { name: 'Top up' }).click()
    await dialog().getByText('Done: one person changed.').waitFor()
    await closeWindow()
    await lookFor(row('certs').getByRole('cell', { name: 'Needs an emergency token', exact: true }))

    await page.getByRole('link', { name: 'Set up together with Laura Klein' }).click()
    await page.getByRole('region', { name: 'OTP – OTP Type' }).getByRole('button', { name: 'Register' }).click()
    await dialog().getByRole('button', { name: 'Show the QR code' }).click()
    await dialog().getByText('Can’t scan?').click()
    key = (await dialog().locator('code').innerText()).replaceAll(' ', '')
    await dialog().getByLabel('Code that the app shows').fill(totp(key, await tegata.now()))
    await dialog().getByRole('button', { name: 'Submit' }).click()
    await dialog().getByText('Success. OTP is now enabled.').waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.goBack()
    await lookFor(page.getByText('5 of 7 people are ready.'))
    expect(await row('auditor').count()).toBe(0)
  })

  test('it is suspended and resumed, each with a reason, and whoever had heard of it hears of both', async () => {
    await act('Suspend', 'The new phones are late.', 'Suspended.')
    await tegata.mailTo('nora@demo.example', /^A one-time code is not needed for now/)
    await act('Resume', 'The phones are here.', 'Resumed.', () => dialog().getByText('It meets 7 people.').waitFor())
    await tegata.mailTo('nora@demo.example', /^A one-time code is needed after all/)
  })

  test('S0-9, S0-10, S0-37: it is brought forward to this very moment, and the tally of the day says by name who got in, how, and who did not', async () => {
    await row('certs').getByRole('link', { name: '森 拓也', exact: true }).click()
    const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Emergency tokens' }) })
    await card.getByRole('button', { name: /^Copy the token/ }).first().click()
    await dialog().getByLabel(/How did you make sure/).fill('At my desk')
    await dialog().getByRole('button', { name: 'Copy' }).click()
    await dialog().getByText('The value is on the clipboard.').waitFor()
    const token = await page.evaluate(() => navigator.clipboard.readText())
    await closeWindow()
    await page.goBack()

    await act('Bring forward', 'The auditors came early.', 'Brought forward. Whoever was told is told the new date.', () => dialog().getByRole('radio', { name: /^At once/ }).check())
    const met = (outcome: string) => page.getByRole('region', { name: outcome, exact: true })
    await met('Not seen yet').getByText('7', { exact: true }).waitFor()

    const laura = await person()
    await openWiki(laura.page, tegata)
    await password(laura.page, 'auditor')
    await submitCode(laura.page, totp(key, await tegata.nextTimeStep()))
    await pastNotice(laura.page, laura.page.getByText('You are signed in as'))
    await laura.leave()
    const mori = await person()
    await openWiki(mori.page, tegata)
    await password(mori.page, 'certs')
    await mori.page.getByRole('heading', { name: 'You cannot sign in yet' }).waitFor()
    await lookFor(met('Refused').getByText('森 拓也'))
    await mori.page.getByRole('link', { name: 'I have an emergency token' }).click()
    await mori.page.getByRole('textbox', { name: 'Emergency token' }).fill(token)
    await mori.page.getByRole('button', { name: 'Submit' }).click()
    await pastNotice(mori.page, mori.page.getByText('You are signed in as'))
    await mori.leave()

    await lookFor(met('Let in with an emergency token').getByText('森 拓也'))
    await met('Let in with a code').getByText('Laura Klein').waitFor()
    await met('Refused').getByText('Nobody yet.').waitFor()
    await met('Not seen yet').getByText('5', { exact: true }).waitFor()
    await look(page, 'console-enforcement-day-en')
  })

  test('the proof says how everybody got in and names the token, on the page and in its file', async () => {
    await tab('Proof')
    await page.getByLabel('To', { exact: true }).fill(dayIn(now, 1).typed)
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByText('All 2 sign-ins were with a second factor.').waitFor()
    await page.getByRole('table', { name: 'Emergency tokens used' }).getByRole('link', { name: '森 拓也' }).waitFor()
    await look(page, 'console-enforcement-proof-en')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'All sign-ins (CSV)' }).click()])
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines.slice(1)).toEqual([expect.stringMatching(/,certs,.*With an emergency token/), expect.stringMatching(/,auditor,.*With a code/)])
  })

  test('it ends with a reason; the history says every act with its own, and what people set up stays', async () => {
    await act('End', 'A rule for everybody takes its place.', 'Ended.')
    await tab('History')
    const entries = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) })
    await entries.filter({ has: page.getByRole('heading', { name: 'Ended', exact: true }) }).waitFor()
    const said = await Promise.all((await entries.all()).map(async (entry) => [await entry.getByRole('heading').innerText(), ...await entry.locator('.reason').allInnerTexts()]))
    expect(said).toEqual([
      ['Ended', 'A rule for everybody takes its place.'], ['Brought forward', 'The auditors came early.'], ['Resumed', 'The phones are here.'], ['Suspended', 'The new phones are late.'],
      ['Postponed', 'The phones come two weeks later.'], ['Announced', 'The audit of this year asks for it.'], ['Draft saved'],
    ])
    expect((await operator('GET', `/users/${await idOf(operator, 'auditor')}/authenticators`)).body.items).toMatchObject([{ kind: 'totp', state: 'active' }])
  })
})
