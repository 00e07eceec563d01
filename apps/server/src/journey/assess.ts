import { type Channel, type Decision, decide, type Facts, type JourneyFacts, type Proof } from '@tegata/policy'
import type { Link, Realm, Storage, User } from '@tegata/storage'
import type { Situation } from './facts.ts'
import type { Interaction } from './interaction.ts'
import { nextStep, type Progress, type Step } from './next-step.ts'
import type { Journey } from './state.ts'

type Needs = {
  storage: {
    users: Pick<Storage['users'], 'find'>
    links: Pick<Storage['links'], 'get'>
    resetRequests: Pick<Storage['resetRequests'], 'find'>
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
export type Assessment = { user: User | null; decision: Decision | null; proofs: readonly Proof[]; step: Step; link: Link | null }

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
  const proofs = [...ofSession?.proofs ?? [], ...state.proofs]

  const decision = user === null ? null : decide(await gatherFacts({
    now: storage.clock.now(),
    channel: channelOf(journey),
    realm,
    user,
    client: interaction?.client ?? null,
    request: { ...interaction?.request, address },
    journey: factsOf(journey),
    session: ofSession === null ? null : { startedAt: ofSession.startedAt, consoleUsedAt: null },
    proofs,
  }))
  return { user, decision, proofs, link, step: nextStep(progressOf(realm, journey, user), decision) }
}

const channelOf = ({ state }: Journey): Channel => state.kind === 'account' ? 'account' : 'page'

const factsOf = ({ id, resetReference, state }: Journey): JourneyFacts => ({
  id,
  mailboxProvedAt: state.mailbox?.provedAt ?? null,
  addressTyped: false,
  resetReference,
  putOff: state.putOff,
  noticeSeen: state.noticeSeen,
})

export function progressOf(realm: Realm, { id, state }: Journey, user: User | null): Progress {
  const { link, uncommitted } = state
  return {
    kind: state.kind,
    method: state.method,
    firstProof: state.proofs.some((proof) => proof.kind === 'password' && proof.journeyId === id && proof.epoch === user?.epoch),
    mailboxProved: (state.mailbox?.provedAt ?? null) !== null,
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
 * keeps its first proof (P23). Only the reset that answered it: any other end of everything in between ends it, too.
 */
export async function afterAnswer({ storage }: Pick<Needs, 'storage'>, realm: Realm, journey: Journey): Promise<Journey> {
  const { asked } = journey.state
  if (asked === null || journey.resetReference === null || journey.userId === null || journey.epoch === null) return journey
  const [request, user] = await Promise.all([storage.resetRequests.find(realm.id, asked.requestId), storage.users.find(realm.id, journey.userId)])
  const epoch = journey.epoch + 1
  if (request?.state !== 'answered' || request.journeyId !== journey.id || user?.epoch !== epoch) return journey
  const proofs = journey.state.proofs.map((proof) => ({ ...proof, epoch }))
  return { ...journey, epoch, state: { ...journey.state, proofs, asked: null, problem: null, method: null, pending: null } }
}
