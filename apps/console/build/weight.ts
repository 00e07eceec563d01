import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** What the build wrote down of one file: what it needs at once; what it fetches later has an entry of its own. */
type Chunk = { file: string, isEntry?: boolean, isDynamicEntry?: boolean, imports?: readonly string[], css?: readonly string[] }
type Manifest = Readonly<Record<string, Chunk>>

/** What a signed-in administrator meets first, in one language. */
const landing = ['index.html', 'src/features/dashboard/DashboardPage.vue', 'src/i18n/messages/en.ts']

/** In bytes, each file compressed by itself with gzip, as a browser gets it. */
export type ConsoleWeight = {
  first: { files: number, js: number, css: number }
  /** What each further page, or window, adds to the first load; the heaviest first. */
  pages: readonly { name: string, bytes: number }[]
}

/** Weighs a built console. `dist` ends with a slash. */
export function weightOf(dist: URL): ConsoleWeight {
  const manifest: Manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
  const weigh = (files: Iterable<string>, ending: string): number =>
    [...files].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0)
  const first = filesOf(manifest, landing)
  const pages = Object.keys(manifest).filter((key) => key.startsWith('src/features/') && manifest[key]?.isDynamicEntry === true)
    .map((key) => {
      const added = [...filesOf(manifest, [key])].filter((file) => !first.has(file))
      return { name: key.replace('src/features/', ''), bytes: weigh(added, '.js') + weigh(added, '.css') }
    })
  return { first: { files: first.size, js: weigh(first, '.js'), css: weigh(first, '.css') }, pages: pages.toSorted((one, other) => other.bytes - one.bytes) }
}

/** Everything that these need before they can run. */
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
