// node bench/profile.ts <file.cpuprofile>: where the time of a profiled server went (`pnpm bench --profile <folder>`).
import { readFileSync } from 'node:fs'

type Node = { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Name a .cpuprofile file.')
const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(file, 'utf8'))

const self = new Map<number, number>()
for (const [index, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[index] ?? 0))

const byId = new Map(nodes.map((node) => [node.id, node]))
const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))

/** The file as people know it: a package by its name, ours by its path, and what is in neither by what V8 calls it. */
function placeOf({ callFrame: { url, functionName } }: Node): string {
  const package_ = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1]
  if (package_ !== undefined) return package_
  const own = /\/((?:apps|packages)\/.+)$/.exec(url)?.[1]
  return own ?? (url === '' ? functionName : url)
}

const busy = [...self].filter(([id]) => !['(idle)', '(program)'].includes(byId.get(id)?.callFrame.functionName ?? ''))
const total = busy.reduce((sum, [, time]) => sum + time, 0)

function shares(of: (node: Node) => string, count: number): void {
  const sums = new Map<string, number>()
  for (const [id, time] of busy) {
    const node = byId.get(id)
    if (node) sums.set(of(node), (sums.get(of(node)) ?? 0) + time)
  }
  print(sums, count)
}

const print = (sums: ReadonlyMap<string, number>, count: number): void => {
  for (const [name, time] of [...sums].toSorted(([, one], [, other]) => other - one).slice(0, count)) {
    console.log(`${(time / total * 100).toFixed(1).padStart(6)} %  ${name}`)
  }
}

/** Time in a function and in everything that it called, each counted once on its stack. */
function inclusive(): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [id, time] of busy) {
    const seen = new Set<string>()
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = byId.get(at)
      if (node) seen.add(`${node.callFrame.functionName || '(anonymous)'}  ${placeOf(node)}:${node.callFrame.lineNumber + 1}`)
    }
    for (const name of seen) sums.set(name, (sums.get(name) ?? 0) + time)
  }
  return sums
}

console.log(`Busy: ${(total / 1e6).toFixed(2)} s\n\nSelf time by place`)
shares(placeOf, 35)
console.log('\nSelf time by function')
shares((node) => `${node.callFrame.functionName || '(anonymous)'}  ${placeOf(node)}:${node.callFrame.lineNumber + 1}`, 45)
console.log('\nTime in a function and what it called')
print(inclusive(), 90)
