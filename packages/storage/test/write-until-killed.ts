// Writes one audit event after another and prints each once it was acknowledged, until somebody kills it.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openKeyring, openStorage } from '../src/index.ts'

const dataDir = process.argv[2] ?? ''
const storage = await openStorage({ dataDir, keyring: await openKeyring({ file: join(dataDir, 'keyring') }) })
for (;;) {
  await Promise.all(Array.from({ length: 3 }, async () => {
    const reason = randomUUID()
    const outcome = await storage.unit([storage.audit.record({ realmId: 1, type: 'test', actor: null, userId: null, outcome: 'success', reason })])
    if (outcome.ok) process.stdout.write(`${reason}\n`)
  }))
}
