import { type Condition, Problem } from '@tegata/contract'
import type { PolicyGroup, Realm, Storage } from '@tegata/storage'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'clients'> }

/** A condition as it is kept: a part that says nothing is not there. */
export const exemptionOf = ({ networks, applications }: Condition): PolicyGroup['exemptions'][number] =>
  ({ ...(networks.length === 0 ? {} : { networks }), ...(applications.length === 0 ? {} : { clientIds: applications }) })

export const conditionsOf = ({ exemptions }: Pick<PolicyGroup, 'exemptions'>): Condition[] =>
  exemptions.map(({ networks = [], clientIds = [] }) => ({ networks, applications: clientIds }))

/** Refuses a condition that names no client of this realm: it would hold by itself once somebody makes one of that id. */
export async function refuseUnknownApplications({ storage }: Needs, realm: Realm, conditions: readonly Condition[] | undefined): Promise<void> {
  if (!conditions?.some(({ applications }) => applications.length > 0)) return
  const known = new Set((await storage.clients.list(realm.id)).map(({ clientId }) => clientId))
  const errors = conditions.flatMap(({ applications }, place) => applications.flatMap((clientId, index) => (known.has(clientId) ? []
    : [{ path: `conditions.${place}.applications.${index}`, rule: 'not-found', message: `is no client of this realm: ${clientId}` }])))
  if (errors.length > 0) throw new Problem('request.invalid', { errors: errors.slice(0, 50) })
}

/** The groups that name a client in a condition. */
export const groupsNaming = async ({ policies }: Pick<Storage, 'policies'>, realm: Realm, clientId: string): Promise<readonly PolicyGroup[]> =>
  (await policies.groups(realm.id)).filter(({ exemptions }) => exemptions.some(({ clientIds }) => clientIds?.includes(clientId)))

export const callersNetworkApi = (): Performs<'getCallersNetwork'> => ({
  async getCallersNetwork({ realm, address }) {
    return { value: { address, ownNetworks: realm.settings.ownNetworks } }
  },
})
