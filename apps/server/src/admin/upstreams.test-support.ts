import { randomUUID } from 'node:crypto'
import type { DiscoveryFailure, UpstreamTest } from '@tegata/contract'
import type { ProviderMetadata, UpstreamsOnTheWire } from './needs.ts'

/** What a host of this name answers instead of a discovery document. */
const refusals: Readonly<Record<string, DiscoveryFailure>> = {
  'down.test': 'unreachable', 'inside.test': 'private-address', 'plain.test': 'not-https', 'slow.test': 'too-slow', 'huge.test': 'too-large',
  'elsewhere.test': 'redirect', 'blog.test': 'not-openid', 'weak.test': 'unsupported', 'sly.test': 'other-issuer',
}

const metadataOf = (issuer: string): ProviderMetadata => {
  const at = issuer.includes('/realms/') ? `${issuer}/protocol/openid-connect` : `${issuer}/oauth2`
  return {
    issuer, authorizationEndpoint: `${at}/auth`, tokenEndpoint: `${at}/token`, userinfoEndpoint: `${at}/userinfo`, endSessionEndpoint: `${at}/logout`,
    scopesSupported: ['openid', 'profile', 'email'], acrValuesSupported: ['1', '2'], clientAuthSupported: ['client_secret_basic'],
  }
}

/** Identity providers as the part that talks to them sees them; none of them is there. */
export function playProviders(): UpstreamsOnTheWire & { asked: string[]; results: Map<string, UpstreamTest> } {
  const asked: string[] = []
  const results = new Map<string, UpstreamTest>()
  const ofUpstream = new Map<string, string>()
  return {
    asked,
    results,
    async discover(url) {
      asked.push(url)
      const reason = refusals[new URL(url).hostname]
      if (reason !== undefined) return { ok: false, reason }
      const issuer = url.replace('/.well-known/openid-configuration', '')
      // One that means the address with a slash at its end, and says so.
      return { ok: true, metadata: metadataOf(issuer === 'https://slash.test' ? `${issuer}/` : issuer) }
    },
    async startTest(realm, upstream) {
      const id = randomUUID()
      ofUpstream.set(id, upstream.id)
      results.set(id, { id, state: 'waiting', expiresAt: new Date(600_000).toISOString(), failure: null, claims: null, said: null, person: null, decision: null })
      return { id, url: `http://id.example.test/realms/${realm.name}/broker/${upstream.alias}/test/${id}` }
    },
    testResult: async (_realm, upstream, id) => (ofUpstream.get(id) === upstream.id ? results.get(id) : undefined),
  }
}
