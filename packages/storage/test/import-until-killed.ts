// Imports six hundred people at a time with the writer on its thread, and says which parts were answered, until it is killed.
import { join } from 'node:path'
import { openKeyring, openStorage } from '../src/index.ts'
import { testRealmSettings } from '../src/testing.ts'
import { randomUUID } from 'node:crypto'

const [dataDir = ''] = process.argv.slice(2)
const storage = await openStorage({ dataDir, keyring: await openKeyring({ file: join(dataDir, 'keyring') }), manyWrites: true })
const made = await storage.unit([storage.realms.create({ name: 'demo', settings: testRealmSettings })])
const realmId = Number(made.ok && made.returned[0]?.[0]?.['id'])
for (let part = 0; ; part += 1) {
  const people = Array.from({ length: 600 }, (_, n) => ({ id: randomUUID(), username: `part-${part}-${n}`, email: null, givenName: 'Aoi', familyName: '山田', otpRequired: true }))
  const outcome = await storage.unit(storage.imports.create(realmId, people, []))
  if (!outcome.ok) throw new Error(outcome.missed)
  process.stdout.write(`${part}\n`)
}
