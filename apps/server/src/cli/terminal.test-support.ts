import { createReadStream, mkdtempSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { migrate, openKeyring, openStorage } from '@tegata/storage'
import { applicationOf } from '../admin/api.test-support.ts'
import { createOperatorApi } from '../admin/operator-api.ts'
import { makeOperatorToken } from '../admin/operator-token.ts'
import type { House, World } from './command.ts'
import { runCommand } from './run.ts'

async function openHouse(config: Parameters<World['open']>[0]): Promise<House> {
  const storage = await openStorage({ dataDir: config.TEGATA_DATA_DIR, keyring: await openKeyring({ file: config.keyringFile }) })
  const canMail = () => config.TEGATA_SMTP_URL !== undefined
  const { app, letters, people } = applicationOf(storage, canMail)
  const operator = createOperatorApi({ storage, handle: app.callback() })
  return {
    storage, letters, canMail, people, api: operator.of,
    operatorToken: (realm, name) => makeOperatorToken({ storage }, realm, name),
    async close() {
      await operator.close()
      await storage.close()
    },
  }
}

/** The command line on a data directory of its own; whoever asks for it removes that. */
export function createTerminal() {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegata-cli-'))
  const settings = () => ({
    TEGATA_PUBLIC_URL: 'https://id.example.test', TEGATA_DATA_DIR: dataDir, TEGATA_KEYRING_FILE: join(dataDir, 'keyring'), TEGATA_SMTP_URL: 'smtp://127.0.0.1:2525',
  })

  async function run(line: string, env: Record<string, string> = settings()) {
    const [out, err]: [string[], string[]] = [[], []]
    const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    const code = await runCommand(argv, {
      env, readFile: (path) => readFileSync(path, 'utf8'),
      readBytes: (path) => createReadStream(path), writeBytes: (path, pieces) => writeFile(path, pieces, { mode: 0o600 }), out: (text) => out.push(text), err: (text) => err.push(text), operator: 'operator@host',
      migrate: async (config) => (await migrate({ dataDir: config.TEGATA_DATA_DIR })).applied,
      open: openHouse,
    })
    return { code, out: out.join(''), err: err.join('') }
  }

  /** A transcript can be pasted into the manual: lines after `$ tegata …` are what it prints, … stands for what differs. */
  async function follows(transcript: string): Promise<void> {
    for (const [, line = '', expected = ''] of transcript.matchAll(/^\$ tegata (.+)\n((?:(?!\$ ).*\n)*)/gm)) {
      const { out, err } = await run(line)
      const pattern = expected.trimEnd().split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]+')
      expect((out + err).trimEnd(), line).toMatch(new RegExp(`^${pattern}$`))
    }
  }

  return { dataDir, settings, openHouse, run, follows }
}
