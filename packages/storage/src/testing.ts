import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from './migrate.ts'
import { openStorage } from './open.ts'
import { openKeyring } from './sealing/keyring.ts'
import type { RealmSettings, Storage } from './types.ts'

/** What a fresh SQLite database consists of, migrated once for all that one test file asks for. */
let migrated: Promise<ReadonlyMap<string, Buffer>> | undefined
async function migrateOnce(): Promise<ReadonlyMap<string, Buffer>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tegata-test-'))
  await migrate({ dataDir })
  const files = new Map<string, Buffer>()
  for (const name of await readdir(dataDir)) files.set(name, await readFile(join(dataDir, name)))
  await rm(dataDir, { recursive: true, force: true })
  return files
}

/** A fresh, migrated SQLite storage in a directory of its own, with a clock that can be set; `close` removes it all. */
export async function openTestStorage(): Promise<Storage> {
  migrated ??= migrateOnce()
  const dataDir = await mkdtemp(join(tmpdir(), 'tegata-test-'))
  for (const [name, bytes] of await migrated) await writeFile(join(dataDir, name), bytes, { mode: 0o600 })
  const storage = await openStorage({ dataDir, keyring: await openKeyring({ file: join(dataDir, 'keyring') }), demoClock: true })
  return {
    ...storage,
    async close() {
      await storage.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Settings with the defaults of `security.md` section 5.4 and `product.md`, for tests that need some realm. */
export const testRealmSettings: RealmSettings = {
  displayName: { en: 'Test' }, zone: 'Asia/Tokyo', languages: ['en', 'ja', 'ko'], contact: { en: 'Ask the help desk, extension 100' },
  helpLink: null, recommendedApps: [], startPage: null, mailServer: null, mailsPerMinute: 30, helpDeskMail: null,
  stepOrder: 'otp-then-password', askRegistered: true, presentation: 'interactive', enrolWithinMs: 14 * 86_400_000,
  sessionIdleMs: 10 * 3_600_000, sessionMaxMs: 24 * 3_600_000, setupLinkMs: 72 * 3_600_000, resetLinkMs: 3_600_000, emergencyInARow: 3,
  emergencyMode: 'recoverable', emergencyInitial: 5, emergencyHandOutHours: 24,
  limits: {
    journeyCodeTries: 5,
    secondFactorShort: { max: 5, windowMs: 900_000, waitsMs: [60_000, 300_000, 900_000, 3_600_000] },
    secondFactorDay: { max: 20, windowMs: 86_400_000 }, secondFactorMonth: { max: 100, windowMs: 30 * 86_400_000 }, secondFactorHard: 100,
    passwordKnownBrowser: { max: 10, windowMs: 900_000 }, passwordUnknownBrowser: { max: 20, windowMs: 900_000 },
    passwordAddress: { max: 50, windowMs: 900_000 }, mailBeforePassword: { max: 5, windowMs: 3_600_000 },
    mailAfterPassword: { max: 20, windowMs: 86_400_000 },
  },
  ownNetworks: [], onlyUpstreamId: null, newUserGroupId: null, mailDomains: [], emailedCodes: 'standard', branding: { accent: 'indigo', sentences: {}, logo: null },
}
