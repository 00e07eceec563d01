import { describe, expect, test } from 'vitest'
import { encode } from '@tegata/contract'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { button, choice, choose, field, has, press, sees, seesNot, settled, text, type, until } from '../../testing/screen.ts'
import { track } from '../../testing/under-way.ts'

function giveFile(file: File): void {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('no place for a file')
  Object.defineProperty(input, 'files', { configurable: true, value: [file] })
  input.dispatchEvent(new Event('change', { bubbles: true }))
}
const give = (content: string | Uint8Array<ArrayBuffer>, name = 'people.csv') => giveFile(new File([content], name))
/** A file whose bytes come when somebody says so, or never. */
function slow(content: string, arrives: Promise<unknown>): File {
  const file = new File([content], 'slow.csv')
  file.slice = (from, to) => {
    const part = new Blob([content]).slice(from, to)
    return Object.assign(new Blob(), { arrayBuffer: async () => { await arrives; return track(() => part.arrayBuffer()) } })
  }
  return file
}
const changedSince = () => Promise.reject(new DOMException('the file changed', 'NotReadableError'))

async function open(language: 'en' | 'ja' | 'ko' = 'en') {
  const kim = person('kim', '김', '민호', { department: 'Sales', otpRequired: true })
  const server = createFakeServer({ people: [kim] })
  const opened = await openConsole(server, '/users/import', language)
  await until(() => expect(document.querySelector('input[type=file]')).not.toBeNull())
  return { server, kim, ...opened }
}
/** A file of so many new people, looked at. */
async function looked(count: number) {
  const opened = await open()
  give(`username,familyName,givenName\n${Array.from({ length: count }, (_, n) => `u${n},F,G`).join('\n')}\n`)
  await sees('Comma')
  button('See what it would do').click()
  await sees('What the file would do')
  return opened
}
const shown = (heading: string) => [...document.querySelectorAll('dl.tiles > div')].find((each) => each.querySelector('dt')?.textContent === heading)?.querySelector('dd')?.textContent
const written = (server: Awaited<ReturnType<typeof open>>['server']) => server.world.people.filter(({ username }) => /^u\d/.test(username)).length
const wouldWarn = () => {
  const event = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(event)
  return event.defaultPrevented
}

describe('whoever leaves while it writes', () => {
  test('is asked first, and may let it run to its end', async () => {
    const { server, router } = await looked(2_300)
    expect(wouldWarn()).toBe(false)
    const letGo = server.hold('importUsers')
    button('Import 2,300 people').click()
    await until(() => expect(server.asksOf('importUsers').length).toBeGreaterThan(0))
    await router.push('/users')
    expect([router.currentRoute.value.name, wouldWarn()]).toEqual(['import', true])
    await sees('If you leave now it stops; what is done stays.')
    button('Let it run').click()
    await seesNot('If you leave now it stops')
    letGo()
    await sees('Everything in the file is written.')
    expect([written(server), router.currentRoute.value.name, wouldWarn()]).toEqual([2_300, 'import', false])
  })

  test('or stops it: what is done stays, nothing more is sent, and the way is free', async () => {
    const { server, router } = await looked(4_300)
    const letGo = server.hold('importUsers')
    button('Import 4,300 people').click()
    await until(() => expect(server.asksOf('importUsers')).toHaveLength(2))
    await router.push('/audit-log')
    await press('Stop and leave')
    letGo()
    await until(() => expect(router.currentRoute.value.name).toBe('audit'))
    expect([server.asksOf('importUsers').length, written(server)]).toEqual([2, 2_000])
  })

  test('stays where something went wrong in the last step, and reads what', async () => {
    const { server, router } = await looked(10)
    const went: unknown[] = []
    router.beforeEach((to) => { went.push(to.name) })
    const letGo = server.hold('importUsers')
    button('Import 10 people').click()
    await until(() => expect(server.asksOf('importUsers')).toHaveLength(1))
    await router.push('/audit-log')
    await press('Stop and leave')
    server.refuse('importUsers', 'server.unavailable')
    letGo()
    await sees('Import stopped')
    await settled()
    expect([text().includes('The server cannot answer at the moment.'), went]).toEqual([true, []])
    // Whoever goes on after that is not thrown out at its end.
    button('Go on').click()
    await sees('Everything in the file is written.')
    expect(went).toEqual([])
  })

  test('is not asked where nothing is written', async () => {
    const { router } = await looked(3)
    await router.push('/users')
    expect(router.currentRoute.value.name).toBe('users')
  })
})

