import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** Says what a browser has to load, gzipped, and fails when it is more than was promised (docs: performance). */
type Chunk = { file: string, isEntry?: boolean, imports?: string[], css?: string[] }

const dist = new URL('../dist/', import.meta.url)
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

const bytes = (file: string): number => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length

/** Every file that this chunk needs before it can run. */
function filesOf(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const css of chunk.css ?? []) seen.add(css)
  for (const imported of chunk.imports ?? []) filesOf(imported, seen)
  return seen
}

const kilobytes = (files: Iterable<string>): number => [...files].map(bytes).reduce((sum, size) => sum + size, 0) / 1000
const page = (name: string): string => `src/features/${name}`

const start = ['index.html', page('users/list/UserList.vue'), 'src/i18n/messages/en.ts']
const first = new Set(start.flatMap((key) => [...filesOf(key)]))
const pages = [
  'users/add/AddUser.vue', 'users/edit/EditUser.vue', 'reset-requests/RequestList.vue', 'upstreams/list/UpstreamList.vue', 'upstreams/add/AddUpstream.vue',
  'upstreams/edit/EditUpstream.vue', 'policy-groups/list/GroupList.vue', 'policy-groups/edit/EditGroup.vue',
  'audit/AuditLog.vue', 'clients/ClientList.vue', 'clients/AddClient.vue', 'clients/detail/EditClient.vue', 'realm/RealmPage.vue', 'keys/KeyList.vue', 'import/ImportPage.vue', 'export/ExportPage.vue',
]
const further = pages.map((name) =>
  [name, kilobytes([...filesOf(page(name))].filter((file) => !first.has(file))), 50] as const)

let tooMuch = false
for (const [name, size, budget] of [['first load, with the user list', kilobytes(first), 180] as const, ...further]) {
  const over = size > budget
  tooMuch ||= over
  console.log(`${name.padEnd(36)} ${size.toFixed(1).padStart(7)} kB gz  of ${budget}${over ? '  TOO MUCH' : ''}`)
}
if (tooMuch) process.exitCode = 1
