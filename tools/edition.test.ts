import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { edition, editionLine } from '../apps/server/src/config/edition.ts'

const root = new URL('..', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const within = (folder: string, ending: string) => readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(ending) && !path.includes('node_modules')).map((path) => `${folder}/${path}`)

const guides = ['README.md', 'SECURITY.md', ...readdirSync(new URL('docs', root)).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
const manifests = ['package.json', ...['packages', 'apps', 'e2e', 'bench'].flatMap((folder) => within(folder, 'package.json').filter((path) => path.split('/').length <= 3))]

test.each(guides)('S1-4: %s says below its heading of which version it is, and as of when', (path) => {
  const [heading, empty, line] = read(path).split('\n')
  expect([heading?.startsWith('# '), empty, line]).toEqual([true, '', editionLine()])
})

test.each(manifests)('S1-4: %s is of that version', (path) => {
  expect((JSON.parse(read(path)) as { version?: string }).version).toBe(edition.version)
})
