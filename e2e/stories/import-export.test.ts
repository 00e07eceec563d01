import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { idOf, operatorOf, type Operator } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { openConsole, person } from '../support/walk.ts'

/** As Excel in Japan saves it (CP932): user name, names, reading, address, department with letters of NEC and IBM, a cell with a comma. */
const japanese = Buffer.from([
  'g4aBW4NVgVuWvCyQqSyWvCyDdIOKg0uDaSyDgYFbg4sslZSPkCxPVFCQ3ZLoDQp3YXRhbmFiZSyTbpXTLIyLiN8sg4+DXoNpg3ggg4aDQyx3YXRhbmFiZUBk',
  'ZW1vLmV4YW1wbGUs7uCTh4muh0Asgs2Cog0Ka2VuamksLCwsLCKJY4vGLCCTjCIsDQppdG8siMmToSwsg0ODZ4NFLCwsDQo=',
].join(''), 'base64')
/** As Excel in Korea saves text with tabs (CP949), with a syllable that EUC-KR does not have. */
const korean = Buffer.from([
  'u+e/68DaIMDMuKcJvLoJwMy4pwnAzLjewM8Jus68rQ0KcGFyawm52gmMY8DMCXBhcmtAZGVtby5leGFtcGxlCb+1vve6zg0K',
].join(''), 'base64')

