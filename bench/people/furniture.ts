// Run as a process of its own, in the tree under test: what a realm of a million people has besides them, and the
// administrator who looks at them. Prints it as JSON.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { PolicyGroup } from '@tegata/storage'
import { openHouse } from '../house/open.ts'
import type { Administered } from './crowd.ts'

const storage = await openHouse()
const realm = await storage.realms.find('bench')
if (!realm) throw new Error('There is no realm "bench".')
const realmId = realm.id
const id = (): string => randomUUID()
const roles = { employee: id(), manager: id(), contractor: id(), auditor: id(), office: id() }
const groups = { tokyo: id(), board: id() }
const policyGroup = (name: string, ask: PolicyGroup['ask']): PolicyGroup => ({
  id: id(), realmId, name, ask, exemptions: ask === 'unless' ? [{ networks: ['10.0.0.0/8'] }] : [], acceptedKinds: ['totp', 'emailed-code'],
  acceptedRecoveries: ['emergency-token'], onUnenrolled: 'mailLink', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse',
})
const [always, exempt, never] = [policyGroup('Always', 'always'), policyGroup('Not in the office', 'unless'), policyGroup('Machines', 'never')]
const [other] = await storage.upstreams.list(realmId)
if (!other) throw new Error('There is no identity provider.')
const corp = { ...other, id: id(), alias: 'corp' }
const secret = randomBytes(32).toString('base64url')

const made = await storage.unit([
  ...Object.entries(roles).map(([name, roleId]) => storage.roles.create({ id: roleId, realmId, name, description: null, clientId: null, administrative: false })),
  ...Object.entries(groups).map(([name, groupId]) => storage.groups.create({ id: groupId, realmId, name })),
  ...storage.groups.grantRole(realmId, groups.tokyo, roles.office),
  ...[always, exempt, never].map((group) => storage.policies.saveGroup(group)),
  storage.upstreams.create(corp, null),
  storage.clients.create({
    id: id(), realmId, clientId: 'looks', name: { en: 'Looks' }, enabled: true, firstParty: true, apiAccess: true, kind: 'web',
    secretHash: createHash('sha256').update(secret).digest('hex'), oldSecret: null, redirectUris: ['https://app.example/callback'], postLogoutRedirectUris: [],
    webOrigins: [], backchannelLogoutUri: null, pathWildcard: false, pkceOptional: false, minimumAcr: null, defaultAcrValues: [], acrLoaMap: {}, idTokenAlg: 'EdDSA',
    homeUrl: null, createdAt: Date.now(),
  }),
  storage.realms.touch(realmId),
])
if (!made.ok) throw new Error(`The realm could not be furnished: ${made.missed}`)
const administrator = await storage.users.findByLogin(realmId, 'person-0')
const globalAdmin = (await storage.roles.list(realmId)).find(({ name }) => name === 'global-admin')
if (!administrator || !globalAdmin) throw new Error('There is no administrator to be.')
const granted = await storage.unit(storage.roles.grant(realmId, administrator.id, globalAdmin.id))
if (!granted.ok) throw new Error(`Nobody administers: ${granted.missed}`)
await storage.close()

const administered: Administered = {
  application: { id: 'looks', secret }, username: 'person-0',
  furniture: { realmId, now: Date.now(), roles, groups, policyGroups: [always.id, exempt.id, never.id], upstreams: [corp.id, other.id] },
}
process.stdout.write(JSON.stringify(administered))
