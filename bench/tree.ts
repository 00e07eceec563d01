import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Tree } from './house/house.ts'

const root = new URL('..', import.meta.url).pathname

export const thisTree: Tree = { name: 'this tree', root }

/**
 * Another commit, laid out beside this tree so that both can be measured in one run; or a folder where one lies already.
 * It runs on the packages that are installed here, and is driven by this bench.
 */
export function otherTree(commitOrFolder: string): Tree & { remove(): void } {
  const isLaidOut = existsSync(join(commitOrFolder, 'apps'))
  const other = isLaidOut ? commitOrFolder : layOut(commitOrFolder)
  const bench = join(other, 'bench')
  if (bench !== join(root, 'bench')) {
    rmSync(bench, { recursive: true, force: true })
    cpSync(join(root, 'bench'), bench, { recursive: true, verbatimSymlinks: true })
  }
  return { name: basename(commitOrFolder), root: other, remove: () => isLaidOut ? undefined : rmSync(other, { recursive: true, force: true }) }
}

function layOut(commit: string): string {
  const other = mkdtempSync(join(tmpdir(), 'tegata-bench-tree-'))
  const { status, stderr } = spawnSync('sh', ['-c', 'git archive --format=tar "$1" | tar -x -C "$2"', 'sh', commit, other], { cwd: root, encoding: 'utf8' })
  if (status !== 0 || !existsSync(join(other, 'apps'))) throw new Error(`The commit ${commit} cannot be laid out.\n${stderr}`)
  symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'))
  for (const parent of ['apps', 'packages']) {
    for (const name of readdirSync(join(root, parent))) {
      const installed = join(root, parent, name, 'node_modules')
      // Links to packages of the house are relative: copied, they lead to those of the other tree.
      if (existsSync(installed) && existsSync(join(other, parent, name))) cpSync(installed, join(other, parent, name, 'node_modules'), { recursive: true, verbatimSymlinks: true })
    }
  }
  return other
}
