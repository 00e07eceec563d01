import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogue } from '../packages/contract/src/problems.ts'

const folder = new URL('../docs/problems/', import.meta.url)
const pages = readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -'.md'.length))

test('docs/problems has a page for every problem, and for nothing else', () => {
  expect(pages.sort()).toEqual(Object.keys(catalogue).sort())
})

test.each(Object.entries(catalogue))('the page of %s says what the API says', (code, { status, why, fix }) => {
  const page = readFileSync(new URL(`${code}.md`, folder), 'utf8')
  expect(page).toContain(`# ${code}\n`)
  expect(page).toContain(`Status ${status}\n`)
  expect(page).toContain(`**What happened.** ${why}\n`)
  expect(page).toMatch(/\*\*Why\.\*\* \S.{20,}/)
  expect(page).toContain(`**What to do.** ${fix}\n`)
})
