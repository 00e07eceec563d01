// The whole proof, in one command: types, lint, the console's build, then every test on SQLite and PostgreSQL, over
// HTTP and in a browser. Ends with one line that any CI can read.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const node = process.execPath
const report = join(mkdtempSync(join(tmpdir(), 'tegata-test-')), 'report.json')

const checks: [name: string, args: string[]][] = [
  ['types', ['tools/types.ts']],
  ['oxlint', ['node_modules/oxlint/bin/oxlint', '--deny-warnings']],
  ['eslint', ['node_modules/eslint/bin/eslint.js', '--config', 'eslint.config.ts', 'apps/console']],
  ['console build', ['tools/build-console.ts']],
]

let passed = 0
let failed = 0
let skipped = 0

for (const [name, args] of checks) {
  const started = Date.now()
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' })
  if (status === 0) passed++
  else failed++
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
}

/** Runs the tests that these arguments name, and adds up what came of them. */
const count = (...args: string[]) => {
  const { status } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  try {
    const totals = JSON.parse(readFileSync(report, 'utf8')) as Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numFailedTestSuites', number>
    passed += totals.numPassedTests
    failed += totals.numFailedTests
    skipped += totals.numPendingTests + totals.numTodoTests
    // A file that does not load has no tests to count, and is a failure all the same.
    if (status !== 0 && totals.numFailedTests === 0) failed += Math.max(1, totals.numFailedTestSuites)
  } catch {
    failed++
  }
  rmSync(report, { force: true })
}

count('--project', '!keycloak', ...process.argv.slice(2))

// A live Keycloak, where there is one to be had; a machine that cannot have it fails nothing, and says so.
if (process.env.TEGATA_TEST_KEYCLOAK === '1') {
  const fetched = spawnSync(node, ['e2e/keycloak/fetch.ts'], { cwd: root, encoding: 'utf8' })
  if (fetched.status === 0) count('--project', 'keycloak')
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
