import { type Channel, type Decision, decide, type Facts, type JourneyFacts, type Proof } from '@tegata/policy'
import type { Link, Realm, Storage, User } from '@tegata/storage'
import type { Situation } from './facts.ts'
import type { Interaction } from './interaction.ts'
import { nextStep, type Progress, type Step } from './next-step.ts'
import { carriedOver, type Journey, move } from './state.ts'

type Needs = {
  storage: {
    users: Pick<Storage['users'], 'find'>
    links: Pick<Storage['links'], 'get'>
    clock: Pick<Storage['clock'], 'now'>
  }
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
export type Assessment = { user: User | null; facts: Facts | null; decision: Decision | null; proofs: readonly Proof[]; step: Step; link: Link | null }

/**
 * Finds out what a journey meets next, from the database as it is now (P33): a demand that was loosened takes its step
 * away, one that was tightened brings it. Nothing is remembered from the page before.
 */
export const createAssess = ({ storage, gatherFacts }: Needs) => async ({ realm, journey, interaction, address }: Walk): Promise<Assessment> => {
  const { state } = journey
  const session = interaction?.session ?? null
  const userId = journey.userId ?? session?.userId ?? null
  const user = userId === null ? null : await storage.users.find(realm.id, userId) ?? null
  const link = state.link === null ? null : await storage.links.get(realm.id, state.link.id) ?? null
  // A step-up adds to what its session proved; somebody else's session proves nothing here (P34).
  const ofSession = session !== null && session.userId === userId ? session : null
  const now = storage.clock.now()
  const proofs = [...carriedOver(ofSession?.proofs ?? [], state.proofs, { now, sessionMaxMs: realm.settings.sessionMaxMs }), ...state.proofs]

  const facts = user === null ? null : await gatherFacts({
    now,
    channel: channelOf(journey),
    realm,
    user,
    client: interaction?.client ?? null,
    request: { ...interaction?.request, address },
    journey: journeyFacts(journey),
    session: ofSession === null ? null : { startedAt: ofSession.startedAt, consoleUsedAt: null },
    proofs,
  })
  const decision = facts && decide(facts)
  return { user, facts, decision, proofs, link, step: nextStep(progressOf(realm, journey, user, session !== null), decision) }
}

const channelOf = ({ state }: Journey): Channel => state.kind === 'account' ? 'account' : 'page'

export const journeyFacts = ({ id, resetReference, state }: Journey): JourneyFacts => ({
  id,
  mailboxProvedAt: state.mailbox?.provedAt ?? null,
  addressTyped: false,
  resetReference,
  putOff: state.putOff,
  noticeSeen: state.noticeSeen,
})

function progressOf(realm: Realm, { id, state }: Journey, user: User | null, hasSession: boolean): Progress {
  const { link, uncommitted } = state
  return {
    kind: state.kind,
    hasSession,
    method: state.method,
    firstProof: state.proofs.some((proof) => proof.kind === 'password' && proof.journeyId === id && proof.epoch === user?.epoch),
    mailboxProved: (state.mailbox?.provedAt ?? null) !== null,
    noticeSeen: state.noticeSeen,
    lost: state.lost,
    link: link === null ? null : {
      wants: link.purpose === 'set-up' ? 'set-up' : link.purpose === 'reset-password' ? 'password' : 'proof',
      hasPassword: user?.hasPassword ?? false,
      passwordChosen: uncommitted.passwordHash !== null,
      authenticatorProved: uncommitted.authenticator !== null,
      passwordFirst: realm.settings.stepOrder === 'password-then-otp',
    },
    done: state.done !== null,
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
  return move(journey, { proofs: carried, asked: null, problem: null, method: null, pending: null })
}
