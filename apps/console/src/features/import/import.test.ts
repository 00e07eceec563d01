import { describe, expect, test } from 'vitest'
import { createDecoder, encode, type ImportedPerson } from '@tegata/contract'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { answer, button, choice, choose, field, has, sees, seesNot, text, type, until } from '../../testing/screen.ts'
import { nothing, withPart } from './tally.ts'

function give(content: string | Uint8Array<ArrayBuffer>, name = 'people.csv'): void {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('no place for a file')
  Object.defineProperty(input, 'files', { configurable: true, value: [new File([content], name)] })
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

async function open(language: 'en' | 'ja' = 'en') {
  const kim = person('kim', '김', '민호', { department: 'Sales', otpRequired: true })
  const server = createFakeServer({ people: [kim] })
  const opened = await openConsole(server, '/users/import', language)
  await until(() => expect(document.querySelector('input[type=file]')).not.toBeNull())
  return { server, kim, ...opened }
}
const shown = (heading: string) => [...document.querySelectorAll('dl.tiles > div')].find((each) => each.querySelector('dt')?.textContent === heading)?.querySelector('dd')?.textContent

describe('a file of people', () => {
  test('is read, looked at line by line, and only then written', async () => {
    const { server, kim } = await open()
    give('username,familyName,givenName,department,email\nkim,,,Support,\nlee,이,준,Sales,lee@x.test\nbad,B,A,,nonsense\n')
    await sees('Comma ,')
    button('See what it would do').click()
    await sees('What the file would do')
    expect(['New', 'To change', 'Unchanged', 'Not taken'].map(shown)).toEqual(['1', '1', '0', '1'])
    expect(text()).toContain('DepartmentSales → Support')
    expect(text()).toContain('Line 4Email: This is no email address.')
    button('New 1').click()
    await sees('이준')
    expect([kim.department, server.world.people.length]).toEqual(['Sales', 2])
    button('Import 2 people').click()
    await sees('Import finished')
    expect(['Added', 'Changed', 'Not taken'].map(shown)).toEqual(['1', '1', '1'])
    expect([kim.department, server.world.people.at(-1)?.username]).toEqual(['Support', 'lee'])
  })

  test('in Japanese letters is recognised, and its columns by their Japanese names', async () => {
    const { server } = await open('ja')
    give(encode('cp932', 'ユーザー名,姓,名,部署\r\nsato,佐藤,花子,営業部\r\n'))
    await until(() => expect(document.querySelector('table')).not.toBeNull())
    expect([...document.querySelectorAll('main select')].map((each) => (each as HTMLSelectElement).value)).toEqual(['cp932', ',', 'username', 'familyName', 'givenName', 'department'])
    button('内容を確認').click()
    await sees('佐藤 花子')
    expect(server.asksOf('previewImport')[0]?.body).toMatchObject({ columns: ['username', 'familyName', 'givenName', 'department'], rows: [{ line: 2, cells: ['sato', '佐藤', '花子', '営業部'] }] })
  })

  test('of another separator or encoding is read again as the person says', async () => {
    await open()
    give('username;familyName\nsato;Sato\n')
    await sees('Semicolon')
    choose(choice('Separator'), ',')
    await sees('Only one column was found. Is the separator right?')
    expect(button('See what it would do').disabled).toBe(true)
    choose(choice('Separator'), ';')
    await seesNot('Only one column')
    choose(choice('Encoding'), 'cp949')
    await until(() => expect(choice('Encoding').value).toBe('cp949'))
  })

  test('with heads that nobody knows: each column is said what it means, none twice', async () => {
    const { server } = await open()
    give('who,shoe\nlee,44\n')
    await sees('Say which column holds the user name')
    choose(choice('What “who” means'), 'username')
    await sees('nobody can be added')
    choose(choice('What “shoe” means'), 'username')
    await until(() => expect(choice('What “who” means').value).toBe(''))
    choose(choice('What “who” means'), 'username')
    choose(choice('What “shoe” means'), 'department')
    await until(() => expect(choice('What “shoe” means').value).toBe('department'))
    button('See what it would do').click()
    await sees('What the file would do')
    expect(server.asksOf('previewImport')[0]?.body).toMatchObject({ columns: ['username', 'department'] })
  })

  test('that is no text is not taken: it is said, and another one can be chosen at once', async () => {
    await open()
    give(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]), 'people.png')
    await sees('This is no text file.')
    expect(text()).not.toContain('How the file is read')
    give('username,department\nkim,Sales\n')
    await sees('Comma ,')
    expect(text()).not.toContain('This is no text file.')
  })

  test('password hashes never leave the browser', async () => {
    const { server } = await open()
    give('username,password hash\nlee,$argon2id$v=19$x\n')
    await sees('on the host alone')
    button('See what it would do').click()
    await sees('What the file would do')
    expect(JSON.stringify(server.asked)).not.toContain('argon2id')
  })

  test('that removes authenticators is written after their number was typed, and only those lines', async () => {
    const { server, kim } = await open()
    kim.authenticators = [{ id: '3b6e9f9a-7a2d-4b44-9f5e-8f1f5f1f5f1f', kind: 'totp', name: 'Phone', state: 'active', boundBy: 'self', registeredAt: '2026-01-01T00:00:00Z', lastUsedAt: null }] as unknown as typeof kim.authenticators
    give('username,otpConfigured\nkim,false\n')
    await sees('Comma')
    button('See what it would do').click()
    await sees('1 person loses all authenticators')
    expect(button('Import 1 person').disabled).toBe(true)
    type(field('Type 1 to confirm'), '2')
    await until(() => expect(button('Import 1 person').disabled).toBe(true))
    expect(document.body.textContent).toContain('Loses every authenticator (1) and emergency token (0)')
    type(field('Why?'), 'the pilot is over')
    type(field('Type 1 to confirm'), '１')
    await until(() => expect(button('Import 1 person').disabled).toBe(false))
    button('Import 1 person').click()
    await sees('Everything in the file is written.')
    expect(server.asksOf('importUsers')[0]?.body).toMatchObject({ removals: [2], reason: 'the pilot is over' })
    expect(kim.authenticators).toEqual([])
  })

  test('is sent in parts; a failure in between says how far it is, and going on begins there', async () => {
    const { server } = await open()
    give(`username,familyName,givenName\n${Array.from({ length: 2_300 }, (_, n) => `u${n},F,G`).join('\n')}\n`)
    await sees('Comma')
    button('See what it would do').click()
    await sees('What the file would do')
    expect(server.asksOf('previewImport').map(({ body }) => (body['rows'] as unknown[]).length)).toEqual([1000, 1000, 300])
    await sees('Page 1 of 40')
    expect(text()).toContain('The first 2,000 of 2,300 are shown')
    button('Next').click()
    await sees('Page 2 of 40')
    const release = server.hold('importUsers')
    button('Import 2,300 people').click()
    await until(() => expect(server.asksOf('importUsers').length).toBe(2))
    button('Stop').click()
    release()
    await sees('Everything up to line 2,001 is written, and stays.')
    expect(server.world.people.filter(({ username }) => /^u\d/.test(username))).toHaveLength(2000)
    button('Go on').click()
    await sees('Everything in the file is written.')
    expect(server.asksOf('importUsers').map(({ body }) => (body['rows'] as { line: number }[])[0]?.line)).toEqual([2, 1002, 2002])
    expect(['Added', 'Changed', 'Not taken'].map(shown)).toEqual(['2,300', '0', '0'])
  })

  test('the network gone while writing: it is said, and nothing is lost', async () => {
    const { server } = await open()
    give('username,familyName,givenName\nlee,F,G\n')
    await sees('Comma')
    button('See what it would do').click()
    await sees('What the file would do')
    server.goAway()
    button('Import 1 person').click()
    await sees('Import stopped')
    server.comeBack()
    button('Go on').click()
    await sees('Everything in the file is written.')
  })

  test('a file with the names of the columns alone has nobody in it, and says that instead of calling all well', async () => {
    await open()
    give('username,department\n')
    await sees('Comma')
    button('See what it would do').click()
    await sees('This file has only the names of the columns, and no people.')
    expect(text()).not.toContain('so already')
    expect(has('button', 'Import')).toBe(false)
  })

  test('what is so already is said, and there is nothing to press', async () => {
    await open()
    give('username,department\nkim,Sales\n')
    await sees('Comma')
    button('See what it would do').click()
    await sees('Everything in this file is so already.')
    expect(has('button', 'Import 1 person')).toBe(false)
    button('Back').click()
    await sees('How the file is read')
    button('Another file').click()
    await sees('Drop a file here')
  })

  test('an empty file, and one dropped here', async () => {
    await open()
    const drop = new Event('drop', { bubbles: true, cancelable: true })
    Object.defineProperty(drop, 'dataTransfer', { value: { files: [new File([''], 'empty.csv')] } })
    document.querySelector('.drop')?.dispatchEvent(drop)
    await sees('There is nothing in this file.')
  })

  test('names are text, whatever they look like', async () => {
    await open()
    give('username,familyName,givenName\nlee,<img src=x onerror=alert(1)>,"<b>O\'\u202eNeill</b>"\n')
    await sees('<img src=x')
    button('See what it would do').click()
    await sees('What the file would do')
    expect(document.querySelector('main img, main b')).toBeNull()
  })

  test('bad lines are handed over as a file, formulas neutralised', async () => {
    const { saved } = await open()
    give('username,email\nlee,nonsense\nkim,"x\nkim,a,b,c\n')
    await sees('Comma')
    button('See what it would do').click()
    await sees('Lines that are not taken')
    button('Download these lines').click()
    expect(saved[0]?.name).toBe('import-lines-not-taken.csv')
    const said = createDecoder('utf-8').decode(new Uint8Array(await saved[0]?.file.arrayBuffer() ?? new ArrayBuffer(0)))
    expect(said).toContain('Line,Reason\r\n2,Email: This is no email address.\r\n3,A quotation mark opens a cell here and never closes it.\r\n4,The line has more cells than the first line.\r\n')
  })
})