describe('the server, meanwhile', () => {
  test('is gone while the file is looked at: how it is read stays as it was said, and looking again works', async () => {
    const { server } = await open()
    give('who,familyName,givenName\nlee,F,G\n')
    await sees('Say which column holds the user name')
    choose(choice('What “who” means'), 'username')
    server.goAway()
    await until(() => expect(button('See what it would do').disabled).toBe(false))
    button('See what it would do').click()
    await sees('The server cannot be reached.')
    expect(choice('What “who” means').value).toBe('username')
    server.comeBack()
    button('See what it would do').click()
    await sees('What the file would do')
    expect([shown('New'), text().includes('The server cannot be reached.')]).toEqual(['1', false])
  })

  test('takes the right away between two parts: what is written is said, and the rest is not sent again and again', async () => {
    const { server } = await looked(2_300)
    const letGo = server.hold('importUsers')
    button('Import 2,300 people').click()
    await until(() => expect(server.asksOf('importUsers')).toHaveLength(2))
    server.refuse('importUsers', 'permission.missing')
    server.refuse('importUsers', 'permission.missing')
    letGo()
    await sees('Your roles do not permit this.')
    expect([text().includes('Import stopped'), server.asksOf('importUsers').length, has('button', 'Go on')]).toEqual([true, 2, true])
  })

  test('refuses one of two parts under way: going on begins behind what is certainly written, and nobody is added twice', async () => {
    const { server } = await looked(2_300)
    server.refuse('importUsers', 'server.unavailable')
    button('Import 2,300 people').click()
    await sees('Import stopped')
    button('Go on').click()
    await sees('Everything in the file is written.')
    expect(written(server)).toBe(2_300)
  })

  test('stopped while it looks, nothing of half a look is shown, and the file is still there', async () => {
    const { server } = await open()
    give('username,department\nkim,Support\n')
    await sees('Comma')
    const letGo = server.hold('previewImport')
    button('See what it would do').click()
    await press('Stop')
    letGo()
    await sees('How the file is read')
    expect(text()).not.toContain('What the file would do')
    button('See what it would do').click()
    await until(() => expect(shown('To change')).toBe('1'))
  })
})

describe('the file, meanwhile', () => {
  test.each([
    ['en', 'The file cannot be read: it was changed, moved or deleted after you chose it.'], ['ja', 'ファイルを読み取れません。'], ['ko', '파일을 읽을 수 없습니다.'],
  ] as const)('is changed or deleted on the disk after it was chosen: it says so and what to do, in %s, and another can be chosen at once', async (language, words) => {
    await open(language)
    giveFile(slow('x', changedSince()))
    await sees(words)
    give('username,department\nkim,Support\n')
    await until(() => expect(document.querySelector('main table')).not.toBeNull())
    expect(text()).not.toContain(words)
  })

  test('goes away between the look and the writing: it says so, and says how far it is', async () => {
    const { server } = await open()
    const file = new File(['username,familyName,givenName\nlee,F,G\n'], 'people.csv')
    giveFile(file)
    await sees('Comma')
    button('See what it would do').click()
    await sees('What the file would do')
    file.slice = () => Object.assign(new Blob(), { arrayBuffer: changedSince })
    button('Import 1 person').click()
    await sees('it was changed, moved or deleted after you chose it')
    expect([text().includes('Import stopped'), server.asksOf('importUsers')]).toEqual([true, []])
  })

  test('is another one by now: the slow one that was chosen first is not shown over it', async () => {
    await open()
    const { promise, resolve } = Promise.withResolvers<void>()
    giveFile(slow('username,old\na,b\n', promise))
    give('username;department\nkim;Support\n', 'newer.csv')
    await sees('newer.csv')
    resolve()
    await settled()
    expect([text().includes('newer.csv'), choice('Separator').value, text().includes('What “old” means')]).toEqual([true, ';', false])
  })

  test('is read as was said last, when two things are said in one breath', async () => {
    await open()
    give('username;department\nkim;Support\n')
    await sees('Semicolon')
    choose(choice('Separator'), ',')
    choose(choice('Encoding'), 'cp949')
    await until(() => expect([choice('Separator').value, choice('Encoding').value]).toEqual([',', 'cp949']))
    await sees('Only one column was found.')
  })
})

