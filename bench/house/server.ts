import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

type Process = { cwd: string; env: NodeJS.ProcessEnv }

/** Runs a script to its end; its output, or an error with what it complained of. */
export function runNode(args: readonly string[], { cwd, env }: Process): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let complaints = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    child.once('error', reject)
    child.once('exit', (status) => status === 0 ? resolve(out) : reject(new Error(`node ${args.join(' ')} ended with ${status}\n${complaints}${out}`)))
  })
}

export type Metrics = { cpuSeconds: number; residentBytes: number; heapBytes: number }

export type RunningServer = {
  metrics(): Promise<Metrics>
  stop(): Promise<void>
}

export async function startServer({ cwd, env, flags }: Process & { flags: readonly string[] }): Promise<RunningServer> {
  const child = spawn(process.execPath, [...flags, 'apps/server/src/main.ts', 'serve'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-4000)))
  const management = `http://${env.TEGATA_MANAGEMENT_LISTEN}`
  const isUp = () => fetch(`${management}/health/ready`).then((answer) => answer.ok, () => false)
  for (const until = Date.now() + 60_000; !await isUp(); await pause(50)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`The server does not start.\n${output}`)
  }
  return {
    async metrics() {
      const text = await (await fetch(`${management}/metrics`)).text()
      const read = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
      return { cpuSeconds: read('process_cpu_seconds_total'), residentBytes: read('process_resident_memory_bytes'), heapBytes: read('nodejs_heap_size_used_bytes') }
    },
    async stop() {
      if (child.exitCode !== null) throw new Error(`The server ended by itself.\n${output}`)
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(late)
    },
  }
}
