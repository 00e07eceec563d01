import type { Context } from './context.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Client, Storage } from './types.ts'

export function createClients({ db, durable }: Pick<Context, 'db' | 'durable'>): Storage['clients'] {
  const row = (client: Client) => ({ client_id: client.clientId, document: JSON.stringify(client) })
  const byClientId = compileOnce(db.selectFrom('clients').select('document').where('realm_id', '=', 0).where('client_id', '=', ''))

  return {
    list: async (realmId) => (await durable.read.all(db.selectFrom('clients').select('document')
      .where('realm_id', '=', realmId).orderBy('client_id'))).map(toClient),
    async find(realmId, clientId) {
      const found = await durable.read.firstOf(byClientId, [realmId, clientId])
      return found && toClient(found)
    },
    create: (client) => write('clients.create', db.insertInto('clients')
      .values({ id: client.id, realm_id: client.realmId, created_at: client.createdAt, ...row(client) }), 1),
    change: (client) => write('clients.change', db.updateTable('clients').set(row(client))
      .where('realm_id', '=', client.realmId).where('id', '=', client.id), 1),
    remove: (realmId, clientId) => write('clients.remove', db.deleteFrom('clients')
      .where('realm_id', '=', realmId).where('client_id', '=', clientId), 1),
  }
}

/** Clients of before there was an old secret have none. */
const toClient = ({ document }: { document: string }): Client => ({ oldSecret: null, ...JSON.parse(document) })
