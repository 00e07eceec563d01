import { expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { box, button, has, rows, sees, until, windowText } from '../../testing/screen.ts'

const many = (count: number) => Array.from({ length: count }, (_, n) => person(`p${n}`, 'Doe', `Jane ${n}`, { department: 'Sales' }))
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
