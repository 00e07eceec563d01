import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Client, Realm, Statement, Unit } from '@tegata/storage'

/** A client with nothing allowed; what a caller names is added. */
export const blankClient = (realm: Pick<Realm, 'id'>, clientId: string, createdAt: number): Client => ({
  id: randomUUID(), realmId: realm.id, clientId, name: { en: clientId }, enabled: true, firstParty: false, apiAccess: false, kind: 'spa',
  secretHash: null, oldSecret: null, redirectUris: [], postLogoutRedirectUris: [], webOrigins: [], backchannelLogoutUri: null, pathWildcard: false, pkceOptional: false,
  minimumAcr: null, defaultAcrValues: [], acrLoaMap: {}, idTokenAlg: null, homeUrl: null, createdAt,
})

/** The clients that every realm has, at the address where we are reached now. All are public, use PKCE, and are reached at our own origin alone. */
export function builtInClients(realm: Pick<Realm, 'id' | 'name'>, publicUrl: URL, now: number): readonly Client[] {
  const console = new URL(`/console/${realm.name}`, publicUrl).href
  const account = new URL(`/realms/${realm.name}/account`, publicUrl).href
  return [
    {
      ...blankClient(realm, 'tegata-console', now), name: { en: 'Console', ja: '管理コンソール', ko: '관리 콘솔' }, firstParty: true, apiAccess: true,
      redirectUris: [`${console}/callback`, `${console}/popup`], postLogoutRedirectUris: [`${console}/signed-out`, console],
      webOrigins: [publicUrl.origin], homeUrl: console,
    },
    {
      ...blankClient(realm, 'tegata-account', now), name: { en: 'Your account', ja: 'アカウント', ko: '내 계정' }, firstParty: true,
      redirectUris: [`${account}/callback`], postLogoutRedirectUris: [account, `${account}/signed-out`], homeUrl: account,
    },
  ]
}

type Needs = {
  unit: Unit
  clock: { now: () => number }
  realms: { list: () => Promise<readonly Realm[]>; touch: (realmId: number) => Statement }
  clients: {
    find: (realmId: number, clientId: string) => Promise<Client | undefined>
    create: (client: Client) => Statement
    change: (client: Client) => Statement
  }
}

/** Writes clients as they should be: makes the missing, corrects the addresses of the others, and touches nothing that is right. */
export async function alignClients({ unit, realms, clients }: Needs, wanted: readonly Client[]): Promise<void> {
  for (const client of wanted) {
    const stored = await clients.find(client.realmId, client.clientId)
    if (stored === undefined) {
      await unit([clients.create(client), realms.touch(client.realmId)])
      continue
    }
    const { redirectUris, postLogoutRedirectUris, webOrigins, backchannelLogoutUri, homeUrl } = client
    const aligned: Client = { ...stored, redirectUris, postLogoutRedirectUris, webOrigins, backchannelLogoutUri, homeUrl }
    if (!isDeepStrictEqual(stored, aligned)) await unit([clients.change(aligned), realms.touch(client.realmId)])
  }
}

/** At every start: the built-in clients of every realm stand at the address where we are reached now. */
export async function alignBuiltInClients(needs: Needs, publicUrl: URL): Promise<void> {
  for (const realm of await needs.realms.list()) await alignClients(needs, builtInClients(realm, publicUrl, needs.clock.now()))
}
