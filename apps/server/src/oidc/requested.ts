import type { RequestFacts } from '@tegata/policy'
import type { Client } from '@tegata/storage'

/** What an authorization request asks of the sign-in itself. Kept with its code, whose redemption decides again. */
export type Requested = Pick<RequestFacts, 'essentialAcr' | 'wishedAcr'> & {
  /** `prompt=login`. */
  newSignIn: boolean
  /** Seconds. */
  maxAge: number | null
}

type Params = { claims?: unknown; acr_values?: unknown; max_age?: unknown; prompt?: unknown }

/**
 * Reads what a request demands (an essential `acr` claim) and what it wishes for (`acr_values`, an `acr` claim that is
 * not essential, or the client's default). Read from the parameters themselves: oidc-provider lets `acr_values` replace
 * an essential claim, and nothing that a request adds may weaken what it demands.
 */
export function requestedOf(params: Params, client: Pick<Client, 'defaultAcrValues'>): Requested {
  const claim = acrClaimOf(params.claims)
  const values = typeof params.acr_values === 'string' ? params.acr_values.split(' ').filter((value) => value !== '') : []
  const wished = [...values, ...(claim.essential ? [] : claim.values)]
  const maxAge = Number(params.max_age)
  return {
    essentialAcr: claim.essential ? claim.values : [],
    wishedAcr: wished.length > 0 ? wished : client.defaultAcrValues,
    newSignIn: typeof params.prompt === 'string' && params.prompt.split(' ').includes('login'),
    maxAge: params.max_age === undefined || !Number.isSafeInteger(maxAge) ? null : maxAge,
  }
}

/**
 * The instant before which proofs do not count for the request, which began at `requestedAt`: everything older than the
 * request for `prompt=login`, what had become too old by then for `max_age`. What was proved while answering it counts,
 * however long the person took.
 */
export function proofsSince({ newSignIn, maxAge }: Requested, requestedAt: number): number | null {
  if (newSignIn) return requestedAt
  return maxAge === null ? null : requestedAt - maxAge * 1000
}

function acrClaimOf(claims: unknown): { essential: boolean; values: readonly string[] } {
  const request = memberOf(memberOf(parse(claims), 'id_token'), 'acr')
  const value = memberOf(request, 'value')
  const values = memberOf(request, 'values')
  const named = [...(Array.isArray(values) ? values : []), value].filter((each): each is string => typeof each === 'string')
  return { essential: memberOf(request, 'essential') === true, values: named }
}

function parse(claims: unknown): unknown {
  if (typeof claims !== 'string') return claims
  try {
    return JSON.parse(claims)
  } catch {
    return undefined
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
