import { createHash, timingSafeEqual } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'
import type { Client } from '@tegata/storage'

/** The member under which a stored client travels inside oidc-provider's. */
const own = 'tegata'
export const clientProperties: readonly string[] = [own]

/** A client as oidc-provider's metadata, or undefined when it may not be used: what is read here acts at once. */
export function metadataOf(client: Client): (ClientMetadata & { [own]: Client }) | undefined {
  const isService = client.kind === 'service'
  // A service account without a secret would be a password that everybody knows.
  if (!client.enabled || (isService && client.secretHash === null)) return undefined
  return {
    client_id: client.clientId,
    client_name: client.name.en,
    application_type: client.kind === 'native' ? 'native' : 'web',
    token_endpoint_auth_method: client.secretHash === null ? 'none' : 'client_secret_basic',
    ...(client.secretHash === null ? {} : { client_secret: client.secretHash }),
    grant_types: isService ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    response_types: isService ? [] : ['code'],
    redirect_uris: isService ? [] : client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    id_token_signed_response_alg: client.idTokenAlg ?? 'RS256',
    ...(client.backchannelLogoutUri === null
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
    [own]: client,
  }
}

/** The stored client behind oidc-provider's. */
export function storedClient(client: object | undefined): Client {
  const stored: unknown = client === undefined ? undefined : Reflect.get(client, own)
  if (!isStored(stored)) throw new Error('This client did not come from storage.')
  return stored
}

const isStored = (value: unknown): value is Client => typeof value === 'object' && value !== null && 'clientId' in value && 'realmId' in value

/** Secrets are 256 random bits: one SHA-256 is enough, and only that is stored. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** The present secret, and until its end the one before. */
export function isSecretOf({ secretHash, oldSecret }: Pick<Client, 'secretHash' | 'oldSecret'>, secret: string, now: number): boolean {
  if (secretHash === null) return false
  const actual = Buffer.from(hashOfSecret(secret), 'hex')
  const hashes = [secretHash, ...(oldSecret !== null && now < oldSecret.until ? [oldSecret.hash] : [])]
  return hashes.map((hash) => isSame(Buffer.from(hash, 'hex'), actual)).includes(true)
}

const isSame = (expected: Buffer, actual: Buffer): boolean => expected.length === actual.length && timingSafeEqual(expected, actual)

/** Origins whose pages may call us for this client: those it names; `+` stands for those of its redirect URIs. */
export function webOriginsOf(client: Pick<Client, 'webOrigins' | 'redirectUris' | 'secretHash'>): ReadonlySet<string> {
  const ofRedirects = client.redirectUris.flatMap((uri) => {
    const origin = URL.parse(uri)?.origin
    return origin === undefined || origin === 'null' ? [] : [origin]
  })
  // A public client that names none is a page at its own redirect URI.
  const named = client.webOrigins.length === 0 && client.secretHash === null ? ['+'] : client.webOrigins
  return new Set(named.flatMap((origin) => (origin === '+' ? ofRedirects : [origin])))
}
