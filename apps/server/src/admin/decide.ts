import { decide, type Decision, type Facts, type Proof } from '@tegata/policy'
import type { Realm, Storage, Upstream, User } from '@tegata/storage'
import { policyGroupFacts, type Situation } from '../journey/facts.ts'
import { consoleClient } from './console-use.ts'
import type { Decide, SignIn } from './needs.ts'
import { fromAnywhere } from './policy-circumstances.ts'

type Needs = {
  storage: Pick<Storage, 'clock' | 'clients'>
  gatherFacts: (situation: Situation) => Promise<Facts>
}

/** A sign-in that nobody makes: what would be decided is the question. */
const nobodys = { id: 'foreseen', mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false }

/** A sign-in at a provider just now that stated nothing about a second factor: what is unknown never exempts. */
const saidNothing = ({ id, issuer }: Upstream, { epoch }: User, at: number): Proof => ({
  kind: 'upstream', at, journeyId: nobodys.id, epoch, upstream: { id, issuer, idTokenJourneyId: nobodys.id, acr: null, amr: [], authTime: at },
})

const inGroup = (user: User, id: string | null, now: number): User =>
  ({ ...user, policyGroupId: id, policyGroupSince: id === user.policyGroupId ? user.policyGroupSince : now, policyGroupUntil: null, policyGroupBack: null })

/** The decision for this API: the same facts and the same function as at sign-in, with what the session proved. */
export const createDecide = ({ storage, gatherFacts }: Needs): Decide => {
  async function foresee(realm: Realm, user: User, { policyGroup: group, emergencyTokensLeft: tokensLeft, through, at, enforcements, from = fromAnywhere }: SignIn): Promise<Decision> {
    const now = at ?? storage.clock.now()
    const there = group === undefined ? user : inGroup(user, group?.id ?? null, now)
    const facts = await gatherFacts({
      now, channel: 'page', realm, user: there, journey: nobodys, request: { address: from.address }, ...(enforcements ? { enforcements } : {}),
      client: from.clientId === null ? null : await storage.clients.find(realm.id, from.clientId) ?? null,
      proofs: [through ? saidNothing(through, user, now) : { kind: 'password', at: now, journeyId: nobodys.id, epoch: user.epoch }],
    })
    const person = tokensLeft === undefined ? facts.user : { ...facts.user, emergencyTokensLeft: tokensLeft }
    return decide({ ...facts, user: person, policyGroup: group ? policyGroupFacts(group, there) : group === null ? null : facts.policyGroup })
  }

  return async (realm, user, { channel, session, client, essentialAcr, signIn }) => {
    if (signIn) return foresee(realm, user, signIn)
    return decide(await gatherFacts({
      now: storage.clock.now(),
      channel,
      realm,
      user,
      client,
      request: { essentialAcr },
      // Use of our console keeps a proof fresh for the console alone: for every other client five minutes are five minutes.
      session: session === null ? null : { startedAt: session.startedAt, consoleUsedAt: client?.clientId === consoleClient ? session.consoleUsedAt ?? null : null },
      proofs: session?.proofs ?? [],
    }))
  }
}
