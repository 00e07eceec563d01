import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runNode } from '../house/server.ts'
import { type Line, number, type Row } from './row.ts'

const families = ['佐藤', '田中', 'Smith', '김', 'Yamada', 'Müller', '鈴木', 'Brown']
const givens = ['花子', 'Aoi', '철수', 'Emma', '太郎', 'Jürgen', '美咲']
const hash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$KLd1NRBgRsQ9GNF3fJMYVQ5m3uP9sQ3ZkRb5VZSs0Yk'

/** People of another system: names of three scripts, a reading, an address and a department each, and the hash of a password. */
const fileOf = (count: number, run: string): string => ['username\tfamilyName\tgivenName\treading\temail\tdepartment\tlanguage\tpasswordHash', ...Array.from({ length: count }, (_, n) =>
  `moved-${run}-${n}\t${families[n % 8]}\t${givens[n % 7]}\tサトウ ハナコ\tmoved-${run}-${n}@example.test\tDepartment ${n % 200}\tja\t${hash}`), ''].join('\n')

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

/**
 * `tegata import users --write`, everything counted but the start of the process: reading, checking, each line's person with
 * name index, search, numbers and event. The start is that of the same command with one line.
 */
export const importRow: Row = {
  name: 'import',
  async run({ houses, quick, say }) {
    const count = quick ? 10_000 : 100_000
    const rates: number[] = []
    for (const { database, dataDir, env, tree } of houses) {
      say(`importing ${count.toLocaleString('en')} people, ${database}`)
      const [one, many] = [join(dataDir, 'one.tsv'), join(dataDir, 'many.tsv')]
      await writeFile(one, fileOf(1, 'one'))
      await writeFile(many, fileOf(count, 'many'))
      const importing = (file: string) => seconds(() => runNode(['apps/server/src/main.ts', 'import', 'users', file, '--realm', 'bench', '--write'], { cwd: tree.root, env }))
      const start = await importing(one)
      rates.push(count / (await importing(many) - start))
      for (const file of [one, many]) await rm(file)
    }
    const line: Line = {
      label: `import of ${count.toLocaleString('en')} people with hashes, per second`, cells: rates.map(number), costs: rates.map((rate) => 1 / rate), target: '≥ 30,000',
    }
    return [line]
  },
}
