import type Provider from 'oidc-provider'
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { User } from '@tegata/storage'
import { protocolRequest } from './protocol-request.ts'
import { prototypeOf, replaceMethod } from './seams.ts'

/**
 * What tokens call a person (`sub`). In front of another provider that is the provider's name for them, so that
 * applications find the people that they know; within the house, in every row and model, a person is the user's id.
 */
export const subjectOf = ({ id, subject }: Pick<User, 'id' | 'subject'>): string => subject ?? id

/** The same for an id that oidc-provider holds, of the person whom this request is about. */
export function subjectHere(accountId: string): string {
  const { user } = protocolRequest()
  return user?.id === accountId ? subjectOf(user) : accountId
}

/** ID tokens and userinfo: said where oidc-provider would say a pairwise name, of which these are none. */
export function sayClaimsOfSubject(provider: Provider): void {
  replaceMethod(prototypeOf(Reflect.get(provider, 'Claims')), 'result', async (_, original) => {
    const claims: unknown = await original()
    const sub: unknown = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'sub') : undefined
    return typeof claims === 'object' && typeof sub === 'string' ? { ...claims, sub: subjectHere(sub) } : claims
  })
}

const { Check } = interactionPolicy

/** Whether the session is of the person whom the application names; nobody's session is not. */
function isSignedInAs(ctx: KoaContextWithOIDC, sub: unknown): boolean {
  const { session } = ctx.oidc
  const user = session?.accountId === undefined ? undefined : protocolRequest().live.get(session.uid)?.user
  return user !== undefined && user.id === session?.accountId && subjectOf(user) === sub
}

/**
 * oidc-provider's two checks that compare the session with a subject, which it takes to be its account's id; refused as
 * OpenID Connect Core 3.1.2.1 and 3.1.2.2 have it.
 */
export const subjectChecks = () => [
  new Check('id_token_hint', 'id_token_hint and authenticated subject do not match', 'login_required', (ctx) => {
    const hint = ctx.oidc.entities.IdTokenHint
    return hint === undefined || isSignedInAs(ctx, hint.payload.sub) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
  }),
  new Check('claims_id_token_sub_value', 'requested subject could not be obtained', 'login_required', (ctx) => {
    const named = ctx.oidc.claims.id_token?.sub
    return named == null || !('value' in named) || isSignedInAs(ctx, named.value) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
  }, (ctx) => ({ sub: ctx.oidc.claims.id_token?.sub })),
]
