import type { Context } from './context.ts'
import { write } from './sql/build.ts'
import type { Realm, RealmSettings, Storage } from './types.ts'

export function createRealms({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['realms'] {
  const grown = (realmId: number) => db.updateTable('realms').set((eb) => ({ version: eb('version', '+', 1) })).where('id', '=', realmId)
  return {
    async find(name) {
      const row = await durable.read.first(db.selectFrom('realms').selectAll().where('name', '=', name))
      return row && toRealm(row)
    },
    list: async () => (await durable.read.all(db.selectFrom('realms').selectAll().orderBy('name'))).map(toRealm),
    create: ({ name, settings }) => write('realms.create', db.insertInto('realms')
      .values({ name, enabled: 1, version: 1, settings: JSON.stringify(settings), created_at: clock.now() }).returning('id'), 1),
    saveSettings: (realmId, settings, version) =>
      write('realms.saveSettings', grown(realmId).set({ settings: JSON.stringify(settings) }).where('version', '=', version), 1),
    setEnabled: (realmId, enabled) => write('realms.setEnabled', grown(realmId).set({ enabled: Number(enabled) }), 1),
    touch: (realmId) => write('realms.touch', grown(realmId), 1),
  }
}

type RealmRow = { id: number; name: string; enabled: number; version: number; settings: string; created_at: number }

function toRealm(row: RealmRow): Realm {
  const settings: RealmSettings = JSON.parse(row.settings)
  return { id: row.id, name: row.name, enabled: row.enabled === 1, version: row.version, settings, createdAt: row.created_at }
}
