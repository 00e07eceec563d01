import type { Realm } from '@tegata/storage'
import { inProtocolRequest } from './protocol-request.ts'
import type { BuiltProvider } from './provider.ts'

/** What an access token of ours stands for, while it is alive. */
export type ReadAccessToken = { audience: readonly string[]; clientId: string; userId: string | null; sessionUid: string | null }

type Needs = { providerOf: (realm: Realm) => Promise<Pick<BuiltProvider, 'provider'>> }

/**
 * Reads an access token that this realm signed and that has neither run out, been revoked, nor ended with its session.
 * Null for anything else: ID and refresh tokens, those of another realm, the bare id. Whoever asks decides what it opens.
 */
export const createReadAccessToken = ({ providerOf }: Needs) => async (realm: Realm, bearer: string): Promise<ReadAccessToken | null> => {
  const { provider } = await providerOf(realm)
  return inProtocolRequest({ address: null, userAgent: '', requestId: '' }, async () => {
    const token = await provider.AccessToken.find(bearer) ?? await provider.ClientCredentials.find(bearer)
    if (token === undefined || token.clientId === undefined) return null
    const isPersons = token.kind === 'AccessToken'
    return {
      audience: namesIn(token.extra?.aud),
      clientId: token.clientId,
      userId: isPersons ? token.accountId : null,
      sessionUid: isPersons ? token.sessionUid ?? null : null,
    }
  })
}


const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : []
