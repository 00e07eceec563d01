import type { Interaction, KoaContextWithOIDC } from 'oidc-provider'
import { errors } from 'oidc-provider'
import type { Realm, Storage, User } from '@tegata/storage'
import type { SignedIn } from '../journey/interaction.ts'
import { storedClient } from './client.ts'
import type { Judge, Judgement } from './judge.ts'
import { type LiveSession, protocolRequest } from './protocol-request.ts'
import { proofsSince, type Requested, requestedOf } from './requested.ts'
import type { Sessions } from './sessions.ts'
import { type Begun, createSignIn, uidOf } from './sign-in.ts'

type Needs = Parameters<typeof createSignIn>[0] & {
  storage: { sessions: Pick<Storage['sessions'], 'used'> }
  sessions: Pick<Sessions, 'findLive' | 'endOne'>
  judge: Judge
}

/** How precisely last use is kept: a row per authorization would be a durable write for each. Milliseconds. */
const usePrecisionMs = 60_000

/**
 * Decides an authorization request of somebody who has, or has just got, a session: the person when it may go on,
 * undefined when oidc-provider's login prompt has to ask for what is missing. Called once, before the prompts.
 */
export const createAuthorize = (needs: Needs) => {
  const { storage, sessions, judge } = needs
  const signIn = createSignIn(needs)

  return async (ctx: KoaContextWithOIDC, realm: Realm): Promise<User | undefined> => {
    const client = storedClient(ctx.oidc.client)
    const requested = requestedOf(ctx.oidc.params ?? {}, client)
    const requestedAt = requestedAtOf(ctx.oidc.entities.Interaction) ?? storage.clock.now()
    const signedIn = signedInOf(ctx.oidc.result)
    const live = await sessions.findLive(realm, uidOf(ctx))

    const begun = signedIn !== undefined && live?.session.journeyId !== signedIn.journeyId
      ? await signIn({ ctx, realm, requested, requestedAt, signedIn, live })
      : live && await goOn({ ctx, realm, requested, requestedAt, live })
    if (begun === undefined) return undefined

    accept(requested, begun.judgement)
    await touch(begun.live, client.clientId)
    return begun.live.user
  }

  /** The same session as before: all lines, in the circumstances of now. */
  async function goOn({ ctx, realm, requested, requestedAt, live }: {
    ctx: KoaContextWithOIDC; realm: Realm; requested: Requested; requestedAt: number; live: LiveSession
  }): Promise<Begun | undefined> {
    const { session, user } = live
    const judgement = await judge({
      realm, user, client: storedClient(ctx.oidc.client), proofs: session.proofs, channel: 'authorization',
      session: { startedAt: session.startedAt, consoleUsedAt: null },
      request: { ...requested, proofsSince: proofsSince(requested, requestedAt), address: protocolRequest().address },
    })
    const { decision } = judgement
    if (decision.nextStep.kind === 'refused' && decision.reason.code === 'line0.acr-unreachable') {
      throw new errors.UnmetAuthenticationRequirements('what was demanded (acr) cannot be proved here')
    }
    return decision.satisfied ? { live, judgement } : undefined
  }

  async function touch({ session }: LiveSession, clientId: string): Promise<void> {
    const isRecent = storage.clock.now() - session.lastUsedAt < usePrecisionMs
    if (isRecent && session.clientIds.includes(clientId)) return
    await storage.unit([storage.sessions.used(session.realmId, session.uid, clientId)])
  }
}

function accept(requested: Requested, judgement: Judgement): void {
  const request = protocolRequest()
  const { acr, amr, authTime } = judgement.assurance([...requested.essentialAcr, ...requested.wishedAcr])
  if (acr === null || authTime === null) throw new Error('The policy let somebody in who proved nothing.')
  const mayOutliveSession = !judgement.proofs.some(({ kind }) => kind === 'emergency-token')
  request.authorization = { requested, address: request.address, acr, amr, authTime: Math.floor(authTime / 1000), mayOutliveSession }
}

/** The member under which the end of a journey travels in an interaction's result. */
export const ownResult = 'tegata'

function signedInOf(result: unknown): SignedIn | undefined {
  const own: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, ownResult) : undefined
  return isSignedIn(own) ? own : undefined
}

// Written by `finish` into a sealed row: only whether it is there is asked.
const isSignedIn = (value: unknown): value is SignedIn =>
  typeof value === 'object' && value !== null && 'journeyId' in value && 'userId' in value && 'epoch' in value && 'proofs' in value && 'upstream' in value

/** The member that interactions carry: when the request was made, on the clock that proofs are dated by. */
export const requestedAtMember = 'requestedAt'

export function requestedAtOf(interaction: Interaction | undefined): number | undefined {
  const at: unknown = interaction === undefined ? undefined : Reflect.get(interaction, requestedAtMember)
  return typeof at === 'number' ? at : undefined
}
