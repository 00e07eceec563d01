// Run as a process of its own, in the tree under test: multiplies one session that was begun by a real sign-in, so that
// ten thousand of them do not cost ten thousand password hashes. Prints one cookie header a line.
import { createHmac, randomBytes } from 'node:crypto'
import { openHouse } from './open.ts'

const [cookieName = '', cookieValue = '', count = '0', people = '1'] = process.argv.slice(2)
const storage = await openHouse()
const realm = await storage.realms.find('bench')
if (!realm) throw new Error('There is no realm "bench".')
const row = await storage.protocol.find(realm.id, 'Session', cookieValue)
const session = row && await storage.sessions.find(realm.id, row.uid ?? '')
if (!row || !session) throw new Error('The session to be multiplied is not there.')
const cookieSecret = await storage.secrets.ensure(0, 'cookies', () => {
  throw new Error('The server has made no cookie key yet.')
})
const signed = (text: string) => createHmac('sha256', cookieSecret).update(text).digest('base64url')

const { items } = await storage.users.list(realm.id, { search: 'person' }, null, Math.min(200, Number(people)))
const owners = await Promise.all(items.map(async (user) => ({ ...user, phone: (await storage.authenticators.listOf(realm.id, user.id))[0]?.id })))
for (let first = 0; first < Number(count); first += 100) {
  const some = Array.from({ length: Math.min(100, Number(count) - first) }, (_, index) => ({
    id: randomBytes(32).toString('base64url'), uid: randomBytes(16).toString('base64url'), user: owners[(first + index) % owners.length],
  }))
  const begun = await storage.unit(some.map(({ uid, user }) => {
    if (!user) throw new Error('There is nobody to sign in.')
    const proofs = session.proofs.map((proof) => ({ ...proof, epoch: user.epoch, ...(proof.authenticatorId === undefined ? {} : { authenticatorId: user.phone }) }))
    return storage.sessions.begin({ ...session, uid, userId: user.id, epoch: user.epoch, proofs, journeyId: uid, clientIds: [] })
  }))
  if (!begun.ok) throw new Error(`No session could be begun: ${begun.missed}`)
  await Promise.all(some.map(async ({ id, uid, user }) => {
    const { jti: _, authorizations: __, ...payload } = row.payload
    const stored = { ...payload, uid, accountId: user?.id, authorizations: {} }
    if (!await storage.protocol.save({ ...row, id, uid, sessionUid: uid, userId: user?.id ?? null, epoch: user?.epoch ?? null, payload: stored })) throw new Error('A session was refused.')
    const pair = `${cookieName}=${id}`
    process.stdout.write(`${pair}; ${cookieName}.sig=${signed(pair)}\n`)
  }))
}
await storage.close()
