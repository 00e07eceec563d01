// Builds the console when its sources are newer than the last build; otherwise says nothing and takes no time.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const console_ = join(root, 'apps/console')
const stampFile = join(console_, 'dist/.built-from')

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

const sources = [
  ...filesOf(join(console_, 'src')),
  ...filesOf(join(root, 'packages/contract/src')),
  ...['index.html', 'vite.config.ts', 'package.json'].map((name) => join(console_, name)),
]
const hash = createHash('sha256')
for (const file of sources) if (existsSync(file)) hash.update(file.slice(root.length)).update(readFileSync(file))
const stamp = hash.digest('hex')

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const vite = join(console_, 'node_modules/vite/bin/vite.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: console_, encoding: 'utf8' })
  if (status !== 0) {
    console.error(`The console could not be built.\n${stdout}${stderr}`)
    process.exit(1)
  }
  writeFileSync(stampFile, stamp)
}
