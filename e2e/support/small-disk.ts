import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk that can be filled up. `pid` is the process that is to feel it. */
export type SmallDisk = {
  /** Where data goes; undefined: anywhere. */
  path: string | undefined
  fill(pid: number): void
  free(pid?: number): void
  remove(): void
}

/** A few megabytes of memory mounted as a disk; where this process may not mount, a limit on the size of the server's files. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux') return undefined
  return mounted(megabytes) ?? limited()
}

function mounted(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'tegata-small-disk-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status !== 0) {
    rmSync(path, { recursive: true })
    return undefined
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    fill() {
      const { bavail, bsize } = statfsSync(path)
      try {
        writeFileSync(ballast, Buffer.alloc(bavail * bsize))
      } catch {
        // What did not fit any more is what was wanted.
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** RLIMIT_FSIZE: a write behind the fourth kilobyte of any file fails (EFBIG). */
function limited(): SmallDisk | undefined {
  const limit = (pid: number, bytes: string) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])
  if (spawnSync('prlimit', ['--version']).status !== 0) return undefined
  return { path: undefined, fill: (pid) => limit(pid, '4096'), free: (pid) => pid !== undefined && limit(pid, 'unlimited'), remove: () => undefined }
}
