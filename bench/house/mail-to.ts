// Run as a process of its own, in the tree under test: the realm's mail goes to this port of this machine, as fast as it is taken.
import { openHouse } from './open.ts'

const [port = ''] = process.argv.slice(2)
const storage = await openHouse()
const realm = await storage.realms.find('bench')
if (!realm) throw new Error('There is no realm "bench".')
const settings = { ...realm.settings, mailServer: { url: `smtp://127.0.0.1:${port}`, from: 'id@example.test' }, mailsPerMinute: 100_000 }
const outcome = await storage.unit([storage.realms.saveSettings(realm.id, settings, realm.version)])
if (!outcome.ok) throw new Error(`The mail server could not be set: ${outcome.missed}`)
await storage.close()
