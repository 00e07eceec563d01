// Run as a process of its own, in the tree under test: so many more people, of a department of their own, who have no
// second factor. Prints how many of them there are.
import { randomUUID } from 'node:crypto'
import { openHouse } from './open.ts'

const [department = 'bulk', count = '0'] = process.argv.slice(2)
const storage = await openHouse()
const realm = await storage.realms.find('bench')
if (!realm) throw new Error('There is no realm "bench".')
const inOneUnit = 2000
for (let first = 0; first < Number(count); first += inOneUnit) {
  const people = Array.from({ length: Math.min(inOneUnit, Number(count) - first) }, (_, index) => ({
    id: randomUUID(), username: `${department}-${first + index}`, email: `${department}-${first + index}@example.test`, emailProvedAt: Date.now(), givenName: 'Ren', familyName: 'Sato',
    department, otpRequired: false, passwordHash: 'nobody signs in',
  }))
  const outcome = await storage.unit(storage.imports.create(realm.id, people, []))
  if (!outcome.ok) throw new Error(`The people could not be added: ${outcome.missed}`)
}
process.stdout.write(count)
await storage.close()
