import { exportColumns } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, has, link, rows, sees, text, until, windowText } from '../../testing/screen.ts'

const sales = { department: 'Sales' }
const many = (count: number) => Array.from({ length: count }, (_, n) => person(`p${n}`, 'Doe', `Jane ${n}`, sales))
const linesOf = async (file: Blob | undefined) => (await file?.text() ?? '').trim().split('\r\n').slice(1).map((line) => line.split(',')[0])

async function exporting(count: number, path: string, select: () => unknown) {
  const server = createFakeServer({ people: many(count) })
  const opened = await openConsole(server, path)
  await until(() => expect(rows().length).toBeGreaterThan(1))
  await select()
  await until(() => expect(has('button', 'Actions')).toBe(true))
  button('Actions').click()
  await until(() => button('Export the selected'))
  button('Export the selected').click()
  await until(() => expect(windowText()).toContain('Export users'))
  return { server, ...opened }
}

test('of a selection exactly those who are selected are in the file (issue 2)', async () => {
  const { server, saved } = await exporting(4, '/users', () => { for (const n of [1, 3]) box(`Select Jane ${n} Doe`).click() })
  expect(windowText()).toContain('2 selected')
  button('Export').click()
  await sees('2 people are in the file.')
  expect(await linesOf(saved[0]?.file)).toEqual(['p1', 'p3'])
  expect(server.asksOf('exportUsers')).toEqual([])
})

test('where everybody who matches is selected, the file has everybody who matches', async () => {
  const { server, saved } = await exporting(120, '/users?department=Sales', async () => {
    await until(() => expect(has('button', 'Show more')).toBe(true))
    box('Select all 50 shown').click()
    await until(() => button('Select everybody who matches'))
    button('Select everybody who matches').click()
  })
  button('Export').click()
  await sees('120 people are in the file.')
  expect(await linesOf(saved[0]?.file)).toHaveLength(120)
  expect(server.asksOf('exportUsers')[0]?.input).toMatchObject({ department: 'Sales' })
  expect(server.asksOf('exportNamedUsers')).toEqual([])
})

/** The page itself, opened from a list. */
async function onPage(people: Parameters<typeof createFakeServer>[0], query = '?department=Sales', language: 'en' | 'ja' | 'ko' = 'en') {
  const server = createFakeServer(people)
  const opened = await openConsole(server, `/users/export${query}`, language)
  await until(() => expect(document.querySelector('h1')).not.toBeNull())
  return { server, ...opened }
}
const bytesOf = async (file: Blob | undefined) => new Uint8Array(await file?.arrayBuffer() ?? new ArrayBuffer())

describe('the page', () => {
  test('says whose file it is, what is never in it, and leads back to the list as it was', async () => {
    await onPage({ people: many(3) })
    await sees('Only those whom the User List is narrowed to.')
    await sees('Passwords, authenticators and emergency tokens are never in it.')
    expect(link('User List').getAttribute('href')).toBe('/users?department=Sales')
    expect(text()).not.toContain('Everybody in this realm.')
  })

  test('the columns stand there by the names that an import reads', async () => {
    await onPage({ people: many(1) }, '')
    await sees('Everybody in this realm.')
    await sees('User name · Family name · Given name')
  })

  test('for Excel a mark of the order of bytes comes first; the name says the realm and the day', async () => {
    const { saved } = await onPage({ people: many(2) })
    button('Export').click()
    await sees('2 people are in the file.')
    expect((await bytesOf(saved[0]?.file)).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]))
    expect(saved[0]?.name).toBe('users-demo-2026-11-24.csv')
    expect(saved[0]?.file.type).toBe('text/csv')
  })

  test('TSV in plain UTF-8: tabs between the cells, no mark, and another name', async () => {
    const { saved } = await onPage({ people: many(1) })
    answer('TSV').click()
    choose(choice('Encoding'), 'utf-8')
    button('Export').click()
    await sees('1 person is in the file.')
    const [head, line] = (await saved[0]?.file.text() ?? '').split('\r\n')
    expect(head?.split('\t').slice(0, 3)).toEqual([...exportColumns].slice(0, 3))
    expect(line?.split('\t')[0]).toBe('p0')
    expect(saved[0]).toMatchObject({ name: 'users-demo-2026-11-24.tsv' })
    expect(saved[0]?.file.type).toBe('text/tab-separated-values')
  })

  test.each([['cp932', '山田', '김'], ['cp949', '김', '𠮷']] as const)('%s: what its letters cannot say is left empty, announced before and counted after', async (encoding, known, unknown) => {
    const { saved } = await onPage({ people: [person('a', known, 'A', sales), person('b', unknown, 'B', sales)] })
    expect(text()).not.toContain('leave their cell empty')
    choose(choice('Encoding'), encoding)
    await sees('Letters that this encoding does not have leave their cell empty.')
    button('Export').click()
    await sees('1 cell holds letters that this encoding does not have, and is empty.')
    const lines = new TextDecoder(encoding === 'cp932' ? 'shift_jis' : 'euc-kr').decode(await bytesOf(saved[0]?.file)).split('\r\n')
    expect(lines[1]).toContain(`a,${known},A`)
    expect(lines[2]).toContain('b,,B')
  })

  test('nobody matches: the file has its first line, and the page says that it is all', async () => {
    const { saved } = await onPage({ people: many(2) }, '?department=Nowhere')
    button('Export').click()
    await sees('Nobody matches; the file has only its first line.')
    expect(await linesOf(saved[0]?.file)).toEqual([])
  })

  test('while it is read the number stands there; stopped, nothing is saved', async () => {
    const { server, saved } = await onPage({ people: many(70), pageSize: 50 })
    server.hold('exportUsers')()
    const goOn = server.hold('exportUsers')
    button('Export').click()
    await sees('50 people read')
    expect(has('button', 'Stop')).toBe(true)
    button('Stop').click()
    goOn()
    await until(() => expect(has('button', 'Stop')).toBe(false))
    expect(saved).toEqual([])
    expect(text()).not.toContain('are in the file')
  })

  test('what the server refuses is said; the next try is a whole file', async () => {
    const { server, saved } = await onPage({ people: many(2) })
    server.refuse('exportUsers', 'server.unavailable')
    button('Export').click()
    await until(() => expect(document.querySelector('[role=alert]')).not.toBeNull())
    expect(saved).toEqual([])
    button('Export').click()
    await sees('2 people are in the file.')
    expect(document.querySelector('[role=alert]')).toBeNull()
    expect(await linesOf(saved[0]?.file)).toEqual(['p0', 'p1'])
  })

  test.each([['ja', 'ファイルには2人が含まれています'], ['ko', '2명']] as const)('in %s', async (language, done) => {
    await onPage({ people: many(2) }, undefined, language)
    button(language === 'ja' ? 'エクスポート' : '내보내기').click()
    await sees(done)
  })
})
