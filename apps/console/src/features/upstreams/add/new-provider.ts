import type { Found, NewUpstream } from '../queries.ts'
import { bodyOf, emptyDraft, type UpstreamDraft } from '../upstream-draft.ts'

/** Where Tegata stands to it (product.md, places 1 and 2). */
export type Place = 'beside' | 'in-front'

/** A provider on its way in: what was found at the address, and what is typed about it. Its secret is not among it. */
export type NewProvider = { url: string, found: Found | null, alias: string, place: Place, draft: UpstreamDraft }

export const emptyNew = (): NewProvider => ({ url: '', found: null, alias: '', place: 'beside', draft: emptyDraft() })

export const isNewProvider = (value: unknown): value is NewProvider =>
  typeof value === 'object' && value !== null && 'found' in value && 'alias' in value && 'draft' in value

/** What each place means for the answers that follow; every one can be changed. */
export const meantBy = {
  beside: { trust: 'always', newPeople: 'connect', profile: 'local', passOn: false },
  'in-front': { trust: 'never', newPeople: 'create', profile: 'upstream', passOn: true },
} as const satisfies Record<Place, Partial<UpstreamDraft>>

export function aliasProblem(alias: string): 'missing' | 'alias' | null {
  const typed = alias.trim()
  if (typed === '') return 'missing'
  return /^[a-z0-9][a-z0-9_-]{0,62}$/.test(typed) ? null : 'alias'
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : address)

/** A name to begin with: the product where it is known, otherwise where it lives. */
export function nameFrom(found: Found, sayKind: (kind: Found['looksLike']) => string): string {
  return found.looksLike === 'other' ? hostOf(found.issuer) : sayKind(found.looksLike)
}

/** Saved switched off: nobody meets it before it was tested. */
export function bodyOfNew({ found, alias, draft }: NewProvider, secret: string): NewUpstream {
  return {
    ...bodyOf(draft), alias: alias.trim(), issuer: found?.issuer ?? '', enabled: false,
    ...(draft.clientAuth !== 'none' && secret.trim() !== '' ? { clientSecret: secret.trim() } : {}),
  }
}