describe('who may', () => {
  test('whoever only reads finds the export on the list, and no import', async () => {
    const server = createFakeServer({ myRoles: ['read-only-admin'] })
    await openConsole(server, '/users')
    await until(() => expect(has('button', 'Export')).toBe(true))
    expect(has('button', 'Import')).toBe(false)
  })

  test('an administrator finds both; the export takes the filter along', async () => {
    const { router } = await openConsole(createFakeServer(), '/users?department=Sales&enabled=true')
    await until(() => expect(has('button', 'Import')).toBe(true))
    button('Export').click()
    await sees('Only those whom the User List is narrowed to.')
    expect(router.currentRoute.value.query).toMatchObject({ department: 'Sales', enabled: 'true' })
  })
})

describe('an export', () => {
  test('is read page by page into one file, in the letters that were chosen; what they lack is said', async () => {
    const server = createFakeServer({ people: [person('kim', '김', '=1+1', { department: 'Sales' }), person('lee', '李', '準', { department: 'Sales' }), person('out', 'O', 'Ut')], pageSize: 1 })
    const { saved } = await openConsole(server, '/users/export?department=Sales')
    await sees('Export users')
    choose(choice('Encoding'), 'cp932')
    await sees('leave their cell empty')
    answer('TSV').click()
    button('Export').click()
    await sees('2 people are in the file.')
    expect(text()).toContain('1 cell holds letters that this encoding does not have')
    expect(server.asksOf('exportUsers')).toHaveLength(2)
    expect(saved[0]?.name).toMatch(/^users-demo-\d{4}-\d\d-\d\d\.tsv$/)
    const said = createDecoder('cp932').decode(new Uint8Array(await saved[0]?.file.arrayBuffer() ?? new ArrayBuffer(0)))
    expect(said.split('\r\n').slice(1, 3).map((line) => line.split('\t').slice(0, 3))).toEqual([['kim', '', `'=1+1`], ['lee', '李', '準']])
  })

  test('can be stopped, and hands over nothing then; a refusal is said', async () => {
    const server = createFakeServer()
    const { saved } = await openConsole(server, '/users/export')
    await sees('Everybody in this realm.')
    const release = server.hold('exportUsers')
    button('Export').click()
    await until(() => expect(has('button', 'Stop')).toBe(true))
    button('Stop').click()
    release()
    await until(() => expect(has('button', 'Stop')).toBe(false))
    expect(saved).toEqual([])
    server.refuse('exportUsers', 'server.unavailable', { retryAfterSeconds: 5 })
    button('Export').click()
    await sees('The server cannot answer at the moment.')
  })
})

describe('what is kept of a long look', () => {
  const one = (line: number, removes = false): ImportedPerson => ({ line, kind: 'changed', userId: null, username: 'u', givenName: '', familyName: '', fields: [], removes, authenticators: 0, emergencyTokens: 0, disables: false })
  test('numbers are complete, lists are bounded, and who loses something stands first', () => {
    let tally = nothing()
    for (let n = 0; n < 4; n += 1) {
      const people = Array.from({ length: 1000 }, (_, index) => one(n * 1000 + index, index === 999))
      tally = withPart(tally, { upTo: (n + 1) * 1000, bytes: n, added: 0, changed: 1000, unchanged: 0, failures: [], people })
    }
    expect([tally.changed, tally.people.changed.length, tally.removals.size, tally.upTo]).toEqual([4000, 2000, 4, 4000])
    expect(tally.people.changed[0]).toMatchObject({ line: 999, removes: true })
  })
})
