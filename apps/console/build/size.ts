/** Says what a browser has to load, gzipped, and fails when it is more than was promised (docs/performance.md). */
import { weightOf } from './weight.ts'

const { first, pages } = weightOf(new URL('../dist/', import.meta.url))
let tooMuch = false
for (const [name, bytes, budget] of [['first load', first.js + first.css, 180] as const, ...pages.map((page) => [page.name, page.bytes, 50] as const)]) {
  const over = bytes / 1000 > budget
  tooMuch ||= over
  console.log(`${name.padEnd(44)} ${(bytes / 1000).toFixed(1).padStart(7)} kB gz  of ${budget}${over ? '  TOO MUCH' : ''}`)
}
process.exitCode = tooMuch ? 1 : 0
