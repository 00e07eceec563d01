import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, type Running } from '../house/house.ts'
import { median } from './measure.ts'
import { number, type Row } from './row.ts'

/** From the start of the process to the first answered discovery of a realm, on a database that is in use already. */
export const coldStart: Row = {
  name: 'cold-start',
  async run({ houses, quick }) {
    const took: Start[][] = houses.map(() => [])
    const bare: number[] = []
    for (let round = 0; round < (quick ? 2 : 7); round += 1) {
      bare.push(await bareNode())
      for (const [index, house] of houses.entries()) took[index]?.push(await start(house))
    }
    const wall = took.map((starts) => median(starts.map(({ ms }) => ms)))
    const cpu = took.map((starts) => median(starts.map(({ cpuMs }) => cpuMs)))
    return [{
      label: `cold start to the first 200, source (bare Node: ${number(median(bare))} ms)`,
      cells: wall.map((ms, index) => `${number(ms)} ms, ${number(cpu[index] ?? NaN)} ms CPU`), costs: cpu, target: '≤ 700 ms',
    }]
  },
}

type Start = { ms: number; cpuMs: number }

async function start({ tree, env, house }: Running): Promise<Start> {
  const port = await freePort()
  const own = { ...env, TEGATA_LISTEN: `127.0.0.1:${port}`, TEGATA_MANAGEMENT_LISTEN: `127.0.0.1:${await freePort()}` }
  const started = performance.now()
  const child = spawn(process.execPath, ['apps/server/src/main.ts', 'serve'], { cwd: tree.root, env: own, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    for (;;) {
      const ok = await fetch(`http://127.0.0.1:${port}/realms/${house.realm}/.well-known/openid-configuration`).then((answer) => answer.ok, () => false)
      if (ok) return { ms: performance.now() - started, cpuMs: await cpuMsOf(child.pid) }
      if (child.exitCode !== null || performance.now() - started > 30_000) throw new Error('A second server does not start.')
      await pause(3)
    }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** So far, in user and system; NaN where /proc does not tell. */
async function cpuMsOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function bareNode(): Promise<number> {
  const started = performance.now()
  return new Promise((resolve) => {
    spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).once('exit', () => resolve(performance.now() - started))
  })
}
