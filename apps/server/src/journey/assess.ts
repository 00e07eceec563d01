import { asIfInForce, type Channel, type Decision, decide, type Facts, type JourneyFacts, type Proof } from '@tegata/policy'
import type { Link, Realm, Storage, User } from '@tegata/storage'
import type { createComing, Notice } from './coming.ts'
import type { Situation } from './facts.ts'
import type { Interaction } from './interaction.ts'
import { nextStep, offeredKinds, type Progress, type Step } from './next-step.ts'
import { carriedOver, type Journey, type JourneyState, move } from './state.ts'

type Needs = {
  storage: {
    users: Pick<Storage['users'], 'find'>
    links: Pick<Storage['links'], 'get'>
    identities: Pick<Storage['identities'], 'listOf'>
    clock: Pick<Storage['clock'], 'now'>
  }
  coming: Pick<ReturnType<typeof createComing>, 'notice'>
  gatherFacts(situation: Situation): Promise<Facts>
}

export type Walk = {
  realm: Realm
  journey: Journey
  /** Null for links and the account page. */
  interaction: Interaction | null
  address: string
}

/** Where a journey stands now. `user` is null while nobody is known. */
export type Assessment = { user: User | null; facts: Facts | null; decision: Decision | null; proofs: readonly Proof[]; step: Step; link: Link | null; connecting: Progress['connecting']
  /** What is told before the sign-in ends; null where there is nothing to tell. */
  notice: Notice | null
}

/**
 * Finds out what a journey meets next, from the database as it is now (P33): a demand that was loosened takes its step
 * away, one that was tightened brings it. Nothing is remembered from the page before.
 */
export const createAssess = ({ storage, coming, gatherFacts }: Needs) => async ({ realm, journey, interaction, address }: Walk): Promise<Assessment> => {
  const { state } = journey
  const session = interaction?.session ?? null
  const userId = journey.userId ?? session?.userId ?? null
  const user = userId === null ? null : await storage.users.find(realm.id, userId) ?? null
  const link = state.link === null ? null : await storage.links.get(realm.id, state.link.id) ?? null
  // A step-up adds to what its session proved; somebody else's session proves nothing here (P34).
  // Neither does any to whoever is being connected: that is decided as if there were no upstream, on what this walk proved.
  const isConnecting = state.connecting !== null
  const ofSession = session !== null && session.userId === userId && !isConnecting ? session : null
  const now = storage.clock.now()
  const proofs = [...carriedOver(ofSession?.proofs ?? [], state.proofs, { now, sessionMaxMs: realm.settings.sessionMaxMs }), ...state.proofs]

  const facts = user === null ? null : await gatherFacts({
    now,
    channel: channelOf(journey),
    realm,
    user,
    ...asked(interaction, isConnecting, address),
    journey: journeyFacts(journey),
    session: ofSession === null ? null : { startedAt: ofSession.startedAt, consoleUsedAt: null },
    proofs,
  })
  const { onlyUpstreamId } = realm.settings
  const isLinked = link !== null && user !== null && onlyUpstreamId !== null
    && (await storage.identities.listOf(realm.id, user.id)).some(({ upstreamId }) => upstreamId === onlyUpstreamId)
  const progress = progressOf({ journey, realm, user, facts, hasSession: session !== null, isLinked })
  const seen = judge(progress, facts, state.setUpFor)
  const { decision, step } = seen
  // Told where the sign-in would end, and never instead of a page that it needs (P6).
  const isEnd = step.name === 'leaving' && progress.firstProof && state.finishedAt === null
  const notice = isEnd && user && facts ? await coming.notice(realm, user, facts, progress) : null
  return { user, facts: seen.facts, decision, proofs, link, connecting: progress.connecting, notice, step: notice === null ? step : { name: 'notice' } }
}

type Judged = { facts: Facts | null; decision: Decision | null; step: Step }

/** What comes next; for whoever sets up for a rule to come as if that were in force, as long as this leads somewhere. */
function judge(progress: Progress, facts: Facts | null, setUpFor: string | null): Judged {
  const as = (given: Facts | null, settingUp: boolean): Judged => {
    const decision = given && decide(given)
    return { facts: given, decision, step: nextStep({ ...progress, settingUp }, decision) }
  }
  const wished = facts === null || setUpFor === null ? null : as(asIfInForce(facts, setUpFor), true)
  return wished === null || wished.step.name === 'refused' ? as(facts, false) : wished
}

