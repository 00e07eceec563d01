import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { weightOf } from '../../apps/console/build/weight.ts'
import { number, type Row } from './row.ts'

/** What the console makes a browser load: for the first page everything, for each further page what it adds. */
export const consoleWeight: Row = {
  name: 'console-weight',
  async run({ houses: [house], say }) {
    if (house === undefined) return []
    const { root } = house.tree
    spawnSync(process.execPath, ['tools/build-console.ts'], { cwd: root, stdio: 'ignore' })
    const dist = join(root, 'apps/console/dist/')
    if (!existsSync(join(dist, '.vite/manifest.json'))) {
      say('The console is not built; its weight is left out. `pnpm build:console` builds it.')
      return []
    }
    const { first, pages } = weightOf(pathToFileURL(dist))
    const kilo = (bytes: number): string => `${number(bytes / 1000)} kB gz`
    return [
      {
        label: `console, first load (${first.files} files: frame, English, first page)`,
        cells: [`JS ${kilo(first.js)} + CSS ${kilo(first.css)} = ${kilo(first.js + first.css)}`], target: '≤ 180 kB gz JS + CSS',
      },
      {
        label: `console, each of ${pages.length} pages and windows beyond it: the heaviest ones`,
        cells: [pages.slice(0, 5).map(({ name, bytes }) => `${name.replace(/^.*\/(\w+)\.vue$/, '$1')} ${kilo(bytes)}`).join(' · ')], target: '≤ 50 kB gz',
      },
    ]
  },
}
