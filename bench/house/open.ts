import { openKeyring, openStorage, type Storage } from '@tegata/storage'

/** The database that the server's own settings name. */
export async function openHouse(env: NodeJS.ProcessEnv = process.env): Promise<Storage> {
  const { DATABASE_URL: databaseUrl, TEGATA_DATA_DIR: dataDir, TEGATA_KEYRING_FILE: file } = env
  if (file === undefined) throw new Error('TEGATA_KEYRING_FILE is not set.')
  return openStorage({ databaseUrl, dataDir, keyring: await openKeyring({ file, create: false }) })
}