describe('a file that is not as it should be', () => {
  const badOf = async (content: string | Uint8Array<ArrayBuffer>, read?: () => void) => {
    const opened = await open()
    give(content)
    await sees('How the file is read')
    read?.()
    await until(() => expect(button('See what it would do').disabled).toBe(false))
    button('See what it would do').click()
    await sees('What the file would do')
    return { ...opened, bad: [...document.querySelectorAll('.bad li')].map((each) => each.textContent) }
  }

  test('lines twice, cells that are too long or too many: each by its number and with its reason, and the rest is offered', async () => {
    const { bad } = await badOf(`username,familyName,givenName\nlee,F,G\nLEE,F,G\nlong,${'x'.repeat(1_001)},G\nmore,F,G,,x\nok,F,G\n`)
    expect(bad).toEqual(['Line 3This stands on an earlier line already.', 'Line 4A cell has more than 1,000 characters.', 'Line 5The line has more cells than the first line.'])
    expect([shown('New'), shown('Not taken')]).toEqual(['2', '3'])
    expect(has('button', 'Import 2 people')).toBe(true)
  })

  test('read in the wrong letters: the lines that cannot be read are named, and nothing garbled is written', async () => {
    const { bad, server } = await badOf(encode('cp932', 'username,familyName,givenName\r\nsato,佐藤,花子\r\nok,F,G\r\n'), () => choose(choice('Encoding'), 'utf-8'))
    expect(bad).toEqual(['Line 2There are letters that cannot be read. Is the encoding right?'])
    expect(server.asksOf('previewImport').flatMap(({ body }) => (body['rows'] as { cells: string[] }[]).map(({ cells }) => cells[0]))).toEqual(['ok'])
  })

  test('of two million lines is refused with how many a file may have, nothing is sent, and another can be chosen', async () => {
    const { server } = await open()
    give(`username,department\n${'a,b\n'.repeat(2_000_000)}`)
    await sees('Comma')
    button('See what it would do').click()
    await expect.poll(text, { timeout: 25_000 }).toContain('A file has at most 1,000,000 lines. Cut it into parts.')
    // Nobody was asked about a million of them first.
    expect([server.asksOf('previewImport'), has('button', 'Another file')]).toEqual([[], true])
  })

  test('of more bad lines than are kept: the numbers are whole, and it says how many the download has', async () => {
    const { saved, bad } = await badOf(`username,department\n${'a,b,c\n'.repeat(20_007)}kim,Support\n`)
    expect([bad.length, shown('Not taken')]).toEqual([100, '20,007'])
    expect(text()).toContain('and 19,907 more. The download has the first 20,000')
    button('Download these lines').click()
    expect((await saved[0]?.file.text())?.trimEnd().split('\r\n')).toHaveLength(20_001)
  })

  test('called by HTML, with heads of HTML and a head that is empty, is text', async () => {
    await open()
    give('username,<b>x</b>,\nlee,<i>y</i>,z\n', '<img src=x onerror=alert(1)>.csv')
    await sees('<img src=x onerror=alert(1)>.csv')
    expect(text()).toContain('<b>x</b><i>y</i>')
    expect(choice('What “3” means').value).toBe('')
    expect(document.querySelector('main img, main table b, main table i')).toBeNull()
  })
})

describe('by keyboard, and after', () => {
  test('each step takes the focus along with it', async () => {
    await open()
    const inStage = () => document.activeElement?.className
    give('username,familyName,givenName\nlee,F,G\n')
    await sees('Comma')
    expect(inStage()).toBe('stage')
    for (const [name, next] of [['See what it would do', 'What the file would do'], ['Import 1 person', 'Import finished'], ['Import another file', 'Drop a file here']] as const) {
      button(name).focus()
      button(name).click()
      await sees(next)
      await until(() => expect(inStage()).toBe('stage'))
    }
  })

  test('people are paged through, and another kind of change begins at its first page', async () => {
    const { server } = await open()
    server.world.people.push(...Array.from({ length: 60 }, (_, n) => person(`p${n}`, 'F', 'G')))
    give(`username,familyName,givenName,department\n${Array.from({ length: 60 }, (_, n) => `p${n},F,G,Support`).join('\n')}\n${Array.from({ length: 55 }, (_, n) => `u${n},F,G,`).join('\n')}\n`)
    await sees('Comma')
    button('See what it would do').click()
    await sees('Page 1 of 2')
    expect([button('Previous').disabled, button('Next').disabled, document.querySelectorAll('.people > li').length]).toEqual([true, false, 50])
    button('Next').click()
    await sees('Page 2 of 2')
    expect([button('Previous').disabled, button('Next').disabled, document.querySelectorAll('.people > li').length]).toEqual([false, true, 10])
    button('New 55').click()
    await sees('Page 1 of 2')
    expect(document.querySelector('.people > li')?.textContent).toContain('u0')
  })

  test('who can no longer sign in is counted and named before, and why is sent along', async () => {
    const { server } = await open()
    give('username,enabled\nkim,false\n')
    await sees('Comma')
    button('See what it would do').click()
    await sees('1 person will be disabled')
    expect(text()).toContain('Can no longer sign in; sessions end.')
    type(field('Why?'), '  left the company ')
    server.refuse('importUsers', 'server.unavailable')
    button('Import 1 person').click()
    await sees('Import stopped')
    // Said once, it is said again when it goes on.
    button('Go on').click()
    await sees('Everything in the file is written.')
    expect(server.asksOf('importUsers').map(({ body }) => body['reason'])).toEqual(['left the company', 'left the company'])
  })

  test('text that is dropped, and no file, changes nothing; the place shows where a file would fall', async () => {
    await open()
    const place = document.querySelector('.drop')
    place?.dispatchEvent(new Event('dragover', { bubbles: true, cancelable: true }))
    await until(() => expect(place?.classList.contains('over')).toBe(true))
    const drop = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: { files: [] } })
    place?.dispatchEvent(drop)
    await until(() => expect(place?.classList.contains('over')).toBe(false))
    expect([drop.defaultPrevented, text().includes('Drop a file here')]).toEqual([true, true])
  })
})
