import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Realm, RealmSettings, Storage } from './types.ts'

export function createRealms({ db, durable, clock, seal }: Pick<Context, 'db' | 'durable' | 'clock' | 'seal'>): Storage['realms'] {
  const grown = (realmId: number) => db.updateTable('realms').set((eb) => ({ version: eb('version', '+', 1) })).where('id', '=', realmId)
  /** The address of the mail server holds its password: sealed to the realm's row, apart from what anybody may read. */
  const split = ({ mailServer, ...settings }: RealmSettings) => ({ open: JSON.stringify({ ...settings, mailServer: null }), mailServer })
  const toRealm = (row: RealmRow): Realm => {
    const settings: RealmSettings = { ...laterSettings, ...JSON.parse(row.settings) }
    if (row.mail_server !== null) settings.mailServer = JSON.parse(seal.open(cells.mailServer, [row.id], row.mail_server))
    return { id: row.id, name: row.name, enabled: row.enabled === 1, version: row.version, settings, createdAt: row.created_at }
  }

  const versionOf = compileOnce(db.selectFrom('realms').select(['id', 'version']).where('name', '=', ''))
  /** As last read. Every change of a realm grows its version, which every request reads: nothing is believed for longer. */
  const known = new Map<string, Realm>()

  return {
    async find(name) {
      const now = await durable.read.firstOf(versionOf, [name])
      const last = known.get(name)
      if (now !== undefined && last?.id === now.id && last.version === now.version) return last
      const row = now && await durable.read.first(db.selectFrom('realms').selectAll().where('name', '=', name))
      const realm = row && toRealm(row)
      if (realm === undefined) known.delete(name)
      else known.set(name, realm)
      return realm
    },
    list: async () => (await durable.read.all(db.selectFrom('realms').selectAll().orderBy('name'))).map(toRealm),
    create({ name, settings }) {
      const { open, mailServer } = split(settings)
      if (mailServer !== null) throw new Error('A realm is created without a mail server: there is no row yet that it could be sealed to')
      return write('realms.create', db.insertInto('realms')
        .values({ name, enabled: 1, version: 1, settings: open, created_at: clock.now() }).returning('id'), 1)
    },
    saveSettings(realmId, settings, version) {
      const { open, mailServer } = split(settings)
      const sealed = mailServer === null ? null : seal.close(cells.mailServer, [realmId], JSON.stringify(mailServer))
      return write('realms.saveSettings', grown(realmId).set({ settings: open, mail_server: sealed }).where('version', '=', version), 1)
    },
    setEnabled: (realmId, enabled) => write('realms.setEnabled', grown(realmId).set({ enabled: Number(enabled) }), 1),
    touch: (realmId) => write('realms.touch', grown(realmId), 1),
    file: (realmId, name) => durable.read.first(db.selectFrom('realm_files').select(['type', 'hash', 'bytes']).where('realm_id', '=', realmId).where('name', '=', name)),
    saveFile: (realmId, name, { type, hash, bytes }) => write('realms.saveFile', db.insertInto('realm_files').values({ realm_id: realmId, name, type, hash, bytes })
      .onConflict((conflict) => conflict.columns(['realm_id', 'name']).doUpdateSet({ type, hash, bytes })), 1),
    removeFile: (realmId, name) => write('realms.removeFile', db.deleteFrom('realm_files').where('realm_id', '=', realmId).where('name', '=', name), 'any'),
  }
}

/** What a row says that was written before there was the setting. */
const laterSettings = {
  onlyUpstreamId: null, emergencyMode: 'once', emergencyInitial: 5, emergencyHandOutHours: 24, newUserGroupId: null, mailDomains: [], emailedCodes: 'off',
  branding: { accent: 'indigo', sentences: {}, logo: null },
} satisfies Partial<RealmSettings>

type RealmRow = { id: number; name: string; enabled: number; version: number; settings: string; mail_server: Uint8Array | null; created_at: number }
