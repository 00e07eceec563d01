// The whole proof, in one command: types, lint, the console's build, then every test on SQLite and PostgreSQL, over
// HTTP and in a browser. Ends with one line that any CI can read.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

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

interface Report extends Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numFailedTestSuites', number> {
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[]
}

const isWalk = (file: string) => relative(root, file).startsWith('e2e/')

/**
 * Runs the tests that these arguments name, and adds up what came of them. A walk drives a browser, servers and their
 * databases on a machine that may be busy: a file of walks that failed is walked once more, by itself and from its
 * beginning, and said so. What fails twice is broken; nothing below a walk gets a second chance.
 */
const count = (args: readonly string[], { again = true } = {}) => {
  const { status } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  let totals: Report
  try {
    totals = JSON.parse(readFileSync(report, 'utf8')) as Report
  } catch {
    failed++
    return
  } finally {
    rmSync(report, { force: true })
  }
  const repeated = again ? totals.testResults.filter(({ name, status: outcome }) => outcome === 'failed' && isWalk(name)) : []
  const tests = repeated.flatMap(({ assertionResults }) => assertionResults)
  const of = (state: string) => tests.filter(({ status: outcome }) => outcome === state).length
  passed += totals.numPassedTests - of('passed')
  failed += totals.numFailedTests - of('failed')
  skipped += totals.numPendingTests + totals.numTodoTests - of('pending') - of('skipped') - of('todo')
  // A file that does not load has no tests to count, and is a failure all the same.
  if (status !== 0 && totals.numFailedTests === 0 && repeated.length === 0) failed += Math.max(1, totals.numFailedTestSuites)
  if (repeated.length === 0) return
  const files = repeated.map(({ name }) => relative(root, name))
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
