import type Provider from 'oidc-provider'
import { errors, type Interaction as ProviderInteraction } from 'oidc-provider'
import { isOfOpenUpstream, type Proof } from '@tegata/policy'
import type { Realm, Storage } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { upstreamFacts } from '../journey/facts.ts'
import type { Interaction, Interactions } from '../journey/interaction.ts'
import { ownResult, requestedAtOf } from './authorize.ts'
import { remember } from './grants.ts'
import { inProtocolRequest, type LiveSession, sawEpoch } from './protocol-request.ts'
import { proofsSince, requestedOf } from './requested.ts'
import type { Sessions } from './sessions.ts'

type Needs = {
  storage: Pick<Storage, 'protocol' | 'clients' | 'upstreams' | 'clock'>
  sessions: Pick<Sessions, 'findLive'>
  providerOf: (realm: Realm) => Promise<Provider>
}

type Within<Answer> = (provider: Provider, interaction: ProviderInteraction | null) => Promise<Answer>

/** The authorization request is over, was begun anew, or belongs to another browser or person. */
class InteractionGone extends Error {
  override readonly name = 'InteractionGone'
  readonly status = 400
}

/** The one place where a journey meets the protocol: it says what was asked, and takes what was proved. */
export function createInteractions({ storage, sessions, providerOf }: Needs): Omit<Interactions, 'turnSession'> {
  /** Runs with the interaction that this browser's cookie names. */
  async function within<Answer>(ctx: RequestContext, realm: Realm, run: Within<Answer>): Promise<Answer> {
    const provider = await providerOf(realm)
    return inProtocolRequest(
      { address: ctx.state.address, userAgent: ctx.get('user-agent').slice(0, 300), requestId: ctx.state.requestId },
      async () => run(provider, await interactionOf(provider, ctx)),
    )
  }

  /**
   * Less what came from an upstream that is disabled, or another one by now: whoever has nothing else is asked for a first proof again, instead of
   * being refused until the session runs out.
   */
  const standingOf = async (realm: Realm, { session: { proofs } }: LiveSession) => {
    if (!proofs.some(({ kind }) => kind === 'upstream')) return proofs
    const upstreams = (await storage.upstreams.list(realm.id)).map(upstreamFacts)
    return proofs.filter((proof) => proof.upstream === undefined || isOfOpenUpstream(proof, upstreams))
  }

  const describe = async (realm: Realm, interaction: ProviderInteraction): Promise<Interaction | null> => {
    const client = await storage.clients.find(realm.id, textOf(interaction.params.client_id) ?? '')
    if (client === undefined || !client.enabled) return null
    const requested = requestedOf(interaction.params, client)
    const live = interaction.session === undefined ? undefined : await sessions.findLive(realm, interaction.session.uid)
    return {
      id: interaction.uid,
      prompt: interaction.prompt.name === 'consent' ? 'consent' : 'login',
      client,
      request: {
        essentialAcr: requested.essentialAcr,
        wishedAcr: requested.wishedAcr,
        proofsSince: proofsSince(requested, requestedAtOf(interaction) ?? storage.clock.now()),
      },
      newSignIn: requested.newSignIn,
      maxAgeSeconds: requested.maxAge,
      loginHint: textOf(interaction.params.login_hint),
      uiLocales: textOf(interaction.params.ui_locales),
      upstreamHint: textOf(interaction.params.kc_idp_hint) || null,
      session: live === undefined ? null : sessionOf(live, await standingOf(realm, live)),
      scopes: namesIn(interaction.prompt.details.missingOIDCScope),
    }
  }

  return {
    describe: (ctx, realm, id) => within(ctx, realm, async (_, interaction) =>
      interaction === null || interaction.uid !== id ? null : describe(realm, interaction)),

    /** Stores what the journey proved; the resumed request begins the session (`sign-in.ts`). A step-up belongs to the session's user (P34). */
    finish: (ctx, realm, signedIn) => within(ctx, realm, async (provider, interaction) => {
      if (interaction === null || interaction.uid !== signedIn.journeyId) throw new InteractionGone('this sign-in is over')
      const { session } = interaction
      if (session !== undefined && session.accountId !== signedIn.userId) throw new InteractionGone('somebody else is signed in')
      sawEpoch(signedIn.userId, signedIn.epoch)
      const oldest = Math.min(...signedIn.proofs.map(({ at }) => at), storage.clock.now())
      return provider.interactionResult(ctx.req, ctx.res, {
        login: { accountId: signedIn.userId, ts: Math.floor(oldest / 1000), remember: true },
        [ownResult]: signedIn,
      })
    }),

    grant: (ctx, realm) => within(ctx, realm, async (provider, interaction) => {
      const userId = interaction?.session?.accountId
      const clientId = textOf(interaction?.params.client_id)
      if (!interaction || interaction.prompt.name !== 'consent' || userId === undefined || clientId === null) {
        throw new InteractionGone('nothing is to be allowed here')
      }
      const existing = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId)
      const grant = existing ?? new provider.Grant({ accountId: userId, clientId })
      const scopes = namesIn(interaction.prompt.details.missingOIDCScope)
      const claims = namesIn(interaction.prompt.details.missingOIDCClaims)
      if (scopes.length > 0) grant.addOIDCScope([...scopes])
      if (claims.length > 0) grant.addOIDCClaims([...claims])
      const grantId = await grant.save()
      await remember({ storage }, realm, userId, clientId, grant)
      return provider.interactionResult(ctx.req, ctx.res, { consent: { grantId } })
    }),

    refuse: (ctx, realm, error) => within(ctx, realm, async (provider, interaction) => {
      if (interaction === null) throw new InteractionGone('this sign-in is over')
      return provider.interactionResult(ctx.req, ctx.res, { error, error_description: refusals[error] }, { mergeWithLastSubmission: false })
    }),
  }
}

const sessionOf = ({ session: { uid, startedAt }, user }: LiveSession, proofs: readonly Proof[]): NonNullable<Interaction['session']> =>
  ({ uid, userId: user.id, startedAt, proofs })

const refusals = {
  access_denied: 'the sign-in was cancelled',
  unmet_authentication_requirements: 'what was demanded could not be proved',
}

async function interactionOf(provider: Provider, ctx: RequestContext): Promise<ProviderInteraction | null> {
  try {
    return await provider.interactionDetails(ctx.req, ctx.res)
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null
    throw error
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : []
