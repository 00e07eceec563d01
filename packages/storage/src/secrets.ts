import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { write } from './sql/build.ts'
import type { Storage } from './types.ts'

export function createSecrets({ db, durable, seal }: Pick<Context, 'db' | 'durable' | 'seal'>): Storage['secrets'] {
  const read = async (realmId: number, name: string): Promise<string | undefined> => {
    const row = await durable.read.first(db.selectFrom('server_secrets').select('value').where('realm_id', '=', realmId).where('name', '=', name))
    return row && seal.open(cells.secret, [realmId, name], row.value)
  }
  return {
    async ensure(realmId, name, make) {
      const known = await read(realmId, name)
      if (known !== undefined) return known
      const value = seal.close(cells.secret, [realmId, name], make())
      await durable.unit([write('secrets.ensure', db.insertInto('server_secrets').values({ realm_id: realmId, name, value })
        .onConflict((conflict) => conflict.columns(['realm_id', 'name']).doNothing()), 'any')])
      // Read again: of two nodes that made one, the first to commit is right.
      const agreed = await read(realmId, name)
      if (agreed === undefined) throw new Error(`The secret ${name} could not be stored`)
      return agreed
    },
  }
}