/** What the application demands is no matter of the account: the upstream's word may meet it, once there is a link. */
const asked = (interaction: Interaction | null, isConnecting: boolean, address: string): Pick<Situation, 'client' | 'request'> => isConnecting
  ? { client: interaction && { ...interaction.client, minimumAcr: null }, request: { address } }
  : { client: interaction?.client ?? null, request: { ...interaction?.request, address } }

const channelOf = ({ state }: Journey): Channel => state.kind === 'account' ? 'account' : 'page'

export const journeyFacts = ({ id, resetReference, state }: Journey): JourneyFacts => ({
  id,
  mailboxProvedAt: state.mailbox?.provedAt ?? null,
  addressTyped: false,
  resetReference,
  putOff: state.putOff,
  noticeSeen: state.noticeSeen,
})

type Seen = { realm: Realm; journey: Journey; user: User | null; facts: Facts | null; hasSession: boolean; isLinked: boolean }

function progressOf({ realm, journey: { id, userId, state }, user, facts, hasSession, isLinked }: Seen): Progress {
  const { link, uncommitted } = state
  const isFirst = (proof: Proof): boolean => (proof.kind === 'password' || proof.kind === 'upstream') && proof.journeyId === id && proof.epoch === user?.epoch
  return {
    kind: state.kind,
    hasSession,
    isKnown: userId !== null,
    method: state.method,
    address: state.addressing === null ? null : state.addressing.onFile ? 'on-file' : 'other',
    firstProof: state.proofs.some(isFirst),
    mailboxProved: (state.mailbox?.provedAt ?? null) !== null,
    noticeSeen: state.noticeSeen,
    settingUp: false,
    lost: state.lost,
    connecting: connectingOf(state, user, facts),
    link: link === null ? null : {
      wants: link.purpose === 'set-up' ? 'set-up' : link.purpose === 'reset-password' ? 'password' : 'proof',
      hasPassword: user?.hasPassword ?? false,
      passwordChosen: uncommitted.passwordHash !== null,
      // Those who administer have one here, too, for when the provider is away.
      passwordElsewhere: isLinked && !(link.purpose === 'reset-password' && facts?.user.administrative === true),
      authenticatorProved: uncommitted.authenticator !== null,
      passwordFirst: realm.settings.stepOrder === 'password-then-otp',
    },
    done: state.done !== null,
  }
}

function connectingOf({ connecting, proofs }: JourneyState, user: User | null, facts: Facts | null): Progress['connecting'] {
  if (connecting === null) return null
  const standing = proofs.filter(({ epoch }) => epoch === user?.epoch)
  const byMail = connecting.mail?.provedAt != null && connecting.mail.userId === user?.id && connecting.mail.epoch === user.epoch
  const held = facts?.user.authenticators ?? []
  return {
    by: standing.some(({ kind }) => kind === 'password') ? 'password' : byMail ? 'mail' : null,
    authenticatorProved: held.some(({ id, state }) => state === 'active' && standing.some(({ authenticatorId }) => authenticatorId === id)),
    working: held.filter(({ kind, state }) => state !== 'suspended' && offeredKinds.includes(kind)).map(({ id }) => id),
  }
}

/**
 * The journey whose reset request was answered, as it goes on: everything older has ended with the reset, this one walk
 * keeps its first proof (P23). Storage has carried its row over into the epoch that the reset began; its proofs follow
 * only when the request of this very journey was answered.
 */
export async function afterAnswer({ storage }: { storage: { resetRequests: Pick<Storage['resetRequests'], 'find'> } }, journey: Journey): Promise<Journey> {
  const { asked, proofs } = journey.state
  const { epoch } = journey
  if (asked === null || epoch === null || !proofs.some((proof) => proof.epoch === epoch - 1)) return journey
  const request = await storage.resetRequests.find(journey.realmId, asked.requestId)
  if (request?.state !== 'answered' || request.journeyId !== journey.id || request.reference !== journey.resetReference) return journey
  const carried = proofs.map((proof) => ({ ...proof, epoch: proof.epoch === epoch - 1 ? epoch : proof.epoch }))
  return move(journey, { proofs: carried, asked: null, problem: null, method: null, pending: null, addressing: null, mailed: null, way: null })
}
