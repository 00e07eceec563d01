import { emergencyEndsAt, keepTrace, type Params, type Proof } from '@tegata/policy'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { errors } from 'oidc-provider'
import type { Realm, Session, Statement, Storage } from '@tegata/storage'
import { createCookies, readBrowser } from '../journey/browser.ts'
import { endingEverything } from '../journey/ending.ts'
import type { SignedIn } from '../journey/interaction.ts'
import { carriedOver } from '../journey/state.ts'
import { nothingTaken, takingOver, type TakingOverNeeds, type TakenOver } from '../journey/taking-over.ts'
import { storedClient } from './client.ts'
import type { Judge, Judgement } from './judge.ts'
import { type LiveSession, movedEpoch, protocolRequest, sawEpoch } from './protocol-request.ts'
import { proofsSince, type Requested } from './requested.ts'
import type { Sessions } from './sessions.ts'
import { createHasEndedThere, rememberingUpstream } from './upstream-logout.ts'

type Needs = TakingOverNeeds & {
  storage: Pick<Storage, 'unit' | 'users' | 'sessions' | 'upstreamSessions' | 'authenticators' | 'clients' | 'logouts' | 'audit' | 'protocol' | 'clock'>
  sessions: Pick<Sessions, 'endOne'>
  /** By it the browser's cookie is named. */
  publicUrl: URL
  judge: Judge
}

type Resumed = {
  ctx: KoaContextWithOIDC
  realm: Realm
  requested: Requested
  requestedAt: number
  signedIn: SignedIn
  live: LiveSession | undefined
}
export type Begun = { live: LiveSession; judgement: Judgement }

const firstProofs: readonly string[] = ['password', 'certificate', 'action-link', 'passkey', 'upstream']

/** How often a session is begun again because a name that came with it was somebody's meanwhile. */
const turns = 4

/**
 * Begins the session of a journey that proved enough, or adds its proofs to the session that it stepped up: on the
 * resumed request, in one unit with the audit event, after deciding once more. Undefined when the decision of now wants
 * more (or everything of the user ended meanwhile, or the session at the upstream that it came from): then the session is
 * as it was, and oidc-provider asks again.
 */
