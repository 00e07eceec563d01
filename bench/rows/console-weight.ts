import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { number, type Row } from './row.ts'

/** What the build wrote down of one file: what it needs at once, and what it fetches later. */
type Chunk = { file: string; isEntry?: boolean; isDynamicEntry?: boolean; imports?: readonly string[]; css?: readonly string[] }
type Manifest = Readonly<Record<string, Chunk>>

/** The page that a signed-in administrator meets first, and the language it speaks. */
const firstPages = /features\/(dashboard|users\/list)\/[A-Z]\w+\.vue$/
const english = /i18n\/messages\/en\.ts$/

/**
 * What the console makes a browser load: for the first page everything (the frame, one language, that page), for each
 * further page what it adds to that. Every file compressed by itself, as it is served.
 */
export const consoleWeight: Row = {
  name: 'console-weight',
  async run({ houses: [house], say }) {
    if (house === undefined) return []
    const { tree } = house
    spawnSync(process.execPath, ['tools/build-console.ts'], { cwd: tree.root, stdio: 'ignore' })
    const dist = join(tree.root, 'apps/console/dist')
    const path = join(dist, '.vite/manifest.json')
    if (!existsSync(path)) {
      say('The console is not built; its weight is left out. `pnpm build:console` builds it.')
      return []
    }
    const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'))
    const weights = new Map<string, number>()
    const weigh = (files: Iterable<string>, type: RegExp): number => [...files].filter((file) => type.test(file)).reduce((sum, file) => {
      const known = weights.get(file) ?? gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
      weights.set(file, known)
      return sum + known
    }, 0)
    const keys = Object.keys(manifest)
    const entries = keys.filter((key) => manifest[key]?.isEntry === true)
    const frame = filesOf(manifest, [...entries, ...keys.filter((key) => english.test(key))])
    const landing = keys.filter((key) => firstPages.test(key) && manifest[key]?.isDynamicEntry === true).toSorted()[0]
    const first = new Set([...frame, ...filesOf(manifest, landing === undefined ? [] : [landing])])

    const pages = keys.filter((key) => /features\/.*\.vue$/.test(key) && manifest[key]?.isDynamicEntry === true)
      .map((key) => ({ name: key.replace(/^.*\/(\w+)\.vue$/, '$1'), bytes: weigh([...filesOf(manifest, [key])].filter((file) => !first.has(file)), /\.(js|css)$/) }))
      .toSorted((one, other) => other.bytes - one.bytes)
    const kilo = (bytes: number): string => `${number(bytes / 1000)} kB gz`
    return [
      {
        label: `console, first load (${first.size} files: frame, English, first page)`,
        cells: [`JS ${kilo(weigh(first, /\.js$/))} + CSS ${kilo(weigh(first, /\.css$/))} = ${kilo(weigh(first, /\.(js|css)$/))}`], target: '≤ 180 kB gz JS + CSS',
      },
      {
        label: `console, each of ${pages.length} pages beyond it: the heaviest ones`,
        cells: [pages.slice(0, 5).map(({ name, bytes }) => `${name} ${kilo(bytes)}`).join(' · ')], target: '≤ 50 kB gz',
      },
    ]
  },
}

/** Everything that these need at once, whatever fetched it. */
function filesOf(manifest: Manifest, roots: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const files = new Set<string>()
  const waiting = [...roots]
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const chunk = manifest[key]
    if (chunk === undefined || seen.has(key)) continue
    seen.add(key)
    for (const file of [chunk.file, ...chunk.css ?? []]) files.add(file)
    waiting.push(...chunk.imports ?? [])
  }
  return files
}
