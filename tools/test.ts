// The whole proof, in one command: types, lint, the console's build, then every test on SQLite and PostgreSQL, over
// HTTP and in a browser. Ends with one line that any CI can read.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type Report, tallyOf } from './tally.ts'

const root = new URL('..', import.meta.url).pathname
const node = process.execPath
const written = mkdtempSync(join(tmpdir(), 'tegata-test-'))
const [report, stray] = [join(written, 'report.json'), join(written, 'stray.json')]

const checks: [name: string, args: string[]][] = [
  ['types', ['tools/types.ts']],
  ['oxlint', ['node_modules/oxlint/bin/oxlint', '--deny-warnings']],
  ['eslint', ['node_modules/eslint/bin/eslint.js', '--config', 'eslint.config.ts', 'apps/console']],
  ['console build', ['tools/build-console.ts']],
]

let passed = 0
let failed = 0
let skipped = 0

/** What it says is shown when it has ended: they run side by side. */
const check = async ([name, args]: (typeof checks)[number]) => {
  const started = Date.now()
  const running = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [running.stdout, running.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const status = await new Promise((resolve) => running.once('close', resolve))
  if (status === 0) passed++
  else failed++
  console.log(`${said}${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
}
await Promise.all(checks.map(check))

const isWalk = (file: string) => relative(root, file).startsWith('e2e/')

/**
 * Runs the tests that these arguments name, and adds up what came of them. A walk drives a browser, servers and their
 * databases on a machine that may be busy: a file of walks that failed is walked once more, by itself and from its
 * beginning, and said so. What fails twice is broken; nothing below a walk gets a second chance.
 */
const count = (args: readonly string[], { again = true } = {}) => {
  const { status } = spawnSync(node, [
    'node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, `--reporter=${join(root, 'tools/stray-errors.ts')}`, ...args,
  ], { cwd: root, stdio: 'inherit', env: { ...process.env, TEGATA_STRAY_ERRORS: stray } })
  let totals: Report
  let errors: (string | null)[]
  try {
    totals = JSON.parse(readFileSync(report, 'utf8')) as Report
    errors = JSON.parse(readFileSync(stray, 'utf8')) as (string | null)[]
  } catch {
    failed++
    return
  } finally {
    for (const file of [report, stray]) rmSync(file, { force: true })
  }
  const tally = tallyOf(totals, errors, (file) => again && isWalk(file))
  passed += tally.passed
  failed += tally.failed
  skipped += tally.skipped
  // Whatever else it is that vitest ends with an error for.
  if (status !== 0 && tally.failed + tally.again.length === 0) failed++
  if (tally.again.length === 0) return
  const files = tally.again.map((name) => relative(root, name))
  console.log(`\nWalked once more, because they failed: ${files.join(', ')}`)
  const project = args.slice(0, 2)
  count([...project, ...files], { again: false })
}

count(['--project', '!keycloak', ...process.argv.slice(2)])

// A live Keycloak, where there is one to be had; a machine that cannot have it fails nothing, and says so.
if (process.env.TEGATA_TEST_KEYCLOAK === '1') {
  const fetched = spawnSync(node, ['e2e/keycloak/fetch.ts'], { cwd: root, encoding: 'utf8' })
  if (fetched.status === 0) count(['--project', 'keycloak'])
  else console.log(`\nLeft out, the walk with a live Keycloak. ${fetched.stderr}`)
}

// Where everything is installed, a skipped test is one that nobody noticed to be missing.
if (process.env.TEGATA_TEST_ALL === '1' && skipped > 0) {
  console.error(`${skipped} test(s) were skipped although TEGATA_TEST_ALL=1 says that nothing may be.`)
  failed += skipped
  skipped = 0
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