describe.skipIf(chromiumPath === undefined)('people in files', () => {
  let tegata: Tegata
  let operator: Operator
  let admin: Awaited<ReturnType<typeof person>>
  let page: Page
  const folder = mkdtempSync(join(tmpdir(), 'tegata-story-'))
  beforeAll(async () => {
    tegata = await startTegata()
    operator = operatorOf(tegata, 'demo')
    admin = await person()
    page = admin.page
    await openConsole(tegata, page)
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await admin.leave()
    await tegata.stop()
  })

  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const give = async (path: string) => {
    await page.goto(`${tegata.url}/console/demo/users/import`)
    await page.locator('input[type=file]').setInputFiles(path)
    await page.getByRole('heading', { name: 'How the file is read' }).waitFor()
  }
  const tile = (name: string) => page.locator('dl.tiles > div', { hasText: name }).locator('dd').innerText()
  const lookAt = async () => {
    await page.getByRole('button', { name: 'See what it would do' }).click()
    await page.getByRole('heading', { name: 'What the file would do' }).waitFor()
  }
  const userOf = async (username: string) => (await operator('GET', `/users/${await idOf(operator, username)}`)).body

  test('a spreadsheet of Japan (CP932): recognised, looked at, written; the empty cell changes nothing', async () => {
    await page.getByRole('link', { name: 'Users', exact: true }).first().click()
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { name: 'Import users' }).waitFor()
    await look(page, 'console-import-en')
    const before = await userOf('kenji')
    await give(file('日本.csv', japanese))
    await page.getByRole('cell', { name: '渡辺 · 伊藤' }).or(page.getByText('渡辺 · 伊藤')).first().waitFor()
    expect(await page.getByLabel('Encoding').inputValue()).toBe('cp932')
    await look(page, 'console-import-reading-en')
    await lookAt()
    expect([await tile('New'), await tile('To change'), await tile('Not taken')]).toEqual(['1', '1', '1'])
    await page.getByText('Given name: A new person needs a given name and a family name.').waitFor()
    await page.getByText('営業, 東').waitFor()
    await look(page, 'console-import-preview-en')
    await page.getByRole('button', { name: 'Import 2 people' }).click()
    await page.getByRole('heading', { name: 'Import finished' }).waitFor()
    await look(page, 'console-import-done-en')
    expect(await userOf('watanabe')).toMatchObject({ familyName: '渡辺', givenName: '結衣', sortName: 'ワタナベ ユイ', department: '髙島屋①', otpRequired: true, emailVerified: false })
    expect(await userOf('kenji')).toMatchObject({ department: '営業, 東', email: before.email, familyName: before.familyName })
  })

  test('S3-21: whoever was imported has no emergency tokens yet', async () => {
    const { body } = await operator('GET', `/users/${await idOf(operator, 'watanabe')}/emergency-tokens`)
    expect(body.items).toEqual([])
  })

  test('a spreadsheet of Korea (CP949), tabs in between; its second reading changes nothing', async () => {
    const path = file('한국.tsv', korean)
    for (const done of ['Import 1 person', null]) {
      await give(path)
      expect([await page.getByLabel('Encoding').inputValue(), await page.getByLabel('Separator').inputValue()]).toEqual(['cp949', '\t'])
      await lookAt()
      if (done === null) await page.getByText('Everything in this file is so already.').waitFor()
      else {
        await page.getByRole('button', { name: done }).click()
        await page.getByRole('heading', { name: 'Import finished' }).waitFor()
      }
    }
    expect(await userOf('park')).toMatchObject({ familyName: '박', givenName: '똠이', department: '영업부' })
  })

  test('the wrong separator is seen before anything is sent, and corrected', async () => {
    await give(file('wrong.csv', 'username;department\nemma;Design\n'))
    await page.getByLabel('Separator').selectOption(',')
    await page.getByText('Only one column was found. Is the separator right?').waitFor()
    expect(await page.getByRole('button', { name: 'See what it would do' }).isDisabled()).toBe(true)
    await page.getByLabel('Separator').selectOption(';')
    await lookAt()
    await page.getByText('Design').waitFor()
  })

  test('S2-6: OTP Configured off for somebody who has one asks for the number, and is done for that line alone', async () => {
    const users = (await operator('GET', '/users?otp=set-up&limit=200')).body.items ?? []
    const owner = users.find((user) => user.username !== 'admin' && user.administrator === false && user.otpRequired === true)
    if (owner === undefined) throw new Error('nobody in the demo has a code by the switch')
    await give(file('off.csv', `username,otpConfigured\n${String(owner.username)},false\n`))
    await lookAt()
    await page.getByText('1 person loses all authenticators and emergency tokens, and every session.').waitFor()
    expect(await page.getByRole('button', { name: 'Import 1 person' }).isDisabled()).toBe(true)
    await page.getByLabel('Type 1 to confirm').fill('1')
    await look(page, 'console-import-removes-en')
    await page.getByRole('button', { name: 'Import 1 person' }).click()
    await page.getByText('Everything in the file is written.').waitFor()
    expect(await userOf(String(owner.username))).toMatchObject({ otpRequired: false })
  })

  test('nobody disables themself by a file, and so not the only global administrator either', async () => {
    const { body } = await operator('GET', '/users?role=global-admin')
    const lines = (body.items ?? []).map(({ username }) => `${String(username)},false`)
    await give(file('last.csv', `username,enabled\n${lines.join('\n')}\n`))
    await lookAt()
    await page.getByText('Nobody may do this for their own account.').first().waitFor()
  })

  test('5,000 rows: in parts, with progress, every bad line by its number', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `bulk-${n},Given ${n},Family ${n},${n === 3_456 ? 'nonsense' : `bulk-${n}@bulk.example`},${n % 2 === 0 ? 'North' : 'South'}`)
    await give(file('many.csv', `username,givenName,familyName,email,department\n${rows.join('\n')}\n`))
    await lookAt()
    expect([await tile('New'), await tile('Not taken')]).toEqual(['4,999', '1'])
    await page.getByText('Line 3458').waitFor()
    await page.getByText('Page 1 of 40').waitFor()
    await page.getByRole('button', { name: 'Import 4,999 people' }).click()
    await page.getByRole('heading', { name: 'Import finished' }).waitFor({ timeout: 60_000 })
    expect([await tile('Added'), await tile('Not taken')]).toEqual(['4,999', '1'])
    await page.getByRole('button', { name: 'To the User List' }).click()
    await page.getByRole('searchbox').or(page.getByPlaceholder('Name, reading')).first().fill('bulk-4999')
    await page.getByRole('link', { name: 'Given 4999 Family 4999' }).waitFor()
  })

  test('whom the list is narrowed to goes out into a file, and comes back in without a change', async () => {
    await operator('POST', '/users', { username: 'formula', givenName: '=1+1', familyName: "O'Neill, \"x\"", department: 'North' })
    await page.goto(`${tegata.url}/console/demo/users?department=North`)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('Only those whom the User List is narrowed to.').waitFor()
    await look(page, 'console-export-en')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export', exact: true }).click()])
    await page.getByText('2,500 people are in the file.').waitFor()
    const path = join(folder, 'north.csv')
    await download.saveAs(path)
    const text = readFileSync(path, 'utf8')
    expect(text.startsWith('\ufeffusername,familyName,')).toBe(true)
    expect(text).toContain(`formula,"O'Neill, ""x""",'=1+1,`)
    expect(text.split('\r\n')).toHaveLength(2_502)
    await give(path)
    await lookAt()
    await page.getByText('Everything in this file is so already.').waitFor()
    expect([await tile('Unchanged'), await tile('Not taken')]).toEqual(['2,500', '0'])
  })

  test('in Japanese and Korean, by the very same file', async () => {
    for (const [locale, language, heading, button] of [['ja-JP', 'ja', 'ファイルの読み取り方', '内容を確認'], ['ko-KR', 'ko', '파일을 읽는 방법', '내용 확인']] as const) {
      await page.evaluate((chosen) => localStorage.setItem('tegata.language', chosen), language)
      await page.goto(`${tegata.url}/console/demo/users/import`)
      await page.locator('input[type=file]').setInputFiles(join(folder, '日本.csv'))
      await page.getByRole('heading', { name: heading }).waitFor()
      await page.getByRole('button', { name: button }).click()
      await page.locator('dl.tiles').waitFor()
      await look(page, `console-import-preview-${locale.slice(0, 2)}`)
    }
    await page.goto(`${tegata.url}/console/demo/users/export`)
    await page.locator('fieldset').waitFor()
    await look(page, 'console-export-ko')
  })
})
