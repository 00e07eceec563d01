// Checks the types of every package. TypeScript 7 (native) reads the .ts packages; the console's .vue files need
// TypeScript 6 through vue-tsc. Both packages provide `tsc`, so each is called by its path.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

const root = new URL('..', import.meta.url).pathname
const projects = ['packages/policy', 'packages/otp', 'packages/contract', 'packages/storage', 'apps/server', 'apps/demo', 'e2e', 'bench', 'tools']

let failed = 0
const run = async (name: string, script: string, args: string[], cwd = root) => {
  const compiler = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  compiler.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const status = await new Promise((resolve) => compiler.once('close', resolve))
  if (status !== 0) {
    failed++
    console.error(`${name}\n${said}`)
  }
}

// The slow one beside all the others.
const slowest = run('apps/console', `${root}apps/console/node_modules/vue-tsc/bin/vue-tsc.js`, ['--noEmit'], `${root}apps/console`)
for (const project of projects) {
  if (existsSync(`${root}${project}/tsconfig.json`)) await run(project, `${root}node_modules/typescript-7/bin/tsc`, ['-p', project])
}
await slowest

console.log(failed === 0 ? 'types: every package is sound' : `types: ${failed} package(s) with errors`)
process.exitCode = failed === 0 ? 0 : 1