export const createSignIn = ({ storage, letters, sessions, publicUrl, judge }: Needs) => async (resumed: Resumed): Promise<Begun | undefined> => {
  const { ctx, realm, signedIn, live, requested, requestedAt } = resumed
  const { upstream } = signedIn
  const hasEndedThere = async () => upstream !== null && await createHasEndedThere({ storage })(realm, upstream, signedIn.proofs)
  // The cookies of an interaction have a path, so that a sibling host can set them: its own finished sign-in, for somebody
  // else's browser. The browser's own cookie is `__Host-`.
  if (readBrowser(createCookies(publicUrl), ctx, realm.name).hash !== signedIn.browserHash) {
    forget(ctx, live)
    throw new errors.SessionNotFound('this sign-in was walked in another browser')
  }
  const user = await storage.users.find(realm.id, signedIn.userId)
  if (user === undefined || !user.enabled || user.epoch !== signedIn.epoch) return forget(ctx, live)
  sawEpoch(user.id, signedIn.epoch)
  if (await hasEndedThere()) return forget(ctx, live)

  const client = storedClient(ctx.oidc.client)
  const now = storage.clock.now()
  const earlier = carriedOver(live?.session.proofs ?? [], signedIn.proofs, { now, sessionMaxMs: realm.settings.sessionMaxMs })
  const proofs = merged(earlier, signedIn.proofs)
  const { address, userAgent } = protocolRequest()
  const judgement = await judge({
    realm, user, client, proofs,
    channel: signedIn.facts === undefined ? 'authorization' : 'page',
    session: live === undefined ? null : { startedAt: live.session.startedAt, consoleUsedAt: null },
    request: { ...requested, proofsSince: proofsSince(requested, requestedAt), address },
    journey: signedIn.facts ?? null,
  })
  const { decision } = judgement
  const isUnmet = requested.essentialAcr.length > 0 && !requested.essentialAcr.some(judgement.meets)
  if (isUnmet || !decision.satisfied) {
    forget(ctx, live)
    if (isUnmet) throw new errors.UnmetAuthenticationRequirements('what was demanded (acr) could not be proved')
    return undefined
  }

  await spendJourney(storage, realm, signedIn)
  const first = signedIn.proofs.filter(({ kind }) => firstProofs.includes(kind)).map(({ at }) => at)
  // A journey that made a first proof begins a session, also in a browser that had one; a step-up only adds.
  const startedAt = first.length > 0 || live === undefined ? Math.min(...first, now) : live.session.startedAt
  const uid = uidOf(ctx)
  const begun = {
    uid, realmId: realm.id, userId: user.id, epoch: signedIn.epoch, journeyId: signedIn.journeyId, proofs, startedAt, lastUsedAt: now,
    expiresAt: Math.min(startedAt + realm.settings.sessionMaxMs, emergencyEndsAt(judgement.proofs) ?? Infinity), address: address ?? '', userAgent,
    clientIds: [...new Set([...live?.session.clientIds ?? [], client.clientId])],
  }
  const begins = first.length > 0 || live === undefined
  // What was demanded, whole: years later this says why somebody was asked, or not (`readTrace`).
  const demanded = judgement.demandedOf(signedIn.journeyId)
  const { line, asked, reason } = demanded
  const { acr: issuedAcr } = judgement.assurance([...requested.essentialAcr, ...requested.wishedAcr])
  const through = proofs.findLast(({ kind }) => kind === 'upstream')?.upstream
  const provider = through && await storage.upstreams.get(realm.id, through.id)
  const where = { address, userAgent, clientId: client.clientId }
  // Tokens and sessions that call somebody otherwise than from now on are worth nothing (OpenID Connect Core §12.2): what
  // this walk proved goes over into the epoch that its own unit begins, and nothing else does.
  const sessionOf = ({ isRenamed }: TakenOver): Session => !isRenamed ? begun : {
    ...begun, epoch: begun.epoch + 1, proofs: proofs.filter(({ epoch }) => epoch === begun.epoch).map((proof) => ({ ...proof, epoch: proof.epoch + 1 })),
  }
  const beginning = async (taken: TakenOver, session: Session): Promise<readonly Statement[]> => [
    ...taken.statements,
    ...(taken.isRenamed ? await endingEverything({ storage }, realm, user.id) : []),
    begins ? storage.sessions.begin(session) : storage.sessions.setProofs(realm.id, uid, session.proofs, session),
    ...(upstream === null ? [] : [rememberingUpstream(storage, realm, uid, upstream)]),
    ...(isByToken(signedIn.proofs) ? [storage.users.countEmergency(realm.id, user.id, user.emergencyInARow + 1)] : []),
    ...decision.confirmed.map(({ authenticatorId, confirmedFor }): Statement =>
      storage.authenticators.confirm(realm.id, user.id, authenticatorId, confirmedFor)),
    storage.users.signedIn(realm.id, user.id),
    storage.audit.record({
      realmId: realm.id, type: begins ? 'sign-in.succeeded' : 'sign-in.stepped-up', actor: user.id, userId: user.id,
      ...where, journeyId: signedIn.journeyId, outcome: 'success', reason: reason.code,
      detail: {
        ...told(reason.params), proofs: proofs.map(({ kind }) => kind), line, asked, issuedAcr, trace: keepTrace(demanded),
        ...(provider && { upstream: provider.alias }), ...(taken.changed.length > 0 && { changed: taken.changed }),
      },
    }),
  ]
  let taken = nothingTaken
  let written = { ok: false }
  for (let turn = 1; turn <= turns && !written.ok; turn += 1) {
    // A name that was free a moment ago may be somebody's now: the sign-in goes on without it, at last without any.
    taken = upstream === null || turn === turns ? nothingTaken : await takingOver({ storage, letters }, realm, user, upstream, { where, journeyId: signedIn.journeyId })
    written = await storage.unit(await beginning(taken, sessionOf(taken)))
    if (taken.statements.length === 0) break
  }
  if (!written.ok) return forget(ctx, live)
  const session = sessionOf(taken)
  if (taken.isRenamed) movedEpoch(user.id, session.epoch)
  // It ended between the first look and the commit, too early for this session to be found.
  if (await hasEndedThere()) {
    await sessions.endOne(realm, uid, { actor: null, reason: 'upstream-signed-out', address, userAgent, clientId: client.clientId })
    protocolRequest().live.delete(uid)
    return forget(ctx, undefined)
  }

  const current = { session, user: taken.changed.length === 0 ? user : await storage.users.find(realm.id, user.id) ?? user }
  protocolRequest().live.set(uid, current)
  return { live: current, judgement }
}

/** What the deciding line names, as the log keeps it: the upstream by its alias, which stands beside it. */
const told = ({ upstream: _, since, ...params }: Params) => ({ ...params, ...(typeof since === 'number' && { since: new Date(since).toISOString() }) })

/** This journey's second factor was an emergency token, and no authenticator was used beside it: counted, for P26. */
const isByToken = (proofs: readonly Proof[]): boolean => emergencyEndsAt(proofs) !== null

/** A journey ends in one session, however often its last page is sent. */
async function spendJourney({ protocol }: Needs['storage'], realm: Realm, { journeyId }: SignedIn): Promise<void> {
  const isFirst = await protocol.save({
    model: 'ReplayDetection', id: `journey ${journeyId}`, realmId: realm.id, payload: {}, userId: null, epoch: null, grantId: null,
    sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: Date.now() + 24 * 60 * 60_000,
  }, { insertOnly: true })
  if (!isFirst) throw new errors.SessionNotFound('this sign-in was finished already')
}

/** The newest proof of each kind and authenticator: a step-up adds, a new sign-in replaces what it proved again. */
function merged(earlier: readonly Proof[], made: readonly Proof[]): Proof[] {
  const byName = new Map<string, Proof>()
  for (const proof of [...earlier, ...made].toSorted((one, other) => one.at - other.at)) {
    byName.set(`${proof.kind} ${proof.authenticatorId ?? proof.upstream?.id ?? ''}`, proof)
  }
  return [...byName.values()]
}

/** oidc-provider has already written the person into its session, and would store it: takes that back. */
function forget(ctx: KoaContextWithOIDC, live: LiveSession | undefined): undefined {
  const { session } = ctx.oidc
  if (session !== undefined && live === undefined) {
    for (const member of ['accountId', 'loginTs', 'acr', 'amr']) Reflect.deleteProperty(session, member)
  }
}

export function uidOf(ctx: KoaContextWithOIDC): string {
  const uid = ctx.oidc.session?.uid
  if (uid === undefined) throw new Error('This request has no session.')
  return uid
}
