import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { eventOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { answer, box, button, has, press, settled, until, windowText } from '../../testing/screen.ts'
import { exportLimit, lineOf } from './export-log.ts'

const hana = person('hana', '伊藤', '花')
const many = (count: number) => Array.from({ length: count }, () => eventOf('code.refused', { userId: hana.id, username: 'hana', outcome: 'refused' }))

async function exporting(part: Parameters<typeof createFakeServer>[0] = {}, language: 'en' | 'ja' | 'ko' = 'en') {
  const server = createFakeServer({ people: [hana], events: many(5), ...part })
  const opened = await openConsole(server, '/audit-log', language)
  await until(() => expect(document.querySelectorAll('tbody tr').length).toBeGreaterThan(0))
  button(language === 'ja' ? 'エクスポート' : language === 'ko' ? '내보내기' : 'Export').click()
  await until(() => expect(windowText()).toContain('50,000'))
  return { server, ...opened }
}
const linesOf = async (file: Blob | undefined) => (await file?.text() ?? '').trimEnd().split('\r\n')

describe('the file of the log', () => {
  test('the network gone on the way: it is said, nothing is saved, and the next try has every line once', async () => {
    const { server, saved } = await exporting({ pageSize: 2 })
    const letFirstGo = server.hold('listEvents')
    const letSecondGo = server.hold('listEvents')
    button('Make the file').click()
    letFirstGo()
    await until(() => expect(windowText()).toContain('2 events read'))
    server.refuse('listEvents', 'server.unavailable')
    letSecondGo()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect([saved, has('button', 'Stop')]).toEqual([[], false])
    button('Make the file').click()
    await until(() => expect(windowText()).toContain('5 events are in the file.'))
    expect(windowText()).not.toContain('The server cannot answer')
    expect(await linesOf(saved[0]?.file)).toHaveLength(6)
  })

  test('whoever closes the window stops it; opened again it says nothing of before', async () => {
    const { server, saved } = await exporting()
    server.refuse('listEvents', 'server.unavailable')
    button('Make the file').click()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Close').click()
    await until(() => expect(windowText()).toBe(''))
    button('Export').click()
    await until(() => expect(windowText()).toContain('Format'))
    expect(windowText()).not.toContain('The server cannot answer at the moment.')
    const letGo = server.hold('listEvents')
    button('Make the file').click()
    await until(() => button('Stop'))
    document.querySelector<HTMLButtonElement>('dialog[open] button.close')?.click()
    letGo()
    await until(() => expect(windowText()).toBe(''))
    await settled()
    expect(saved).toEqual([])
    button('Export').click()
    await press('Make the file')
    await until(() => expect(windowText()).toContain('5 events are in the file.'))
    expect(saved).toHaveLength(1)
  })

  test('holds what the list shows when it begins: the filter is asked for, not more', async () => {
    const { server, saved } = await exporting({ events: [...many(2), eventOf('keys.rotated')] })
    button('Close').click()
    await until(() => expect(windowText()).toBe(''))
    button('Show only events of hana').click()
    await until(() => expect(document.querySelectorAll('tbody tr')).toHaveLength(2))
    button('Export').click()
    await press('Make the file')
    await until(() => expect(windowText()).toContain('2 events are in the file.'))
    expect(server.asksOf('listEvents').at(-1)?.input).toMatchObject({ userId: hana.id, limit: '200' })
    expect((await linesOf(saved[0]?.file)).slice(1).every((line) => line.includes('code.refused'))).toBe(true)
  })

  test('without the mark the first byte is the first letter', async () => {
    const { saved } = await exporting()
    box('With a byte order mark').click()
    button('Make the file').click()
    await until(() => expect(saved).toHaveLength(1))
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await saved[0]?.file.arrayBuffer()).slice(0, 3)).toBe('at,')
  })

  test('at its limit it ends, and says how to get the older ones, with thousands apart', async () => {
    const events = many(1)
    const { server, saved } = await exporting({ events, pageSize: 200 })
    // The same event often enough: what counts is how many the server has.
    server.world.events = Array.from({ length: exportLimit + 1 }, () => events[0] ?? eventOf('code.refused'))
    answer('JSON lines').click()
    button('Make the file').click()
    await expect.poll(windowText, { timeout: 20_000 }).toContain('50,000 events are in the file. There are more: choose days in the filter')
    expect((await saved[0]?.file.text())?.trimEnd().split('\n')).toHaveLength(exportLimit)
  }, 30_000)

  test.each([['ja', 'コードを拒否'], ['ko', '코드']] as const)('in %s the events are called as on the screen, beside their permanent names', async (language, words) => {
    const { saved } = await exporting({}, language)
    const shown = document.querySelector('tbody .words')?.textContent ?? ''
    expect(shown).toContain(words)
    ;[...document.querySelectorAll<HTMLButtonElement>('dialog[open] .buttons button')].at(-1)?.click()
    await until(() => expect(saved).toHaveLength(1))
    expect((await linesOf(saved[0]?.file))[1]).toContain(`,code.refused,${shown},refused,`)
  })
})

test.each([
  ['a name that begins like a formula', { username: '=HYPERLINK("x")' }, `"'=HYPERLINK(""x"")"`],
  ['a reason of several lines', { reason: 'called\nback' }, '"called\nback"'],
  ['somebody who is gone', { username: null }, ',,'],
] as const)('%s is one cell', (_, part, cell) => {
  expect(lineOf('csv', eventOf('user.changed', { userId: hana.id, ...part }), () => 'User changed')).toContain(cell)
})
