// Plain JavaScript on purpose: it runs before anything else, on whatever Node the machine has, and says in one
// sentence what is missing. pnpm runs a script even when the install before it failed.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const stop = (sentence) => {
  console.error(`\n${sentence}\n`)
  process.exit(1)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  stop(
    `Tegata needs Node 22.18 or newer and found ${process.versions.node}. It brings its own through npm, but that package is not installed here:\n` +
      'run "npx -y pnpm@12 install" once more, or install a newer Node.',
  )
}

const parts = ['../apps/server/package.json', '../packages/storage/package.json', '../apps/console/package.json', '../apps/demo/package.json']
const wanted = { 0: ['koa', 'oidc-provider', '@node-rs/argon2', 'zod'], 1: ['kysely', 'pg'], 2: ['vite', 'vue'], 3: ['openid-client'] }
for (const [index, names] of Object.entries(wanted)) {
  const manifest = new URL(parts[Number(index)], import.meta.url)
  const require = createRequire(manifest)
  for (const name of names) {
    const found = (require.resolve.paths(name) ?? []).some((folder) => existsSync(`${folder}/${name}/package.json`))
    if (!found) stop(`The installation is not complete (${name} is missing). Check the network and run "npx -y pnpm@12 install" again.`)
  }
}
